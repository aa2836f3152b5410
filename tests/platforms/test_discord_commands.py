"""Commands on Discord, as people give them: after a stroke, on a message, and in private."""
# ruff: noqa: F811 - the fixtures are imported

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.commands import catalogue
from bot.commands.request import Answer, Command, Request, Rights
from bot.phrases import Phrases
from bot.platforms import discord_commands
from tests.platforms.discord_world import World, authority, discord_peer, is_open, no_traceback, running, until, world  # noqa: F401 - fixtures

# isort: split
import discord

from bot.platforms.discord_answers import MAX_TEXT, pieces

pytestmark = [pytest.mark.timeout(60)]

MENU = "Meld dit bericht"


def answering(world: World, answer: Callable[[Request], Awaitable[Answer | None]]) -> None:
    """The rest of Pleinwacht answers so."""

    async def command(request: Request) -> Answer | None:
        world.hub.requests.append(request)
        return await answer(request)

    world.hub._command = command  # type: ignore[method-assign]


async def at_length(request: Request) -> Answer:
    return Answer(f"Antwoord op {request.command}")


async def test_every_command_of_the_catalogue_is_published_with_what_it_takes(world: World) -> None:
    async with running(world):
        shown = world.peer.shown_commands(world.klas, world.peer.backend.guilds[world.guild].owner_id)
    everybody = {command.name: command for command in catalogue.COMMANDS}
    assert shown.keys() == everybody.keys()
    for name, published in shown.items():
        assert bool(published.get("options")) is everybody[name].takes_argument
        assert published["description"] == Phrases()(f"command-{name}")[:100]
        assert not any(option.get("required") for option in published.get("options", ()))


async def test_commands_of_the_staff_are_not_shown_to_pupils_in_a_server(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = (Command("help"), Command("privacy", Rights.STAFF), Command("meld", Rights.ADMIN))
    monkeypatch.setattr(discord_commands, "COMMANDS", commands)
    backend = world.peer.backend
    role = backend.create_role(world.guild, "team", permissions=discord.Permissions(manage_messages=True).value)
    backend.add_member_role(world.guild, world.mentor, role.id)
    async with running(world):
        shown = [set(world.peer.shown_commands(world.klas, user)) for user in (world.sem, world.mentor)]
    assert shown == [{"help"}, {"help", "privacy"}]


async def test_help_and_privacy_are_answered_for_the_asker_alone(world: World) -> None:
    async with running(world):
        for name in ("help", "privacy"):
            world.peer.command(name, world.klas, world.sem)
        await until(lambda: len([each for each in world.peer.said(world.klas) if each.content]) == 2)
    answers = world.peer.said(world.klas)
    assert {answer.content for answer in answers} == {"Hulp over Pleinwacht", "Wat wij bewaren"}
    assert all(answer.is_ephemeral for answer in answers)


async def test_a_command_tells_who_asks_what_and_in_which_group(world: World) -> None:
    elsewhere = world.peer.backend.create_guild("Gamen")
    games = world.peer.backend.create_channel(elsewhere.id, "algemeen").id
    world.peer.backend.add_member(elsewhere.id, world.mentor)
    thread = world.peer.backend.create_thread(world.klas, "uitje", world.sem, broadcast=False)
    answering(world, at_length)
    async with running(world):
        world.peer.command("meld", world.klas, world.sem, "Bo wordt gepest")
        await until(lambda: len(world.hub.requests) == 1)
        world.peer.command("help", thread.id, world.sem)
        await until(lambda: len(world.hub.requests) == 2)
        world.peer.command("help", games, world.mentor)
        await until(lambda: len(world.hub.requests) == 3)
    asked = [(each.account, each.command, each.argument, each.group, each.about) for each in world.hub.requests]
    sem, mentor = world.account(world.sem), world.account(world.mentor)
    assert asked == [
        (sem, "meld", "Bo wordt gepest", "8a", None),
        (sem, "help", "", "8a", None),
        (mentor, "help", "", None, None),
    ]
    assert [each.chat for each in world.hub.requests] == [str(world.klas), str(thread.id), str(games)]


async def test_a_command_on_a_message_is_about_that_message_also_when_its_text_is_not_given_otherwise(
    world: World,
) -> None:
    answering(world, at_length)
    world.peer.lock_content = True
    async with running(world):
        said = world.say("jij stinkt", by=world.mentor)
        world.peer.choose(MENU, said, world.sem)
        await until(lambda: "Antwoord op meld" in [each.content for each in world.peer.said(world.klas)])
    (request,) = world.hub.requests
    assert (request.command, request.group) == ("meld", "8a")
    assert request.about is not None
    assert (request.about.text, request.about.key.id) == ("jij stinkt", str(said.id))
    assert request.about.author.account == world.account(world.mentor)
    assert request.about.link == f"https://discord.com/channels/{world.guild}/{world.klas}/{said.id}"
    assert world.peer.said(world.klas)[-1].is_ephemeral


async def test_a_command_on_a_message_of_a_bot_or_of_another_server_is_about_nothing(world: World) -> None:
    backend = world.peer.backend
    elsewhere = backend.create_guild("Gamen")
    games = backend.create_channel(elsewhere.id, "algemeen").id
    backend.add_member(elsewhere.id, world.sem)
    answering(world, at_length)
    async with running(world):
        world.peer.choose(MENU, world.say("piep", by=backend.bot_user.id), world.sem)
        world.peer.choose(MENU, world.say("buiten", channel=games), world.sem)
        await until(lambda: len(world.hub.requests) == 2)
    assert [request.about for request in world.hub.requests] == [None, None]


async def test_a_slow_command_is_acknowledged_within_three_seconds_and_answered_later(world: World) -> None:
    go_on = asyncio.Event()

    async def slowly(request: Request) -> Answer:
        await go_on.wait()
        return Answer("Nu pas.")

    answering(world, slowly)
    async with running(world):
        asked = world.peer.command("help", world.klas, world.sem)
        await until(lambda: asked.responded and world.hub.requests)
        world.peer.backend.advance_clock(60)
        go_on.set()
        await until(lambda: "Nu pas." in [each.content for each in world.peer.said(world.klas)])
    assert world.peer.said(world.klas)[-1].is_ephemeral


async def test_a_command_that_fails_or_is_unknown_is_answered_too(world: World) -> None:
    async def fail(request: Request) -> Answer | None:
        if request.command == "help":
            raise OSError("iets heel persoonlijks")
        return None

    answering(world, fail)
    with capture_logs() as logs:
        async with running(world):
            world.peer.command("help", world.klas, world.sem)
            world.peer.command("privacy", world.klas, world.sem)
            await until(lambda: len([each for each in world.peer.said(world.klas) if each.content]) == 2)
    phrases = Phrases()
    texts = {each.content for each in world.peer.said(world.klas)}
    assert texts == {phrases("discord-command-failed"), phrases("discord-command-unknown")}
    assert "persoonlijks" not in repr(logs)


async def test_an_answer_that_comes_too_late_comes_in_private(world: World) -> None:
    answering(world, at_length)
    private = world.peer.dm_channel(world.sem)
    with capture_logs() as logs:
        async with running(world):
            go_on = world.peer.hold("POST", "/callback")
            world.peer.command("help", world.klas, world.sem)
            await until(lambda: any("/callback" in path for _, path in world.peer.requests))
            world.peer.backend.advance_clock(4)
            go_on.set()
            await until(lambda: world.peer.said(private))
    assert [each.content for each in world.peer.said(private)] == ["Antwoord op help"]
    assert "discord_not_acknowledged" in [line["event"] for line in logs]


async def test_a_long_answer_is_given_whole(world: World) -> None:
    text = "\n".join(f"Regel {number}" for number in range(400))

    async def long(request: Request) -> Answer:
        return Answer(text)

    answering(world, long)
    async with running(world):
        world.peer.command("help", world.klas, world.sem)
        await until(lambda: "\n".join(each.content for each in world.peer.said(world.klas)) == text)
    assert all(each.is_ephemeral and len(each.content) <= MAX_TEXT for each in world.peer.said(world.klas))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("/help", ("help", "")),
        ("Privacy", ("privacy", "")),
        ("meld Sem wordt  gepest", ("meld", "Sem wordt  gepest")),
        ("/MELD\nSem wordt gepest", ("meld", "Sem wordt gepest")),
    ],
)
async def test_commands_are_answered_as_a_private_text_too(world: World, text: str, asked: tuple[str, str]) -> None:
    answering(world, at_length)
    channel = world.peer.dm_channel(world.sem)
    async with running(world):
        world.say("hoi", channel=channel)
        world.say(text, channel=channel)
        await until(lambda: len(world.peer.said(channel)) == 3)
    (request,) = world.hub.requests
    assert (request.command, request.argument) == asked
    assert (request.account, request.group, request.about) == (world.account(world.sem), None, None)
    assert world.peer.said(channel)[-1].content == f"Antwoord op {asked[0]}"
    assert world.hub.events == []


