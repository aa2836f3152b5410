"""What is wrong now can be asked, is remembered as long as it concerns the school, and can be said in words."""

from datetime import date, timedelta

import pytest

from bot.domain.health import Check, Finding, Gap
from bot.domain.message import Channel, PlatformName
from bot.health.ports import Told
from bot.health.state import remembered, school_days_between, subject_of
from bot.health.wording import Wording
from bot.phrases import LANGUAGES, Phrases
from tests.factories import NOON
from tests.health.office import AMSTERDAM, BROKEN, WELL, Office, school

OF_A_GROUP = {Check.MEMBERSHIP, Check.READING, Check.DELETING, Check.SILENCE, Check.REACH}
GAP = Gap(Channel(PlatformName.TELEGRAM, "-2"), "8b", NOON - timedelta(hours=30), NOON, "longer away than is kept")


async def test_when_nothing_is_wrong_everything_works() -> None:
    office = Office()
    office.health.found(WELL)
    assert await office.health.overview() == "Alles werkt.\n\nStand van 02-03-2026 13:00."


async def test_what_is_wrong_is_listed_oldest_first_with_its_times() -> None:
    office = Office()
    office.health.found(Finding(Check.DATABASE, is_well=False))
    office.now += timedelta(minutes=5)
    office.health.found(BROKEN)
    office.health.found(Finding(Check.DATABASE, is_well=False))
    title, first, second, *_ = (await office.health.overview()).split("\n")
    assert title == "Pleinwacht werkt niet helemaal:"
    assert "database" in first
    assert "Sinds 02-03-2026 13:00." in first
    assert "Sinds 02-03-2026 13:05." in second


async def test_what_was_missed_in_the_last_week_is_listed_also_when_everything_works() -> None:
    office = Office()
    await office.health.missed(GAP)
    assert "Klas 8B: alles tussen 01-03-2026 07:00 en 02-03-2026 13:00" in await office.health.overview()
    office.now += timedelta(days=8)
    assert "Klas 8B" not in await office.health.overview()


def test_what_is_no_longer_configured_is_not_remembered() -> None:
    known = [
        Finding(Check.MEMBERSHIP, is_well=False, platform=PlatformName.DISCORD, group="8a"),
        Finding(Check.REACH, is_well=False, platform=PlatformName.DISCORD, staff="mentor"),
        Finding(Check.DATABASE, is_well=False),
    ]
    gone = [
        Finding(Check.MEMBERSHIP, is_well=False, platform=PlatformName.TELEGRAM, group="8b"),
        Finding(Check.MEMBERSHIP, is_well=False, platform=PlatformName.DISCORD, group="8z"),
        Finding(Check.REACH, is_well=False, platform=PlatformName.DISCORD, staff="weg"),
    ]
    told = [Told("beheer", subject_of(finding), False, NOON) for finding in known + gone]
    told += [Told("beheer", "gap-3", False, NOON), Told("beheer", "old_check///", False, NOON)]
    states = [remembered(each, school(), [PlatformName.DISCORD]) for each in told]
    assert [state.finding for state in states if state] == known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", Check)
def test_every_check_can_be_said_in_words_with_what_is_known_and_without(language, check) -> None:
    wording = Wording(Phrases(language), school(), AMSTERDAM)
    full = {"days": "7", "count": "3", "seconds": "90", "channels": "12345", "error": "Conflict", "missing": "x"}
    group = "8b" if check in OF_A_GROUP else ""
    for finding in (
        Finding(check, False, group=group),
        Finding(check, False, PlatformName.DISCORD, group, details=full),
        Finding(check, False, PlatformName.TELEGRAM, group="8b"),
        Finding(check, False, PlatformName.TELEGRAM, group, staff="mentor", details=full),
        Finding(check, False, group=group, staff="mentor"),
    ):
        for text in (wording.check(finding), wording.problem(finding), wording.repair(finding)):
            assert text.strip()
            assert not {"unknown", "noname", "{", "None"} & set(text.replace(".", " ").split())
            assert "8b" not in text
            assert "mentor" not in text.replace("de mentor", "").replace("the mentor", "")


def test_a_number_that_names_a_channel_is_not_written_as_an_amount() -> None:
    wording = Wording(Phrases("nl"), school(), AMSTERDAM)
    details = {"channels": "100000000000000001"}
    finding = Finding(Check.READING, False, PlatformName.DISCORD, "8a", details=details)
    assert "kanaal 100000000000000001" in wording.problem(finding)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), 0),
        (date(2026, 3, 2), date(2026, 3, 3), 0),
        (date(2026, 3, 2), date(2026, 3, 5), 2),
        (date(2026, 3, 6), date(2026, 3, 9), 0),  # a weekend
        (date(2026, 2, 13), date(2026, 2, 23), 5),  # from Friday over a holiday of one week to Monday
        (date(2026, 3, 5), date(2026, 3, 2), 0),
    ],
)
def test_silence_is_counted_in_whole_days_from_monday_to_friday(first, last, days) -> None:
    assert school_days_between(first, last) == days
