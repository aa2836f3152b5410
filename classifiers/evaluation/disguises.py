"""Measures whether a message in disguise (k4nk3r, l o s e r, look-alike letters) keeps its labels."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from classifiers.assessment import Classifier
from classifiers.disguise import STYLES, disguise
from classifiers.evaluation import measures
from classifiers.evaluation.measures import Limits, percent
from classifiers.evaluation.test_part import Measured

SEED = 1  # another than in training
EVERY = 2  # of the flagged messages, to save time


def on_disguises(classifier: Classifier, measured: Measured, limits: Limits) -> Iterator[str]:
    """Lines of Markdown on the flagged messages of the test part, each in every style."""
    before = measures.reached(measured.scores, limits)
    places = np.flatnonzero(before.any(axis=1))[::EVERY]
    yield "\n### Disguised twins of flagged messages\n"
    for style in STYLES:
        pairs = [(place, measured.test[place].utterance) for place in places]
        twins = [(place, replace(each, text=disguise(each.text, style, SEED))) for place, each in pairs]
        changed = [(place, twin) for place, twin in twins if twin.text != measured.test[place].utterance.text]
        if not changed:
            continue
        kept_places = [place for place, _ in changed]
        after = measures.reached(measures.score(classifier, [twin for _, twin in changed]), limits)
        same = (after == before[kept_places]).all(axis=1).mean()
        flagged = after.any(axis=1).mean()
        yield f"- {style}: {percent(float(same))} keep exactly their labels, {percent(float(flagged))} stay flagged"
