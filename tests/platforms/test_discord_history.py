"""What happened on Discord while nobody listened, and what of it cannot be read back."""
# ruff: noqa: F811 - the fixtures are imported

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.domain.health import Check
from bot.domain.message import Channel, Message, PlatformName
from tests.platforms.discord_world import (  # noqa: F401 - fixtures
    World,
    at_once,
    authority,
    discord_peer,
    is_open,
    no_traceback,
    running,
    until,
    world,
)

# isort: split
import discord
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.enums import ChannelType

pytestmark = [pytest.mark.timeout(60)]


def archive(world: World, thread_id: int, *, days_ago: float = 0) -> None:
    """The thread was archived then, and Discord announces it no more."""
    backend = world.peer.backend
    metadata = backend.get_channel(thread_id).thread_metadata
    metadata.archived = True
    metadata.archive_timestamp = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
    guild = backend.guilds[world.guild]
    guild.thread_ids = [number for number in guild.thread_ids if number != thread_id]


def hide(world: World, channel: int) -> None:
    """The bot may not see this channel any more."""
    deny = discord.Permissions(view_channel=True).value
    world.peer.backend.set_overwrite(channel, Overwrite(world.guild, 0, 0, deny))


async def listened(world: World) -> None:
    """The bot was there and is gone again; what it heard is committed."""
    async with running(world):
        said = world.say("voor de storing")
        await world.hub.saw(1)
        await until(lambda: world.hub.cursors.get(Channel(PlatformName.DISCORD, "8a/complete")))
    world.hub.cursors[world.channel()] = said.id
    world.hub.events.clear()


async def test_progress_is_logged_page_by_page(world: World) -> None:
    world.hub.cursors[world.channel()] = world.say("begin").id
    for number in range(230):
        world.say(f"bericht {number}")
    with capture_logs() as logs:
        async with running(world):
            await world.hub.saw(230)
            await until(lambda: "discord_caught_up" in [line["event"] for line in logs])
    steps = [(line["event"], line["messages"]) for line in logs if line["event"].startswith("discord_history_read")]
    assert steps == [("discord_history_reading", 100), ("discord_history_reading", 200), ("discord_history_read", 230)]
    assert {line["channels"] for line in logs if line["event"] == "discord_catching_up"} == {1}


async def test_every_channel_thread_and_post_is_read_with_its_title(world: World) -> None:
    backend = world.peer.backend
    forum = backend.create_channel(world.guild, "vragen", type=ChannelType.FORUM).id
    spoken = backend.create_channel(world.guild, "praten", type=ChannelType.VOICE).id
    await listened(world)
    world.say("in de klas")
    world.say("naast het praten", channel=spoken)
    thread = backend.create_thread(world.klas, "uitje", world.sem, broadcast=False)
    world.say("in de draad", channel=thread.id)
    post = backend.create_thread(forum, "Sem stinkt", world.sem, broadcast=False)
    starter = backend.prepare_message(post.id, world.sem, "toch?")
    starter.id = post.id
    backend.commit_message(starter)
    async with running(world):
        await world.hub.saw(4)
        await asyncio.sleep(0.1)
    assert sorted(world.texts()) == sorted(["in de klas", "naast het praten", "in de draad", "Sem stinkt\ntoch?"])


async def test_threads_and_posts_that_were_archived_meanwhile_are_read_and_earlier_ones_are_not(world: World) -> None:
    backend = world.peer.backend
    forum = backend.create_channel(world.guild, "vragen", type=ChannelType.FORUM).id
    long_ago = backend.create_thread(world.klas, "lang voorbij", world.sem, broadcast=False).id
    world.say("oud", channel=long_ago)
    archive(world, long_ago, days_ago=2)
    await listened(world)
    thread = backend.create_thread(world.klas, "uitje", world.sem, broadcast=False).id
    secret = backend.create_thread(world.klas, "geheim", world.sem, type=ChannelType.PRIVATE_THREAD, broadcast=False).id
    post = backend.create_thread(forum, "vraag", world.sem, broadcast=False).id
    for place in (thread, secret, post):
        world.say(f"in {place}", channel=place)
        archive(world, place)
    async with running(world):
        await world.hub.saw(3)
        await asyncio.sleep(0.1)
    assert sorted(world.texts()) == sorted(f"in {place}" for place in (thread, secret, post))


