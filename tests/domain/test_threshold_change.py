"""What admins type becomes a threshold or nothing, and changes stack up and come off again."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.threshold_change import HIGHEST, LOWEST, ThresholdChange, read_change, standing
from classifiers.assessment import Category, Threshold
from tests.factories import NOON

NOW = Threshold(0.5, 0.8)
BULLYING, THREAT = Category.BULLYING, Category.THREAT


@pytest.mark.parametrize(
    ("text", "flag", "alert", "reason"),
    [
        ("0,7 te vaak", 0.7, 0.8, "te vaak"),
        ("0.7 te vaak", 0.7, 0.8, "te vaak"),
        ("70% te vaak", 0.7, 0.8, "te vaak"),
        ("70 % te vaak", 0.7, 0.8, "te vaak"),
        ("70 te vaak", 0.7, 0.8, "te vaak"),
        ("97,5% te vaak", 0.975, 0.975, "te vaak"),  # the alert threshold moves along
        ("70/90% te vaak", 0.7, 0.9, "te vaak"),
        ("0,7 / 0,9 te vaak / te veel", 0.7, 0.9, "te vaak / te veel"),
        ("1 nooit", 1, 1, "nooit"),
        ("5% alles", 0.05, 0.8, "alles"),
        ("70%", 0.7, 0.8, ""),
        ("70% 3 keer loos alarm", 0.7, 0.8, "3 keer loos alarm"),
    ],
)
def test_a_threshold_is_understood_in_every_usual_notation(text, flag, alert, reason) -> None:
    assert read_change(text, NOW) == (Threshold(flag, alert), reason)


@pytest.mark.parametrize(
    "text",
    ["hoog", "", "nan", "-0,5 x", "0 x", "4% x", "1% x", "101% x", "0,9/0,7 x", "70%te vaak", "1e9", "0,7/ x", "٧٠x"],
)
def test_what_can_be_no_threshold_is_none(text) -> None:
    assert read_change(text, NOW) is None


@given(st.text(alphabet="0123456789.,%/ ex-", max_size=12))
def test_whatever_is_typed_the_threshold_is_possible_or_there_is_none(text) -> None:
    found = read_change(text, NOW)
    assert found is None or LOWEST <= found[0].flag <= found[0].alert <= HIGHEST


def changed(minutes, category, threshold):
    return ThresholdChange(NOON + timedelta(minutes=minutes), "beheer", category, threshold, "te vaak")


def test_undoing_uncovers_the_change_before_and_then_what_is_configured() -> None:
    first, second = Threshold(0.6, 0.8), Threshold(0.7, 0.9)
    changes = [changed(0, BULLYING, first), changed(1, THREAT, first), changed(2, BULLYING, second)]
    assert standing(changes) == {BULLYING: second, THREAT: first}
    changes.append(changed(3, BULLYING, None))
    assert standing(changes) == {BULLYING: first, THREAT: first}
    changes.append(changed(4, BULLYING, None))
    assert standing(changes) == {THREAT: first}


def test_undoing_what_was_never_changed_changes_nothing() -> None:
    later = Threshold(0.6, 0.8)
    assert standing([changed(0, BULLYING, None), changed(1, BULLYING, later)]) == {BULLYING: later}
