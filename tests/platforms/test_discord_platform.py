"""The Discord platform with the unmodified discord.py, over TLS connections to a peer on loopback."""
# ruff: noqa: F811 - the fixtures are imported

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from structlog.testing import capture_logs

from bot.alerting.alert import Button, Link
from bot.commands.request import Answer
from bot.domain.case import Action
from bot.domain.errors import DeliveryError
from bot.domain.message import Account, Attachment, Deletion, Message, MessageKey, PlatformName, Role
from bot.domain.school import Audience, Group, School
from tests.platforms.discord_peer import BROKEN, LOST, TOKEN
from tests.platforms.discord_world import (  # noqa: F401 - fixtures
    World,
    alert,
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
from simcord.backend.models import MessageSticker, Poll, PollAnswer
from simcord.enums import ChannelType, MessageType

from bot.platforms.discord_alerts import MAX_TEXT, alert_text, plain
from bot.platforms.discord_client import DiscordClient
from bot.platforms.discord_platform import DiscordPlatform

pytestmark = [pytest.mark.timeout(60)]


# Reading


async def test_a_message_comes_in_with_all_that_the_domain_knows(world: World) -> None:
    async with running(world):
        said = world.say("hoi allemaal")
        (event,) = await world.hub.saw(1)
    assert isinstance(event, Message)
    assert event.key == MessageKey(world.channel(), str(said.id))
    assert (event.group, event.text, event.position, event.revision) == ("8a", "hoi allemaal", said.id, 0)
    assert event.author.account == world.account(world.sem)
    assert (event.author.name, event.author.role) == ("sem", Role.PUPIL)
    assert abs(event.sent_at - datetime.now(UTC)) < timedelta(seconds=10)
    assert event.sent_at.tzinfo is UTC
    assert event.link == f"https://discord.com/channels/{world.guild}/{world.klas}/{said.id}"


async def test_a_member_of_staff_is_known_by_account(world: World) -> None:
    async with running(world):
        world.say("goedemorgen", by=world.mentor)
        (event,) = await world.hub.saw(1)
    assert isinstance(event, Message)
    assert event.author.role is Role.STAFF


async def test_a_reply_names_its_message_and_author_and_mentions_are_readable(world: World) -> None:
    async with running(world):
        first = world.say("wie komt er?", by=world.mentor)
        world.say(
            f"niet <@{world.sem}> of <@{world.peer.backend.bot_user.id}> <:bah:123456789012345678>",
            reference={"message_id": str(first.id)},
        )
        event = (await world.hub.saw(2))[1]
    assert isinstance(event, Message)
    assert event.reply_to == MessageKey(world.channel(), str(first.id))
    assert event.reply_author is not None
    assert event.reply_author.account == world.account(world.mentor)
    assert event.reply_author.role is Role.STAFF
    assert event.mentions == (world.account(world.sem),)
    assert event.text == "niet @sem of @TestBot :bah:"


async def test_a_thread_is_a_channel_of_its_own_in_the_group_of_its_parent(world: World) -> None:
    async with running(world):
        thread = world.peer.backend.create_thread(world.klas, "uitje", world.sem)
        world.say("wat trekken jullie aan?", channel=thread.id)
        title, event = await world.hub.saw(2)
    assert isinstance(title, Message)
    assert isinstance(event, Message)
    assert (title.text, title.key.channel) == ("uitje", world.channel())
    assert (event.group, event.key.channel) == ("8a", world.channel(thread.id))


async def test_the_title_of_a_forum_post_belongs_to_its_first_message(world: World) -> None:
    backend = world.peer.backend
    forum = backend.create_channel(world.guild, "vragen", type=ChannelType.FORUM)
    async with running(world):
        post = backend.create_thread(forum.id, "Sem stinkt", world.sem, broadcast=False)
        backend.announce_thread_create(post)
        starter = backend.prepare_message(post.id, world.sem, "toch?")
        starter.id = post.id
        backend.commit_message(starter)
        (event,) = await world.hub.saw(1)
    assert isinstance(event, Message)
    assert event.text == "Sem stinkt\ntoch?"
    assert event.key == MessageKey(world.channel(post.id), str(post.id))


async def test_the_most_specific_chat_decides_about_the_group(world: World) -> None:
    backend = world.peer.backend
    category = backend.create_channel(world.guild, "Ouders", type=ChannelType.CATEGORY)
    parents = backend.create_channel(world.guild, "ouders-8a", parent_id=category.id)
    school = world.hub.school
    groups = [
        *school.groups.values(),
        Group("ouders", "Ouders", PlatformName.DISCORD, str(category.id), Audience.PARENTS, ("mentor",)),
    ]
    world.hub.school = School("De Plataan", school.staff.values(), groups)
    async with running(world):
        world.say("wanneer is de ouderavond?", channel=parents.id)
        thread = backend.create_thread(parents.id, "avond", world.sem, broadcast=False)
        backend.announce_thread_create(thread)
        world.say("dinsdag", channel=thread.id)
        events = await world.hub.saw(2)
    assert [event.group for event in events] == ["ouders", "ouders"]
    assert [event.author.role for event in events if isinstance(event, Message)] == [Role.PARENT, Role.PARENT]


async def test_attachments_and_stickers_are_noted_with_their_kind(world: World) -> None:
    backend = world.peer.backend
    files = backend.store_attachments(
        world.klas, [("foto.png", b"png"), ("film.mp4", b"mp4"), ("lijst.pdf", b"pdf"), ("spraak.ogg", b"ogg")]
    )
    files[3] |= {"duration_secs": 3.0, "waveform": "AAAA", "content_type": "audio/ogg"}
    async with running(world):
        world.say("", attachments=files, stickers=[MessageSticker(1, "loser", 1, world.guild)])
        (event,) = await world.hub.saw(1)
    assert isinstance(event, Message)
    assert event.attachments == (
        Attachment("photo", "foto.png"),
        Attachment("video", "film.mp4"),
        Attachment("file", "lijst.pdf"),
        Attachment("voice", "spraak.ogg"),
        Attachment("sticker", "loser"),
    )
    assert event.text == "loser"


async def test_a_poll_a_forwarded_message_and_the_preview_of_a_link_are_read(world: World) -> None:
    poll = Poll("Wie is de lelijkste?", [PollAnswer(1, "Sem"), PollAnswer(2, "Bo")], datetime.now(UTC).isoformat())
    async with running(world):
        world.say("", poll=poll)
        source = world.say("dit ging rond", by=world.mentor)
        world.say("", reference={"type": 1, "message_id": str(source.id), "channel_id": str(world.klas)})
        world.say(
            "kijk",
            embeds=[
                {"type": "article", "url": "https://x.example", "title": "Sem stinkt", "description": "zegt ieder"}
            ],
        )
        poll_event, _, forward, _ = await world.hub.saw(4)
    assert world.texts() == [
        "Wie is de lelijkste?\nSem\nBo",
        "dit ging rond",
        "dit ging rond",
        "kijk\nSem stinkt\nzegt ieder",
    ]
    assert isinstance(poll_event, Message)
    assert isinstance(forward, Message)
    assert (poll_event.attachments, forward.attachments) == ((Attachment("poll"),), (Attachment("forward"),))


async def test_an_edit_is_a_higher_revision_of_the_same_message(world: World) -> None:
    async with running(world):
        said = world.say("lief")
        world.peer.backend.edit_message(world.klas, said.id, {"content": "stom"})
        first, second = await world.hub.saw(2)
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert first.key == second.key
    assert (first.text, first.revision, second.text) == ("lief", 0, "stom")
    edited = datetime.fromisoformat(said.edited_timestamp)
    assert abs(second.revision - edited.timestamp() * 1000) < 1


async def test_an_edit_of_a_message_from_before_the_start_is_read(world: World) -> None:
    old = world.say("lang geleden")
    async with running(world):
        world.peer.backend.edit_message(world.klas, old.id, {"content": "nu anders"})
        await world.hub.saw(1)
    assert world.texts() == ["nu anders"]


async def test_an_edit_that_tells_only_a_part_is_asked_for(world: World) -> None:
    said = world.say("lief")
    async with running(world):
        said.content, said.edited_timestamp = "stom", datetime.now(UTC).isoformat()
        part = {"id": str(said.id), "channel_id": str(world.klas), "guild_id": str(world.guild), "type": 0}
        world.peer.backend.emit("MESSAGE_UPDATE", {**part, "content": "stom"})
        await world.hub.saw(1)
    assert world.texts() == ["stom"]
    assert world.peer.called("GET", f"/messages/{said.id}") == 1


async def test_a_pin_is_no_edit(world: World) -> None:
    async with running(world):
        said = world.say("morgen toets")
        world.peer.backend.set_pinned(world.klas, said.id, True)
        world.peer.backend.crosspost_message(world.klas, said.id)
        world.say("volgende")
        await world.hub.saw(2)
        await asyncio.sleep(0.05)
    assert world.texts() == ["morgen toets", "volgende"]


async def test_a_preview_that_comes_in_later_makes_a_higher_revision_that_an_edit_exceeds(world: World) -> None:
    async with running(world):
        said = world.say("https://nieuws.example")
        said.embeds = [{"type": "article", "url": "https://nieuws.example", "title": "Sem stinkt"}]
        world.peer.backend.crosspost_message(world.klas, said.id)
        await world.hub.saw(2)
        world.peer.backend.edit_message(world.klas, said.id, {"content": "https://ander.example"})
        events = await world.hub.saw(3)
    assert world.texts() == [
        "https://nieuws.example",
        "https://nieuws.example\nSem stinkt",
        "https://ander.example\nSem stinkt",
    ]
    revisions = [event.revision for event in events if isinstance(event, Message)]
    assert revisions == sorted(set(revisions))


async def test_edits_down_and_up_again_are_each_a_revision(world: World) -> None:
    async with running(world):
        said = world.say("jij bent stom")
        for number, text in enumerate(("grapje", "jij bent echt stom"), 2):
            world.peer.backend.clock.advance(1)
            world.peer.backend.edit_message(world.klas, said.id, {"content": text})
            await world.hub.saw(number)
        events = world.hub.events
    assert world.texts() == ["jij bent stom", "grapje", "jij bent echt stom"]
    revisions = [event.revision for event in events if isinstance(event, Message)]
    assert revisions == sorted(set(revisions))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://tenor.com/view/you-are-ugly-gif-12345", "you are ugly"),
        ("https://tenor.com/nl/view/jij-stinkt-gif-9", "jij stinkt"),
        ("https://giphy.com/gifs/go-away-Xa1b2C3", "go away"),
        ("https://media.example/gif", ""),
    ],
)
async def test_a_gif_is_read_by_the_words_in_its_address(world: World, address: str, words: str) -> None:
    async with running(world):
        world.say(address, embeds=[{"type": "gifv", "url": address}])
        (event,) = await world.hub.saw(1)
    assert isinstance(event, Message)
    assert event.text == "\n".join(part for part in (address, words) if part)
    assert event.attachments == (Attachment("animation"),)


