"""The Discord client: takes events apart and lets the intake put them in order."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import aiohttp
import discord
import structlog

from bot.domain.message import ChatEvent
from bot.logs import describe
from bot.phrases import Phrases
from bot.platforms.discord_answers import REFUSALS, answer_text, command_tree, press
from bot.platforms.discord_intake import Intake, Place
from bot.platforms.discord_translation import (
    find_group,
    is_written_by_person,
    looks_censored,
    to_deletion,
    to_message,
)
from bot.platforms.hub import Hub

log = structlog.get_logger()

Parent = discord.TextChannel | discord.ForumChannel  # what threads hang on
LONGEST_WAIT = 30.0  # seconds that discord.py may sit out a rate limit; longer ones are for the caller to plan


def needed_intents() -> discord.Intents:
    """What Pleinwacht asks of Discord: servers, messages and what is in them; no lists of members, no presence."""
    intents = discord.Intents.none()
    intents.guilds = intents.guild_messages = intents.dm_messages = intents.message_content = True
    return intents


class DiscordClient(discord.Client):
    """One connection. Keeps no messages: what was said stays on Discord."""

    def __init__(
        self,
        hub: Hub,
        intake: Intake,
        phrases: Phrases,
        *,
        proxy: str | None,
        connector: aiohttp.BaseConnector | None,
        ready_after: float,
    ) -> None:
        super().__init__(
            intents=needed_intents(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=LONGEST_WAIT,
            guild_ready_timeout=ready_after,
            proxy=proxy,
            connector=connector,
        )
        self._hub = hub
        self._intake = intake
        self._ready_after = ready_after
        self._heard_of_guilds = False
        self._warned = False
        self._phrases = phrases
        self._tree = command_tree(self, hub, phrases)

    async def publish_commands(self) -> bool:
        """Make /help and /privacy known to Discord; whether that worked."""
        try:
            await self._tree.sync()
        except REFUSALS as error:
            log.warning("discord_commands_not_published", **describe(error))
            return False
        return True

    async def read_history(self, channel_id: int, after: int) -> AsyncIterator[tuple[int, ChatEvent | None]]:
        """What was written in a channel after a message id, oldest first: the id of each, and the event that it is."""
        channel = await self._channel(channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            return
        if _may_not_read(channel):
            log.warning("discord_history_not_allowed", channel=channel_id, missing="read_message_history")
            return
        async for message in channel.history(after=discord.Object(after), oldest_first=True, limit=None):
            yield message.id, self._event(message, channel)

    async def close(self) -> None:
        """Disconnect. discord.py leaves a task behind when it is closed while it gathers its servers, so that is
        waited for.
        """
        if self._heard_of_guilds and not self.is_ready() and not self.is_closed():
            try:
                async with asyncio.timeout(self._ready_after + 1):
                    await self.wait_until_ready()
            except TimeoutError:
                pass
        await super().close()

    # discord.py starts the handlers in the order of the events, each in a task of its own: what must stay in order
    # therefore goes to the intake before the first await.

    async def on_connect(self) -> None:
        """A new session; a resumed one does not come here."""
        self._heard_of_guilds = True
        self._intake.begin_session()

    async def on_ready(self) -> None:
        """The servers of a new session are known."""
        log.info("discord_connected", servers=len(self.guilds))
        await self._intake.open_session(self._places(self.guilds))
        self._intake.spawn(self._look_into_archive(), "archive")

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server came back after a failure at Discord's."""
        if self.is_ready():
            await self._intake.open_places(self._places([guild]))

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        if isinstance(message.channel, discord.DMChannel):
            await answer_text(self._hub, message)
            return
        self._warn_when_censored(message)
        self._take(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message changed; Discord also says this when only the preview of a link came in."""
        if payload.guild_id is None:
            return
        if not {"author", "edited_timestamp"} <= payload.data.keys():
            place = self._place(payload.channel_id, payload.guild_id)
            self._intake.receive_later(place, partial(self._fetch, payload.channel_id, payload.message_id))
        elif payload.message.edited_at is not None:
            self._take(payload.message)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A message was taken away."""
        self._take_away(payload, [payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Many messages were taken away at once."""
        self._take_away(payload, sorted(payload.message_ids))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Somebody pressed a button; commands are the tree's."""
        if interaction.type is discord.InteractionType.component and interaction.data is not None:
            pressed = str(interaction.data.get("custom_id", ""))
            self._intake.spawn(press(self._hub, self._phrases, interaction, pressed), "press")

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Discord's default prints the whole traceback, in which messages may stand."""
        error = sys.exception()
        log.error("discord_event_failed", handler=event_method, **(describe(error) if error else {}))

    def _take(self, message: discord.Message) -> None:
        channel = message.channel
        if isinstance(channel, discord.PartialMessageable):  # a thread that was not announced: ask where it belongs
            place = self._place(channel.id, channel.guild_id)
            self._intake.receive_later(place, partial(self._fetch, channel.id, message.id))
            return
        group, event = find_group(self._hub.school, channel), self._event(message, channel)
        if group is not None and event is not None:
            self._intake.receive(Place(channel.id, group.id), event)

    def _take_away(
        self, payload: discord.RawMessageDeleteEvent | discord.RawBulkMessageDeleteEvent, message_ids: Iterable[int]
    ) -> None:
        guild = self.get_guild(payload.guild_id) if payload.guild_id else None
        channel = guild.get_channel_or_thread(payload.channel_id) if guild else None
        now = datetime.now(UTC)
        for message_id in message_ids if guild else ():
            if channel is None:
                find = partial(self._deletion, payload.channel_id, message_id, guild, now)
                self._intake.receive_later(self._place(payload.channel_id, payload.guild_id), find)
            elif (group := find_group(self._hub.school, channel)) is not None:
                deletion = to_deletion(payload.channel_id, message_id, group, now)
                self._intake.receive(Place(payload.channel_id, group.id), deletion)

    async def _fetch(self, channel_id: int, message_id: int) -> ChatEvent | None:
        channel = await self._channel(channel_id)
        if not isinstance(channel, discord.abc.Messageable):
            return None
        return self._event(await channel.fetch_message(message_id), channel)

    async def _deletion(
        self, channel_id: int, message_id: int, guild: discord.Guild | None, deleted_at: datetime
    ) -> ChatEvent | None:
        """Of a thread that is gone itself only the server is still known."""
        try:
            group = find_group(self._hub.school, await self._channel(channel_id))
        except (discord.NotFound, discord.Forbidden):
            group = find_group(self._hub.school, guild)
        return to_deletion(channel_id, message_id, group, deleted_at) if group else None

    async def _channel(self, channel_id: int) -> object:
        return self.get_channel(channel_id) or await self.fetch_channel(channel_id)

    def _event(self, message: discord.Message, channel: object) -> ChatEvent | None:
        group = find_group(self._hub.school, channel)
        if group is None or not is_written_by_person(message):
            return None
        return to_message(message, group, self._hub.school)

    def _place(self, channel_id: int, guild_id: int | None) -> Place:
        """Where something happened, as far as it is known without asking Discord."""
        guild = self.get_guild(guild_id) if guild_id else None
        channel = guild.get_channel_or_thread(channel_id) if guild else None
        group = find_group(self._hub.school, channel or guild)
        return Place(channel_id, group.id if group else "")

    def _places(self, guilds: Iterable[discord.Guild]) -> Iterator[Place]:
        """Everything in these servers in which messages of a group can stand."""
        for guild in guilds:
            for channel in (*guild.channels, *guild.threads):
                group = find_group(self._hub.school, channel)
                if group is not None and isinstance(channel, discord.abc.Messageable):
                    yield Place(channel.id, group.id)

    async def _look_into_archive(self) -> None:
        """Discord does not announce threads that were archived; what was written there before that may be missed."""
        parents: list[Parent] = [
            channel for guild in self.guilds for channels in (guild.text_channels, guild.forums) for channel in channels
        ]
        for parent in parents:
            group = find_group(self._hub.school, parent)
            heard_until = self._intake.heard_until(group.id) if group else None
            if group and heard_until is not None:
                await self._open_archived(parent, group.id, discord.utils.snowflake_time(heard_until))

    async def _open_archived(self, parent: Parent, group: str, since: datetime) -> None:
        try:
            async for thread in parent.archived_threads(limit=None):  # the latest first
                if thread.archive_timestamp < since:
                    return
                self._intake.open_place(Place(thread.id, group))
        except REFUSALS as error:
            log.warning("discord_archive_not_read", channel=parent.id, **describe(error))

    def _warn_when_censored(self, message: discord.Message) -> None:
        if self._warned or not is_written_by_person(message) or not looks_censored(message):
            return
        self._warned = True
        log.warning(
            "discord_messages_come_empty",
            switch_on="Message Content Intent",
            where="https://discord.com/developers/applications, page Bot",
        )


def _may_not_read(channel: object) -> bool:
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return False
    return not channel.permissions_for(channel.guild.me).read_message_history
