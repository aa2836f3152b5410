"""Flags: a score that reached its threshold, remembered together with what it was measured against."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from classifiers.assessment import Assessment, Category, Threshold


class Level(StrEnum):
    """``FLAG`` is kept for the pattern and the digest; ``ALERT`` may disturb a person."""

    FLAG = "flag"
    ALERT = "alert"


class Severity(IntEnum):
    """How grave a matter is; decides order and urgency."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


Thresholds = Mapping[Category, Threshold]


@dataclass(frozen=True, slots=True)
class Flag:
    """One category of one message that reached its threshold, under one model version."""

    category: Category
    score: float
    threshold: float
    level: Level
    model: str


SEVERITY: Mapping[Category, Severity] = {
    Category.THREAT: Severity.HIGH,
    Category.SEXUAL: Severity.HIGH,
    Category.SELF_HARM: Severity.HIGH,
    Category.STALKING: Severity.MEDIUM,
    Category.HATE: Severity.MEDIUM,
    Category.BULLYING: Severity.MEDIUM,
    Category.DEFAMATION: Severity.MEDIUM,
    Category.PRIVATE_DATA: Severity.MEDIUM,
    Category.UNAUTHORISED_MEDIA: Severity.MEDIUM,
    Category.INSULT: Severity.LOW,
}


def raise_flags(assessment: Assessment, thresholds: Thresholds) -> tuple[Flag, ...]:
    """Flags for every category whose score reaches its threshold, gravest and surest first."""
    flags = [
        Flag(
            category=category,
            score=score,
            threshold=thresholds[category].flag,
            level=Level.ALERT if score >= thresholds[category].alert else Level.FLAG,
            model=assessment.model,
        )
        for category, score in assessment.scores.items()
        if score >= thresholds[category].flag
    ]
    return tuple(sorted(flags, key=lambda flag: (-SEVERITY[flag.category], -flag.score)))