async def test_mixed_attachments_are_read_by_their_descriptions_and_a_long_message_is_whole(world: World) -> None:
    files = world.peer.backend.store_attachments(world.klas, [("foto.png", b"png"), ("lijst.pdf", b"pdf")])
    files[0] |= {"description": "Sem in de kleedkamer"}
    long = "x" * 3990 + " jij stinkt"  # with a subscription people may write twice as much as others
    async with running(world):
        world.say("kijk dan", attachments=files)
        written = world.peer.backend.prepare_message(world.klas, world.sem, "kort")
        written.content = long
        world.peer.backend.commit_message(written)
        first, second = await world.hub.saw(2)
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert first.text == "kijk dan\nSem in de kleedkamer"
    assert first.attachments == (Attachment("photo", "foto.png"), Attachment("file", "lijst.pdf"))
    assert second.text == long


async def test_a_voice_message_without_words_comes_in(world: World) -> None:
    files = world.peer.backend.store_attachments(world.klas, [("voice-message.ogg", b"ogg")])
    files[0] |= {"duration_secs": 3.0, "waveform": "AAAA", "content_type": "audio/ogg"}
    async with running(world):
        world.say("", attachments=files, flags=1 << 13)
        (event,) = await world.hub.saw(1)
    assert isinstance(event, Message)
    assert (event.text, event.attachments) == ("", (Attachment("voice", "voice-message.ogg"),))


