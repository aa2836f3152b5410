"""Brings what happens in Discord channels to the hub, in order per channel and without gaps after an absence."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Any, Self

import aiohttp
import discord
import structlog

from bot.domain.message import ChatEvent, Message
from bot.logs import describe
from bot.platforms.discord_translation import channel_of
from bot.platforms.hub import Hub

log = structlog.get_logger()

Job = Callable[[], Awaitable[None]]
# Reads the history of a channel after a message id, oldest first: the id of each message, and the event that it is.
History = Callable[[int, int], AsyncIterator[tuple[int, ChatEvent | None]]]
GONE = (discord.Forbidden, discord.NotFound)
UNREACHABLE = (discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError)
FAULTS = 5  # so often something that is no matter of connection may go wrong before it is given up
READERS = 4  # channels whose history is read at the same time
MAX_PAUSE = 60.0
REMEMBERED = 300  # messages read from history whose live announcement may still come


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or thread of a group. ``group`` is its id in the configuration."""

    channel_id: int
    group: str


class Intake:
    """One lane per channel. Use as an async context manager; leaving it stops the lanes.

    Discord replays what was missed only as long as it keeps the session. So with every new session each lane first
    reads the history after the last message that was handled, and what arrives in the meantime waits behind that.
    """

    def __init__(self, hub: Hub, history: History, *, catch_up: bool, pause: float = 1.0) -> None:
        self.hub = hub
        self.history = history
        self._pause = pause
        self.session = 0
        self.opened = asyncio.Event()
        self.readers = asyncio.Semaphore(READERS)
        self._catch_up = catch_up
        self._began_at = 0
        self._heard_until: dict[str, int] = {}
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
        self._heard_until.clear()
        if not self._began_at:
            self._began_at = discord.utils.time_snowflake(datetime.now(UTC))

    async def open_session(self, places: Iterable[Place]) -> None:
        """The channels of this session are known: close the gap in each of them."""
        session = self.session
        await self.open_places(places)
        if session == self.session:
            self.opened.set()

    async def open_places(self, places: Iterable[Place]) -> None:
        """These channels became known."""
        known = tuple(places)
        await self.persist(partial(self._learn, known), "cursors")
        for place in known:
            self._lane(place)

    def open_place(self, place: Place) -> None:
        """A place of this session that is known only now; what was missed there is read."""
        self._lane(place)

    def heard_until(self, group: str) -> int | None:
        """The newest message of a group that was handled before this session; None when there is none."""
        return self._heard_until.get(group)

    def receive(self, place: Place, event: ChatEvent) -> None:
        """Something happened; must be called in the order in which Discord told it."""
        lane = self._lane(place)
        lane.put(partial(lane.announce, event))

    def receive_later(self, place: Place, find: Callable[[], Awaitable[ChatEvent | None]]) -> None:
        """Something happened that has to be asked for; what comes after it in its channel waits."""
        lane = self._lane(place)
        lane.put(partial(lane.ask, find))

    async def start_of(self, place: Place, handled: int | None) -> int | None:
        """After which message to read; None: nothing was ever heard here, so begin with what comes now.

        A channel without a cursor was silent as long as somebody listened, or is newer than that: what its group's
        newest cursor does not cover was missed.
        """
        if not self._catch_up:
            return None
        cursor = await self.hub.cursor(channel_of(place.channel_id))
        known = [position for position in (handled, cursor) if position is not None]
        return max(known) if known else self.heard_until(place.group)

    @property
    def began_at(self) -> int:
        """When listening began, as the id that a message of that moment would have."""
        return self._began_at

    async def persist(self, work: Job, what: str) -> None:
        """Try until it succeeds, or until Discord says that there is nothing to be had."""
        pause, faults = self._pause, 0
        while True:
            try:
                return await work()
            except GONE as error:
                log.warning("discord_nothing_to_read", at=what, status=error.status)
                return None
            except Exception as error:  # noqa: BLE001 - whatever is wrong, what waits behind this must come through
                faults += not isinstance(error, UNREACHABLE)
                if faults >= FAULTS:
                    log.error("discord_reading_given_up", at=what, **describe(error))
                    return None
                log.warning("discord_reading_failed", at=what, retry_in=pause, **describe(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, MAX_PAUSE)

    async def _learn(self, places: Iterable[Place]) -> None:
        for place in places if self._catch_up else ():
            cursor = await self.hub.cursor(channel_of(place.channel_id))
            if cursor is not None:
                self._heard_until[place.group] = max(cursor, self._heard_until.get(place.group, cursor))

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
        self._read: deque[int] = deque(maxlen=REMEMBERED)
        self._jobs: deque[Job] = deque()
        self._worker: asyncio.Task[None] | None = None

    def join_session(self) -> None:
        """In a new session the gap comes first."""
        if self._session != self._intake.session:
            self._session = self._intake.session
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
        await self._intake.persist(self._close_gap, self._name)

    async def _close_gap(self) -> None:
        start = await self._intake.start_of(self._place, self._handled)
        self._handled = self._intake.began_at if start is None else start
        if start is not None:
            await self._read_history(start)

    async def _read_history(self, start: int) -> None:
        async with self._intake.readers:
            async for message_id, event in self._intake.history(self._place.channel_id, start):
                if event is not None:
                    await self._submit(event)
                self._handled = message_id
                self._read.append(message_id)

    async def _submit(self, event: ChatEvent) -> None:
        await self._intake.hub.submit(event)
        if isinstance(event, Message):
            self._handled = max(event.position, self._handled or 0)
