"""How fast Telegram is spoken to: no chat waits for another, and nothing is asked for that would be refused."""

import math
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.constants import FloodLimit
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

SPEAKING = ("send", "edit", "copy", "forward")  # how the methods begin that Telegram counts
Answer = bool | dict[str, Any] | list[dict[str, Any]]


class Pace(BaseRateLimiter[None]):
    """Keeps to what Telegram allows a second in all, and leaves a chat alone for as long as Telegram asks.

    Meanwhile a call to that chat is refused here as Telegram would refuse it, so that its sender can decide what goes
    first when the time is over; calls to other chats go on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._all = AsyncLimiter(FloodLimit.MESSAGES_PER_SECOND, 1)
        self._free_at: dict[str, float] = {}

    async def initialize(self) -> None:
        """See the library: nothing to do."""

    async def shutdown(self) -> None:
        """See the library: nothing to do."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Answer:
        """See the library."""
        if not endpoint.startswith(SPEAKING):
            return await callback(*args, **kwargs)
        chat = str(data.get("chat_id"))
        self._refuse_too_early(chat)
        async with self._all:
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._free_at[chat] = self._clock() + seconds_of(error)
                raise

    def _refuse_too_early(self, chat: str) -> None:
        now = self._clock()
        self._free_at = {each: at for each, at in self._free_at.items() if at > now}
        if chat in self._free_at:
            raise RetryAfter(math.ceil(self._free_at[chat] - now))


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