async def test_a_new_nickname_is_read_like_a_message_and_comings_and_goings_are_quiet(world: World) -> None:
    backend = world.peer.backend
    with capture_logs() as logs:
        async with running(world):
            world.say("een")
            await world.hub.saw(1)
            backend.edit_member(world.guild, world.sem, {"nick": "Bas is dik"})
            stranger = backend.make_user("nieuw").id
            backend.add_member(world.guild, stranger)
            backend.create_system_message(world.klas, MessageType.NEW_MEMBER, stranger)
            backend.remove_member(world.guild, stranger)
            second = world.say("twee")
            world.say("drie")
            events = [event for event in await world.hub.saw(4) if isinstance(event, Message)]
    assert [event.text for event in events] == ["een", "Bas is dik", "twee", "drie"]
    assert [event.author.name for event in events] == ["sem", "Bas is dik", "Bas is dik", "Bas is dik"]
    assert events[1].key.id == f"{second.id}-name"
    assert events[1].position < second.id  # a stop between the two does not hide the message
    assert [line for line in logs if line["log_level"] in ("warning", "error")] == []


async def test_a_new_title_of_a_thread_is_read(world: World) -> None:
    backend = world.peer.backend
    async with running(world):
        thread = backend.create_thread(world.klas, "uitje", world.sem, broadcast=False)
        backend.announce_thread_create(thread)
        renamed = backend.prepare_message(
            thread.id, world.sem, "Sem is dik", message_type=MessageType.CHANNEL_NAME_CHANGE
        )
        backend.commit_message(renamed)
        (event,) = await world.hub.saw(1)
    assert isinstance(event, Message)
    assert (event.text, event.key.channel) == ("Sem is dik", world.channel(thread.id))


async def test_deletions_come_in_singly_and_in_bulk_after_their_messages(world: World) -> None:
    async with running(world):
        said = [world.say(f"bericht {number}") for number in range(3)]
        world.peer.backend.delete_message(world.klas, said[0].id)
        world.peer.backend.bulk_delete_messages(world.klas, [said[1].id, said[2].id])
        events = await world.hub.saw(6)
    gone = [event for event in events[3:] if isinstance(event, Deletion)]
    assert [event.key.id for event in gone] == [str(message.id) for message in said]
    assert {event.group for event in gone} == {"8a"}
    assert all(abs(event.deleted_at - datetime.now(UTC)) < timedelta(seconds=10) for event in gone)


async def test_a_thread_that_was_not_announced_is_looked_up(world: World) -> None:
    backend = world.peer.backend
    thread = backend.create_thread(world.klas, "oud", world.sem, broadcast=False)
    thread.thread_metadata.archived = True
    said = world.say("oud bericht", channel=thread.id)
    backend.guilds[world.guild].thread_ids.clear()
    async with running(world):
        world.say("nieuw bericht", channel=thread.id)
        backend.delete_message(thread.id, said.id)
        message, deletion = await world.hub.saw(2)
    assert isinstance(message, Message)
    assert isinstance(deletion, Deletion)
    assert (message.group, message.text, message.key.channel) == ("8a", "nieuw bericht", world.channel(thread.id))
    assert deletion.key == MessageKey(world.channel(thread.id), str(said.id))


