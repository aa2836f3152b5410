"""What a platform adapter may use of the rest of Pleinwacht, and what it offers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.alerting.ports import Messenger
from bot.domain.message import Account, Channel, ChatEvent
from bot.domain.school import School


@dataclass(frozen=True, slots=True)
class Hub:
    """The rest of Pleinwacht, seen from a platform.

    ``submit`` accepts an event and gives a ticket that is done once its outcome is committed. ``cursor`` is the
    position of the last committed message of a channel. ``press`` handles a button of an alert and gives what to tell
    the one who pressed. ``answer`` gives the text for a command ("help", "privacy"; None for others).
    """

    school: School
    submit: Callable[[ChatEvent], Awaitable[asyncio.Future[None]]]
    cursor: Callable[[Channel], Awaitable[int | None]]
    press: Callable[[Account, str], Awaitable[str]]
    answer: Callable[[str], str | None]


class Platform(Messenger, Protocol):
    """A chat platform: reads what happens in the configured groups, and reaches people."""

    async def run(self, hub: Hub) -> None:
        """Connect and stay connected until cancelled; a lost network or a refused token is logged and tried again."""
        ...
