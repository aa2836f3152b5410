"""Brings what happens in Discord channels to the hub, in order per channel and without gaps after an absence."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Any, Protocol, Self

import aiohttp
import discord
import structlog

from bot.domain.health import Gap
from bot.domain.message import Channel, ChatEvent, Message, PlatformName
from bot.logs import describe
from bot.platforms.discord_translation import channel_of
from bot.platforms.hub import Hub

log = structlog.get_logger()

Job = Callable[[], Awaitable[None]]
GONE = (discord.Forbidden, discord.NotFound)
UNREACHABLE = (discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError)
FAULTS = 5  # so often something that is no matter of connection may go wrong before it is given up
READERS = 4  # channels whose history is read at the same time
MAX_PAUSE = 60.0
REMEMBERED = 300  # messages read from history whose live announcement may still come
PAGE = 100  # messages between two words about the progress


class HistoryClosedError(Exception):
    """Discord does not let the bot read what was said in a channel before; ``missing`` names the permissions."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


class History(Protocol):
    """What was said in channels while nobody listened.

    Raises:
        HistoryClosedError: the bot may not read it.
    """

    def since(self, channel_id: int, message_id: int) -> AsyncIterator[tuple[int, ChatEvent | None]]:
        """What was written after a message, oldest first: the id of each message, and the event that it is."""
        ...

    async def edited(self, channel_id: int, message_id: int) -> Sequence[ChatEvent]:
        """Those of the last messages up to this one that were changed after it was written, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or thread of a group (its id in the configuration). ``hidden``: the bot may not see it."""

    channel_id: int
    group: str
    hidden: bool = False


