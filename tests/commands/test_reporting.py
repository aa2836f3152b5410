"""Whoever reports something is heard, stays unknown, and hears that it was dealt with."""

from datetime import timedelta

import pytest

from bot.alerting.alert import Style, build_alert
from bot.commands.reporting import named_group
from bot.domain.case import Action, Kind, State
from bot.domain.errors import DeliveryError
from bot.domain.flag import Severity
from bot.domain.message import Role
from bot.domain.school import School
from tests.commands.conftest import ZONE
from tests.factories import NOON, account, author, message


async def alerted(office) -> set[str]:
    return {due.staff_id for due in await office.records.due(office.now, 50)}


async def test_a_report_on_a_pupils_message_is_an_alerting_case_for_the_mentor(office) -> None:
    answer = await office.ask("noor", "meld", "hij doet dit elke dag", about=message("jij hoort er niet bij"))
    assert not answer.refused
    assert await alerted(office) == {"mentor"}
    (case,) = await office.cases_of("mentor")
    assert (case.kind, case.severity, case.alerting, case.reports) == (Kind.CONDUCT, Severity.MEDIUM, True, 1)
    file = await office.desk.open(office.school.staff["mentor"], case.id, "test")
    assert [evidence.text for evidence in file.evidence] == ["jij hoort er niet bij"]
    assert [remark.text for remark in file.remarks] == ["hij doet dit elke dag"]
    assert [event.action for event in file.events] == ["report"]


async def test_nothing_that_staff_see_says_who_reported(office) -> None:
    await office.ask("verklikker", "meld", "kijk dan", about=message("jij hoort er niet bij"))
    (case,) = await office.cases_of("mentor")
    mentor = office.school.staff["mentor"]
    file = await office.desk.open(mentor, case.id, "test")
    alert = build_alert(file, mentor, office.school, Style(office.phrases, ZONE, quote=True))
    assert "Iemand uit de klas heeft dit gemeld." in alert.lines
    assert "een melding" in alert.title
    assert "verklikker" not in f"{alert} {file}"


async def test_a_report_on_staff_goes_to_the_board_alone(office) -> None:
    await office.ask(
        "noor", "meld", about=message("stuur me je nummer", by="mentor", author=author("mentor", Role.STAFF))
    )
    assert await alerted(office) == {"bestuur"}


@pytest.mark.parametrize("text", ["de meester heeft mij aangeraakt", "Collega stuurt mij appjes"])
async def test_a_report_in_words_that_may_be_about_staff_goes_to_the_board(office, text) -> None:
    await office.ask("noor", "meld", text, group="8a")
    assert await alerted(office) == {"bestuur"}


async def test_a_member_of_the_board_does_not_get_what_names_them(office) -> None:
    await office.ask("noor", "meld", "het gaat om Bestuur, die doet raar", group="8a")
    assert "bestuur" not in await alerted(office)


@pytest.mark.parametrize(("words", "remark"), [("self_harm! help", ""), ("doei allemaal", "hij wil dood")])
async def test_a_report_that_speaks_of_self_harm_goes_to_the_care_team_alone(office, words, remark) -> None:
    answer = await office.ask("noor", "meld", remark, about=message(words))
    assert "0800-0113" in answer.text
    assert await alerted(office) == {"zorg"}
    (case,) = await office.cases_of("zorg")
    assert case.is_urgent


async def test_what_is_held_as_a_care_signal_stays_one_when_it_is_reported(office) -> None:
    sent = message("ik zie het niet meer zitten")
    await office.flagged(sent, kind=Kind.CARE)
    await office.ask("noor", "meld", "wat is dit", about=sent)
    assert len(await office.cases_of("zorg")) == 1
    assert await office.cases_of("mentor") == []


async def test_the_care_team_can_see_whose_cry_for_help_it_is_and_nobody_else_ever_can(office) -> None:
    await office.ask("noor", "meld", "self_harm! help mij", group="8a")
    await office.ask("noor", "meld", "Sem doet gemeen", group="8a")
    (care,), (conduct,) = await office.cases_of("zorg"), await office.cases_of("mentor")
    of_care = await office.desk.open(office.school.staff["zorg"], care.id, "test")
    of_conduct = await office.desk.open(office.school.staff["mentor"], conduct.id, "test")
    assert [remark.account for remark in of_care.remarks] == [account("noor")]
    assert [remark.account for remark in of_conduct.remarks] == [None]