async def test_a_private_command_that_fails_is_answered_too(world: World) -> None:
    async def fail(request: Request) -> Answer | None:
        raise OSError("database")

    answering(world, fail)
    channel = world.peer.dm_channel(world.sem)
    async with running(world):
        world.say("/help", channel=channel)
        await until(lambda: len(world.peer.said(channel)) == 2)
    assert world.peer.said(channel)[-1].content == Phrases()("discord-command-failed")


async def test_the_commands_are_published_once(world: World) -> None:
    async with running(world) as platform:
        world.peer.forget_sessions()
        await world.peer.cut(code=4011)  # a close that discord.py does not recover from
        await until(lambda: world.peer.logins == 2 and is_open(platform))
    assert world.peer.called("PUT", "/commands") == 1


async def test_commands_that_could_not_be_published_are_published_with_the_next_connection(world: World) -> None:
    world.peer.fail("PUT", "/commands", 403, body={"message": "no", "code": 50001})
    async with running(world) as platform:
        world.peer.forget_sessions()
        await world.peer.cut(code=4011)
        await until(lambda: world.peer.logins == 2 and is_open(platform))
    assert world.peer.called("PUT", "/commands") == 2
    assert world.peer.backend.commands[None]


def test_names_in_the_menu_of_a_message_fit() -> None:
    for language in ("nl", "en"):
        phrases = Phrases(language)
        chosen = [command.name for command in catalogue.COMMANDS if command.on_message]
        assert len(chosen) <= 5  # Discord takes no more
        for name in chosen:
            assert 1 <= len(phrases(f"discord-on-message-{name}")) <= 32


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("kort", ["kort"]),
        ("een twee\ndrie", ["een twee", "drie"]),
        ("een twee drie", ["een twee", "drie"]),
        ("abcdefghijklm", ["abcdefghij", "klm"]),
    ],
)
def test_a_text_is_cut_between_lines_or_words_where_that_can_be(text: str, parts: list[Any]) -> None:
    assert list(pieces(text, 10)) == parts
