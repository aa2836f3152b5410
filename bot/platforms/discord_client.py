"""The Discord client: takes events apart and lets the intake put them in order."""

import asyncio
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import aiohttp
import discord
import structlog

from bot.domain.message import ChatEvent, Message, PlatformName
from bot.logs import describe
from bot.phrases import Phrases
from bot.platforms.discord_answers import REFUSALS, press
from bot.platforms.discord_commands import answer_text, command_tree
from bot.platforms.discord_examination import needed_intents
from bot.platforms.discord_health import (
    ContentWatch,
    Line,
    content_finding,
    group_findings,
    missing_permissions,
    reach_findings,
)
from bot.platforms.discord_history import ChannelHistory, Parent, archived_threads, known_places, parents
from bot.platforms.discord_intake import Intake, Place
from bot.platforms.discord_translation import (
    find_group,
    is_written_by_person,
    looks_censored,
    to_deletion,
    to_message,
)
from bot.platforms.hub import Hub
from bot.platforms.names import Names

log = structlog.get_logger()

LONGEST_WAIT = 30.0  # seconds that discord.py may sit out a rate limit; longer ones are for the caller to plan


class DiscordClient(discord.Client):
    """One connection. Keeps no messages: what was said stays on Discord."""

    def __init__(
        self,
        hub: Hub,
        intake: Intake,
        phrases: Phrases,
        line: Line,
        names: Names,
        *,
        proxy: str | None,
        connector: aiohttp.BaseConnector | None,
        ready_after: float,
        review_after: float,
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
        self._review_after = review_after
        self._heard_of_guilds = False
        self._phrases = phrases
        self._line = line
        self._names = names
        self._content = ContentWatch(hub.found)
        self._closed: frozenset[int] = frozenset()
        self._review: asyncio.Task[None] | None = None
        self._tree = command_tree(self, hub, phrases, intake.spawn)
        self.history = ChannelHistory(self, self._event)

    async def publish_commands(self) -> bool:
        """Make the commands known to Discord; whether that worked."""
        try:
            await self._tree.sync()
        except REFUSALS as error:
            log.warning("discord_commands_not_published", **describe(error))
            return False
        return True

    async def review(self) -> None:
        """Look at everything that could keep the bot from hearing or speaking."""
        self._look_at_groups()
        try:
            for found in await reach_findings(self._hub.school, self.guilds):
                self._hub.found(found)
        except REFUSALS as error:
            log.warning("discord_staff_not_looked_up", **describe(error))

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
        self._line.up()
        self._hub.found(content_finding(self.application_flags))
        places = tuple(known_places(self._hub.school, self.guilds))
        self._closed = self._closed_of(places)
        await self._intake.open_session(places)
        self._intake.spawn(self._look_into_archives(), "archive")
        self._intake.spawn(self.review(), "review")

    async def on_resumed(self) -> None:
        """The session goes on; Discord gives again what was missed."""
        self._line.up()

    async def on_disconnect(self) -> None:
        """The connection was lost; discord.py tries to take it up again."""
        self._line.down()

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server came back after a failure at Discord's."""
        await self._see(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was let into a server, perhaps again."""
        await self._see(guild)

    # Whatever may change what the bot may do leads to one look at all groups, a moment after the last change.

    async def on_guild_remove(self, _guild: discord.Guild) -> None:
        """The bot was put out of a server."""
        self._look_soon()

    async def on_guild_update(self, _before: discord.Guild, _after: discord.Guild) -> None:
        """A server has another owner."""
        self._look_soon()

    async def on_guild_role_create(self, _role: discord.Role) -> None:
        """A role is new."""
        self._look_soon()

    async def on_guild_role_update(self, _before: discord.Role, _after: discord.Role) -> None:
        """A role has other permissions."""
        self._look_soon()

    async def on_guild_role_delete(self, _role: discord.Role) -> None:
        """A role is gone."""
        self._look_soon()

    async def on_member_update(self, _before: discord.Member, _after: discord.Member) -> None:
        """The bot itself has other roles; of others this is not told."""
        self._look_soon()

    async def on_guild_channel_create(self, _channel: discord.abc.GuildChannel) -> None:
        """A channel is new."""
        self._look_soon()

    async def on_guild_channel_update(
        self, _before: discord.abc.GuildChannel, _after: discord.abc.GuildChannel
    ) -> None:
        """A channel has other permissions, or another category."""
        self._look_soon()

    async def on_thread_join(self, thread: discord.Thread) -> None:
        """A thread became known that is not new, for example because its channel was opened to the bot."""
        group = find_group(self._hub.school, thread)
        if self.is_ready() and group is not None:
            self._intake.open_place(Place(thread.id, group.id))

    async def on_guild_channel_delete(self, _channel: discord.abc.GuildChannel) -> None:
        """A channel is gone."""
        self._look_soon()

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        if isinstance(message.channel, discord.DMChannel):
            self._intake.spawn(answer_text(self._hub, self._phrases, message), "command")
            return
        self._watch_content(message)
        self._take(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message changed. Discord also says this of a pin, which is nothing, and of the preview of a link."""
        if payload.guild_id is None:
            return
        if not {"author", "edited_timestamp"} <= payload.data.keys():
            place = self._place(payload.channel_id, payload.guild_id)
            self._intake.receive_later(place, partial(self._fetch, payload.channel_id, payload.message_id))
        elif payload.message.edited_at is not None or payload.message.embeds:
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
        if group is None or event is None:
            return
        # Only with a member comes the name by which the server knows somebody.
        is_named = isinstance(message.author, discord.Member)
        for each in self._names.with_change(event, message.author.display_name) if is_named else (event,):
            self._intake.receive(Place(channel.id, group.id), each)

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

    def _event(self, message: discord.Message, channel: object) -> Message | None:
        group = find_group(self._hub.school, channel)
        if group is None or not is_written_by_person(message):
            return None
        event = to_message(message, group, self._hub.school)
        return event if event.text or event.attachments else None

    def _place(self, channel_id: int, guild_id: int | None) -> Place:
        """Where something happened, as far as it is known without asking Discord."""
        guild = self.get_guild(guild_id) if guild_id else None
        channel = guild.get_channel_or_thread(channel_id) if guild else None
        group = find_group(self._hub.school, channel or guild)
        return Place(channel_id, group.id if group else "")

    async def _look_into_archives(self) -> None:
        """Discord does not announce threads that were archived; what was written there before that may be missed."""
        groups = {group.id for group in self._hub.school.groups.values() if group.platform is PlatformName.DISCORD}
        for parent, place in tuple(parents(self._hub.school, self.guilds)):
            reason = await self._intake.persist(partial(self._open_archived, parent, place), "archive")
            if reason is not None:
                groups.discard(place.group)
                await self._miss_archive(parent, place, reason)
        await self._intake.persist(partial(self._intake.complete, groups), "archive")

    async def _miss_archive(self, parent: Parent, place: Place, reason: str) -> None:
        by_itself = isinstance(parent, discord.TextChannel) and missing_permissions(parent)
        if not place.hidden and not by_itself:
            await self._intake.miss(place, self._intake.heard_until(place.group), reason)

    async def _open_archived(self, parent: Parent, place: Place) -> None:
        since = await self._intake.complete_since(place.group)
        if since is not None:
            threads = archived_threads(parent, discord.utils.snowflake_time(since))
            await self._intake.open_archived(place.group, threads, since)

    async def _see(self, guild: discord.Guild) -> None:
        """A server became known in the middle of a session."""
        if self.is_ready():
            await self._intake.open_places(known_places(self._hub.school, [guild]))
            self._look_soon()

    def _look_soon(self) -> None:
        if self.is_ready() and (self._review is None or self._review.done()):
            self._review = self._intake.spawn(self._look_later(), "review")

    async def _look_later(self) -> None:
        await asyncio.sleep(self._review_after)
        self._look_at_groups()

    def _look_at_groups(self) -> None:
        for found in group_findings(self._hub.school, self.guilds):
            self._hub.found(found)
        places = tuple(known_places(self._hub.school, self.guilds))
        closed = self._closed_of(places)
        for place in places:
            if place.channel_id in self._closed - closed:
                self._intake.open_again(place)
        self._closed = closed

    def _closed_of(self, places: Iterable[Place]) -> frozenset[int]:
        """The places that may not be read, and may be opened later."""
        ids = (place.channel_id for place in places)
        return frozenset(number for number in ids if missing_permissions(self.get_channel(number)))

    def _watch_content(self, message: discord.Message) -> None:
        if is_written_by_person(message) and self._content.saw(looks_censored(message)):
            log.warning(
                "discord_messages_come_empty",
                switch_on="Message Content Intent",
                where="https://discord.com/developers/applications, page Bot",
            )