async def test_bots_webhooks_system_messages_and_other_servers_are_ignored(world: World) -> None:
    backend = world.peer.backend
    robot = backend.make_user("robot", bot=True).id
    backend.add_member(world.guild, robot)
    elsewhere = backend.create_guild("Gamen")
    games = backend.create_channel(elsewhere.id, "algemeen")
    backend.add_member(elsewhere.id, world.sem)
    async with running(world):
        world.say("piep", by=robot)
        world.say("eigen", by=backend.bot_user.id)
        world.say("doorgestuurd", by=robot, webhook_id=backend.snowflake())
        backend.create_system_message(world.klas, MessageType.NEW_MEMBER, world.sem)
        world.say("buiten", channel=games.id)
        world.say("binnen")
        await world.hub.saw(1)
        await asyncio.sleep(0.05)
    assert world.texts() == ["binnen"]


# Without gaps


async def test_after_a_restart_the_history_is_read_from_the_cursor_in_order_over_pages(world: World) -> None:
    said = [world.say(f"bericht {number}") for number in range(155)]
    world.hub.cursors[world.channel()] = said[4].id
    async with running(world):
        await world.hub.saw(150)
        world.say("live")
        await world.hub.saw(151)
    assert world.texts() == [f"bericht {number}" for number in range(5, 155)] + ["live"]
    assert world.peer.called("GET", f"/channels/{world.klas}/messages") == 3  # and what was edited


async def test_without_a_cursor_it_begins_with_what_comes_now(world: World) -> None:
    world.say("van vroeger")
    async with running(world):
        world.say("van nu")
        await world.hub.saw(1)
        await asyncio.sleep(0.05)
    assert world.texts() == ["van nu"]
    assert world.peer.called("GET", f"/channels/{world.klas}/messages") == 0


async def test_a_thread_that_began_during_the_absence_is_read_whole(world: World) -> None:
    last = world.say("voor de storing")
    world.hub.cursors[world.channel()] = last.id
    thread = world.peer.backend.create_thread(world.klas, "geheim", world.sem, broadcast=False)
    world.say("in de draad", channel=thread.id)
    async with running(world):
        await world.hub.saw(1)
    assert world.texts() == ["in de draad"]


async def test_a_message_before_all_servers_are_known_does_not_hide_what_was_missed(world: World) -> None:
    world.hub.cursors[world.channel()] = world.say("voor de storing").id
    thread = world.peer.backend.create_thread(world.klas, "geheim", world.sem, broadcast=False)
    world.say("gemist", channel=thread.id)
    async with running(world, connected=False, ready_after=0.3) as platform:
        await until(lambda: platform._client and platform._client.get_channel(thread.id))
        world.say("meteen", channel=thread.id)
        await asyncio.sleep(0.05)
        assert not is_open(platform)
        await world.hub.saw(2)
    assert world.texts() == ["gemist", "meteen"]


async def test_a_thread_that_was_archived_during_the_absence_is_read_too(world: World) -> None:
    backend = world.peer.backend
    ended, running_out = (
        backend.create_thread(world.klas, name, world.sem, broadcast=False) for name in ("lang voorbij", "net voorbij")
    )
    world.say("oud", channel=ended.id)
    world.hub.cursors[world.channel()] = world.say("voor de storing").id
    world.say("vlak voor het sluiten", channel=running_out.id)
    for thread, days in ((ended, -2), (running_out, 0)):
        moment = datetime.now(UTC) + timedelta(days=days, seconds=1)
        thread.thread_metadata.archived = True
        thread.thread_metadata.archive_timestamp = moment.isoformat()
    backend.guilds[world.guild].thread_ids.clear()
    async with running(world):
        await world.hub.saw(1)
        await asyncio.sleep(0.05)
    assert world.texts() == ["vlak voor het sluiten"]
    assert world.hub.events[0].key.channel == world.channel(running_out.id)


async def test_what_comes_during_catching_up_waits_behind_it(world: World) -> None:
    first = world.say("een")
    world.hub.cursors[world.channel()] = first.id
    world.say("twee")
    go_on = world.peer.hold("GET", f"/channels/{world.klas}/messages")
    async with running(world):
        await until(lambda: world.peer.called("GET", f"/channels/{world.klas}/messages"))
        three = world.say("drie")
        world.peer.backend.edit_message(world.klas, three.id, {"content": "drie, anders"})
        four = world.say("vier")
        world.peer.backend.delete_message(world.klas, four.id)
        await asyncio.sleep(0.05)
        assert world.hub.events == []
        go_on.set()
        await until(lambda: isinstance(world.hub.events[-1:] and world.hub.events[-1], Deletion))
        world.say("vijf")
        await until(lambda: "vijf" in world.texts())
    # The history already shows the edit, which is then announced as well: the same revision, which counts once.
    assert world.texts() == ["twee", "drie, anders", "drie, anders", "vier", "vijf"]
    assert len({event.revision for event in world.hub.events[1:3] if isinstance(event, Message)}) == 1
    assert [event.key.id for event in world.hub.events if isinstance(event, Deletion)] == [str(four.id)]


