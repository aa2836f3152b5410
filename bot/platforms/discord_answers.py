"""What Discord users are told when they press a button or ask for help or privacy."""

from collections.abc import Callable, Coroutine
from typing import Any

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.commands.request import Request
from bot.domain.message import Account
from bot.logs import describe
from bot.phrases import Phrases
from bot.platforms.discord_translation import account_of
from bot.platforms.hub import Hub

log = structlog.get_logger()

COMMANDS = ("help", "privacy")
MAX_TEXT = 2000
REFUSALS = (discord.DiscordException, aiohttp.ClientError, OSError)


class CommandTree(app_commands.CommandTree[discord.Client]):
    """Discord's default prints a traceback when a command fails; this says what failed and no more."""

    async def on_error(
        self, _interaction: discord.Interaction[discord.Client], error: app_commands.AppCommandError, /
    ) -> None:
        """A command could not be answered."""
        log.warning("discord_command_failed", **describe(error))


def command_tree(client: discord.Client, hub: Hub, phrases: Phrases) -> CommandTree:
    """The commands /help and /privacy, answered for the asker's eyes only."""
    tree = CommandTree(client)
    for name in COMMANDS:
        description = phrases(f"discord-command-{name}")
        tree.add_command(app_commands.Command(name=name, description=description, callback=_reply(hub, name)))
    return tree


async def answer_text(hub: Hub, message: discord.Message) -> None:
    """Answer a private message that is a command, with or without its stroke."""
    if message.author.bot:
        return
    asked = message.content.strip().removeprefix("/").lower()
    answer = await hub.command(Request(account_of(message.author), asked))
    if answer is None:
        return
    try:
        await message.channel.send(answer.text[:MAX_TEXT], suppress_embeds=True)
    except REFUSALS as error:
        log.warning("discord_answer_failed", **describe(error))


async def press(hub: Hub, phrases: Phrases, interaction: discord.Interaction, data: str) -> None:
    """Carry out a press. Discord waits three seconds for a sign of life and a quarter of an hour for the answer."""
    try:
        await interaction.response.defer(ephemeral=True, thinking=True)
    except REFUSALS as error:
        log.warning("discord_press_not_acknowledged", **describe(error))
    text = await _result(hub, phrases, account_of(interaction.user), data)
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text[:MAX_TEXT], ephemeral=True)
    except REFUSALS as error:
        log.warning("discord_press_not_answered", **describe(error))


async def _result(hub: Hub, phrases: Phrases, account: Account, data: str) -> str:
    try:
        return (await hub.press(account, data)).text
    except Exception as error:  # noqa: BLE001 - whoever pressed must hear that it did not work
        log.error("press_failed", **describe(error))
        return phrases("refused-busy")


def _reply(hub: Hub, name: str) -> Callable[[discord.Interaction[discord.Client]], Coroutine[Any, Any, None]]:
    async def reply(interaction: discord.Interaction[discord.Client]) -> None:
        answer = await hub.command(Request(account_of(interaction.user), name))
        text = answer.text if answer else ""
        await interaction.response.send_message(text[:MAX_TEXT], ephemeral=True, suppress_embeds=True)

    return reply
