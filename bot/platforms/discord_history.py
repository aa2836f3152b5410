"""Reads back what was said on Discord while nobody listened."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import datetime

import discord

from bot.domain.message import ChatEvent
from bot.domain.school import Group, School
from bot.platforms.discord_health import missing_permissions
from bot.platforms.discord_intake import HistoryClosedError, Place
from bot.platforms.discord_translation import find_group, is_written_by_person, looks_censored

Parent = discord.TextChannel | discord.ForumChannel  # what threads hang on
Translate = Callable[[discord.Message, object], ChatEvent | None]
LOOK_AGAIN = 100  # messages before the last one that was heard, which may have been changed since


class ChannelHistory:
    """Implements bot.platforms.discord_intake.History with one connection."""

    def __init__(self, client: discord.Client, translate: Translate) -> None:
        self._client = client
        self._translate = translate

    async def since(self, channel_id: int, message_id: int) -> AsyncIterator[tuple[int, ChatEvent | None]]:
        """See the port. What comes empty for want of an intent is left for when that is given."""
        channel = await self._open(channel_id)
        if channel is None:
            return
        async for message in channel.history(after=discord.Object(message_id), oldest_first=True, limit=None):
            if not (is_written_by_person(message) and looks_censored(message)):
                yield message.id, self._translate(message, channel)

    async def edited(self, channel_id: int, message_id: int) -> Sequence[ChatEvent]:
        """See the port."""
        channel = await self._open(channel_id)
        if channel is None:
            return []
        heard_until = discord.utils.snowflake_time(message_id)
        before = [message async for message in channel.history(before=discord.Object(message_id + 1), limit=LOOK_AGAIN)]
        changed = [each for each in reversed(before) if each.edited_at is not None and each.edited_at > heard_until]
        events = [self._translate(message, channel) for message in changed]
        return [event for event in events if event is not None]

    async def _open(self, channel_id: int) -> discord.abc.Messageable | None:
        channel = self._client.get_channel(channel_id) or await self._client.fetch_channel(channel_id)
        if missing := missing_permissions(channel):
            raise HistoryClosedError(", ".join(missing))
        return channel if isinstance(channel, discord.abc.Messageable) else None


def known_places(school: School, guilds: Sequence[discord.Guild]) -> Iterator[Place]:
    """Everything in these servers in which messages of a group can stand, as far as Discord announces it."""
    for guild in guilds:
        for channel in (*guild.channels, *guild.threads):
            group = find_group(school, channel)
            if group is not None and isinstance(channel, discord.abc.Messageable):
                yield _place(channel, group)


def parents(school: School, guilds: Sequence[discord.Guild]) -> Iterator[tuple[Parent, Place]]:
    """The channels of the groups in which there can be threads."""
    for guild in guilds:
        channels: list[Parent] = [*guild.text_channels, *guild.forums]
        for parent in channels:
            group = find_group(school, parent)
            if group is not None:
                yield parent, _place(parent, group)


async def archived_threads(parent: Parent, since: datetime) -> AsyncIterator[int]:
    """The ids of threads and posts that were archived at or after a moment, which Discord does not announce.

    Of private threads only those are shown in which the bot is, unless it may manage threads.

    Raises:
        HistoryClosedError: the bot may not read what was said in this channel before.
    """
    if missing := missing_permissions(parent):
        raise HistoryClosedError(", ".join(missing))
    async for thread in parent.archived_threads(limit=None):
        if thread.archive_timestamp < since:  # the latest archived come first
            break
        yield thread.id
    if isinstance(parent, discord.TextChannel):
        sees_all = not missing_permissions(parent, ["manage_threads"])
        async for thread in parent.archived_threads(private=True, joined=not sees_all, limit=None):
            if thread.archive_timestamp >= since:
                yield thread.id


def _place(channel: discord.abc.GuildChannel | discord.Thread, group: Group) -> Place:
    return Place(channel.id, group.id, hidden="view_channel" in missing_permissions(channel))
