"""Measures whether explanations are faithful: whether the score depends on the words that are named."""

from collections.abc import Iterator

import numpy as np

from classifiers.assessment import Assessment, Category, Classifier
from classifiers.evaluation import measures
from classifiers.evaluation.measures import Limits, percent
from classifiers.evaluation.test_part import Measured
from classifiers.explanation import explain

EXPLAINED = 150


def on_explanations(classifier: Classifier, measured: Measured, limits: Limits) -> Iterator[str]:
    """Lines of Markdown on flagged messages of the test part, evenly taken."""
    places = np.flatnonzero(measures.reached(measured.scores, limits).any(axis=1)).tolist()
    places = places[:: max(1, len(places) // EXPLAINED)]
    flags = {category: limits[category].flag for category in Category}
    reasons = [
        reason
        for place in places
        for reason in explain(
            classifier,
            measured.test[place].utterance,
            Assessment(dict(zip(Category, measured.scores[place].tolist(), strict=True)), classifier.version),
            flags,
        ).reasons
    ]
    if not reasons:
        return
    words = sum(bool(reason.spans) for reason in reasons) / len(reasons)
    context = sum(reason.context_decides for reason in reasons) / len(reasons)
    named = [len(reason.spans) for reason in reasons if reason.spans]
    yield "\n### Explanations\n"
    yield (
        f"Of {len(reasons)} labels on {len(places)} flagged messages, {percent(words)} fall under the threshold "
        f"without the words that are named ({np.mean(named or [0]):.1f} on average), {percent(context)} without the "
        "lines before; for the rest nothing is named."
    )
