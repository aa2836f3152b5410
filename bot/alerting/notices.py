"""Tells the members of each group once that Pleinwacht reads along."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from bot.alerting.ports import Messenger, Outbox
from bot.domain.errors import DeliveryError
from bot.domain.message import PlatformName
from bot.domain.school import Group, School
from bot.phrases import Phrases

log = structlog.get_logger()

VERSION = "1"  # raise it when the notice says something new, and every group is told again
RETRY_SECONDS = 30.0


class NoticeBoard:
    """Posts the notice in every group that was not yet given it, as soon as its platform takes it."""

    def __init__(
        self,
        outbox: Outbox,
        school: School,
        messengers: Mapping[PlatformName, Messenger],
        phrases: Phrases,
        now: Callable[[], datetime],
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._outbox = outbox
        self._school = school
        self._messengers = messengers
        self._phrases = phrases
        self._now = now
        self._retry_seconds = retry_seconds

    async def run(self) -> None:
        """Try until every group was told; then there is nothing left to do."""
        groups = [group for group in self._school.groups.values() if group.platform in self._messengers]
        while True:
            groups = [group for group in groups if not await self._told(group)]
            if not groups:
                return
            await asyncio.sleep(self._retry_seconds)

    async def _told(self, group: Group) -> bool:
        if await self._outbox.notice_given(group.id, VERSION):
            return True
        text = self._phrases("notice", school=self._school.name)
        try:
            await self._messengers[group.platform].post_notice(group.chat, text)
        except DeliveryError as error:
            if not error.retry:
                log.error("notice_refused", group=group.id, reason=str(error))
            return False
        await self._outbox.note_notice(group.id, VERSION, self._now())
        return True
