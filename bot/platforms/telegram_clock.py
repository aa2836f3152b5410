"""How far this machine's clock is from Telegram's, told by the Date of its answers."""

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime

import httpx

from bot.domain.health import Check, Finding
from bot.domain.message import PlatformName

TOLERATED = 30.0  # seconds; a Date is in whole seconds, and an answer may have been on its way for a while


class ServerClock:
    """Hears every answer of Telegram; remembers only the difference in seconds, more than 0 when we are ahead."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._ahead: float | None = None

    async def hear(self, response: httpx.Response) -> None:
        """Take the time from an answer; one without a readable Date says nothing."""
        try:
            self._ahead = self._now() - parsedate_to_datetime(response.headers["date"]).timestamp()
        except (KeyError, ValueError):
            return

    def findings(self) -> list[Finding]:
        """Whether the clocks agree; nothing before the first answer. ``seconds`` is how far ours is ahead."""
        if self._ahead is None:
            return []
        seconds = {"seconds": str(round(self._ahead))}
        return [Finding(Check.CLOCK, abs(self._ahead) <= TOLERATED, PlatformName.TELEGRAM, details=seconds)]
