"""Counts how often scores are right: precision, recall and F1 per label, false alarms, and where to set thresholds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.assessment import Category, Classifier, Threshold, Utterance

Scores = NDArray[np.float32]
"""Shape (messages, categories), 0..1, categories in the order of Category."""
Wanted = NDArray[np.bool_]
"""The labels that people gave, in the same shape."""
Limits = Mapping[Category, Threshold]

# Not lower: a best value there would rest on a handful of messages.
GRID = np.arange(0.15, 0.991, 0.01)
# At a school about one line in a hundred is harmful: a label may flag one harmless line in 150 at most.
HARMLESS_PER_LABEL = 1 / 150
ALERT_PRECISION = 0.95
# Missing one of these costs more than a look too many.
GRAVE = frozenset({Category.THREAT, Category.SEXUAL, Category.SELF_HARM})
ALERT_PRECISION_GRAVE = 0.9
HIGHEST_FLAG = 0.9
LOWEST_ALERT = 0.5
BINS = 10
HIGHEST_ALERT = 0.97


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one label: ``support`` is the number of messages that carry it."""

    precision: float
    recall: float
    f1: float
    support: int


def score(classifier: Classifier, utterances: Sequence[Utterance]) -> Scores:
    """The scores of all utterances as one table."""
    opinions = classifier.assess(utterances)
    rows = [[opinion.scores[category] for category in Category] for opinion in opinions]
    return np.array(rows, np.float32).reshape(-1, len(Category))


def table(labels: Sequence[frozenset[Category]]) -> Wanted:
    """Sets of labels as a table."""
    rows = [[category in given for category in Category] for given in labels]
    return np.array(rows, np.bool_).reshape(-1, len(Category))


def quality(predicted: Wanted, wanted: Wanted) -> dict[Category, Quality]:
    """Precision, recall and F1 of each label; 0 where nothing was predicted or nothing was to be found."""
    return {category: _quality(predicted[:, i], wanted[:, i]) for i, category in enumerate(Category)}


def macro_f1(qualities: Mapping[Category, Quality]) -> float:
    """The mean F1 of the labels that occur."""
    occurring = [each.f1 for each in qualities.values() if each.support]
    return float(np.mean(occurring)) if occurring else 0.0


def binary_macro_f1(predicted: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> float:
    """The mean of the F1 of yes and the F1 of no, as hate-speech benchmarks report it."""
    return (_quality(predicted, wanted).f1 + _quality(~predicted, ~wanted).f1) / 2


def harmless_flagged(predicted: Wanted, wanted: Wanted) -> float:
    """The share (0..1) of messages without a label that get one or more."""
    harmless = ~wanted.any(axis=1)
    return float(predicted[harmless].any(axis=1).mean()) if harmless.any() else 0.0


def harmful_found(predicted: Wanted, wanted: Wanted) -> float:
    """The share (0..1) of messages with a label that get one or more, right or wrong."""
    harmful = wanted.any(axis=1)
    return float(predicted[harmful].any(axis=1).mean()) if harmful.any() else 0.0


def found_at(scores: Scores, wanted: Wanted, flags: Sequence[float], share: float) -> float:
    """Share of harmful messages found when ``share`` of the harmless may be flagged, all thresholds moved together."""
    odds = np.log(np.clip(scores, 1e-6, 1 - 1e-6) / (1 - np.clip(scores, 1e-6, 1 - 1e-6)))
    margin = (odds - np.log(np.array(flags) / (1 - np.array(flags)))).max(axis=1)
    harmless = ~wanted.any(axis=1)
    if harmless.all() or not harmless.any():
        return 0.0
    limit = np.quantile(margin[harmless], 1 - share)
    return float((margin[~harmless] > limit).mean())


def calibration_error(scores: NDArray[np.float32], wanted: NDArray[np.bool_]) -> float:
    """How far the scores of one label are from the share that carries it, on average over ten bins (Naeini 2015)."""
    places = np.minimum((scores * BINS).astype(int), BINS - 1)
    gaps = [
        (places == place).mean() * abs(scores[places == place].mean() - wanted[places == place].mean())
        for place in range(BINS)
        if (places == place).any()
    ]
    return float(sum(gaps))


def reached(scores: Scores, thresholds: Limits, *, alert: bool = False) -> Wanted:
    """Which scores reach the flag threshold of their category, or the alert threshold."""
    limits = [thresholds[category].alert if alert else thresholds[category].flag for category in Category]
    return np.asarray(scores >= np.array(limits, np.float32), np.bool_)


def choose_thresholds(scores: Scores, wanted: Wanted, ordinary: NDArray[np.bool_]) -> dict[Category, Threshold]:
    """Thresholds for messages that were not trained on (and are not the test part).

    ``flag`` is where F1 is best among those that flag few harmless messages; ``alert`` is the lowest from there on with
    a precision of 95% (90% for grave categories). ``ordinary`` marks the lines of ordinary conversations: false alarms
    are counted on those, since pairs that were written to be confusing say nothing on how often a class will see one.
    """
    harmless = ~wanted.any(axis=1) & ordinary
    return {
        category: _choose(
            scores[:, i],
            wanted[:, i],
            scores[harmless, i],
            ALERT_PRECISION_GRAVE if category in GRAVE else ALERT_PRECISION,
        )
        for i, category in enumerate(Category)
    }


def _choose(
    scores: NDArray[np.float32], wanted: NDArray[np.bool_], harmless: NDArray[np.float32], alert_precision: float
) -> Threshold:
    allowed = [limit for limit in GRID if (harmless >= limit).mean() <= HARMLESS_PER_LABEL] or [HIGHEST_FLAG]
    by_limit = {float(limit): _quality(scores >= limit, wanted) for limit in allowed}
    best = max(each.f1 for each in by_limit.values())
    # F1 is flat around its best: the middle of what is nearly as good depends least on single messages.
    flag = min(float(np.median([limit for limit, each in by_limit.items() if each.f1 >= best - 0.01])), HIGHEST_FLAG)
    precise = [limit for limit, each in by_limit.items() if limit >= flag and each.precision >= alert_precision]
    alert = max(min([*precise, HIGHEST_ALERT]), LOWEST_ALERT, flag)
    return Threshold(round(flag, 2), round(alert, 2))


def _quality(predicted: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> Quality:
    right = int((predicted & wanted).sum())
    precision = right / max(1, int(predicted.sum()))
    recall = right / max(1, int(wanted.sum()))
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Quality(precision, recall, f1, int(wanted.sum()))


def percent(share: float) -> str:
    """A share (0..1) as people read it."""
    return f"{100 * share:.1f}%"