async def test_a_resumed_session_loses_nothing_and_reads_no_history(world: World) -> None:
    async with running(world):
        world.say("een")
        await world.hub.saw(1)
        await world.peer.cut()
        world.say("twee, tijdens de storing")
        world.say("drie")
        await world.hub.saw(3)
    assert world.texts() == ["een", "twee, tijdens de storing", "drie"]
    assert world.peer.logins == 1
    assert world.peer.called("GET", f"/channels/{world.klas}/messages") == 0


async def test_a_lost_session_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    quiet = world.peer.backend.create_channel(world.guild, "stil").id
    async with running(world):
        world.say("een")
        await world.hub.saw(1)
        world.peer.forget_sessions()
        world.say("twee, tijdens de storing")
        world.say("drie, waar nog nooit iets stond", channel=quiet)
        await world.peer.cut()
        await world.hub.saw(3)
        world.say("vier")
        await world.hub.saw(4)
        await asyncio.sleep(0.05)
    assert [text for text in world.texts() if "drie" not in text] == ["een", "twee, tijdens de storing", "vier"]
    assert world.texts().count("drie, waar nog nooit iets stond") == 1
    assert world.peer.logins == 2


async def test_an_event_that_discord_py_cannot_read_loses_nothing(world: World) -> None:
    with capture_logs() as logs:
        async with running(world):
            world.say("een")
            await world.hub.saw(1)
            world.peer.backend.emit(
                "MESSAGE_UPDATE", {"id": "1", "channel_id": str(world.klas), "guild_id": str(world.guild)}
            )
            world.say("twee")
            await world.hub.saw(2)
    assert world.texts() == ["een", "twee"]
    assert [line["error"] for line in logs if line["event"] == "discord_connection_failed"] == ["KeyError"]


async def test_a_failure_while_reading_history_is_tried_again(world: World) -> None:
    first = world.say("een")
    world.hub.cursors[world.channel()] = first.id
    world.say("twee")
    world.peer.fail("GET", f"/channels/{world.klas}/messages", 503, times=2)
    with capture_logs() as logs:
        async with running(world):
            await world.hub.saw(1)
    assert world.texts() == ["twee"]
    assert [line["event"] for line in logs].count("discord_reading_failed") == 2


async def test_a_channel_whose_history_is_closed_still_gives_what_comes_now(world: World) -> None:
    world.hub.cursors[world.channel()] = 1
    refusal = {"message": "Missing Access", "code": 50001}
    world.peer.fail("GET", f"/channels/{world.klas}/messages", 403, body=refusal)
    with capture_logs() as logs:
        async with running(world):
            world.say("nu")
            await world.hub.saw(1)
    assert world.texts() == ["nu"]
    assert "discord_nothing_to_read" in [line["event"] for line in logs]


async def test_it_waits_for_a_network_that_is_down_at_the_start(world: World) -> None:
    await world.peer.stop_listening()
    with capture_logs() as logs:
        async with running(world, connected=False) as platform:
            await until(lambda: "discord_connection_failed" in [line["event"] for line in logs])
            await world.peer.listen()
            await until(lambda: is_open(platform))
            world.say("daar ben ik")
            await world.hub.saw(1)
    assert world.texts() == ["daar ben ik"]


# Alerts


async def test_an_alert_is_a_private_message_with_buttons(world: World) -> None:
    async with running(world) as platform:
        reference = await platform.show_alert(world.account(world.mentor), alert(), None)
    (sent,) = world.peer.said(world.peer.dm_channel(world.mentor))
    assert reference == f"{sent.channel_id}:{sent.id}"
    assert sent.content == (
        "**Ernstig: pesten in Klas 8A**\nHet gaat om 1 bericht.\nNog niemand heeft dit opgepakt.\n"
        "[Naar het bericht](<https://discord.com/channels/1/2/3>)"
    )
    buttons = sent.components[0]["components"]
    assert [(button["label"], button["custom_id"]) for button in buttons] == [
        ("Ik pak dit op", "case:c1:claim"),
        ("Terecht", "case:c1:right"),
        ("Loos alarm", "case:c1:false_alarm"),
        ("Doorgeven", "case:c1:escalate"),
    ]


async def test_a_press_is_acknowledged_and_answered_also_after_a_restart(world: World) -> None:
    async with running(world) as platform:
        await platform.show_alert(world.account(world.mentor), alert(), None)
    channel = world.peer.dm_channel(world.mentor)
    (sent,) = world.peer.said(channel)
    async with running(world):
        world.peer.press(sent, world.mentor, "case:c1:claim")
        await until(lambda: world.hub.says in [message.content for message in world.peer.said(channel)])
    assert world.hub.pressed == [(world.account(world.mentor), "case:c1:claim")]
    answer = world.peer.said(channel)[-1]
    assert answer.is_ephemeral


async def test_a_slow_press_is_acknowledged_within_three_seconds(world: World) -> None:
    """Here the deadline passes while the case is worked on; only the acknowledgement has to be in time."""
    go_on = asyncio.Event()

    async def slowly(account: Account, data: str) -> Answer:
        await go_on.wait()
        return Answer("klaar")

    world.hub._press = slowly  # type: ignore[method-assign]
    async with running(world) as platform:
        await platform.show_alert(world.account(world.mentor), alert(), None)
        channel = world.peer.dm_channel(world.mentor)
        pressed = world.peer.press(world.peer.said(channel)[0], world.mentor, "case:c1:right")
        await until(lambda: pressed.responded)
        world.peer.backend.advance_clock(4)
        go_on.set()
        await until(lambda: "klaar" in [message.content for message in world.peer.said(channel)])


