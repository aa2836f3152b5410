"""The rest of Pleinwacht as a platform adapter sees it, under the control of a test."""

import asyncio

from bot.commands.request import Answer, Request
from bot.domain.health import Finding, Gap
from bot.domain.message import Account, Channel, ChatEvent
from bot.domain.school import School
from bot.platforms.hub import Hub


class FakeHub:
    """Records what is submitted; tickets are done at once, or with ``at_once=False`` when the test says ``finish``."""

    def __init__(self, school: School, *, at_once: bool = True) -> None:
        self.school = school
        self.at_once = at_once
        self.events: list[ChatEvent] = []
        self.tickets: list[asyncio.Future[None]] = []
        self.cursors: dict[Channel, int] = {}
        self.pressed: list[tuple[Account, str]] = []
        self.says = "Je hebt deze zaak opgepakt."
        self.refuses = False
        self.requests: list[Request] = []
        self.findings: list[Finding] = []
        self.gaps: list[Gap] = []
        self._changed = asyncio.Condition()

    def hub(self) -> Hub:
        return Hub(
            self.school,
            self._submit,
            self._cursor,
            self._press,
            self._command,
            self.findings.append,
            self._missed,
            self._mark,
        )

    def finish(self) -> None:
        """Everything that waits is committed now."""
        for ticket in self.tickets:
            if not ticket.done():
                ticket.set_result(None)

    async def saw(self, count: int, within: float = 5) -> list[ChatEvent]:
        """Wait until this many events were submitted, and give them."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: len(self.events) >= count)
        return self.events

    async def _submit(self, event: ChatEvent) -> asyncio.Future[None]:
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.tickets.append(ticket)
        self.events.append(event)
        if self.at_once:
            ticket.set_result(None)
        async with self._changed:
            self._changed.notify_all()
        return ticket

    async def _cursor(self, channel: Channel) -> int | None:
        return self.cursors.get(channel)

    async def _press(self, account: Account, data: str) -> Answer:
        self.pressed.append((account, data))
        return Answer(self.says, self.refuses)

    async def _command(self, request: Request) -> Answer | None:
        self.requests.append(request)
        text = {"help": "Hulp over Pleinwacht", "privacy": "Wat wij bewaren"}.get(request.command)
        return Answer(text) if text else None

    async def _missed(self, gap: Gap) -> None:
        self.gaps.append(gap)

    async def _mark(self, channel: Channel, position: int) -> None:
        self.cursors[channel] = max(position, self.cursors.get(channel, position))