async def test_reports_on_the_same_message_join_and_one_person_counts_once(office) -> None:
    sent = message("jij hoort er niet bij")
    for who in ("noor", "lena", "noor"):
        answer = await office.ask(who, "meld", about=sent)
    assert "al gemeld" in answer.text
    (case,) = await office.cases_of("mentor")
    assert (case.reports, case.messages) == (2, 1)


async def test_a_report_joins_the_case_that_the_machine_made_and_makes_it_alert(office) -> None:
    sent = message("jij hoort er niet bij")
    opened = await office.flagged(sent)
    await office.ask("noor", "meld", about=sent)
    (case,) = await office.cases_of("mentor")
    assert (case.id, case.reports, case.messages) == (opened.id, 1, 1)


async def test_several_messages_of_the_same_people_reported_in_a_row_are_one_case(office) -> None:
    await office.ask("noor", "meld", about=message("een"))
    office.later(minutes=5)
    await office.ask("noor", "meld", about=message("twee"))
    (case,) = await office.cases_of("mentor")
    assert (case.reports, case.messages) == (2, 2)


async def test_a_new_report_opens_a_decided_case_again(office) -> None:
    sent = message("jij hoort er niet bij")
    opened = await office.flagged(sent)
    await office.act("mentor", opened, Action.FALSE_ALARM)
    await office.ask("noor", "meld", about=sent)
    (case,) = await office.cases_of("mentor")
    assert (case.state, case.verdict) == (State.NEW, None)


async def test_the_reporter_hears_once_that_it_was_dealt_with(office) -> None:
    await office.ask("noor", "meld", about=message("jij hoort er niet bij"))
    await office.replies.tell_due()
    assert office.post.told == []
    (case,) = await office.cases_of("mentor")
    await office.act("mentor", case, Action.RIGHT)
    office.post.problems = [DeliveryError("away", retry=True)]
    for _ in range(3):
        await office.replies.tell_due()
    assert office.post.told == [("noor", office.phrases("reply-report"))]


async def test_who_cannot_be_told_is_not_tried_for_ever(office) -> None:
    await office.ask("noor", "meld", about=message("x"))
    (case,) = await office.cases_of("mentor")
    await office.act("mentor", case, Action.RIGHT)
    office.post.problems = [DeliveryError("blocked", retry=False)]
    await office.replies.tell_due()
    assert await office.records.to_tell(10) == []


async def test_who_reports_falsely_again_and_again_may_report_once_a_day(office) -> None:
    for text in ("een", "twee", "drie"):
        await office.ask("noor", "meld", text, group="8a")
        (case, *_) = [each for each in await office.cases_of("mentor") if each.state is State.NEW]
        await office.act("mentor", case, Action.FALSE_ALARM)
        office.later(hours=1)
    refused = await office.ask("noor", "meld", "vier", group="8a")
    assert refused.refused
    assert "03-03" in refused.text
    assert not (await office.ask("lena", "meld", "iets anders", group="8a")).refused
    assert not (await office.ask("noor", "meld", "self_harm! ik", group="8a")).refused
    office.now = NOON + timedelta(days=1, hours=5)
    assert not (await office.ask("noor", "meld", "vier", group="8a")).refused


async def test_in_private_the_group_is_asked_for_but_never_before_a_cry_for_help_is_heard(office) -> None:
    assert (await office.ask("noor", "meld")).refused
    asked = await office.ask("noor", "meld", "Sem doet gemeen")
    assert asked.refused
    assert "Klas 8A, Klas 8B" in asked.text
    assert not (await office.ask("noor", "meld", "klas 8b: Sem doet gemeen")).refused
    assert await alerted(office) == {"collega"}
    assert not (await office.ask("noor", "meld", "ik wil dood")).refused
    assert await alerted(office) == {"collega", "zorg"}


@pytest.mark.parametrize(
    ("text", "group", "rest"),
    [
        ("8a: Sem doet gemeen", "8a", "Sem doet gemeen"),
        ("KLAS 8B Sem doet gemeen", "8b", "Sem doet gemeen"),
        ("8abc is een code", None, "8abc is een code"),
        ("Sem doet gemeen", None, "Sem doet gemeen"),
    ],
)
def test_a_report_may_begin_with_its_group(office, text, group, rest) -> None:
    assert named_group(text, list(office.school.groups.values())) == (group, rest)


def test_the_only_group_need_not_be_named(office) -> None:
    only = School("x", [], [office.school.groups["8b"]])
    assert named_group("Sem doet gemeen", list(only.groups.values())) == ("8b", "Sem doet gemeen")
