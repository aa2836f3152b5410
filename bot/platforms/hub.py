"""What a platform adapter may use of the rest of Pleinwacht, and what it offers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.alerting.ports import Messenger
from bot.commands.request import Answer, Request
from bot.domain.health import Finding, Gap
from bot.domain.message import Account, Channel, ChatEvent
from bot.domain.school import School


@dataclass(frozen=True, slots=True)
class Hub:
    """The rest of Pleinwacht, seen from a platform.

    ``submit`` accepts an event and gives a ticket that is done once its outcome is committed. ``cursor`` is the
    position of the last committed message of a channel; ``mark`` moves it, never back, where no message does. ``press``
    handles a button of an alert and gives what to tell the one who pressed; ``command`` does the same for a command
    (None when there is no such command, or nothing to say). ``found`` takes the result of a check, as often as it is
    made: only a change is passed on. ``missed`` keeps a gap.
    """

    school: School
    submit: Callable[[ChatEvent], Awaitable[asyncio.Future[None]]]
    cursor: Callable[[Channel], Awaitable[int | None]]
    press: Callable[[Account, str], Awaitable[Answer]]
    command: Callable[[Request], Awaitable[Answer | None]]
    found: Callable[[Finding], None]
    missed: Callable[[Gap], Awaitable[None]]
    mark: Callable[[Channel, int], Awaitable[None]]


class Platform(Messenger, Protocol):
    """A chat platform: reads what happens in the configured groups, and reaches people."""

    async def run(self, hub: Hub) -> None:
        """Connect and stay connected until cancelled; a lost network or a refused token is logged and tried again."""
        ...

    async def examine(self, school: School) -> Sequence[Finding]:
        """Look once, without running, at everything that could keep it from hearing or speaking.

        A refused token or a lost network is a finding, never an error; it takes no updates from a bot that runs.
        """
        ...
