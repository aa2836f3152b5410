"""Staff see their own cases, ask each other, and may have silence that no urgent matter respects."""

import pytest

from bot.commands.colleagues import silent_hours
from bot.domain.case import Action, Kind, short_id
from bot.domain.errors import DeliveryError
from bot.domain.flag import Level
from bot.domain.health import Check, Finding
from bot.domain.message import PlatformName
from bot.domain.routing import superiors
from bot.domain.school import StaffRole
from classifiers.assessment import Category
from tests.factories import flag, message, school, staff


async def test_open_cases_are_listed_with_their_short_id_gravest_first_and_decided_ones_are_not(office) -> None:
    light = await office.flagged(message("een"))
    grave = await office.flagged(message("ik pak je", minutes=-5), flag(Category.THREAT, Level.ALERT))
    done = await office.flagged(message("twee"))
    await office.act("mentor", done, Action.RIGHT)
    text = (await office.ask("mentor", "zaak")).text
    assert "Er zijn 2 open zaken" in text
    assert text.index(short_id(grave.id)) < text.index(short_id(light.id))
    assert short_id(done.id) not in text
    assert "een" not in text.split()


async def test_one_case_is_told_as_its_alert_and_that_it_was_read_is_noted(office) -> None:
    case = await office.flagged(message("SECRET woorden"))
    await office.ask("noor", "meld", "hij doet dit steeds", about=message("ook SECRET"))
    text = (await office.ask("mentor", "zaak", short_id(case.id))).text
    assert "pesten in Klas 8A" in text
    assert "SECRET" not in text
    assert (case.id, "mentor", "command") in office.records.access


async def test_what_a_reporter_wrote_is_read_with_the_case(office) -> None:
    await office.ask("noor", "meld", "hij doet dit steeds", group="8a")
    (case,) = await office.cases_of("mentor")
    text = (await office.ask("mentor", "zaak", short_id(case.id))).text
    assert "Gemeld: “hij doet dit steeds”" in text
    assert "noor" not in text.lower()


async def test_the_care_team_reads_whom_to_write_to(office) -> None:
    await office.ask("noor", "meld", "ik wil dood", group="8a")
    (case,) = await office.cases_of("zorg")
    assert "Van: Demo noor" in (await office.ask("zorg", "zaak", short_id(case.id))).text


@pytest.mark.parametrize("who", ["collega", "zorg"])
async def test_a_case_of_others_is_unknown(office, who) -> None:
    case = await office.flagged(message())
    answer = await office.ask(who, "zaak", short_id(case.id))
    assert answer.refused
    assert "geen open zaken" in (await office.ask(who, "zaak")).text
    assert office.records.access == []


async def test_a_part_of_an_id_that_is_too_short_finds_nothing(office) -> None:
    await office.flagged(message())
    assert (await office.ask("mentor", "zaak", "c")).refused


async def test_doubt_is_told_to_the_superior_alone_with_who_asks(office) -> None:
    answer = await office.ask("mentor", "twijfel", "moet ik de ouders bellen?")
    ((to, text),) = office.post.told
    assert to == "coordinator"
    assert "Mentor" in text
    assert "moet ik de ouders bellen?" in text
    assert "Coordinator" in answer.text


async def test_who_cannot_be_reached_with_a_doubt_is_not_said_to_know(office) -> None:
    office.post.problems = [DeliveryError("closed", retry=False)]
    answer = await office.ask("mentor", "twijfel", "wat nu?")
    assert answer.refused
    assert (await office.ask("mentor", "twijfel")).refused


@pytest.mark.parametrize(
    ("member", "asks"),
    [
        ("mentor", ["coordinator"]),
        ("coordinator", ["directeur"]),
        ("zorg", ["directeur"]),
        ("directeur", ["bestuur"]),
        ("bestuur", []),
    ],
)
def test_everybody_asks_one_step_up(member, asks) -> None:
    here = school()
    assert [each.id for each in superiors(here.staff[member], here)] == asks


def test_nobody_is_asked_for_their_own_advice() -> None:
    here = school()
    both = staff("coordinator", StaffRole.COORDINATOR, StaffRole.MENTOR)
    assert [each.id for each in superiors(both, here)] == ["directeur"]


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("2", 2),
        ("1,5", 1.5),
        ("3 uur", 3),
        ("uit", 0),
        ("0", 0),
        ("", None),
        ("lang", None),
        ("99", None),
        ("-1", None),
    ],
)
def test_hours_of_silence_are_understood_or_not(said, hours) -> None:
    assert silent_hours(said) == hours


async def test_silence_holds_back_what_is_not_urgent_until_it_ends(office) -> None:
    answer = await office.ask("mentor", "stil", "2")
    assert "02-03 15:00" in answer.text
    await office.flagged(message())
    assert await office.records.due(office.now, 9) == []
    await office.flagged(message(), flag(Category.THREAT, Level.ALERT))
    await office.flagged(message("x"), flag(Category.SELF_HARM, Level.ALERT), kind=Kind.CARE)
    assert [due.case.severity for due in await office.records.due(office.now, 9)] == [3, 3]
    office.later(hours=2)
    assert len(await office.records.due(office.now, 9)) == 3


async def test_silence_can_be_ended_and_says_what_it_is_now(office) -> None:
    await office.ask("mentor", "stil", "2")
    assert "02-03 15:00" in (await office.ask("mentor", "stil")).text
    assert not (await office.ask("mentor", "stil", "uit")).refused
    assert "alle meldingen" in (await office.ask("mentor", "stil")).text
    assert (await office.ask("mentor", "stil", "altijd")).refused


async def test_duty_names_who_is_there_for_my_groups_and_where_they_can_be_reached(office) -> None:
    await office.ask("coordinator", "stil", "1")
    office.findings.append(Finding(Check.REACH, is_well=False, platform=PlatformName.DEMO, staff="zorg"))
    text = (await office.ask("mentor", "dienst")).text
    assert "Klas 8A: Mentor (Demo)" in text
    assert "Klas 8B" not in text
    assert "Coordinator (Demo; alleen dringend tot 02-03 14:00)" in text
    assert "Zorg (hier niet bereikbaar)" in text
    assert "Klas 8B: Collega" in (await office.ask("directeur", "dienst")).text