async def test_a_press_that_comes_too_late_still_counts(world: World) -> None:
    with capture_logs() as logs:
        async with running(world) as platform:
            await platform.show_alert(world.account(world.mentor), alert(), None)
            sent = world.peer.said(world.peer.dm_channel(world.mentor))[0]
            go_on = world.peer.hold("POST", "/callback")
            world.peer.press(sent, world.mentor, "case:c1:claim")
            await until(lambda: any("/callback" in path for _, path in world.peer.requests))
            world.peer.backend.advance_clock(4)
            go_on.set()
            await until(lambda: world.hub.pressed)
    assert "discord_not_acknowledged" in [line["event"] for line in logs]


async def test_a_press_that_fails_is_answered_too(world: World) -> None:
    async def fail(account: Account, data: str) -> Answer:
        raise OSError("database")

    world.hub._press = fail  # type: ignore[method-assign]
    async with running(world) as platform:
        await platform.show_alert(world.account(world.mentor), alert(), None)
        channel = world.peer.dm_channel(world.mentor)
        world.peer.press(world.peer.said(channel)[0], world.mentor, "case:c1:claim")
        await until(lambda: "Deze zaak verandert net" in world.peer.said(channel)[-1].content)


async def test_an_alert_is_changed_in_its_place_and_loses_its_buttons(world: World) -> None:
    decided = alert(lines=("Afgehandeld door Juf Els: terecht.",), buttons=())
    async with running(world) as platform:
        reference = await platform.show_alert(world.account(world.mentor), alert(), None)
        assert await platform.show_alert(world.account(world.mentor), decided, reference) == reference
    (sent,) = world.peer.said(world.peer.dm_channel(world.mentor))
    assert "Afgehandeld door Juf Els: terecht." in sent.content
    assert sent.components == []


async def test_an_alert_whose_message_is_gone_is_sent_anew(world: World) -> None:
    async with running(world) as platform:
        old = await platform.show_alert(world.account(world.mentor), alert(), None)
        channel, message = map(int, old.split(":"))
        world.peer.backend.delete_message(channel, message)
        new = await platform.show_alert(world.account(world.mentor), alert(), old)
        other = await platform.show_alert(world.account(world.mentor), alert(), "not ours")
    assert new != old
    assert [f"{sent.channel_id}:{sent.id}" for sent in world.peer.said(channel)] == [new, other]


async def test_hostile_text_in_an_alert_is_shown_literally_and_notifies_nobody(world: World) -> None:
    quote = f"Het bericht: “@everyone <@{world.sem}> [gratis](https://evil.example) **dik**\n# kop\n> citaat”"
    async with running(world) as platform:
        await platform.show_alert(world.account(world.mentor), alert(lines=(quote,)), None)
    (sent,) = world.peer.said(world.peer.dm_channel(world.mentor))
    assert (sent.ping_user_ids, sent.ping_role_ids, sent.mention_everyone) == ([], [], False)
    assert sent.content.splitlines()[1] == (
        f"Het bericht: “\\@everyone \\<\\@{world.sem}\\> \\[gratis\\](https\\://evil.example) "
        "\\*\\*dik\\*\\* \\# kop \\> citaat”"
    )


def test_a_long_alert_keeps_within_the_limit_and_keeps_its_links() -> None:
    long = alert(
        lines=("*" * 4000, "laatste regel", "x" * 4000, "y" * 4000), links=(Link("Naar de zaak", "http://x/1"),)
    )
    text = alert_text(long)
    assert len(text) <= MAX_TEXT
    assert text.endswith("\n[Naar de zaak](<http://x/1>)")
    assert "laatste regel" in text


def test_cutting_never_leaves_half_an_escape() -> None:
    assert plain("ab*", 4) == "ab…"
    assert plain("ab*", 5) == "ab\\*"
    assert plain("- lijst 8-17 uur", 40) == "\\- lijst 8-17 uur"


def test_a_link_that_is_no_web_address_is_left_out() -> None:
    assert "javascript" not in alert_text(alert(links=(Link("Naar de zaak", "javascript:alert(1)"),)))


async def test_closed_private_messages_are_not_tried_again(world: World) -> None:
    refusal = {"message": "Cannot send messages to this user", "code": 50007}
    async with running(world) as platform:
        world.peer.fail("POST", "/messages", 403, body=refusal)
        with pytest.raises(DeliveryError, match="50007") as caught:
            await platform.show_alert(world.account(world.mentor), alert(), None)
        assert not caught.value.retry
        with pytest.raises(DeliveryError) as caught:
            await platform.show_alert(world.account(404), alert(), None)
        assert not caught.value.retry


async def test_a_short_rate_limit_and_a_hiccup_are_sat_out(world: World) -> None:
    limited = {"message": "You are being rate limited.", "retry_after": 0.05, "global": False}
    async with running(world) as platform:
        world.peer.fail("POST", "/messages", 429, body=limited)
        await platform.show_alert(world.account(world.mentor), alert(), None)
        world.peer.fail("POST", "/messages", 502)
        await platform.show_alert(world.account(world.mentor), alert(title="Iets anders"), None)
    assert len(world.peer.said(world.peer.dm_channel(world.mentor))) == 2


