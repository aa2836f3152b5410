"""Tells the admins in private what turned bad and what is well again: once, on the first account that takes it."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.alerting.reach import Reach
from bot.domain.errors import DeliveryError, StorageError
from bot.domain.health import Check
from bot.domain.school import School, StaffMember
from bot.health.board import Health
from bot.health.ports import HealthStore, KeptGap, Told
from bot.health.state import State, admins, due, subject_of_gap
from bot.health.wording import Wording
from bot.logs import describe

log = structlog.get_logger()

Item = TypeVar("Item")

LOOK_EVERY = 15.0
AT_MOST = 4  # subjects in one message: more may not fit in Discord's 2000 characters
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _News:
    """One message to an admin, and what they have been told once it arrived."""

    text: str
    told: tuple[Told, ...]


@dataclass(slots=True)
class _Line:
    """What one admin was told by subject, and when to try again after a failure."""

    told: dict[str, Told] = field(default_factory=dict)
    failures: int = 0
    wait_until: datetime | None = None


class Herald:
    """Looks every ``interval`` seconds for what an admin does not know yet."""

    def __init__(
        self,
        health: Health,
        store: HealthStore,
        school: School,
        reach: Reach,
        wording: Wording,
        now: Callable[[], datetime],
        interval: float = LOOK_EVERY,
    ) -> None:
        self._health = health
        self._store = store
        self._admins = admins(school)
        self._reach = reach
        self._wording = wording
        self._now = now
        self._started = now()
        self._interval = interval
        self._lines = {admin.id: _Line() for admin in self._admins}
        self._unkept: list[Told] = []

    async def run(self) -> None:
        """Tell until cancelled."""
        await self.remember()
        await self._health.remember()
        while True:
            await self.tell_news()
            await asyncio.sleep(self._interval)

    async def remember(self) -> None:
        """What was told before a restart is not told again."""
        for told in await self._store.told():
            if told.admin in self._lines:
                self._lines[told.admin].told.setdefault(told.subject, told)

    async def tell_news(self) -> None:
        """Tell every admin what they do not know yet."""
        gaps = await self._health.recent_gaps()
        await asyncio.gather(*(self._tell(admin, self._lines[admin.id], gaps) for admin in self._admins))
        await self._keep()

    async def _tell(self, admin: StaffMember, line: _Line, gaps: Sequence[KeptGap]) -> None:
        if line.wait_until is not None and self._now() < line.wait_until:
            return
        for news in self._news(admin, line, gaps):
            try:
                await self._say(admin, news.text)
            except DeliveryError as error:
                self._put_off(admin, line, error)
                return
            except Exception as error:  # noqa: BLE001 - a platform that breaks must not be tried every second
                log.error("telling_failed", staff=admin.id, **describe(error))
                self._put_off(admin, line, DeliveryError(type(error).__name__, retry=True))
                return
            line.failures, line.wait_until = 0, None
            line.told |= {told.subject: told for told in news.told}
            self._unkept += news.told

    async def _say(self, admin: StaffMember, text: str) -> None:
        accounts = self._reach.accounts(admin)
        await self._reach.first_that_takes(admin, accounts, lambda messenger, account: messenger.tell(account, text))

    def _news(self, admin: StaffMember, line: _Line, gaps: Sequence[KeptGap]) -> Iterator[_News]:
        now = self._now()
        others = {subject: state for subject, state in self._health.states.items() if not _is_on(admin, state)}
        bad, well = due(others, line.told, now, self._started)
        for some in _some(bad.items()):
            text = self._wording.news([state for _, state in some], (), ())
            yield _News(text, tuple(Told(admin.id, subject, False, now) for subject, _ in some))
        for missed in _some([kept for kept in gaps if subject_of_gap(kept) not in line.told]):
            text = self._wording.news((), [kept.gap for kept in missed], ())
            yield _News(text, tuple(Told(admin.id, subject_of_gap(kept), False, now) for kept in missed))
        for some in _some(well.items()):
            text = self._wording.news((), (), [state for _, state in some])
            yield _News(text, tuple(Told(admin.id, subject, True, now) for subject, _ in some))

    def _put_off(self, admin: StaffMember, line: _Line, error: DeliveryError) -> None:
        pause = timedelta(seconds=error.after) if error.after else min(FIRST_PAUSE * 2**line.failures, LONGEST_PAUSE)
        line.failures = min(line.failures + 1, 10)
        line.wait_until = self._now() + pause
        log.error("admin_not_told", staff=admin.id, seconds=pause.total_seconds(), reason=str(error))

    async def _keep(self) -> None:
        """Remember what was told; while the database is away, in memory."""
        try:
            if self._unkept:
                await self._store.note_told(self._unkept)
                self._unkept.clear()
        except StorageError as error:
            log.error("told_not_kept", reason=str(error))


def _is_on(admin: StaffMember, state: State) -> bool:
    """Nobody is told that they themselves cannot be told."""
    return state.finding.check is Check.REACH and state.finding.staff == admin.id


def _some(items: Iterable[Item]) -> Iterator[list[Item]]:
    every = list(items)
    for start in range(0, len(every), AT_MOST):
        yield every[start : start + AT_MOST]
