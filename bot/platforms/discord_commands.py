"""The commands of the catalogue as Discord knows them: after a stroke, on a message, or as a private text."""

from collections.abc import Callable, Coroutine
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.commands.catalogue import COMMANDS
from bot.commands.request import Command, Request, Rights
from bot.domain.message import Message
from bot.logs import describe
from bot.phrases import Phrases
from bot.platforms.discord_answers import REFUSALS, AnyInteraction, acknowledge, answer, pieces
from bot.platforms.discord_translation import account_of, find_group, is_written_by_person, to_message
from bot.platforms.hub import Hub

log = structlog.get_logger()

Spawn = Callable[[Coroutine[Any, Any, None], str], object]
Ask = Callable[[AnyInteraction, str, discord.Message | None], None]

MAX_DESCRIPTION = 100
MAX_MENU_NAME = 32
# Discord shows these commands in a server to those alone who may do this there. It is no protection: whoever gives a
# command, the service checks the rights.
SHOWN_TO = {
    Rights.STAFF: discord.Permissions(manage_messages=True),
    Rights.ADMIN: discord.Permissions(manage_guild=True),
}


class CommandTree(app_commands.CommandTree[discord.Client]):
    """Discord's default prints a traceback when a command fails; this says what failed and no more."""

    async def on_error(self, _interaction: AnyInteraction, error: app_commands.AppCommandError, /) -> None:
        """A command could not be taken."""
        log.warning("discord_command_failed", **describe(error))


def command_tree(client: discord.Client, hub: Hub, phrases: Phrases, spawn: Spawn) -> CommandTree:
    """Every command, answered for the asker's eyes only."""

    def ask(interaction: AnyInteraction, command: str, argument: str, about: discord.Message | None) -> None:
        request = _request(hub, interaction, command, argument, about)
        spawn(_carry_out(hub, phrases, interaction, request), "command")

    tree = CommandTree(client)
    for command in COMMANDS:
        tree.add_command(_after_stroke(command, phrases, ask))
        if command.on_message:
            tree.add_command(_on_message(command, phrases, ask))
    return tree


async def answer_text(hub: Hub, phrases: Phrases, message: discord.Message) -> None:
    """Answer a private message that is a command, with or without its stroke."""
    if message.author.bot:
        return
    asked, *argument = message.content.strip().removeprefix("/").split(maxsplit=1) or [""]
    request = Request(account_of(message.author), asked.lower(), "".join(argument), chat=str(message.channel.id))
    if request.command not in {command.name for command in COMMANDS}:
        return
    try:
        for part in pieces(await _result(hub, phrases, request)):
            await message.channel.send(part, suppress_embeds=True)
    except REFUSALS as error:
        log.warning("discord_answer_failed", **describe(error))


def _after_stroke(command: Command, phrases: Phrases, ask: Any) -> app_commands.Command[Any, ..., None]:
    async def plain(interaction: AnyInteraction) -> None:
        ask(interaction, command.name, "", None)

    @app_commands.rename(argument=phrases("discord-argument"))
    @app_commands.describe(argument=phrases("discord-argument-description"))
    async def with_text(interaction: AnyInteraction, argument: str = "") -> None:
        ask(interaction, command.name, argument, None)

    known: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=command.name,
        description=phrases(f"command-{command.name}")[:MAX_DESCRIPTION],
        callback=with_text if command.takes_argument else plain,
    )
    known.default_permissions = SHOWN_TO.get(command.rights)
    return known


def _on_message(command: Command, phrases: Phrases, ask: Any) -> app_commands.ContextMenu:
    async def chosen(interaction: AnyInteraction, message: discord.Message) -> None:
        ask(interaction, command.name, "", message)

    name = f"discord-on-message-{command.name}"
    menu = app_commands.ContextMenu(
        name=phrases(name if phrases.has(name) else f"command-{command.name}")[:MAX_MENU_NAME], callback=chosen
    )
    menu.default_permissions = SHOWN_TO.get(command.rights)
    return menu


async def _carry_out(hub: Hub, phrases: Phrases, interaction: AnyInteraction, request: Request) -> None:
    await acknowledge(interaction)
    await answer(interaction, await _result(hub, phrases, request))


async def _result(hub: Hub, phrases: Phrases, request: Request) -> str:
    try:
        found = await hub.command(request)
    except Exception as error:  # noqa: BLE001 - whoever asked must hear that it did not work
        log.error("command_failed", command=request.command, **describe(error))
        return phrases("discord-command-failed")
    return found.text if found else phrases("discord-command-unknown")


def _request(
    hub: Hub, interaction: AnyInteraction, command: str, argument: str, about: discord.Message | None
) -> Request:
    group = find_group(hub.school, interaction.channel)
    message: Message | None = None
    if group is not None and about is not None and is_written_by_person(about):
        message = to_message(about, group, hub.school)
    chat = str(interaction.channel_id or "")
    return Request(account_of(interaction.user), command, argument, group.id if group else None, message, chat)
