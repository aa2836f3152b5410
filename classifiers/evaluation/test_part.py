"""Measures on the test part: as a whole, by label, in conversations with and without the lines before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from classifiers.assessment import Category, Classifier, Utterance
from classifiers.evaluation import measures
from classifiers.evaluation.measures import Limits, Scores, Wanted, percent
from classifiers.training.corpus import Example


@dataclass(frozen=True, slots=True)
class Measured:
    """The test part with the scores of each message, and those without context (the same where there is none)."""

    test: Sequence[Example]
    scores: Scores
    without_context: Scores
    wanted: Wanted

    @property
    def in_talk(self) -> NDArray[np.bool_]:
        """Which messages have context."""
        return np.array([bool(example.utterance.context) for example in self.test], np.bool_)


def measure(classifier: Classifier, test: Sequence[Example]) -> Measured:
    """Score the test part twice."""
    utterances = [example.utterance for example in test]
    return Measured(
        test,
        measures.score(classifier, utterances),
        measures.score(classifier, [_bare(utterance) for utterance in utterances]),
        measures.table([example.labels for example in test]),
    )


def on_test_part(measured: Measured, limits: Limits) -> Iterator[str]:
    """Lines of Markdown."""
    scores, wanted, talk = measured.scores, measured.wanted, measured.in_talk
    yield "\n### Test part, written apart and never trained on\n"
    yield "| | messages | macro-F1 | harmful found | harmless flagged | found at 5% | 2% | 0.5% |"
    yield "|---|---|---|---|---|---|---|---|"
    yield _row("all", scores, wanted, limits)
    yield _row("first or only lines", scores[~talk], wanted[~talk], limits)
    yield _row("in conversation", scores[talk], wanted[talk], limits)
    yield _row("the same without context", measured.without_context[talk], wanted[talk], limits)
    yield "\n'Found at 5%': harmful messages found when all thresholds are moved until 5% of the harmless are flagged."
    yield "\n| label | messages | precision | recall | F1 | flag | alert | precision of alerts | recall | calibration |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    yield from _label_rows(scores, wanted, limits)
    yield "\n'Calibration': mean difference between a score and the share of messages with it that carry the label."
    yield from _on_alerts(scores[talk], wanted[talk], limits)


def _row(name: str, scores: Scores, wanted: Wanted, limits: Limits) -> str:
    predicted = measures.reached(scores, limits)
    flags = [limits[category].flag for category in Category]
    cells = [
        str(len(scores)),
        f"{measures.macro_f1(measures.quality(predicted, wanted)):.3f}",
        percent(measures.harmful_found(predicted, wanted)),
        percent(measures.harmless_flagged(predicted, wanted)),
        *(percent(measures.found_at(scores, wanted, flags, share)) for share in (0.05, 0.02, 0.005)),
    ]
    return f"| {name} | {' | '.join(cells)} |"


def _label_rows(scores: Scores, wanted: Wanted, limits: Limits) -> Iterator[str]:
    flags = measures.quality(measures.reached(scores, limits), wanted)
    alerts = measures.quality(measures.reached(scores, limits, alert=True), wanted)
    for place, category in enumerate(Category):
        flag, alert, limit = flags[category], alerts[category], limits[category]
        yield (
            f"| {category} | {flag.support} | {flag.precision:.2f} | {flag.recall:.2f} | {flag.f1:.2f} "
            f"| {limit.flag:.2f} | {limit.alert:.2f} | {alert.precision:.2f} | {alert.recall:.2f} "
            f"| {measures.calibration_error(scores[:, place], wanted[:, place]):.3f} |"
        )


def _on_alerts(scores: Scores, wanted: Wanted, limits: Limits) -> Iterator[str]:
    """How many lines of conversations disturb somebody at once, and how many of those do so without cause."""
    disturbs = measures.reached(scores, limits, alert=True).any(axis=1)
    harmless = ~wanted.any(axis=1)
    wrong = int((disturbs & harmless).sum())
    yield (
        f"\nAlerts in conversations: {wrong} of {harmless.sum()} harmless lines "
        f"({percent(wrong / max(1, int(harmless.sum())))}); {disturbs.sum() - wrong} of {disturbs.sum()} are right."
    )


def _bare(utterance: Utterance) -> Utterance:
    return replace(utterance, context=(), reply_to=None)
