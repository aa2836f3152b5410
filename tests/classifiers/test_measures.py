"""Measures agree with a count by hand."""

import numpy as np
import pytest

from classifiers.assessment import Category, Threshold
from classifiers.evaluation import measures

INSULT = list(Category).index(Category.INSULT)


def column(values: list[float]) -> np.ndarray:
    scores = np.zeros((len(values), len(Category)), np.float32)
    scores[:, INSULT] = values
    return scores


def test_precision_recall_and_f1() -> None:
    predicted, wanted = column([1, 1, 1, 0]) > 0, column([1, 1, 0, 1]) > 0
    found = measures.quality(predicted, wanted)[Category.INSULT]
    assert found == measures.Quality(pytest.approx(2 / 3), pytest.approx(2 / 3), pytest.approx(2 / 3), 3)


def test_macro_f1_counts_only_labels_that_occur() -> None:
    wanted = column([1, 0]) > 0
    assert measures.macro_f1(measures.quality(wanted, wanted)) == 1.0


def test_false_alarms_are_a_share_of_the_harmless() -> None:
    assert measures.harmless_flagged(column([1, 1, 0, 0]) > 0, column([1, 0, 0, 0]) > 0) == pytest.approx(1 / 3)


def test_another_label_than_the_given_one_still_finds_the_message() -> None:
    wanted, predicted = column([1]) > 0, np.zeros((1, len(Category)), bool)
    predicted[0, 0] = True
    assert measures.harmful_found(predicted, wanted) == 1.0


def test_found_at_a_share_of_false_alarms() -> None:
    scores, wanted = column([0.9, 0.2, *np.linspace(0.01, 0.6, 100)]), column([1, 1, *[0] * 100]) > 0
    assert measures.found_at(scores, wanted, [0.5] * len(Category), 0.05) == 0.5


def test_binary_macro_f1_of_always_yes() -> None:
    wanted = np.array([True] * 7 + [False] * 3)
    assert measures.binary_macro_f1(np.ones(10, bool), wanted) == pytest.approx(14 / 17 / 2)


def test_a_chosen_threshold_flags_few_harmless_messages() -> None:
    rng = np.random.default_rng(1)
    harmless, harmful = rng.beta(1, 6, 3000), rng.beta(5, 2, 200)
    wanted = column([*[0] * 3000, *[1] * 200]) > 0
    chosen = measures.choose_thresholds(column([*harmless, *harmful]), wanted, np.ones(3200, bool))[Category.INSULT]
    assert (harmless >= chosen.flag).mean() <= measures.HARMLESS_PER_LABEL + 0.001


def test_harmless_messages_that_were_written_to_confuse_do_not_raise_the_threshold() -> None:
    wanted = column([*[0] * 1100, *[1] * 100]) > 0
    everyday = np.array([True] * 1000 + [False] * 100 + [True] * 100)

    def flag(ordinary: float, confusing: float) -> float:
        scores = column([*[ordinary] * 1000, *[confusing] * 100, *[0.8] * 100])
        return measures.choose_thresholds(scores, wanted, everyday)[Category.INSULT].flag

    assert flag(ordinary=0.05, confusing=0.85) <= 0.8
    assert flag(ordinary=0.85, confusing=0.05) > 0.85


def test_alerts_are_at_least_as_sure_as_flags() -> None:
    rng = np.random.default_rng(2)
    scores, wanted = column(rng.random(500).tolist()), column((rng.random(500) > 0.7).tolist()) > 0
    assert all(
        pair.alert >= pair.flag for pair in measures.choose_thresholds(scores, wanted, np.ones(500, bool)).values()
    )


def test_a_score_on_the_threshold_reaches_it() -> None:
    limits = dict.fromkeys(Category, Threshold(0.5, 0.75))
    scores = column([0.5, 0.75])
    assert measures.reached(scores, limits)[:, INSULT].tolist() == [True, True]
    assert measures.reached(scores, limits, alert=True)[:, INSULT].tolist() == [False, True]