async def test_a_failure_while_looking_for_archived_threads_is_tried_again(world: World) -> None:
    await listened(world)
    thread = world.peer.backend.create_thread(world.klas, "uitje", world.sem, broadcast=False).id
    world.say("in de draad", channel=thread)
    archive(world, thread)
    world.peer.fail("GET", "/threads/archived/public", 503, times=6)  # discord.py itself tries five times
    async with running(world):
        await world.hub.saw(1, within=30)
    assert world.texts() == ["in de draad"]


async def test_stopped_in_the_middle_of_catching_up_nothing_is_lost_in_a_channel_that_came_later(world: World) -> None:
    """One channel is far ahead of the others when everything stops; its cursor says nothing about theirs."""
    backend = world.peer.backend
    quiet = backend.create_channel(world.guild, "stil").id
    await listened(world)
    thread = backend.create_thread(world.klas, "uitje", world.sem, broadcast=False).id
    gone = backend.create_thread(world.klas, "voorbij", world.sem, broadcast=False).id
    for place in (quiet, thread, gone):
        world.say(f"in {place}", channel=place)
    archive(world, gone)
    held = [world.peer.hold("GET", f"/channels/{place}/messages") for place in (quiet, thread, gone)]
    held.append(world.peer.hold("GET", "/threads/archived/public"))
    async with running(world):
        last = world.say("in de klas gaat het door")
        await until(lambda: "in de klas gaat het door" in world.texts())
    world.hub.cursors[world.channel()] = last.id
    world.hub.events.clear()
    for event in held:
        event.set()
    async with running(world):
        await world.hub.saw(3)
    assert sorted(world.texts()) == sorted(f"in {place}" for place in (quiet, thread, gone))


async def test_stopped_before_the_first_message_of_a_new_thread_was_committed_it_is_read_again(world: World) -> None:
    await listened(world)
    async with running(world):
        thread = world.peer.backend.create_thread(world.klas, "uitje", world.sem, broadcast=False)
        world.peer.backend.announce_thread_create(thread)
        world.say("eerst in de draad", channel=thread.id)
        last = world.say("dan in de klas")
        await world.hub.saw(2)
    world.hub.cursors[world.channel()] = last.id  # of the thread nothing was committed
    world.hub.events.clear()
    async with running(world):
        await world.hub.saw(1)
    assert world.texts() == ["eerst in de draad"]


async def test_what_was_edited_meanwhile_is_read_again_and_nothing_else(world: World) -> None:
    backend = world.peer.backend
    before = world.say("al eerder gewijzigd")
    backend.edit_message(world.klas, before.id, {"content": "al eerder gewijzigd!"})
    backend.clock.advance(1)
    harmless, kept, last = (world.say(text) for text in ("lief", "blijft zo", "het laatste"))
    world.hub.cursors[world.channel()] = last.id
    backend.clock.advance(1)
    for message, text in ((harmless, "stom"), (last, "het allerlaatste")):
        backend.edit_message(world.klas, message.id, {"content": text})
    world.say("nieuw")
    async with running(world):
        await world.hub.saw(3)
        await asyncio.sleep(0.1)
    assert world.texts() == ["stom", "het allerlaatste", "nieuw"]
    assert [event.revision > 0 for event in world.hub.events if isinstance(event, Message)] == [True, True, False]
    assert kept.content == "blijft zo"


async def test_an_edit_during_a_lost_session_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    async with running(world):
        said = world.say("lief")
        await world.hub.saw(1)
        world.peer.forget_sessions()
        world.peer.backend.clock.advance(1)
        world.peer.backend.edit_message(world.klas, said.id, {"content": "stom"})
        await world.peer.cut()
        await world.hub.saw(2)
    assert world.texts() == ["lief", "stom"]


async def test_a_channel_whose_history_may_not_be_read_is_a_gap_with_its_times(world: World) -> None:
    world.forbid(read_message_history=True)
    first = world.say("een")
    world.hub.cursors[world.channel()] = first.id
    world.say("twee")
    with capture_logs() as logs:
        async with running(world):
            world.say("drie")
            await world.hub.saw(1)
    assert world.texts() == ["drie"]
    (gap,) = [each for each in world.hub.gaps if each.channel == world.channel()]
    assert gap.group == "8a"
    assert abs(gap.since - discord.utils.snowflake_time(first.id)) < timedelta(milliseconds=2)
    assert abs(gap.until - datetime.now(UTC)) < timedelta(seconds=10)
    assert gap.reason == "read_message_history"
    assert "discord_history_not_allowed" in [line["event"] for line in logs]