class Intake:
    """One lane per channel. Use as an async context manager; leaving it stops the lanes.

    Discord replays what was missed only as long as it keeps the session. So with every new session each lane first
    reads the history after the last message that was handled, and what arrives in the meantime waits behind that.
    """

    def __init__(self, hub: Hub, history: History, *, pause: float = 1.0) -> None:
        self.hub = hub
        self.history = history
        self._pause = pause
        self.session = 0
        self.opened = asyncio.Event()
        self.readers = asyncio.Semaphore(READERS)
        self._began_at = self._session_began = 0  # as the ids that messages of those moments would have
        self._heard: dict[str, int] = {}  # per group the newest cursor before this session
        self._behind: set[int] = set()
        self._lanes: dict[int, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Open the lanes."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the lanes; what was not handed over is read again from the cursor after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run something beside the lanes; it is stopped with them."""
        task = asyncio.create_task(work, name=f"discord {name}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def begin_session(self) -> None:
        """Discord gave a new session: there may be a gap between what was heard before and what comes now."""
        self.session += 1
        self.opened.clear()
        self._heard.clear()
        self._behind.clear()
        self._session_began = discord.utils.time_snowflake(datetime.now(UTC))
        self._began_at = self._began_at or self._session_began

    async def open_session(self, places: Iterable[Place]) -> None:
        """The channels of this session are known: close the gap in each of them."""
        session = self.session
        await self.open_places(places)
        if session == self.session:
            log.info("discord_catching_up", channels=len(self._behind))
            self.opened.set()

    async def open_places(self, places: Iterable[Place]) -> None:
        """These channels became known."""
        known = tuple(places)
        await self.persist(partial(self._learn, known), "cursors")
        for place in known:
            self._lane(place)

    async def open_archived(self, group: str, threads: AsyncIterator[int], since: int) -> None:
        """Read what was missed in threads that Discord does not announce any more."""
        async for thread_id in threads:
            if await self.cursor(channel_of(thread_id)) is None:
                await self._mark(channel_of(thread_id), since)
            self._lane(Place(thread_id, group))

    async def complete_since(self, group: str) -> int | None:
        """From when on every place of the group that could be seen has a cursor; None when it was never heard."""
        return await self.cursor(_completeness(group)) or self._heard.get(group)

    async def complete(self, groups: Iterable[str]) -> None:
        """Every place of these groups has a cursor now, also what was archived until this session began."""
        for group in groups:
            await self._mark(_completeness(group), self._session_began)

    def open_place(self, place: Place) -> None:
        """A place of this session that is known only now; what was missed there is read."""
        self._lane(place)

    def open_again(self, place: Place) -> None:
        """The bot was shut out of a place for a while; what was said there meanwhile is read."""
        self._lane(place).look_back()

    def receive(self, place: Place, event: ChatEvent) -> None:
        """Something happened; must be called in the order in which Discord told it."""
        lane = self._lane(place)
        lane.put(partial(lane.announce, event))

    def receive_later(self, place: Place, find: Callable[[], Awaitable[ChatEvent | None]]) -> None:
        """Something happened that has to be asked for; what comes after it in its channel waits."""
        lane = self._lane(place)
        lane.put(partial(lane.ask, find))

    async def cursor(self, channel: Channel) -> int | None:
        """The last message of a channel whose outcome is committed."""
        try:
            return await self.hub.cursor(channel)
        except Exception as error:  # whatever keeps the database away, without cursors nothing can be read
            raise ConnectionError(f"cursor: {type(error).__name__}") from error

    def heard_until(self, group: str) -> int:
        """The newest message of a group that was handled before this session; else the moment listening began."""
        return self._heard.get(group, self._began_at)

    def is_first(self, position: int) -> bool:
        """Whether there can be nothing to read after this: nobody listened before."""
        return self.session == 1 and position == self._began_at

    def begin_catching_up(self, place: Place) -> None:
        """What was missed in this place is to be read."""
        self._behind.add(place.channel_id)

    def end_catching_up(self, place: Place) -> None:
        """It was read, or it cannot be."""
        if place.channel_id in self._behind:
            self._behind.remove(place.channel_id)
            if not self._behind:
                log.info("discord_caught_up")

    async def persist(self, work: Job, what: str) -> str | None:
        """Try until it succeeds, or until there is nothing to be had; gives the reason then."""
        pause, faults = self._pause, 0
        while True:
            try:
                await work()
                return None
            except HistoryClosedError as error:
                log.warning("discord_history_not_allowed", at=what, missing=error.missing)
                return error.missing
            except GONE as error:
                log.warning("discord_nothing_to_read", at=what, status=error.status)
                return f"Discord {error.status}"
            except Exception as error:  # noqa: BLE001 - whatever is wrong, what waits behind this must come through
                faults += not _may_pass(error)
                if faults >= FAULTS:
                    log.error("discord_reading_given_up", at=what, **describe(error))
                    return type(error).__name__
                log.warning("discord_reading_failed", at=what, retry_in=pause, **describe(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, MAX_PAUSE)

    async def miss(self, place: Place, after: int, reason: str) -> None:
        """What was said in a place after a message until now cannot be read back."""
        until = datetime.now(UTC)
        since = min(discord.utils.snowflake_time(after), until)
        gap = Gap(channel_of(place.channel_id), place.group, since, until, reason)

        async def keep() -> None:
            try:
                await self.hub.missed(gap)
            except Exception as error:  # a database that is away must not make a gap be forgotten
                raise ConnectionError(f"gap: {type(error).__name__}") from error

        await self.persist(keep, "gap")

    async def _learn(self, places: Iterable[Place]) -> None:
        """Give every place a cursor that has none.

        This comes before anything else, because a group's newest cursor tells how long it was heard only until one of
        its channels has caught up.
        """
        without = []
        for place in places:
            cursor = await self.cursor(channel_of(place.channel_id))
            if cursor is None:
                without.append(place)
            elif not self.opened.is_set():
                self._heard[place.group] = max(cursor, self._heard.get(place.group, cursor))
        for place in without:
            if not place.hidden:
                await self._mark(channel_of(place.channel_id), await self._start_of(place))

    async def _start_of(self, place: Place) -> int:
        """After which message a place without a cursor is read. Of one that is newer than the last complete session
        nothing was committed yet; an older one could not be seen then, or nothing was ever said in it.
        """
        complete = await self.cursor(_completeness(place.group))
        is_new = complete is not None and place.channel_id > complete
        return place.channel_id - 1 if is_new else self.heard_until(place.group)

    async def _mark(self, channel: Channel, position: int) -> None:
        try:
            await self.hub.mark(channel, position)
        except Exception as error:  # tried again like the others
            raise ConnectionError(f"cursor: {type(error).__name__}") from error

    def _lane(self, place: Place) -> "Lane":
        lane = self._lanes.get(place.channel_id)
        if lane is None:
            lane = self._lanes[place.channel_id] = Lane(place, self)
        lane.join_session()
        return lane


class Lane:
    """Does the jobs of one channel one after another; has a task only while there are any."""

    def __init__(self, place: Place, intake: Intake) -> None:
        self._place = place
        self._name = f"channel {place.channel_id}"
        self._intake = intake
        self._session = 0
        self._handled: int | None = None
        self._was_heard = False
        self._read: deque[int] = deque(maxlen=REMEMBERED)
        self._jobs: deque[Job] = deque()
        self._worker: asyncio.Task[None] | None = None

    def join_session(self) -> None:
        """In a new session the gap comes first."""
        if self._session != self._intake.session:
            self._session = self._intake.session
            self.look_back()

    def look_back(self) -> None:
        """Read what was missed, after everything that was put before."""
        self._intake.begin_catching_up(self._place)
        self.put(self._catch_up)

    def put(self, job: Job) -> None:
        """Do this after everything that was put before it."""
        self._jobs.append(job)
        if self._worker is None:
            self._worker = self._intake.spawn(self._work(), self._name)

    async def announce(self, event: ChatEvent) -> None:
        """Hand over an event, unless it is a message that was just read from the history."""
        if isinstance(event, Message) and event.revision == 0 and event.position in self._read:
            return
        await self._intake.persist(partial(self._submit, event), self._name)

    async def ask(self, find: Callable[[], Awaitable[ChatEvent | None]]) -> None:
        """Find out what happened and hand it over."""

        async def once() -> None:
            event = await find()
            if event is not None:
                await self._submit(event)

        await self._intake.persist(once, self._name)

    async def _work(self) -> None:
        try:
            while self._jobs:
                await self._jobs.popleft()()
        finally:
            self._worker = None

    async def _catch_up(self) -> None:
        await self._intake.opened.wait()
        reason = await self._intake.persist(self._close_gap, self._name)
        if reason is not None and self._was_heard:
            # As long as anything of the group was heard, this channel was heard too.
            after = max(self._handled or 0, self._intake.heard_until(self._place.group))
            await self._intake.miss(self._place, after, reason)
        self._intake.end_catching_up(self._place)

    async def _close_gap(self) -> None:
        cursor = await self._intake.cursor(channel_of(self._place.channel_id))
        self._was_heard = self._was_heard or cursor is not None
        marks = [mark for mark in (self._handled, cursor) if mark is not None]
        start = max(marks) if marks else self._intake.heard_until(self._place.group)
        self._handled = start
        if self._intake.is_first(start):
            return
        async with self._intake.readers:
            for event in await self._intake.history.edited(self._place.channel_id, start):
                await self._submit(event)
            await self._read_since(start)

    async def _read_since(self, start: int) -> None:
        count = 0
        async for message_id, event in self._intake.history.since(self._place.channel_id, start):
            if event is not None:
                await self._submit(event)
            self._handled = message_id
            self._read.append(message_id)
            count += 1
            if count % PAGE == 0:
                self._report("discord_history_reading", count)
        if count:
            self._report("discord_history_read", count)

    def _report(self, event: str, count: int) -> None:
        until = discord.utils.snowflake_time(self._handled or 0).isoformat(timespec="seconds")
        log.info(event, channel=self._place.channel_id, group=self._place.group, messages=count, until=until)

    async def _submit(self, event: ChatEvent) -> None:
        await self._intake.hub.submit(event)
        if isinstance(event, Message):
            self._was_heard = True
            self._handled = max(event.position, self._handled or 0)


def _completeness(group: str) -> Channel:
    """Under this name a cursor says when the last session began in which every place of a group was given one."""
    return Channel(PlatformName.DISCORD, f"{group}/complete")


def _may_pass(error: Exception) -> bool:
    """Whether it is a matter of connection, which comes back, and not a fault that stays."""
    if isinstance(error, discord.HTTPException):
        return error.status in (401, 408, 429) or error.status >= 500
    return isinstance(error, UNREACHABLE)
