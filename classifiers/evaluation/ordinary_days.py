"""Measures on whole ordinary days of class chat, where one line in forty is wrong: how often is somebody disturbed?"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from classifiers.assessment import Classifier
from classifiers.evaluation import measures
from classifiers.evaluation.measures import Limits, percent
from classifiers.training.corpus import Example, read_folder

FOLDER = Path(__file__).parents[1] / "training" / "ordinary_days"


def read_ordinary_days() -> list[Example]:
    """The written days; they are not part of an installed package, and empty there."""
    return read_folder(FOLDER) if FOLDER.is_dir() else []


def on_ordinary_days(classifier: Classifier, days: Sequence[Example], limits: Limits) -> Iterator[str]:
    """Lines of Markdown."""
    if not days:
        return
    scores = measures.score(classifier, [example.utterance for example in days])
    wanted = measures.table([example.labels for example in days])
    harmless, harmful = ~wanted.any(axis=1), wanted.any(axis=1)
    flagged = measures.reached(scores, limits).any(axis=1)
    alerted = measures.reached(scores, limits, alert=True).any(axis=1)
    yield f"\n### Ordinary days of chat: {len(days)} lines, {harmful.sum()} of them harmful\n"
    yield "| level | harmless lines | harmful lines | right |"
    yield "|---|---|---|---|"
    for name, chosen in (("flag", flagged), ("alert", alerted)):
        wrong, right = int((chosen & harmless).sum()), int((chosen & harmful).sum())
        yield (
            f"| {name} | {wrong} ({percent(wrong / max(1, int(harmless.sum())))}) "
            f"| {right} ({percent(right / max(1, int(harmful.sum())))}) | {percent(right / max(1, wrong + right))} |"
        )