async def test_a_gap_begins_when_the_group_was_last_heard_not_when_the_channel_last_spoke(world: World) -> None:
    other = world.peer.backend.create_channel(world.guild, "druk").id
    quiet, busy = (datetime.now(UTC) - timedelta(hours=hours) for hours in (48, 1))
    world.hub.cursors[world.channel()] = discord.utils.time_snowflake(quiet)
    world.hub.cursors[world.channel(other)] = discord.utils.time_snowflake(busy)
    refusal = {"message": "Missing Access", "code": 50001}
    world.peer.fail("GET", f"/channels/{world.klas}/messages", 403, body=refusal)
    async with running(world):
        await until(lambda: world.hub.gaps)
    (gap,) = world.hub.gaps
    assert gap.channel == world.channel()
    assert abs(gap.since - busy) < timedelta(milliseconds=2)


async def test_a_gap_is_kept_also_when_the_database_is_away_for_a_while(world: World) -> None:
    world.forbid(read_message_history=True)
    world.hub.cursors[world.channel()] = world.say("een").id
    failures, keep, cursor = iter((True,) * 7), world.hub._missed, world.hub._cursor

    async def missed(gap) -> None:
        if next(failures, False):
            raise RuntimeError("database")
        await keep(gap)

    away = iter((True,) * 7)

    async def away_for_a_while(channel):
        if next(away, False):
            raise RuntimeError("database")
        return await cursor(channel)

    world.hub._missed, world.hub._cursor = missed, away_for_a_while
    async with running(world, retry_seconds=0.01):
        await until(lambda: world.hub.gaps, within=30)
        assert world.hub.gaps[0].channel == world.channel()


async def test_what_was_said_while_the_bot_was_shut_out_is_read_when_it_may_read_again(world: World) -> None:
    async with running(world):
        world.say("een")
        await world.hub.saw(1)
        world.forbid(view_channel=True)
        await until(lambda: world.found(Check.READING, group="8a") == [True, False])
        world.say("twee, achter de deur")
        world.allow(view_channel=True)
        await until(lambda: world.found(Check.READING, group="8a") == [True, False, True])
        await world.hub.saw(2)
        world.say("drie")
        await world.hub.saw(3)
    assert world.texts() == ["een", "twee, achter de deur", "drie"]


async def test_a_channel_that_the_bot_was_never_to_see_is_no_gap(world: World) -> None:
    hidden = world.peer.backend.create_channel(world.guild, "team").id
    hide(world, hidden)
    world.hub.cursors[world.channel()] = world.say("een").id
    world.say("geheim overleg", channel=hidden)
    async with running(world) as platform:
        world.say("twee")
        await world.hub.saw(1)
        await until(lambda: is_open(platform) and not platform._client._intake._behind)
    assert world.texts() == ["twee"]
    assert world.hub.gaps == []


async def test_a_server_that_lets_the_bot_in_again_is_caught_up_with(world: World) -> None:
    backend = world.peer.backend
    elsewhere = backend.create_guild("Elders")
    del backend.guilds[elsewhere.id]
    first = world.say("een")
    world.hub.cursors[world.channel()] = first.id
    world.say("twee, toen de bot weg was")
    ours = backend.guilds.pop(world.guild)
    async with running(world):
        await until(lambda: world.found(Check.MEMBERSHIP, group="8a") == [False])
        backend.guilds[world.guild] = ours
        backend.emit("GUILD_CREATE", serializers.guild_create_payload(backend, ours))
        await world.hub.saw(1)
        await until(lambda: world.found(Check.MEMBERSHIP, group="8a") == [False, True])
    assert world.texts() == ["twee, toen de bot weg was"]


async def test_messages_that_came_empty_are_read_when_their_text_is_given(world: World) -> None:
    world.peer.lock_content = True
    world.hub.cursors[world.channel()] = world.say("een").id
    with capture_logs() as logs:
        async with running(world):
            for text in ("geheim", "nog een", "en nog een"):
                world.say(text)
            await until(lambda: "discord_messages_come_empty" in [line["event"] for line in logs])
            assert world.hub.events == []
            assert world.found(Check.MESSAGE_CONTENT) == [False]
    assert [line["switch_on"] for line in logs if line["event"] == "discord_messages_come_empty"] == [
        "Message Content Intent"
    ]
    assert "geheim" not in repr(logs)
    world.peer.lock_content = False
    async with running(world):
        await world.hub.saw(3)
    assert world.texts() == ["geheim", "nog een", "en nog een"]
    assert world.found(Check.MESSAGE_CONTENT) == [False, True]
