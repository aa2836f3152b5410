"""People hear why their own message was flagged, can contest it, and see what is kept of them; never of others."""

import pytest

from bot.domain.case import Action, Kind, State
from bot.domain.errors import CaseError
from bot.domain.evidence import Reason
from bot.domain.flag import Level
from bot.domain.message import Role
from classifiers.assessment import Category
from tests.factories import account, author, flag, message


async def test_why_names_the_kind_and_the_own_words_newest_first(office) -> None:
    await office.flagged(message("oud bericht"))
    reasons = {Category.BULLYING: Reason(("niemand",), ((0, 7),))}
    await office.flagged(message("niemand wil jou", minutes=5), reasons=reasons)
    text = (await office.ask("sem", "waarom")).text
    assert "viel op als pesten, door: “niemand”" in text
    assert text.index("niemand wil jou") < text.index("oud bericht")
    assert "02-03 13:05" in text


async def test_why_can_be_asked_of_one_message(office) -> None:
    sent = message("oud bericht")
    await office.flagged(sent)
    await office.flagged(message("nieuw bericht", minutes=5))
    text = (await office.ask("sem", "waarom", about=sent)).text
    assert "oud bericht" in text
    assert "nieuw bericht" not in text


async def test_the_words_of_others_are_never_told(office) -> None:
    reasons = {Category.BULLYING: Reason((), (), context=True)}
    await office.flagged(message("haha jij ook"), reasons=reasons)
    assert "wat er vlak daarvoor werd gezegd" in (await office.ask("sem", "waarom")).text
    other = message("van een ander", "noor")
    await office.flagged(other)
    assert "van een ander" not in (await office.ask("sem", "waarom")).text
    assert (await office.ask("sem", "waarom", about=other)).text == office.phrases("waarom-nothing")


async def test_care_reports_and_nothing_at_all_get_the_same_kind_answer(office) -> None:
    nothing = (await office.ask("sem", "waarom")).text
    care = message("ik zie het niet meer zitten")
    await office.flagged(care, flag(Category.SELF_HARM, Level.ALERT), kind=Kind.CARE)
    assert (await office.ask("sem", "waarom", about=care)).text == nothing
    reported = message("jij hoort er niet bij")
    await office.ask("noor", "meld", about=reported)
    assert (await office.ask("sem", "waarom", about=reported)).text == nothing
    assert (await office.ask("sem", "bezwaar", "niet eerlijk", about=reported)).refused
    assert "geen" in (await office.ask("sem", "mijngegevens")).text.splitlines()[1]
    assert "0800-0432" in nothing


async def test_why_does_not_say_that_staff_look_until_they_decided(office) -> None:
    sent = message("jij hoort er niet bij")
    case = await office.flagged(sent)
    before = (await office.ask("sem", "waarom")).text
    await office.ask("noor", "meld", about=sent)
    await office.act("mentor", case, Action.CLAIM)
    assert (await office.ask("sem", "waarom")).text == before
    await office.act("mentor", case, Action.RIGHT)
    assert "vond het terecht" in (await office.ask("sem", "waarom")).text


async def test_staff_hear_nothing_of_what_the_board_still_looks_at(office) -> None:
    sent = message("stuur me je nummer", author=author("mentor", Role.STAFF))
    case = await office.flagged(sent, kind=Kind.STAFF)
    assert (await office.ask("mentor", "waarom")).text == office.phrases("waarom-nothing")
    await office.act("bestuur", case, Action.RIGHT)
    assert "stuur me je nummer" in (await office.ask("mentor", "waarom")).text


async def test_an_appeal_brings_in_another_adult_and_the_writer_hears_what_they_decide(office) -> None:
    sent = message("jij hoort er niet bij")
    case = await office.flagged(sent)
    await office.act("mentor", case, Action.RIGHT)
    assert not (await office.ask("sem", "bezwaar", "het was een grap")).refused
    contested = await office.records.case(case.id)
    assert (contested.contested, contested.state, contested.decided_before) == (True, State.NEW, "mentor")
    assert {due.staff_id for due in await office.records.due(office.now, 9)} == {"mentor", "coordinator"}
    with pytest.raises(CaseError, match="decided_before"):
        await office.act("mentor", case, Action.RIGHT)
    file = await office.desk.open(office.school.staff["coordinator"], case.id, "test")
    assert [remark.text for remark in file.remarks] == ["het was een grap"]
    assert file.events[-1].action == "appeal"
    assert file.actions
    await office.act("coordinator", case, Action.FALSE_ALARM)
    assert not (await office.records.case(case.id)).contested
    await office.replies.tell_due()
    assert office.post.told == [("sem", office.phrases("reply-appeal-false_alarm"))]


async def test_an_appeal_goes_higher_until_somebody_new_sees_it(office) -> None:
    case = await office.flagged(message("ik pak je"), flag(Category.THREAT, Level.ALERT))
    await office.act("coordinator", case, Action.RIGHT)
    await office.ask("sem", "bezwaar", "echt niet")
    assert {member.id for member in office.desk.route(await office.records.case(case.id))} == {
        "mentor",
        "coordinator",
        "directeur",
    }


async def test_when_there_is_nobody_else_the_same_person_looks_again(office) -> None:
    case = await office.flagged(message("x", author=author("mentor", Role.STAFF)), kind=Kind.STAFF)
    await office.act("bestuur", case, Action.RIGHT)
    assert not (await office.ask("mentor", "bezwaar", "dit klopt niet")).refused
    assert (await office.act("bestuur", case, Action.FALSE_ALARM)).state is State.DECIDED


async def test_an_appeal_needs_a_reason_and_is_made_once_per_message(office) -> None:
    case = await office.flagged(message("jij hoort er niet bij"))
    assert (await office.ask("sem", "bezwaar", "  ")).refused
    assert not (await office.ask("sem", "bezwaar", "het was een grap")).refused
    assert (await office.ask("sem", "bezwaar", "echt waar")).refused
    assert (await office.records.case(case.id)).escalated == 1
    assert "Je hebt bezwaar gemaakt" in (await office.ask("sem", "waarom")).text


async def test_what_was_a_false_alarm_cannot_be_contested(office) -> None:
    await office.act("mentor", await office.flagged(message()), Action.FALSE_ALARM)
    assert (await office.ask("sem", "bezwaar", "niet eerlijk")).refused


async def test_what_is_kept_is_counted_with_its_dates_and_without_any_text(office) -> None:
    await office.flagged(message("jij hoort er niet bij"))
    await office.ask("sem", "bezwaar", "een GRAP")
    await office.ask("sem", "meld", "noor doet GEMEEN", group="8a")
    text = (await office.ask("sem", "mijngegevens")).text
    assert "opvielen: 1 (02-03-2026)" in text
    assert "1 melding (02-03-2026)" in text
    assert "Bezwaar: 1 keer (02-03-2026)" in text
    assert "privacy@school.example" in text
    assert not any(word in text for word in ("hoort er niet", "GRAP", "GEMEEN"))
    assert "medewerker" not in text
    assert "medewerker" in (await office.ask("mentor", "mijngegevens")).text


async def test_an_account_sees_only_its_own(office) -> None:
    await office.flagged(message("jij hoort er niet bij"))
    assert "opvielen: geen" in (await office.ask("noor", "mijngegevens")).text
    assert await office.statements.own_flags(account("noor")) == []
