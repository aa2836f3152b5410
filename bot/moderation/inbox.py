"""The bounded entrance: one lane per group keeps order, and a full lane makes its platform wait."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import structlog

from bot.domain.message import ChatEvent
from bot.logs import describe
from bot.moderation.moderator import Moderator, Pending

log = structlog.get_logger()

Ticket = asyncio.Future[None]


@dataclass(slots=True)
class _Item:
    pending: Pending
    ticket: Ticket


class Inbox:
    """Takes chat events from every platform and has each lane handled in order.

    Use as an async context manager. Leaving it finishes what was accepted, for at most ``grace`` seconds; what is not
    finished by then is read again from its platform after the next start, because its cursor did not move.
    """

    def __init__(self, moderator: Moderator, capacity: int = 200, grace: float = 10.0) -> None:
        self._moderator = moderator
        self._capacity = capacity
        self._grace = grace
        self._lanes: dict[str, asyncio.Queue[_Item]] = {}
        self._workers: list[asyncio.Task[None]] = []
        self._open: set[Ticket] = set()

    async def __aenter__(self) -> Self:
        """Open the entrance."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish what was accepted, then stop the lanes."""
        if self._open:
            await asyncio.wait(list(self._open), timeout=self._grace)
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def submit(self, event: ChatEvent) -> Ticket:
        """Accept an event; waits while its lane is full. The ticket is done once the outcome is committed."""
        ticket: Ticket = asyncio.get_running_loop().create_future()
        self._open.add(ticket)
        ticket.add_done_callback(self._open.discard)
        lane = self._lane(event.group)
        await lane.put(_Item(self._moderator.begin(event), ticket))
        return ticket

    @property
    def waiting(self) -> dict[str, int]:
        """How many events wait per lane."""
        return {group: lane.qsize() for group, lane in self._lanes.items()}

    def _lane(self, group: str) -> asyncio.Queue[_Item]:
        lane = self._lanes.get(group)
        if lane is None:
            lane = self._lanes[group] = asyncio.Queue(self._capacity)
            self._workers.append(asyncio.create_task(self._work(lane), name=f"lane {group}"))
        return lane

    async def _work(self, lane: asyncio.Queue[_Item]) -> None:
        while True:
            item = await lane.get()
            await self._until_done(item)

    async def _until_done(self, item: _Item) -> None:
        """Nothing is skipped: whatever goes wrong, the event is tried again, and its lane waits behind it."""
        pause = 0.2
        while not item.ticket.done():
            try:
                await self._moderator.finish(item.pending, lambda: _resolve(item.ticket))
                return
            except Exception as error:  # noqa: BLE001 - a lane must outlive any fault in what it handles
                log.error("lane_failed", group=item.pending.event.group, retry_in=pause, **describe(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)


def _resolve(ticket: Ticket) -> None:
    if not ticket.done():
        ticket.set_result(None)
