"""The admin hears once what turned bad and once that it is well again, on an account that takes it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import DeliveryError, StorageError
from bot.domain.health import Check, Finding, Gap
from bot.domain.message import Channel, PlatformName
from bot.domain.school import Group, School, StaffRole
from bot.health.herald import AT_MOST
from tests.factories import NOON
from tests.health.office import BROKEN, WELL, Office, school, two_accounts

GAP = Gap(Channel(PlatformName.TELEGRAM, "-2"), "8b", NOON - timedelta(hours=30), NOON, "longer away than is kept")


@pytest.fixture
def office() -> Office:
    return Office()


async def test_what_turned_bad_is_told_once_with_since_when_and_what_to_do(office) -> None:
    office.health.found(BROKEN)
    (text,) = await office.after(minutes=1)
    assert "Discord geeft de tekst van berichten niet door" in text
    assert "Sinds 02-03-2026 13:00." in text  # NOON is in UTC
    assert "Message Content Intent" in text
    for _ in range(5):
        office.health.found(BROKEN)
        assert await office.after(minutes=1) == []


async def test_only_the_admins_are_told_and_on_their_first_account(office) -> None:
    office.health.found(BROKEN)
    await office.after(minutes=1)
    assert [to for to, _ in office.discord.told] == ["d-beheer"]
    assert office.telegram.told == []


async def test_what_lasts_less_than_a_minute_is_not_told(office) -> None:
    office.health.found(BROKEN)
    assert await office.after(seconds=50) == []
    office.health.found(WELL)
    assert await office.after(hours=1) == []


async def test_that_it_is_well_again_is_told_once(office) -> None:
    office.health.found(BROKEN)
    await office.after(minutes=1)
    office.health.found(WELL)
    assert await office.after(minutes=9) == []
    (text,) = await office.after(minutes=1)
    assert text == "Dit werkt weer:\n• Discord: tekst van berichten (sinds 02-03-2026 13:01)"
    office.health.found(WELL)
    assert await office.after(hours=5) == []


async def test_what_comes_and_goes_every_two_minutes_is_told_once(office) -> None:
    told = []
    for _ in range(30):
        office.health.found(BROKEN)
        told += await office.after(minutes=2)
        office.health.found(WELL)
        told += await office.after(minutes=2)
    assert len(told) == 1


async def test_what_breaks_anew_is_told_anew(office) -> None:
    for finding, minutes in ((BROKEN, 1), (WELL, 10), (BROKEN, 1)):
        office.health.found(finding)
        assert len(await office.after(minutes=minutes)) == 1


async def test_what_was_well_from_the_start_is_not_told(office) -> None:
    office.health.found(WELL)
    assert await office.after(hours=1) == []


async def test_after_a_restart_the_same_is_not_told_again_within_a_day(office) -> None:
    office.health.found(BROKEN)
    await office.after(minutes=1)
    again = await office.restarted(timedelta(hours=5))
    again.health.found(BROKEN)
    assert await again.after(hours=18) == []


async def test_without_a_restart_the_same_is_never_told_again(office) -> None:
    office.health.found(BROKEN)
    await office.after(minutes=1)
    for _ in range(5):
        assert await office.after(days=1) == []


async def test_after_a_restart_a_day_later_what_is_still_wrong_is_told_again(office) -> None:
    office.health.found(BROKEN)
    await office.after(minutes=1)
    again = await office.restarted(timedelta(days=1))
    again.health.found(BROKEN)
    (text,) = await again.after(minutes=1)
    assert "Sinds 02-03-2026 13:01." in text
    assert await again.after(minutes=1) == []


async def test_after_a_restart_that_it_is_well_again_is_told(office) -> None:
    office.health.found(BROKEN)
    await office.after(minutes=1)
    again = await office.restarted(timedelta(minutes=5))
    again.health.found(WELL)
    (text,) = await again.after(minutes=10)
    assert text.startswith("Dit werkt weer:")


async def test_somebody_who_could_not_be_reached_stays_so_over_a_restart(office) -> None:
    office.health.found(Finding(Check.REACH, is_well=False, platform=PlatformName.TELEGRAM, staff="mentor"))
    await office.after(minutes=1)
    again = await office.restarted(timedelta(hours=1))
    assert "Mentor krijgt geen privéberichten van Pleinwacht op Telegram." in await again.health.overview()


async def test_the_next_account_is_used_when_the_first_refuses_and_that_is_a_finding(office) -> None:
    office.discord.problems["d-beheer"] = [DeliveryError("closed", retry=False)] * 9
    office.health.found(BROKEN)
    assert len(await office.after(minutes=1)) == 1
    assert [to for to, _ in office.telegram.told] == ["t-beheer"]
    refused = office.health.states["reach/discord//beheer"].finding
    assert not refused.is_well


async def test_another_admin_hears_that_an_admin_cannot_be_reached_and_that_one_does_not() -> None:
    office = Office(of=school(two_accounts("beheer", StaffRole.ADMIN), two_accounts("tweede", StaffRole.ADMIN)))
    office.discord.problems["d-beheer"] = [DeliveryError("closed", retry=False)] * 9
    office.health.found(BROKEN)
    await office.after(minutes=1)
    assert [text for text in await office.after(minutes=2) if "Beheer krijgt geen" in text]
    assert [to for to, text in office.discord.told + office.telegram.told if "Beheer krijgt" in text] == ["d-tweede"]


async def test_an_admin_who_cannot_be_told_now_is_told_later_and_not_every_time(office) -> None:
    away = DeliveryError("away", retry=True)
    office.discord.problems["d-beheer"], office.telegram.problems["t-beheer"] = [away, away], [away, away]
    office.health.found(BROKEN)
    assert await office.after(minutes=1) == []
    assert await office.after(seconds=29) == []
    assert len(office.discord.problems["d-beheer"]) == 1
    assert await office.after(seconds=1) == []
    assert await office.after(seconds=59) == []
    assert len(await office.after(seconds=1)) == 1


async def test_a_platform_that_breaks_or_hangs_does_not_keep_the_news_from_the_other_admin() -> None:
    office = Office(of=school(two_accounts("beheer", StaffRole.ADMIN), two_accounts("tweede", StaffRole.ADMIN)))
    office.discord.problems["d-beheer"] = [RuntimeError("broken")]
    office.health.found(BROKEN)
    assert len(await office.after(minutes=1)) == 1
    assert len(await office.after(seconds=30)) == 1
    assert [to for to, _ in office.discord.told] == ["d-tweede", "d-beheer"]


async def test_a_school_without_an_admin_tells_its_leader() -> None:
    office = Office(of=school(two_accounts("directeur", StaffRole.LEADER), two_accounts("bestuur", StaffRole.BOARD)))
    office.health.found(BROKEN)
    await office.after(minutes=1)
    assert [to for to, _ in office.discord.told] == ["d-directeur"]


async def test_a_gap_is_kept_and_told_once_with_its_times_as_the_school_reads_them(office) -> None:
    await office.health.missed(GAP)
    (text,) = await office.after(seconds=15)
    assert text.startswith("Pleinwacht heeft berichten gemist:\n• Klas 8B: alles tussen 01-03-2026 07:00 en 02-03-2026")
    assert await office.after(minutes=5) == []
    again = await office.restarted(timedelta(hours=1))
    await again.health.missed(GAP)
    assert await again.after(minutes=5) == []
    assert [kept.gap for kept in await office.records.gaps(NOON)] == [GAP]


async def test_while_the_database_is_away_news_is_told_once_and_nothing_is_forgotten(office, monkeypatch) -> None:
    async def away(*_):
        raise StorageError("away")

    with monkeypatch.context() as broken:
        for operation in ("add_gap", "gaps", "note_told"):
            broken.setattr(office.records, operation, away)
        await office.health.missed(GAP)
        office.health.found(Finding(Check.DATABASE, is_well=False))
        assert len(await office.after(minutes=1)) == 1
        assert await office.after(minutes=1) == []
    assert len(await office.after(minutes=1)) == 1
    assert {told.subject for told in await office.records.told()} == {"database///", "gap-1"}


async def test_much_news_comes_in_messages_that_fit_in_discord() -> None:
    names = [f"{number} {'x' * 97}" for number in range(9)]
    groups = [
        Group(str(i), names[i], PlatformName.DISCORD, str(i), school().groups["8a"].audience, ()) for i in range(9)
    ]
    office = Office(of=School("De Plataan", [two_accounts("beheer", StaffRole.ADMIN)], groups))
    for group in groups:
        channels = ", ".join(["100000000000000001"] * 3)
        finding = Finding(Check.READING, False, PlatformName.DISCORD, group.id, details={"channels": channels})
        office.health.found(finding)
        await office.health.missed(replace(GAP, group=group.id, channel=Channel(PlatformName.DISCORD, group.id)))
    texts = await office.after(minutes=1)
    assert len(texts) == 2 * -(-len(groups) // AT_MOST)
    assert max(map(len, texts)) <= 2000
    assert all(sum(name in text for text in texts) == 2 for name in names)


async def test_it_looks_by_itself_until_it_is_stopped(office) -> None:
    office.herald._interval = 0.001
    office.health.found(BROKEN)
    office.now += timedelta(minutes=1)
    running = asyncio.create_task(office.herald.run())
    async with asyncio.timeout(30):
        while not await office.records.told():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.001)
    running.cancel()
    assert len(office.discord.told) == 1
