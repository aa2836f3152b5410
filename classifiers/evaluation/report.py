"""Puts the measurements together as Markdown."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from classifiers.assessment import Classifier
from classifiers.evaluation.disguises import on_disguises
from classifiers.evaluation.faithfulness import on_explanations
from classifiers.evaluation.measures import Limits
from classifiers.evaluation.ordinary_days import on_ordinary_days
from classifiers.evaluation.public_sets import on_public_sets
from classifiers.evaluation.second_reading import Reading, on_second_reading
from classifiers.evaluation.test_part import Measured, on_test_part
from classifiers.training.corpus import Example


def report(
    classifier: Classifier,
    limits: Limits,
    measured: Measured,
    second: Sequence[Reading],
    days: Sequence[Example],
    data: Path | None,
) -> Iterator[str]:
    """Lines of Markdown on the test part and, where ``data`` holds them, the public sets; says what is skipped."""
    yield f"Model {classifier.version}."
    yield from on_test_part(measured, limits)
    yield from on_second_reading(measured, second, limits)
    yield from on_ordinary_days(classifier, days, limits)
    yield from on_disguises(classifier, measured, limits)
    yield from on_explanations(classifier, measured, limits)
    if data is None:
        yield "\nSkipped without a data folder: HateCheck, names, requests, personal data."
        return
    yield from on_public_sets(classifier, limits, data)
