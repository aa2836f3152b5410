"""Changes that an admin makes to thresholds, each of which can be taken back."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from classifiers.assessment import Category, Threshold

LOWEST, HIGHEST = 0.05, 1.0  # an alert threshold of 1 is practically never reached: then only repetition alerts
NUMBER = r"(\d+(?:[.,]\d+)?)[ ]?(%?)"
VALUES = re.compile(rf"{NUMBER}(?:\s*/\s*{NUMBER})?(?!\S)")


@dataclass(frozen=True, slots=True)
class ThresholdChange:
    """``threshold`` is None where a change took the one before it back."""

    at: datetime
    actor: str
    category: Category
    threshold: Threshold | None
    reason: str


def standing(changes: Iterable[ThresholdChange]) -> Mapping[Category, Threshold]:
    """The threshold of each category that was changed, after all changes in their order; none where all are undone."""
    stacks: dict[Category, list[Threshold]] = defaultdict(list)
    for change in changes:
        if change.threshold is not None:
            stacks[change.category].append(change.threshold)
        elif stacks[change.category]:
            stacks[change.category].pop()
    return {category: stack[-1] for category, stack in stacks.items() if stack}


def read_change(text: str, now: Threshold) -> tuple[Threshold, str] | None:
    """The threshold and the reason in ``85% reason`` or ``0,85/0,95 reason``; None when it holds no possible threshold.

    One number is where flags begin; the alert threshold moves along where it would come to lie below it.
    """
    found = VALUES.match(text)
    if found is None:
        return None
    flag_text, flag_sign, alert_text, alert_sign = found.groups()
    percent = bool(flag_sign or alert_sign)
    flag = _score(flag_text, percent=percent)
    alert = max(now.alert, flag) if alert_text is None else _score(alert_text, percent=percent)
    if not LOWEST <= flag <= alert <= HIGHEST:
        return None
    return Threshold(flag, alert), text[found.end() :].strip()


def _score(number: str, *, percent: bool) -> float:
    value = float(number.replace(",", "."))
    return round(value / 100, 6) if percent or value > 1 else value