async def test_what_may_go_better_later_says_so_and_when(world: World) -> None:
    async with running(world) as platform:
        world.peer.fail("POST", "/messages", 503)
        with pytest.raises(DeliveryError) as caught:
            await platform.show_alert(world.account(world.mentor), alert(), None)
        assert (caught.value.retry, caught.value.after) == (True, None)
        limited = {"message": "You are being rate limited.", "retry_after": 90.0, "global": False}
        world.peer.fail("POST", "/messages", 429, body=limited)
        with pytest.raises(DeliveryError) as caught:
            await platform.show_alert(world.account(world.mentor), alert(), None)
        assert (caught.value.retry, caught.value.after) == (True, 90.0)
        world.peer.fail("POST", "/messages", 429, body="banned", headers={"Via": "", "Retry-After": "120"})
        with pytest.raises(DeliveryError) as caught:
            await platform.show_alert(world.account(world.mentor), alert(), None)
        assert (caught.value.retry, caught.value.after) == (True, 120.0)


async def test_before_the_connection_stands_nothing_is_delivered_and_all_may_be_tried_again(world: World) -> None:
    platform = DiscordPlatform(TOKEN)
    for attempt in (platform.show_alert(world.account(world.mentor), alert(), None), platform.post_notice("1", "hoi")):
        with pytest.raises(DeliveryError) as caught:
            await attempt
        assert caught.value.retry


async def test_an_alert_whose_connection_broke_may_be_tried_again(world: World) -> None:
    async with running(world) as platform:
        world.peer.fail("POST", "/messages", BROKEN)
        with pytest.raises(DeliveryError, match="cannot be reached") as caught:
            await platform.show_alert(world.account(world.mentor), alert(), None)
    assert caught.value.retry


async def test_an_alert_whose_answer_was_lost_arrives_once_but_another_of_the_same_words_arrives_too(
    world: World,
) -> None:
    other = alert(buttons=(Button("Ik pak dit op", "case:c2:claim", Action.CLAIM),))
    async with running(world) as platform:
        world.peer.fail("POST", "/messages", LOST)
        with pytest.raises(DeliveryError) as caught:
            await platform.show_alert(world.account(world.mentor), alert(), None)
        assert caught.value.retry
        again = await platform.show_alert(world.account(world.mentor), alert(), None)
        await platform.show_alert(world.account(world.mentor), other, None)
    said = world.peer.said(world.peer.dm_channel(world.mentor))
    assert len(said) == 2
    assert again == f"{said[0].channel_id}:{said[0].id}"


async def test_a_slow_private_message_holds_up_nobody_else_and_is_put_off(world: World) -> None:
    slow = world.peer.dm_channel(world.mentor)
    go_on = world.peer.hold("POST", f"/channels/{slow}/messages")
    async with running(world, delivery_seconds=1.5) as platform:
        held = asyncio.create_task(platform.show_alert(world.account(world.mentor), alert(), None))
        await until(lambda: world.peer.called("POST", f"/channels/{slow}/messages"))
        await platform.show_alert(world.account(world.sem), alert(), None)
        assert not held.done()
        with pytest.raises(DeliveryError) as caught:
            await held
        go_on.set()
    assert caught.value.retry
    assert len(world.peer.said(world.peer.dm_channel(world.sem))) == 1


async def test_somebody_is_told_something_in_private_whole_and_in_plain_text(world: World) -> None:
    text = "\n".join(f"Regel {number} voor iedereen @everyone" for number in range(100))
    async with running(world) as platform:
        await platform.tell(world.account(world.mentor), "Alles werkt weer.")
        await platform.tell(world.account(world.mentor), text)
    first, *parts = world.peer.said(world.peer.dm_channel(world.mentor))
    assert first.content == "Alles werkt weer."
    assert "\n".join(part.content for part in parts) == text
    assert all(len(part.content) <= MAX_TEXT and not part.mention_everyone for part in parts)


@pytest.mark.parametrize(
    ("status", "code", "retry"), [(403, 50007, False), (400, 40003, True), (403, 50278, False), (500, 0, True)]
)
async def test_what_cannot_be_told_says_whether_to_try_again(world: World, status: int, code: int, retry: bool) -> None:
    async with running(world) as platform:
        world.peer.fail("POST", "/messages", status, times=9, body={"message": "no", "code": code})
        world.peer.faults[-1].times = 1 if status != 500 else 9
        with pytest.raises(DeliveryError) as caught:
            await platform.tell(world.account(world.mentor), "hoi")
    assert caught.value.retry is retry


async def test_an_account_that_is_no_number_is_not_tried_again(world: World) -> None:
    async with running(world) as platform:
        with pytest.raises(DeliveryError) as caught:
            await platform.tell(Account(PlatformName.DISCORD, "juf-els"), "hoi")
    assert not caught.value.retry


async def test_a_wait_that_discord_asks_for_is_kept_to_and_nothing_is_dropped(world: World) -> None:
    limited = {"message": "You are being rate limited.", "retry_after": 0.6, "global": False}
    async with running(world) as platform:
        world.peer.fail("POST", "/messages", 429, body=limited)
        began = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for number in range(4):
                group.create_task(platform.tell(world.account(world.mentor), f"bericht {number}"))
        took = asyncio.get_running_loop().time() - began
    texts = sorted(message.content for message in world.peer.said(world.peer.dm_channel(world.mentor)))
    assert texts == [f"bericht {number}" for number in range(4)]
    assert took >= 0.6


