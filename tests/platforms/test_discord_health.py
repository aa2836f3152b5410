"""The Discord adapter says what it cannot hear or say, while it runs and when it is asked."""
# ruff: noqa: F811 - the fixtures are imported

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.health import Check, Finding
from bot.domain.message import Account, PlatformName
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from bot.platforms.discord_platform import DiscordPlatform
from tests.platforms.discord_peer import TOKEN
from tests.platforms.discord_world import World, authority, discord_peer, no_traceback, running, until, world  # noqa: F401 - fixtures

# isort: split
import discord
from simcord.backend.models import Overwrite
from simcord.enums import ChannelType

pytestmark = [pytest.mark.timeout(60)]


async def examined(world: World, token: str = TOKEN, **options: Any) -> list[Finding]:
    platform = DiscordPlatform(token, connector=world.peer.connector, ready_after=0.05, **options)
    return list(await platform.examine(world.hub.school))


def results(findings: list[Finding]) -> dict[tuple[Check, str], bool]:
    assert all(finding.platform is PlatformName.DISCORD for finding in findings)
    return {(each.check, each.group or each.staff): each.is_well for each in findings}


def with_more(world: World) -> tuple[int, int]:
    """A parents' category, a group whose server the bot is not in, and a colleague in no server of the bot."""
    backend = world.peer.backend
    category = backend.create_channel(world.guild, "Ouders", type=ChannelType.CATEGORY).id
    inner = backend.create_channel(world.guild, "ouders-8a", parent_id=category).id
    school = world.hub.school
    colleague = StaffMember("wit", "Mevrouw De Wit", frozenset({StaffRole.BOARD}), (world.account(404404),))
    elsewhere = StaffMember("tg", "Meester Bram", frozenset({StaffRole.CARE}), (Account(PlatformName.TELEGRAM, "5"),))
    world.hub.school = School(
        "De Plataan",
        [*school.staff.values(), colleague, elsewhere],
        [
            *school.groups.values(),
            Group("ouders", "Ouders", PlatformName.DISCORD, str(category), Audience.PARENTS, ("mentor",)),
            Group("weg", "Weg", PlatformName.DISCORD, "404", Audience.PUPILS, ("mentor",)),
            Group("tg", "Telegram", PlatformName.TELEGRAM, "-5", Audience.PUPILS, ("mentor",)),
        ],
    )
    return category, inner


async def test_an_examination_looks_at_everything_and_finds_what_is_well(world: World) -> None:
    before = asyncio.all_tasks()
    everything = await examined(world)
    assert results(everything) == {
        (Check.CLOCK, ""): True,
        (Check.TOKEN, ""): True,
        (Check.CONNECTION, ""): True,
        (Check.MESSAGE_CONTENT, ""): True,
        (Check.MEMBERSHIP, "8a"): True,
        (Check.READING, "8a"): True,
        (Check.DELETING, "8a"): True,
        (Check.REACH, "mentor"): True,
    }
    await asyncio.sleep(0.05)
    left = {task for task in asyncio.all_tasks() - before if "aiohttp" not in repr(task) and "_write" not in repr(task)}
    assert left == set()


async def test_an_examination_names_what_is_missing_where(world: World) -> None:
    _, inner = with_more(world)
    deny = discord.Permissions(view_channel=True).value
    world.peer.backend.set_overwrite(inner, Overwrite(world.guild, 0, 0, deny))
    findings = await examined(world)
    found = results(findings)
    assert found[Check.MEMBERSHIP, "ouders"] is True
    assert found[Check.READING, "8a"] is True
    assert found[Check.READING, "ouders"] is False
    assert found[Check.MEMBERSHIP, "weg"] is False
    assert (Check.READING, "weg") not in found
    assert not any(group == "tg" for _, group in found)
    assert found[Check.REACH, "wit"] is False
    assert found[Check.REACH, "mentor"] is True
    reading = next(each for each in findings if each.check is Check.READING and each.group == "ouders")
    assert reading.details["channels"] == str(inner)
    assert "view_channel" in reading.details["missing"]


async def test_an_examination_with_a_refused_token_says_so_and_never_shows_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    findings = await examined(world, token="secret.wrong.token")
    assert results(findings)[Check.TOKEN, ""] is False
    assert "secret.wrong" not in repr(findings) + caplog.text


async def test_an_examination_without_a_network_says_so(world: World) -> None:
    await world.peer.stop_listening()
    assert results(await examined(world)) == {(Check.CONNECTION, ""): False}


async def test_an_examination_without_the_intent_still_looks_at_the_rest(world: World) -> None:
    world.peer.approved = discord.Intents.default()
    found = results(await examined(world))
    assert found[Check.MESSAGE_CONTENT, ""] is False
    assert found[Check.CONNECTION, ""] is True
    assert found[Check.READING, "8a"] is True


async def test_an_examination_takes_nothing_from_the_bot_that_runs(world: World) -> None:
    async with running(world):
        world.say("een")
        await world.hub.saw(1)
        await examined(world)
        world.say("twee")
        await world.hub.saw(2)
    assert world.texts() == ["een", "twee"]


