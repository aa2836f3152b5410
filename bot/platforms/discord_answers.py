"""What Discord users are told: answers to buttons and commands, for their own eyes."""

from collections.abc import Iterator

import aiohttp
import discord
import structlog

from bot.domain.message import Account
from bot.logs import describe
from bot.phrases import Phrases
from bot.platforms.discord_translation import account_of
from bot.platforms.hub import Hub

log = structlog.get_logger()

MAX_TEXT = 2000  # characters of one message
REFUSALS = (discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError)  # the last: the session was closed

AnyInteraction = discord.Interaction[discord.Client]


def pieces(text: str, limit: int = MAX_TEXT) -> Iterator[str]:
    """A text in messages of at most ``limit`` characters, cut between lines or words where that can be."""
    while len(text) > limit:
        cut = max(text.rfind("\n", 1, limit + 1), 0) or max(text.rfind(" ", 1, limit + 1), 0) or limit
        yield text[:cut]
        text = text[cut:].lstrip()
    if text:
        yield text


async def acknowledge(interaction: AnyInteraction) -> None:
    """Discord waits three seconds for a sign of life, and then a quarter of an hour for the answer."""
    try:
        await interaction.response.defer(ephemeral=True, thinking=True)
    except REFUSALS as error:
        log.warning("discord_not_acknowledged", **describe(error))


async def answer(interaction: AnyInteraction, text: str) -> None:
    """Tell whoever pressed or asked, and nobody else; in a private message when it is too late for an answer."""
    parts = list(pieces(text))
    try:
        if interaction.response.is_done():
            while parts:
                await interaction.followup.send(parts[0], ephemeral=True, suppress_embeds=True)
                del parts[0]
            return
    except REFUSALS as error:
        log.warning("discord_answered_in_private", **describe(error))
    try:
        for part in parts:
            await interaction.user.send(part, suppress_embeds=True)
    except REFUSALS as error:
        log.warning("discord_answer_failed", **describe(error))


async def press(hub: Hub, phrases: Phrases, interaction: AnyInteraction, data: str) -> None:
    """Carry out a press."""
    await acknowledge(interaction)
    await answer(interaction, await _result(hub, phrases, account_of(interaction.user), data))


async def _result(hub: Hub, phrases: Phrases, account: Account, data: str) -> str:
    try:
        return (await hub.press(account, data)).text
    except Exception as error:  # noqa: BLE001 - whoever pressed must hear that it did not work
        log.error("press_failed", **describe(error))
        return phrases("refused-busy")
