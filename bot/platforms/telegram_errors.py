"""What Telegram's errors mean: for a delivery, and for the connection; their texts are never logged.

A text may hold the token (in an address) or somebody's words (in an answer that could not be read).
"""

import asyncio
import json
import os
import time
from collections.abc import Callable
from typing import Any

import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.domain.errors import DeliveryError
from bot.domain.health import Check, Finding
from bot.domain.message import PlatformName
from bot.platforms.telegram_clock import ServerClock
from bot.platforms.telegram_pace import seconds_of

# The library's own switch to what the next version does; without it every RetryAfter warns.
os.environ.setdefault("PTB_TIMEDELTA", "true")

log = structlog.get_logger()

TOKEN_PAUSE = 60.0
CONFLICT_PAUSE = 10.0
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
CONFLICT_OVER = 300.0  # two programs that take turns each have success now and then

# A call of a method that exists says "not found" when the token is no longer accepted.
TOKEN_REFUSED = (InvalidToken, EndPointNotFound)


class QuietRequest(HTTPXRequest):
    """The library's request, which does not log an answer that it cannot read: it may hold messages."""

    def __init__(self, clock: ServerClock, proxy: str | None, **more: Any) -> None:
        super().__init__(proxy=proxy, httpx_kwargs={"event_hooks": {"response": [clock.hear]}}, **more)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """See the library."""
        try:
            answer: dict[str, Any] = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("unreadable answer") from None
        return answer


def delivery_error(error: TelegramError) -> DeliveryError:
    """Whether trying again makes sense, in words that may be stored and logged."""
    if isinstance(error, RetryAfter):
        return DeliveryError("Telegram asks to wait", retry=True, after=seconds_of(error))
    if isinstance(error, Forbidden):
        return DeliveryError("Telegram: never pressed Start in the bot, blocked it, or removed it", retry=False)
    if isinstance(error, BadRequest | ChatMigrated):
        return DeliveryError(f"Telegram refused: {_reason(error)}", retry=False)
    return DeliveryError(f"Telegram did not take it: {type(error).__name__}", retry=True)


def _reason(error: TelegramError) -> str:
    """One of Telegram's own short reasons; a longer text is not one of them."""
    return error.message if len(error.message) <= 100 and "\n" not in error.message else type(error).__name__


def finding_of(error: TelegramError) -> Finding:
    """What an error says about the connection. ``error`` is its kind, never its text."""
    check = Check.TOKEN if isinstance(error, TOKEN_REFUSED) else Check.CONNECTION
    if isinstance(error, Conflict):
        check = Check.WEBHOOK
    return Finding(check, False, PlatformName.TELEGRAM, details={"error": type(error).__name__})


class Trouble:
    """Says in the log what is wrong with the connection and what to do, and waits before the next try."""

    def __init__(
        self, found: Callable[[Finding], None], *, polls: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._found = found
        self._clock = clock
        self._tries = 0
        self._conflict_at: float | None = None
        self._bad = {Check.TOKEN, Check.CONNECTION}  # what is not known to be well
        if polls:
            self._bad.add(Check.WEBHOOK)

    def over(self) -> None:
        """The connection works."""
        if self._tries:
            log.info("telegram_connected", after_tries=self._tries)
        self._tries = 0
        if self._conflict_at is not None and self._clock() - self._conflict_at > CONFLICT_OVER:
            self._conflict_at = None
            self._bad.add(Check.WEBHOOK)
        for check in self._bad:
            self._found(Finding(check, True, PlatformName.TELEGRAM))
        self._bad.clear()

    async def wait_out(self, error: TelegramError) -> None:
        """Log what happened, in the way that helps, and wait."""
        pause = self._explain(error)
        self._tries += 1
        self._report(finding_of(error))
        await asyncio.sleep(pause)

    def _report(self, finding: Finding) -> None:
        if finding.check is Check.WEBHOOK:
            self._conflict_at = self._clock()
            self._bad.discard(Check.WEBHOOK)
        else:
            self._bad.add(finding.check)
        self._found(finding)

    def _explain(self, error: TelegramError) -> float:
        if isinstance(error, TOKEN_REFUSED):
            log.error(
                "telegram_token_refused",
                setting="telegram.token",
                hint="take the token of your bot from BotFather",
                retry_in=TOKEN_PAUSE,
            )
            return TOKEN_PAUSE
        if isinstance(error, Conflict):
            log.error(
                "telegram_token_in_use",
                setting="telegram.token",
                hint="another program reads this bot's messages with the same token; stop it or make a new bot",
                retry_in=CONFLICT_PAUSE,
            )
            return CONFLICT_PAUSE
        pause = seconds_of(error) if isinstance(error, RetryAfter) else min(FIRST_PAUSE * 2**self._tries, LONGEST_PAUSE)
        log.warning("telegram_unreachable", error=type(error).__name__, retry_in=pause)
        return pause
