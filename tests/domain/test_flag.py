"""Flags come from scores and thresholds alone."""

import pytest

from bot.domain.flag import Level, Threshold, raise_flags
from classifiers.assessment import Category
from tests.factories import THRESHOLDS, assessment


def test_a_score_at_its_threshold_is_flagged() -> None:
    (raised,) = raise_flags(assessment(insult=0.5), THRESHOLDS)
    assert (raised.category, raised.level, raised.threshold) == (Category.INSULT, Level.FLAG, 0.5)


def test_a_score_just_below_its_threshold_is_not_flagged() -> None:
    assert raise_flags(assessment(insult=0.4999), THRESHOLDS) == ()


def test_a_score_at_the_alert_threshold_may_disturb_a_person() -> None:
    (raised,) = raise_flags(assessment(threat=0.8), THRESHOLDS)
    assert raised.level is Level.ALERT


def test_the_gravest_flag_comes_first_then_the_surest() -> None:
    raised = raise_flags(assessment(insult=0.99, bullying=0.6, hate=0.7, threat=0.55), THRESHOLDS)
    assert [flag.category for flag in raised] == [Category.THREAT, Category.HATE, Category.BULLYING, Category.INSULT]


@pytest.mark.parametrize(("low", "high"), [(0, 0.5), (0.6, 0.5), (0.5, 1.1)])
def test_thresholds_out_of_order_are_refused(low: float, high: float) -> None:
    with pytest.raises(ValueError, match="thresholds must satisfy"):
        Threshold(low, high)
