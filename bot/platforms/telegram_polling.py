"""Long polling: asks Telegram for updates, and lets it forget them only when their outcome is committed."""

from typing import Any

import structlog
from telegram.ext import ExtBot

from bot.platforms.telegram_intake import ALLOWED_UPDATES, Intake

log = structlog.get_logger()

# By its own name the library refuses to give the raw answer, in which one bad update does not spoil the others.
GET_UPDATES = "get_Updates"
ANSWER_TIME = 10  # seconds that Telegram may take on top of the poll itself


class Polling:
    """Reads updates in batches of one after the other; remembers how far Telegram may forget."""

    webhook = ""

    def __init__(self, bot: ExtBot[Any], intake: Intake, poll_timeout: int) -> None:
        self._bot = bot
        self._intake = intake
        self._poll_timeout = poll_timeout
        self._offset: int | None = None

    async def open(self) -> None:
        """See the port: as long as an address is set there, Telegram refuses polling. What waits is kept."""
        if (await self._bot.get_webhook_info()).url:
            log.warning("telegram_webhook_removed", hint="updates went to an address; from now on they are asked for")
        await self._bot.delete_webhook(drop_pending_updates=False)

    async def take(self) -> bool:
        """See the port."""
        asked: dict[str, Any] = {"timeout": self._poll_timeout, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None:
            asked["offset"] = self._offset
        read_timeout = self._poll_timeout + ANSWER_TIME
        batch = await self._bot.do_api_request(GET_UPDATES, asked, read_timeout=read_timeout)
        if batch and not await self._intake.handle(batch):
            log.warning("telegram_not_committed", updates=len(batch))
            return False
        if batch:
            self._offset = batch[-1]["update_id"] + 1
        return True

    async def close(self) -> None:
        """See the port: nothing is open between two polls."""
