"""Plays a class day in a chat, at a speed that can be changed and with a pause."""

import asyncio
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from bot.console.class_day import ClassDay, Line
from bot.console.day_clock import DayClock
from bot.domain.message import Attachment, Author

SPEEDS = (1, 2, 4)
PHOTO = Attachment("photo", "foto.jpg")


class Phase(StrEnum):
    """How far the day is."""

    WAITING = "waiting"
    PLAYING = "playing"
    PAUSED = "paused"
    OVER = "over"


class _Stage(Protocol):
    """The part of a chat that a player needs."""

    async def post(
        self,
        chat: str,
        author: Author,
        text: str,
        *,
        reply_to: str | None = None,
        attachments: tuple[Attachment, ...] = (),
    ) -> str: ...

    async def edit(self, chat: str, message_id: str, text: str) -> None: ...

    async def delete(self, chat: str, message_id: str) -> None: ...


class Player:
    """Plays the lines of a day in order. Waits for ``start``, so that nobody misses the morning.

    ``chats`` gives the chat of each group; ``changed`` is called when what the controls show is different.
    """

    def __init__(
        self,
        day: ClassDay,
        stage: _Stage,
        chats: dict[str, str],
        clock: DayClock,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.clock = clock
        self.phase = Phase.WAITING
        self.speed = SPEEDS[0]
        self.played = 0
        self._day = day
        self._people = {person.id: person for person in day.people}
        self._stage = stage
        self._chats = chats
        self._changed = changed
        self._ids: dict[str, str] = {}
        self._running = asyncio.Event()
        self._retimed = asyncio.Event()

    @property
    def total(self) -> int:
        """How many lines the day has."""
        return len(self._day.lines)

    def start(self) -> None:
        """Begin, unless the day has begun already."""
        if self.phase is Phase.WAITING:
            self.play()

    def play(self) -> None:
        """Go on."""
        if self.phase is not Phase.OVER:
            self._running.set()
            self._become(Phase.PLAYING)

    def pause(self) -> None:
        """Hold on until ``play``."""
        if self.phase is not Phase.OVER:
            self._running.clear()
            self._become(Phase.PAUSED)

    def faster(self) -> None:
        """Take the next speed, and after the highest the lowest."""
        self.speed = SPEEDS[(SPEEDS.index(self.speed) + 1) % len(SPEEDS)]
        self._become(self.phase)

    async def run(self) -> None:
        """Play to the end of the day."""
        for line in self._day.lines:
            await self._wait(line.pause)
            self.clock.set(line.at)
            await self._perform(line)
            self.played += 1
            self._changed()
        self._become(Phase.OVER)

    def _become(self, phase: Phase) -> None:
        self.phase = phase
        self._retimed.set()
        self._changed()

    async def _wait(self, seconds: float) -> None:
        """Wait ``seconds`` of played time: pauses do not count, and a new speed holds at once."""
        clock = asyncio.get_running_loop().time
        while seconds > 0:
            await self._running.wait()
            self._retimed.clear()
            speed, began = self.speed, clock()
            try:
                async with asyncio.timeout(seconds / speed):  # wait_for forgets a cancellation as something changes
                    await self._retimed.wait()
            except TimeoutError:
                break
            seconds -= (clock() - began) * speed
        await self._running.wait()

    async def _perform(self, line: Line) -> None:
        chat = self._chats[line.group]
        if line.delete:
            await self._stage.delete(chat, self._ids[line.delete])
        elif line.edit:
            await self._stage.edit(chat, self._ids[line.edit], line.text)
        else:
            posted = await self._stage.post(
                chat,
                self._people[line.who].author,
                line.text,
                reply_to=self._ids[line.reply_to] if line.reply_to else None,
                attachments=(PHOTO,) if line.photo else (),
            )
            if line.id:
                self._ids[line.id] = posted
