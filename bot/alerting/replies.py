"""Tells whoever reported or contested something that it was dealt with, without saying how it went for others."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from bot.alerting.ports import Messenger
from bot.casework.ports import StatementStore
from bot.domain.errors import DeliveryError
from bot.domain.message import PlatformName
from bot.domain.statement import Reply, StatementKind
from bot.phrases import Phrases

log = structlog.get_logger()

BATCH = 50


class Replies:
    """Looks every ``interval`` seconds for statements whose case was decided."""

    def __init__(
        self,
        store: StatementStore,
        messengers: Mapping[PlatformName, Messenger],
        phrases: Phrases,
        now: Callable[[], datetime],
        interval: float = 10.0,
    ) -> None:
        self._store = store
        self._messengers = messengers
        self._phrases = phrases
        self._now = now
        self._interval = interval

    async def run(self) -> None:
        """Tell until cancelled."""
        while True:
            await self.tell_due()
            await asyncio.sleep(self._interval)

    async def tell_due(self) -> None:
        """Try once for everybody who can be told now."""
        for reply in await self._store.to_tell(BATCH):
            if await self._told(reply):
                await self._store.note_reply(reply.statement_id, self._now())

    async def _told(self, reply: Reply) -> bool:
        """Whether there is nothing left to try: it arrived, or it never can."""
        messenger = self._messengers.get(reply.account.platform)
        if messenger is None:
            log.warning("reply_impossible", platform=reply.account.platform)
            return True
        try:
            await messenger.tell(reply.account, self._text(reply))
        except DeliveryError as error:
            log.info("reply_not_delivered", platform=reply.account.platform, retry=error.retry, reason=str(error))
            return not error.retry
        return True

    def _text(self, reply: Reply) -> str:
        if reply.kind is StatementKind.REPORT:
            return self._phrases("reply-report")
        return self._phrases(f"reply-appeal-{reply.verdict}")