# Notice


async def test_the_notice_goes_to_the_channel_the_system_channel_or_the_first_that_may_be_written(
    world: World,
) -> None:
    backend = world.peer.backend
    hall = backend.create_channel(world.guild, "welkom").id
    backend.guilds[world.guild].system_channel_id = hall
    category = backend.create_channel(world.guild, "Groep", type=ChannelType.CATEGORY)
    inner = backend.create_channel(world.guild, "praat", parent_id=category.id).id
    forum = backend.create_channel(world.guild, "vragen", type=ChannelType.FORUM).id
    async with running(world) as platform:
        await platform.post_notice(str(world.klas), "Hallo kanaal @everyone")
        await platform.post_notice(str(world.guild), "Hallo server")
        await platform.post_notice(str(category.id), "Hallo categorie")
        await platform.post_notice(str(forum), "Hallo forum")
        with pytest.raises(DeliveryError) as caught:
            await platform.post_notice("404", "Hallo?")
    assert not caught.value.retry
    (sent,) = world.peer.said(world.klas)
    assert (sent.content, sent.mention_everyone) == ("Hallo kanaal @everyone", False)
    assert [message.content for message in world.peer.said(hall)] == ["Hallo server"]
    assert [message.content for message in world.peer.said(inner)] == ["Hallo categorie"]
    (post,) = backend.active_threads(world.guild)
    assert (post.parent_id, post.name) == (forum, "Pleinwacht leest hier mee")


# Starting and stopping


async def test_a_refused_token_is_named_by_its_setting_and_never_shown(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logs:
        async with running(world, connected=False, token="secret.wrong.token"):
            await until(lambda: len([line for line in logs if line["event"] == "discord_token_refused"]) >= 2)
    assert {line["event"] for line in logs} == {"discord_token_refused"}
    assert {line["setting"] for line in logs} == {"discord.token"}
    assert "secret.wrong" not in repr(logs) + caplog.text


async def test_a_token_that_is_withdrawn_later_is_named_too(world: World) -> None:
    with capture_logs() as logs:
        async with running(world):
            world.peer.token = "another"
            await world.peer.cut(code=4004)
            await until(lambda: "discord_token_refused" in [line["event"] for line in logs])
    assert "discord_connection_failed" not in [line["event"] for line in logs]


async def test_missing_intents_are_named(world: World) -> None:
    world.peer.approved = discord.Intents.default()
    with capture_logs() as logs:
        async with running(world, connected=False) as platform:
            await until(lambda: "discord_intents_missing" in [line["event"] for line in logs])
            world.peer.approved = discord.Intents.all()
            await until(lambda: is_open(platform))
    line = next(line for line in logs if line["event"] == "discord_intents_missing")
    assert line["switch_on"] == ["Message Content Intent"]
    assert "discord.com/developers" in line["where"]


async def test_it_reaches_discord_through_a_proxy(world: World) -> None:
    async with (
        world.peer.proxy() as address,
        running(world, connector=world.peer.direct_connector, proxy=address) as platform,
    ):
        world.say("via de proxy")
        await world.hub.saw(1)
        await platform.show_alert(world.account(world.mentor), alert(), None)
    assert world.texts() == ["via de proxy"]
    assert world.peer.proxied == {"discord.com", "gateway.discord.gg"}


@pytest.mark.parametrize("connected", [True, False])
async def test_cancelling_closes_everything(world: World, connected: bool) -> None:
    before = asyncio.all_tasks()
    async with running(world, connected=connected, ready_after=0.3) as platform:
        if connected:
            world.say("een")
            await world.hub.saw(1)
        else:  # in the middle of gathering the servers
            await until(lambda: world.peer.logins == 1)
            await until(lambda: platform._client is not None and platform._client.guilds)
    await asyncio.sleep(0.05)
    ours = {task for task in asyncio.all_tasks() - before if "aiohttp" not in repr(task) and "_write" not in repr(task)}
    assert ours == set()


async def test_cancelling_in_the_middle_of_closing_leaves_nothing_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unclosed network session would warn, and warnings are errors."""
    closing = asyncio.Event()
    close = DiscordClient.close

    async def slowly(client: DiscordClient) -> None:
        closing.set()
        await asyncio.sleep(0.05)
        await close(client)

    monkeypatch.setattr(DiscordClient, "close", slowly)
    async with running(world, connected=False, token="secret.wrong.token") as platform:
        await closing.wait()
    assert platform._client is not None
    assert platform._client.is_closed()


async def test_no_words_and_no_names_are_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    structlog.reset_defaults()
    with capture_logs() as logs:
        async with running(world) as platform:
            world.say("iets heel persoonlijks")
            await world.hub.saw(1)
            world.peer.fail("POST", "/messages", 400, body={"message": "iets heel persoonlijks", "code": 50035})
            with pytest.raises(DeliveryError) as caught:
                await platform.show_alert(world.account(world.mentor), alert(), None)
    assert "persoonlijks" not in repr(logs) + caplog.text + str(caught.value)
    assert "juf Els" not in repr(logs)