@pytest.mark.parametrize(("ahead", "is_well"), [(0, True), (600, False), (-600, False)])
async def test_a_clock_that_is_wrong_is_found(world: World, ahead: int, is_well: bool) -> None:
    world.peer.date_ahead = timedelta(seconds=-ahead)
    async with running(world):
        await until(lambda: world.found(Check.CLOCK))
    assert world.found(Check.CLOCK) == [is_well]
    found = next(each for each in world.hub.findings if each.check is Check.CLOCK)
    assert abs(int(found.details["seconds"]) - abs(ahead)) <= 5


async def test_while_it_runs_everything_is_found_at_the_start(world: World) -> None:
    with_more(world)
    async with running(world):
        await until(lambda: world.found(Check.REACH, staff="wit"))
    assert world.found(Check.TOKEN) == [True]
    assert world.found(Check.CONNECTION) == [True]
    assert world.found(Check.MESSAGE_CONTENT) == [True]
    assert world.found(Check.MEMBERSHIP, group="8a") == [True]
    assert world.found(Check.MEMBERSHIP, group="weg") == [False]
    assert world.found(Check.DELETING, group="8a") == [True]
    assert world.found(Check.REACH, staff="mentor") == [True]
    assert world.found(Check.REACH, staff="wit") == [False]


async def test_a_right_that_is_given_or_taken_away_is_found_at_once(world: World) -> None:
    backend = world.peer.backend
    async with running(world):
        await until(lambda: world.found(Check.READING, group="8a") == [True])
        deny = discord.Permissions(read_message_history=True).value
        backend.set_overwrite(world.klas, Overwrite(world.guild, 0, 0, deny))
        await until(lambda: world.found(Check.READING, group="8a") == [True, False])
        backend.delete_overwrite(world.klas, world.guild)
        await until(lambda: world.found(Check.READING, group="8a") == [True, False, True])
        world.forbid(manage_messages=True)
        await until(lambda: world.found(Check.DELETING, group="8a") == [True, False])
        role = backend.create_role(world.guild, "wacht", permissions=discord.Permissions(manage_messages=True).value)
        backend.add_member_role(world.guild, backend.bot_user.id, role.id)
        await until(lambda: world.found(Check.DELETING, group="8a") == [True, False, True])


async def test_being_put_out_of_the_server_is_found(world: World) -> None:
    async with running(world):
        await until(lambda: world.found(Check.MEMBERSHIP, group="8a") == [True])
        world.peer.backend.remove_guild(world.guild)
        await until(lambda: world.found(Check.MEMBERSHIP, group="8a") == [True, False])


async def test_a_channel_that_is_taken_away_is_found(world: World) -> None:
    other = world.peer.backend.create_channel(world.guild, "klas-8b").id
    school = world.hub.school
    group = Group("8b", "Klas 8B", PlatformName.DISCORD, str(other), Audience.PUPILS, ("mentor",))
    world.hub.school = School("De Plataan", school.staff.values(), [*school.groups.values(), group])
    async with running(world):
        await until(lambda: world.found(Check.MEMBERSHIP, group="8b") == [True])
        world.peer.backend.delete_channel(other)
        await until(lambda: world.found(Check.MEMBERSHIP, group="8b") == [True, False])


async def test_a_server_that_discord_cannot_show_for_a_while_is_not_taken_for_lost(world: World) -> None:
    async with running(world):
        await until(lambda: world.found(Check.MEMBERSHIP, group="8a") == [True])
        world.peer.backend.emit("GUILD_DELETE", {"id": str(world.guild), "unavailable": True})
        world.peer.backend.create_role(world.guild, "nieuw")
        await asyncio.sleep(0.2)
    assert world.found(Check.MEMBERSHIP, group="8a") == [True]


async def test_a_refused_token_is_found_and_then_that_it_is_taken(world: World) -> None:
    world.peer.token = "another"
    async with running(world, connected=False):
        await until(lambda: world.found(Check.TOKEN) == [False])
        world.peer.token = TOKEN
        await until(lambda: world.found(Check.CONNECTION) == [True])
    assert world.found(Check.TOKEN) == [False, True]


async def test_missing_intents_are_found_and_then_that_they_are_given(world: World) -> None:
    world.peer.approved = discord.Intents.default()
    async with running(world, connected=False):
        await until(lambda: world.found(Check.MESSAGE_CONTENT) == [False])
        world.peer.approved = discord.Intents.all()
        await until(lambda: world.found(Check.MESSAGE_CONTENT) == [False, True])


async def test_a_hiccup_is_no_finding_but_a_long_absence_is(world: World) -> None:
    async with running(world, grace_seconds=1.0):
        await until(lambda: world.found(Check.CONNECTION) == [True])
        await world.peer.cut()
        world.say("na de hik")
        await world.hub.saw(1)
        assert world.found(Check.CONNECTION) == [True]
        await world.peer.stop_listening()
        await until(lambda: world.found(Check.CONNECTION) == [True, False], within=20)
        await world.peer.listen()
        await until(lambda: world.found(Check.CONNECTION) == [True, False, True], within=30)


async def test_a_network_that_is_down_at_the_start_is_found(world: World) -> None:
    await world.peer.stop_listening()
    async with running(world, connected=False, grace_seconds=0.3):
        await until(lambda: world.found(Check.CONNECTION) == [False])
        await world.peer.listen()
        await until(lambda: world.found(Check.CONNECTION) == [False, True], within=20)
