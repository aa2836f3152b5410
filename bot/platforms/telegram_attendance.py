"""Remembers when updates were last taken, to know after an absence what Telegram will no longer tell."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.domain.health import Gap
from bot.domain.message import Channel, PlatformName
from bot.platforms.hub import Hub
from bot.platforms.telegram_groups import Groups, groups_on_telegram

KEPT = timedelta(hours=24)  # for so long Telegram keeps an update that nobody takes
NOTED_EVERY = timedelta(minutes=1)
MARK = Channel(PlatformName.TELEGRAM, "taken")  # no chat is called so; its position is the second


def utc_now() -> datetime:
    """The present, in UTC."""
    return datetime.now(UTC)


class Attendance:
    """Notes once a minute that updates are taken; a longer absence than Telegram bridges is reported per group."""

    def __init__(self, hub: Hub, groups: Groups, now: Callable[[], datetime] = utc_now) -> None:
        self._hub = hub
        self._groups = groups
        self._now = now
        self._noted: datetime | None = None

    async def note(self) -> None:
        """Updates were taken just now."""
        now = self._now()
        if self._noted is not None and now - self._noted < NOTED_EVERY:
            return
        before = self._noted or await self._stored()
        if before is not None and now - before > KEPT:
            await self._report(before, now - KEPT)
        await self._hub.mark(MARK, int(now.timestamp()))
        self._noted = now

    async def _stored(self) -> datetime | None:
        seconds = await self._hub.cursor(MARK)
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

    async def _report(self, since: datetime, until: datetime) -> None:
        for group in groups_on_telegram(self._hub.school):
            channel = self._groups.channel(group)
            await self._hub.missed(Gap(channel, group.id, since, until, "Telegram keeps updates for a day"))
