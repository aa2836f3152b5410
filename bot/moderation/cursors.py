"""Moves cursors in groups: many harmless messages share one commit."""

import asyncio
from collections.abc import Callable

from bot.domain.message import Channel
from bot.moderation.ports import Ledger

Done = Callable[[], None]


class CursorWriter:
    """Collects how far each channel has come and commits that every ``linger`` seconds.

    A position may only be handed in once everything before it in its channel is committed or handed in.
    """

    def __init__(self, ledger: Ledger, linger: float = 0.05) -> None:
        self._ledger = ledger
        self._linger = linger
        self._reached: dict[Channel, int] = {}
        self._done: list[Done] = []
        self._work = asyncio.Event()

    def reached(self, channel: Channel, position: int, done: Done) -> None:
        """The message at ``position`` has no flags; ``done`` is called once the cursor is committed past it."""
        self._reached[channel] = max(position, self._reached.get(channel, position))
        self._done.append(done)
        self._work.set()

    async def run(self) -> None:
        """Commit until cancelled."""
        while True:
            await self._work.wait()
            await asyncio.sleep(self._linger)
            await self.flush()

    async def flush(self) -> None:
        """Commit what was handed in; on failure it is kept for the next time."""
        self._work.clear()
        reached, self._reached = self._reached, {}
        done, self._done = self._done, []
        try:
            if reached:
                await self._ledger.advance(reached)
        except BaseException:  # cancelled too: what was handed in must not be forgotten
            for channel, position in reached.items():
                self._reached[channel] = max(position, self._reached.get(channel, position))
            self._done = done + self._done
            self._work.set()
            raise
        for call in done:
            call()
