"""Cases: what belongs together, when a person is disturbed, and who may do what."""

from datetime import timedelta

import pytest

from bot.domain.case import (
    Action,
    Involved,
    Joining,
    Kind,
    Policy,
    State,
    Verdict,
    act,
    available_actions,
    case_to_join,
    extend,
    kind_of,
    open_case,
)
from bot.domain.errors import CaseError
from bot.domain.flag import Level, Severity
from bot.domain.message import Role
from classifiers.assessment import Category
from tests.factories import NOON, case, flag, message

JOINING = Joining()


def join(cases, people=("noor",), flags=None, minutes=1.0, kind=Kind.CONDUCT):
    at = NOON + timedelta(minutes=minutes)
    return case_to_join(cases, kind, frozenset(people), flags or [flag()], at, JOINING)


def test_flags_on_the_same_person_within_half_an_hour_join() -> None:
    known = case()
    assert join([known], people=("sem",), flags=[flag(Category.THREAT)], minutes=29) == known


def test_flags_on_the_same_person_much_later_do_not_join() -> None:
    assert join([case()], people=("sem",), minutes=31) is None


def test_a_pile_on_by_others_on_the_same_subject_joins_within_five_minutes() -> None:
    known = case()
    assert join([known], minutes=4) == known
    assert join([known], minutes=6) is None


def test_another_subject_by_other_people_is_another_case() -> None:
    assert join([case()], flags=[flag(Category.PRIVATE_DATA)]) is None


def test_care_signals_of_two_children_never_join() -> None:
    known = case(kind=Kind.CARE, categories=frozenset({Category.SELF_HARM}))
    assert join([known], flags=[flag(Category.SELF_HARM)], kind=Kind.CARE) is None
    assert join([known], people=("sem",), flags=[flag(Category.SELF_HARM)], kind=Kind.CARE) == known


def test_a_decided_case_takes_nothing_new() -> None:
    assert join([case(state=State.DECIDED, verdict=Verdict.RIGHT, owner="mentor")], people=("sem",)) is None


def test_the_case_with_most_people_in_common_is_chosen() -> None:
    one, both = case(people=frozenset({"sem"})), case(people=frozenset({"sem", "noor"}))
    assert join([both, one], people=("sem", "noor")) == both


def test_self_harm_is_care_whoever_writes_it() -> None:
    assert kind_of(flag(Category.SELF_HARM), Role.STAFF) is Kind.CARE


def test_a_flag_on_staff_is_a_case_about_staff() -> None:
    assert kind_of(flag(Category.SEXUAL), Role.STAFF) is Kind.STAFF
    assert kind_of(flag(Category.SEXUAL), Role.PUPIL) is Kind.CONDUCT


def opened(flags, kind=Kind.CONDUCT):
    sent = message()
    return extend(open_case("c1", kind, sent), sent, flags, Involved("sem", frozenset({"noor"})), Policy(repeated=3))


def test_one_mild_flag_disturbs_nobody() -> None:
    assert opened([flag(Category.INSULT)]).alerting is False


def test_one_flag_at_alert_level_disturbs_a_person() -> None:
    assert opened([flag(Category.THREAT, Level.ALERT)]).alerting is True


def test_a_cry_for_help_always_disturbs_a_person() -> None:
    assert opened([flag(Category.SELF_HARM)], Kind.CARE).alerting is True


def test_the_third_mild_message_disturbs_a_person() -> None:
    building = opened([flag()])
    for _ in range(2):
        assert building.alerting is False
        building = extend(building, message(), [flag()], Involved("sem"), Policy(repeated=3))
    assert (building.alerting, building.messages) == (True, 3)


def test_a_case_takes_over_the_gravest_severity_all_categories_and_all_people() -> None:
    built = extend(opened([flag(Category.INSULT)]), message(), [flag(Category.THREAT)], Involved("bo"), Policy())
    assert built.severity is Severity.HIGH
    assert built.categories == {Category.INSULT, Category.THREAT}
    assert (built.people, built.senders) == ({"sem", "noor", "bo"}, {"sem", "bo"})


def test_an_edit_counts_as_the_same_message() -> None:
    built = extend(opened([flag()]), message(), [flag()], Involved("sem"), Policy(), again=True)
    assert built.messages == 1


def test_a_decided_case_opens_anew_when_its_message_is_edited_into_something_worse() -> None:
    decided = case(state=State.DECIDED, owner="mentor", verdict=Verdict.FALSE_ALARM)
    built = extend(decided, message(), [flag(Category.THREAT)], Involved("sem"), Policy(), again=True)
    assert (built.state, built.owner, built.verdict) == (State.NEW, None, None)


def test_claiming_locks_the_case_to_its_owner() -> None:
    claimed = act(case(), Action.CLAIM, "mentor")
    assert (claimed.state, claimed.owner) == (State.CLAIMED, "mentor")
    with pytest.raises(CaseError, match="claimed_by_other"):
        act(claimed, Action.RIGHT, "coordinator")
    assert available_actions(claimed, "coordinator") == ()


@pytest.mark.parametrize("action", [Action.RIGHT, Action.FALSE_ALARM])
def test_a_verdict_is_one_tap_without_claiming_first(action: Action) -> None:
    decided = act(case(), action, "mentor")
    assert (decided.state, decided.owner, decided.verdict) == (State.DECIDED, "mentor", Verdict(action.value))


def test_a_decided_case_cannot_be_acted_on() -> None:
    decided = act(case(), Action.RIGHT, "mentor")
    assert available_actions(decided, "mentor") == ()
    with pytest.raises(CaseError, match="already_decided"):
        act(decided, Action.CLAIM, "mentor")


def test_escalating_frees_the_case_for_the_next_and_disturbs_them() -> None:
    up = act(act(case(alerting=False), Action.CLAIM, "mentor"), Action.ESCALATE, "mentor")
    assert (up.state, up.owner, up.escalated, up.alerting) == (State.NEW, None, 1, True)


def test_every_action_raises_the_revision() -> None:
    assert act(case(revision=4), Action.CLAIM, "mentor").revision == 5
