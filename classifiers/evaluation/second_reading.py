"""A second, blind reading of the test part: do two people agree, and what is hard about each message?"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.assessment import Category
from classifiers.evaluation import measures
from classifiers.evaluation.measures import Limits, Scores, percent
from classifiers.evaluation.test_part import Measured

FILE = "second_reading.tsv"
Yes = NDArray[np.bool_]
HARD_KINDS = ("victim", "quote", "counter", "identity")  # of these nothing may be flagged


@dataclass(frozen=True, slots=True)
class Reading:
    """What the second reader said of one line, without having seen the labels.

    ``kind`` tells what a harmless message is (victim, quote, counter, identity, idiom, banter, complaint, plain);
    ``needs_context`` that it cannot be judged without the lines before.
    """

    file: str
    line: int
    labels: frozenset[Category]
    kind: str
    needs_context: bool


def read_second_reading(folder: Path) -> list[Reading]:
    """The table beside the test part (columns file, line, labels, kind, context); empty when there is none.

    Raises:
        ValueError: a row has an unknown label or no number.
    """
    file = folder / FILE
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as content:
        return [_reading(row) for row in csv.DictReader(content, delimiter="\t")]


def _reading(row: dict[str, str]) -> Reading:
    labels = frozenset(Category(name) for name in row["labels"].split(",") if name not in ("", "-"))
    return Reading(row["file"], int(row["line"]), labels, row["kind"], row["context"] == "y")


def on_second_reading(measured: Measured, readings: Sequence[Reading], limits: Limits) -> Iterator[str]:
    """Lines of Markdown: agreement per label, false alarms by kind, and messages that only the context decides."""
    by_place = {(reading.file, reading.line): reading for reading in readings}
    pairs = [(place, by_place.get((each.file, each.line))) for place, each in enumerate(measured.test)]
    found = [(place, reading) for place, reading in pairs if reading is not None]
    if not found:
        return
    places = [place for place, _ in found]
    second = measures.table([reading.labels for _, reading in found])
    yield from _on_agreement(measured, places, second)
    flagged = np.asarray(measures.reached(measured.scores, limits).any(axis=1))
    harmless = np.asarray(~measured.wanted.any(axis=1))
    yield "\nHarmless messages flagged, by kind: " + ", ".join(_by_kind(found, flagged, harmless)) + "."
    hard = [place for place, reading in found if reading.kind in HARD_KINDS and harmless[place]]
    yield f"\nVictims, quotes, counter-speech, identity words: {_share(flagged[hard])}."
    yield from _on_context(measured, [place for place, reading in found if reading.needs_context], limits)


def _on_agreement(measured: Measured, places: Sequence[int], second: measures.Wanted) -> Iterator[str]:
    first = measured.wanted[places]
    agreement = measures.quality(second, first)
    yield f"\n### A second, blind reading of {len(places)} messages of the test part\n"
    yield "F1 of the second reader against the labels (what a person reaches): " + ", ".join(
        f"{category} {agreement[category].f1:.2f}" for category in Category
    )
    same = percent(float((first == second).all(axis=1).mean()))
    yield f"\nMean {measures.macro_f1(agreement):.3f}; exactly the same labels on {same} of the messages."


def _by_kind(found: Sequence[tuple[int, Reading]], flagged: Yes, harmless: Yes) -> Iterator[str]:
    for kind in sorted({reading.kind for _, reading in found} - {"-"}):
        places = [place for place, reading in found if reading.kind == kind and harmless[place]]
        yield f"{kind} {_share(flagged[places])}"


def _on_context(measured: Measured, places: Sequence[int], limits: Limits) -> Iterator[str]:
    if not places:
        return
    with_context = _right(measured.scores[places], measured.wanted[places], limits)
    without = _right(measured.without_context[places], measured.wanted[places], limits)
    yield (
        f"\n{len(places)} messages that the second reader could not judge without the lines before: "
        f"{percent(with_context)} right with them, {percent(without)} without "
        "(harmless and not flagged, or harmful and flagged with one of its labels)."
    )


def _right(scores: Scores, wanted: measures.Wanted, limits: Limits) -> float:
    predicted = measures.reached(scores, limits)
    harmful = wanted.any(axis=1)
    return float(np.where(harmful, (predicted & wanted).any(axis=1), ~predicted.any(axis=1)).mean())


def _share(flagged: Yes) -> str:
    return f"{int(flagged.sum())} of {len(flagged)}" + (f" ({percent(float(flagged.mean()))})" if len(flagged) else "")
