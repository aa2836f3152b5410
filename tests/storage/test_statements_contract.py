"""What every store of reports and appeals must do; memory and database alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.case import Action, Kind, Verdict, act
from bot.domain.errors import ConflictError
from bot.domain.flag import Level
from bot.domain.statement import (
    PastReport,
    Remark,
    Reply,
    Statement,
    StatementKind,
    open_reported,
    reported,
)
from classifiers.assessment import Category
from tests.factories import NOON, account, flag, message
from tests.storage.test_records_contract import outcome

NOOR = account("noor")


def statement(case, number="s1", kind=StatementKind.REPORT, **changes):
    return replace(Statement(number, kind, case.id, NOOR, NOON, "hij doet dit steeds"), **changes)


def new_case(kind=Kind.CONDUCT):
    return reported(
        open_reported(f"r{message().key.id}", kind, "8a", NOON), {"p-sem"}, {"p-sem"}, NOON, new_message=True
    )


async def test_a_report_is_filed_with_its_case_evidence_event_and_alert(records) -> None:
    case, sent = new_case(), message("jij hoort er niet bij")
    await records.file(statement(case, about=sent.key), case, sent, NOON, ["mentor"])
    assert await records.case(case.id) == case
    (evidence,) = await records.evidence(case.id)
    assert (evidence.text, evidence.author, evidence.flags) == (sent.text, sent.author, ())
    assert [(event.actor, event.action) for event in await records.events(case.id)] == [("machine", "report")]
    assert [due.staff_id for due in await records.due(NOON, 10)] == ["mentor"]
    assert await records.remarks(case.id) == [Remark(StatementKind.REPORT, NOON, "hij doet dit steeds")]
    assert await records.statements_by(NOOR) == [statement(case, about=sent.key)]
    assert await records.statements_by(account("lena")) == []


async def test_a_message_that_is_held_already_is_not_kept_twice(records) -> None:
    sent = message()
    opened = outcome(sent)
    await records.record(opened)
    case = reported(opened.filings[0].case, {"p1"}, (), NOON, new_message=False)
    await records.file(statement(case, about=sent.key), case, sent, NOON, ())
    assert len(await records.evidence(case.id)) == 1


async def test_the_account_behind_a_remark_is_given_for_a_care_signal_in_words_alone(records) -> None:
    for kind, about, shown in [(Kind.CARE, None, NOOR), (Kind.CARE, message().key, None), (Kind.CONDUCT, None, None)]:
        case = new_case(kind)
        await records.file(statement(case, f"s{case.id}", about=about), case, None, NOON, ())
        assert [remark.account for remark in await records.remarks(case.id)] == [shown]


async def test_a_report_from_a_stale_case_conflicts_and_leaves_nothing(records) -> None:
    case = new_case()
    await records.file(statement(case), case, None, NOON, ())
    stale = replace(case, revision=case.revision + 4)
    with pytest.raises(ConflictError):
        await records.file(statement(case, "s2"), stale, message(), NOON, ())
    assert len(await records.statements_by(NOOR)) == 1
    assert await records.evidence(case.id) == []


async def test_past_reports_carry_what_their_case_says_now(records) -> None:
    case = new_case()
    await records.file(statement(case), case, None, NOON, ())
    await records.file(statement(new := new_case(), "s2", at=NOON + timedelta(hours=1)), new, None, NOON, ())
    await records.save(act(case, Action.FALSE_ALARM, "mentor"), "mentor", Action.FALSE_ALARM, NOON, ())
    assert await records.past_reports(NOOR) == [
        PastReport(NOON, Verdict.FALSE_ALARM),
        PastReport(NOON + timedelta(hours=1), None),
    ]


async def test_whoever_spoke_is_to_be_told_once_the_case_is_decided(records) -> None:
    case = new_case()
    await records.file(statement(case), case, None, NOON, ())
    assert await records.to_tell(10) == []
    await records.save(act(case, Action.RIGHT, "mentor"), "mentor", Action.RIGHT, NOON, ())
    assert await records.to_tell(10) == [Reply("s1", StatementKind.REPORT, NOOR, Verdict.RIGHT)]
    await records.note_reply("s1", NOON)
    assert await records.to_tell(10) == []


async def test_own_kept_messages_are_given_newest_first_and_those_of_others_are_not(records) -> None:
    mine = [message("een", "noor"), message("twee", "noor", minutes=3)]
    for sent in (*mine, message("van sem", "sem", minutes=9)):
        done = outcome(sent)
        case = replace(done.filings[0].case, senders=frozenset({records.pseudonym(sent.author.account)}))
        await records.record(replace(done, filings=(replace(done.filings[0], case=case),)))
    own = await records.own_flags(NOOR)
    assert [(each.evidence.text, each.key) for each in own] == [("twee", mine[1].key), ("een", mine[0].key)]
    assert own[0].case == await records.case(own[0].evidence.case_id)
    assert len(own[0].evidence.flags) == 1


async def test_what_is_not_urgent_is_not_due_while_its_recipient_wants_silence(records) -> None:
    await records.record(outcome(message()))
    await records.record(outcome(message(), flags=(flag(Category.THREAT, Level.ALERT),)))
    await records.record(outcome(message(), flags=(flag(),), kind=Kind.CARE))
    until = NOON + timedelta(hours=1)
    await records.be_silent("mentor", until)
    assert await records.silences(NOON) == {"mentor": until}
    due = await records.due(NOON, 10)
    assert {(each.case.severity, each.case.kind) for each in due} == {(3, Kind.CONDUCT), (2, Kind.CARE)}
    assert len(await records.due(until, 10)) == 3
    await records.be_silent("mentor", NOON)
    assert await records.silences(NOON) == {}
    assert len(await records.due(NOON, 10)) == 3
