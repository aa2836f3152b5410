"""What every store of records must do; memory and database alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.case import Action, Involved, Kind, Policy, State, Verdict, act, extend, open_case
from bot.domain.errors import ConflictError
from bot.domain.evidence import Reason
from bot.domain.flag import Level
from bot.domain.message import Attachment, Channel, Deletion, PlatformName
from bot.moderation.outcome import Filing, Outcome
from classifiers.assessment import Category, Utterance
from tests.factories import CHANNEL, NOON, account, assessment, flag, message


def outcome(sent, into=None, flags=None, recipients=("mentor",), kind=Kind.CONDUCT, **changes):
    flags = flags or (flag(level=Level.ALERT),)
    case = extend(into or open_case(f"c{sent.key.id}", kind, sent), sent, flags, Involved("p1"), Policy())
    filing = Filing(case, flags, new=into is None, recipients=recipients)
    return Outcome(sent, Utterance(sent.text), assessment(), (filing,), **changes)


async def test_a_recorded_outcome_is_an_open_case_with_its_evidence(records) -> None:
    sent = message("niemand wil jou erbij", attachments=(Attachment("photo", "x.jpg"),))
    reasons = {Category.BULLYING: Reason(("niemand",), ((0, 7),), context=False)}
    done = outcome(sent, before=(message("ik kom ook", "noor"),), reasons=reasons)
    await records.record(done)
    (case,) = await records.open_cases("8a", NOON - timedelta(minutes=1))
    assert case == done.filings[0].case
    (evidence,) = await records.evidence(case.id)
    assert (evidence.text, evidence.author, evidence.link) == (sent.text, sent.author, sent.link)
    assert (evidence.flags, evidence.reasons, evidence.attachments) == (done.flags, reasons, sent.attachments)
    assert [(line.name, line.text) for line in evidence.before] == [("Noor", "ik kom ook")]


async def test_cases_of_other_groups_and_older_ones_are_not_given(records) -> None:
    await records.record(outcome(message()))
    assert await records.open_cases("8b", NOON - timedelta(minutes=1)) == []
    assert await records.open_cases("8a", NOON + timedelta(minutes=1)) == []


async def test_a_message_is_known_by_its_key_and_revision(records) -> None:
    sent = message()
    await records.record(outcome(sent))
    assert await records.holds(sent.key, 0)
    assert not await records.holds(sent.key, 1)
    assert [case.id for case in await records.cases_holding(sent.key)] == [f"c{sent.key.id}"]
    assert await records.cases_holding(message().key) == []


async def test_an_outcome_moves_the_cursor(records) -> None:
    sent = message()
    await records.record(outcome(sent))
    assert await records.cursor(CHANNEL) == sent.position


async def test_a_cursor_never_moves_back(records) -> None:
    other = Channel(PlatformName.TELEGRAM, "-5")
    await records.advance({CHANNEL: 10, other: 3})
    await records.advance({CHANNEL: 7})
    assert (await records.cursor(CHANNEL), await records.cursor(other)) == (10, 3)
    assert await records.cursor(Channel(PlatformName.DISCORD, "none")) is None


async def test_two_changes_from_the_same_revision_conflict_and_the_second_leaves_nothing(records) -> None:
    first = outcome(message())
    await records.record(first)
    known = first.filings[0].case
    late = message()
    await records.record(outcome(message(), into=known))
    with pytest.raises(ConflictError):
        await records.record(outcome(late, into=known))
    assert not await records.holds(late.key, 0)
    assert len(await records.evidence(known.id)) == 2


async def test_a_failed_outcome_leaves_no_part_of_itself(records) -> None:
    first = outcome(message())
    await records.record(first)
    stale = replace(first.filings[0].case, revision=9)
    both = outcome(message("x"), recipients=("mentor",))
    broken = replace(both, filings=(*both.filings, Filing(stale, (flag(),), new=False)))
    with pytest.raises(ConflictError):
        await records.record(broken)
    assert await records.case(both.filings[0].case.id) is None
    assert await records.cursor(CHANNEL) == first.message.position


async def test_an_action_is_saved_with_its_event(records) -> None:
    opened = outcome(message())
    await records.record(opened)
    decided = act(opened.filings[0].case, Action.RIGHT, "mentor")
    await records.save(decided, "mentor", Action.RIGHT, NOON, ())
    stored = await records.case(decided.id)
    assert (stored.state, stored.verdict, stored.owner) == (State.DECIDED, Verdict.RIGHT, "mentor")
    assert [(event.actor, event.action) for event in await records.events(decided.id)] == [
        ("machine", "opened"),
        ("mentor", "right"),
    ]
    assert await records.open_cases("8a", NOON - timedelta(hours=1)) == []


async def test_the_latest_cases_come_first(records) -> None:
    for minutes in (0, 2, 1):
        await records.record(outcome(message(minutes=minutes)))
    assert [case.last_flag_at.minute for case in await records.latest(2)] == [2, 1]


async def test_a_planned_alert_is_due_until_it_shows_the_newest_revision(records) -> None:
    opened = outcome(message())
    await records.record(opened)
    (due,) = await records.due(NOON, 10)
    assert (due.staff_id, due.case, due.reference) == ("mentor", opened.filings[0].case, None)
    await records.shown(due.id, due.case.revision, PlatformName.DEMO, "m1")
    assert await records.due(NOON, 10) == []
    await records.record(outcome(message(), into=due.case))
    (again,) = await records.due(NOON, 10)
    assert (again.id, again.platform, again.reference) == (due.id, PlatformName.DEMO, "m1")


async def test_a_failed_delivery_waits_for_its_next_try(records) -> None:
    await records.record(outcome(message()))
    (due,) = await records.due(NOON, 10)
    await records.not_shown(due.id, "closed", NOON + timedelta(seconds=8))
    assert await records.due(NOON, 10) == []
    (again,) = await records.due(NOON + timedelta(seconds=8), 10)
    assert again.attempts == 1


async def test_an_alert_that_is_given_up_is_due_no_more_and_says_how_many_are_left(records) -> None:
    await records.record(outcome(message(), recipients=("mentor", "coordinator")))
    first, second = await records.due(NOON, 10)
    assert await records.given_up(first.id, "blocked") == 1
    assert [alert.staff_id for alert in await records.due(NOON, 10)] == [second.staff_id]
    assert await records.given_up(second.id, "blocked") == 0


async def test_what_was_given_up_is_due_again_when_it_is_taken_up_again(records) -> None:
    await records.record(outcome(message(), recipients=("mentor", "coordinator")))
    first, second = await records.due(NOON, 10)
    await records.record(outcome(message(), recipients=("mentor",)))
    other = (await records.due(NOON, 10))[-1]
    for alert in (first, second, other):
        await records.given_up(alert.id, "blocked")
    later = NOON + timedelta(minutes=15)
    await records.take_up_again(first.case.id, later)
    assert await records.due(NOON, 10) == []
    again = await records.due(later, 10)
    assert [(alert.id, alert.attempts) for alert in again] == [(first.id, 0), (second.id, 0)]


async def test_the_gravest_alert_is_due_first(records) -> None:
    await records.record(outcome(message()))
    await records.record(outcome(message(), flags=(flag(Category.THREAT, Level.ALERT),)))
    assert [alert.case.severity for alert in await records.due(NOON, 10)] == [3, 2]


async def test_a_deletion_marks_the_evidence_and_updates_the_alert(records) -> None:
    sent = message()
    await records.record(outcome(sent))
    (due,) = await records.due(NOON, 10)
    await records.shown(due.id, due.case.revision, PlatformName.DEMO, "m1")
    assert await records.record_deletion(Deletion(sent.key, "8a", NOON))
    (evidence,) = await records.evidence(due.case.id)
    assert (evidence.deleted_at, evidence.text) == (NOON, sent.text)
    assert len(await records.due(NOON, 10)) == 1
    assert not await records.record_deletion(Deletion(sent.key, "8a", NOON))


async def test_a_deletion_of_what_was_never_flagged_changes_nothing(records) -> None:
    assert not await records.record_deletion(Deletion(message().key, "8a", NOON))


async def test_an_unassessed_message_still_moves_the_cursor(records) -> None:
    sent = message()
    await records.record_unassessed(sent, "model broke")
    assert await records.cursor(CHANNEL) == sent.position


async def test_a_group_is_given_a_notice_once_per_version(records) -> None:
    assert not await records.notice_given("8a", "1")
    await records.note_notice("8a", "1", NOON)
    await records.note_notice("8a", "1", NOON)
    assert await records.notice_given("8a", "1")
    assert not await records.notice_given("8a", "2")


async def test_pseudonyms_are_stable_and_differ_per_account(records) -> None:
    assert records.pseudonym(account("sem")) == records.pseudonym(account("sem"))
    assert records.pseudonym(account("sem")) != records.pseudonym(account("noor"))
