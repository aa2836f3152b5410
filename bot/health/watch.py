"""The checks that belong to no platform: silent groups, messages that went unassessed, the database and the clock."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import StorageError
from bot.domain.health import Check, Finding
from bot.domain.message import PlatformName
from bot.domain.school import Group
from bot.health.ports import HealthStore
from bot.health.state import school_days_between
from bot.moderation.outcome import Outcome

LOOK_EVERY = 60.0
UNASSESSED_FOR = timedelta(days=1)  # how long messages that went unassessed count
CLOCK_SLACK = timedelta(minutes=2)
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # Pleinwacht is younger: a clock that says less has lost its time


class Watch:
    """Looks every ``interval`` seconds; hears as an observer when each group was last heard.

    ``silent_days``: after so many whole school days without a message a group is found silent; 0 for never.
    """

    def __init__(
        self,
        store: HealthStore,
        groups: tuple[Group, ...],
        found: Callable[[Finding], None],
        now: Callable[[], datetime],
        zone: ZoneInfo,
        silent_days: int,
        interval: float = LOOK_EVERY,
    ) -> None:
        self._store = store
        self._groups = groups
        self._found = found
        self._now = now
        self._zone = zone
        self._silent_days = silent_days
        self._interval = interval
        self._heard: dict[str, datetime] = {}
        self._newest: datetime | None = None

    def outcome(self, outcome: Outcome) -> None:
        """A message was dealt with: its group is heard. A demo's clock is not that of this machine."""
        message = outcome.message
        self._heard[message.group] = max(message.sent_at, self._heard.get(message.group, message.sent_at))
        if message.key.channel.platform is not PlatformName.DEMO:
            self._newest = max(message.sent_at, self._newest or message.sent_at)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self._interval)

    async def look(self) -> None:
        """Make every check once."""
        now = self._now()
        self._found(clock_finding(now, self._newest))
        heard = dict(self._heard)
        try:
            await self._store.note_last_seen(heard, now)
        except StorageError:
            self._found(Finding(Check.DATABASE, is_well=False))
            return
        self._found(Finding(Check.DATABASE, is_well=True))
        await self._look_for_unassessed(now)
        await self._look_for_silence(now)

    async def _look_for_unassessed(self, now: datetime) -> None:
        count = await self._store.unassessed(now - UNASSESSED_FOR)
        self._found(Finding(Check.MODEL, is_well=not count, details={"count": str(count)} if count else {}))

    async def _look_for_silence(self, now: datetime) -> None:
        seen = await self._store.last_seen()
        unheard = {group.id: now for group in self._groups if group.id not in seen}
        if unheard:  # silence counts from the moment that there was somebody to hear it
            await self._store.note_last_seen(unheard, now)
        for finding in silence_findings(self._groups, seen, now, self._zone, self._silent_days):
            self._found(finding)


def silence_findings(
    groups: tuple[Group, ...], seen: Mapping[str, datetime], now: datetime, zone: ZoneInfo, silent_days: int
) -> tuple[Finding, ...]:
    """For every group whether it was silent for too many whole school days; nothing when ``silent_days`` is 0."""
    if not silent_days:
        return ()
    today = now.astimezone(zone).date()
    days = {
        group: school_days_between(seen[group.id].astimezone(zone).date(), today)
        for group in groups
        if group.id in seen
    }
    return tuple(
        Finding(
            Check.SILENCE,
            is_well=count < silent_days,
            platform=group.platform,
            group=group.id,
            details={"days": str(count)},
        )
        for group, count in days.items()
    )


def clock_finding(now: datetime, newest: datetime | None) -> Finding:
    """Whether the clock is slow: it was never this early, or a message came from its future."""
    latest = max(newest or EARLIEST, EARLIEST)
    behind = latest - now
    details = {"seconds": str(round(behind.total_seconds()))} if newest == latest else {}
    is_well = behind <= (CLOCK_SLACK if newest == latest else timedelta(0))
    return Finding(Check.CLOCK, is_well=is_well, details={} if is_well else details)
