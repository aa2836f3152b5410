"""Brings alerts to people and keeps them up to date, until each is delivered or somebody else was told instead."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

import structlog

from bot.alerting.alert import Alert, Style, build_alert
from bot.alerting.ports import DueAlert, Outbox
from bot.alerting.reach import Reach
from bot.casework.desk import Desk
from bot.domain.errors import DeliveryError, NotAllowedError, PleinwachtError
from bot.domain.health import Check, Finding
from bot.domain.message import Account, PlatformName
from bot.domain.school import School, StaffMember
from bot.logs import describe

log = structlog.get_logger()

MAX_PAUSE = timedelta(minutes=5)
NOBODY_PAUSE = timedelta(minutes=15)  # until all are tried again, when nobody at all could be reached
LOOKED_AT = 500  # alerts that are due, at one look: enough to find somebody who is free behind a person with many
PER_PLATFORM = 10  # deliveries under way on one platform, besides the urgent ones


class _Lane(NamedTuple):
    """One delivery at a time per person, and one more for what is urgent: it never waits for anything else."""

    staff_id: str
    urgent: bool


class _UnderWay(NamedTuple):
    """A delivery: which alert, where it is tried first, and its task."""

    alert_id: int
    platform: PlatformName | None
    task: asyncio.Task[bool]


class Courier:
    """Delivers what is due, gravest first, when ``changed`` is set and every ``interval`` seconds.

    A delivery that takes long keeps up its own lane, no other person, and nothing on another platform. ``found`` hears
    whether the cases of a group reach anybody.
    """

    def __init__(
        self,
        outbox: Outbox,
        desk: Desk,
        school: School,
        reach: Reach,
        style: Style,
        now: Callable[[], datetime],
        changed: asyncio.Event,
        found: Callable[[Finding], None] = lambda _: None,
        interval: float = 2.0,
    ) -> None:
        self._outbox = outbox
        self._desk = desk
        self._school = school
        self._reach = reach
        self._style = style
        self._now = now
        self._changed = changed
        self._found = found
        self._interval = interval
        self._under_way: dict[_Lane, _UnderWay] = {}

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            while True:
                self._changed.clear()
                await self._start_due()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._interval):  # wait_for forgets a cancellation as something changes
                        await self._changed.wait()
        finally:
            await self._stop()

    async def deliver_due(self) -> int:
        """Try everything that is due and see it to its end; gives how many were delivered."""
        delivered = 0
        while started := await self._start_due():
            delivered += sum(await asyncio.gather(*started))
        return delivered

    async def _start_due(self) -> list[asyncio.Task[bool]]:
        """Start every delivery that is due and whose lane and platform are free."""
        started = []
        for due in await self._outbox.due(self._now(), LOOKED_AT):
            lane = _Lane(due.staff_id, due.case.is_urgent)
            platform = self._platform(due)
            if self._may_start(due, lane, platform):
                task = asyncio.create_task(self._deliver(due), name=f"alert {due.id}")
                self._under_way[lane] = _UnderWay(due.id, platform, task)
                task.add_done_callback(partial(self._ended, lane))
                started.append(task)
        return started

    def _may_start(self, due: DueAlert, lane: _Lane, platform: PlatformName | None) -> bool:
        if lane in self._under_way or any(each.alert_id == due.id for each in self._under_way.values()):
            return False
        busy = sum(each.platform is platform and not other.urgent for other, each in self._under_way.items())
        return lane.urgent or busy < PER_PLATFORM

    def _platform(self, due: DueAlert) -> PlatformName | None:
        """Where the delivery is tried first."""
        member = self._school.staff.get(due.staff_id)
        accounts = self._accounts(member, due) if member else ()
        return accounts[0].platform if accounts else None

    def _accounts(self, member: StaffMember, due: DueAlert) -> tuple[Account, ...]:
        """Where the alert stands already first; else the platform of the group."""
        group = self._school.groups.get(due.case.group)
        return self._reach.accounts(member, due.platform or (group.platform if group else None))

    def _ended(self, lane: _Lane, task: asyncio.Task[bool]) -> None:
        """The lane is free: whatever waits for it may go, after a failure at the next look."""
        del self._under_way[lane]
        if task.cancelled():
            return
        error = task.exception()
        if error is not None:
            log.error("alert_not_noted", staff=lane.staff_id, **describe(error))
        elif task.result():
            self._changed.set()

    async def _stop(self) -> None:
        tasks = [each.task for each in self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, due: DueAlert) -> bool:
        try:
            return await self._bring(due)
        except DeliveryError as error:
            return await self._not_delivered(due, error)
        except NotAllowedError as error:  # the case became one that this person has a part in: never shown to them
            return await self._give_up(due, error)
        except Exception as error:  # noqa: BLE001 - one alert that breaks must not keep the others from going out
            log.error("alert_failed", alert=due.id, staff=due.staff_id, **describe(error))
            return await self._not_delivered(due, DeliveryError(type(error).__name__, retry=True))

    async def _bring(self, due: DueAlert) -> bool:
        member = self._school.staff.get(due.staff_id)
        if member is None:
            raise DeliveryError(f"{due.staff_id} is no longer in the configuration", retry=False)
        file = await self._desk.open(member, due.case.id, "alert")
        alert = build_alert(file, member, self._school, self._style)
        platform, reference = await self._show(due, member, alert)
        await self._outbox.shown(due.id, file.case.revision, platform, reference)
        self._found(Finding(Check.REACH, is_well=True, group=due.case.group))
        return True

    async def _show(self, due: DueAlert, member: StaffMember, alert: Alert) -> tuple[PlatformName, str]:
        return await self._reach.first_that_takes(
            member,
            self._accounts(member, due),
            lambda messenger, to: messenger.show_alert(
                to, alert, due.reference if to.platform is due.platform else None
            ),
        )

    async def _not_delivered(self, due: DueAlert, error: DeliveryError) -> bool:
        if not error.retry:
            return await self._give_up(due, error)
        pause = timedelta(seconds=error.after) if error.after else min(timedelta(seconds=2**due.attempts), MAX_PAUSE)
        log.warning("alert_retry", alert=due.id, staff=due.staff_id, seconds=pause.total_seconds())
        await self._outbox.not_shown(due.id, str(error), self._now() + pause)
        return False

    async def _give_up(self, due: DueAlert, error: PleinwachtError) -> bool:
        """Nobody left who can be reached means one step up, at once, and where there is none, later anew.

        A signal is never simply dropped.
        """
        left = await self._outbox.given_up(due.id, str(error))
        log.error("alert_undeliverable", alert=due.id, staff=due.staff_id, others=left, reason=str(error))
        if not left and not await self._desk.pass_on(due.case.id):
            log.critical("case_reaches_nobody", case=due.case.id, kind=due.case.kind)
            self._found(Finding(Check.REACH, is_well=False, group=due.case.group))
            await self._outbox.take_up_again(due.case.id, self._now() + NOBODY_PAUSE)
        return False
