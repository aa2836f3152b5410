"""The right adult, and never the accused."""

import pytest

from bot.domain.case import Kind
from bot.domain.flag import Severity
from bot.domain.routing import recipients
from tests.factories import case, school


def ids(accused=(), **changes):
    return [member.id for member in recipients(case(**changes), school(), set(accused))]


def test_an_ordinary_case_goes_to_the_mentor_of_the_class_alone() -> None:
    assert ids() == ["mentor"]
    assert ids(group="8b") == ["collega"]


def test_a_grave_case_goes_to_the_coordinator_too() -> None:
    assert ids(severity=Severity.HIGH) == ["mentor", "coordinator"]


def test_a_care_signal_goes_to_the_care_team_alone() -> None:
    assert ids(kind=Kind.CARE, severity=Severity.HIGH) == ["zorg"]


def test_staff_conduct_goes_to_the_board_alone() -> None:
    assert ids(kind=Kind.STAFF, severity=Severity.HIGH) == ["bestuur"]


@pytest.mark.parametrize(
    ("escalated", "expected"),
    [
        (1, ["mentor", "coordinator"]),
        (2, ["mentor", "coordinator", "directeur"]),
        (3, ["mentor", "coordinator", "directeur", "bestuur"]),
        (9, ["mentor", "coordinator", "directeur", "bestuur"]),
    ],
)
def test_each_escalation_adds_the_next_in_line(escalated: int, expected: list[str]) -> None:
    assert ids(escalated=escalated) == expected


def test_the_accused_never_receives_their_own_case() -> None:
    assert ids(accused=["mentor"]) == ["coordinator"]
    assert ids(accused=["mentor", "coordinator"]) == ["directeur"]


def test_a_case_on_the_board_itself_reaches_nobody_below_it() -> None:
    assert ids(kind=Kind.STAFF, accused=["bestuur"]) == []
