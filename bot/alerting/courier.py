"""Brings alerts to people and keeps them up to date, until each is delivered or somebody else was told instead."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.alerting.alert import Alert, Style, build_alert
from bot.alerting.ports import DueAlert, Messenger, Outbox
from bot.casework.desk import Desk
from bot.domain.errors import DeliveryError, NotAllowedError, PleinwachtError
from bot.domain.message import Account, PlatformName
from bot.domain.school import School, StaffMember

log = structlog.get_logger()

MAX_PAUSE = timedelta(minutes=5)
BATCH = 20


class Courier:
    """Delivers what is due when ``changed`` is set; looks every ``interval`` seconds for what is to be tried again."""

    def __init__(
        self,
        outbox: Outbox,
        desk: Desk,
        school: School,
        messengers: Mapping[PlatformName, Messenger],
        style: Style,
        now: Callable[[], datetime],
        changed: asyncio.Event,
        interval: float = 2.0,
    ) -> None:
        self._outbox = outbox
        self._desk = desk
        self._school = school
        self._messengers = messengers
        self._style = style
        self._now = now
        self._interval = interval
        self._changed = changed

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            self._changed.clear()
            await self.deliver_due()
            try:
                await asyncio.wait_for(self._changed.wait(), self._interval)
            except TimeoutError:
                continue

    async def deliver_due(self) -> int:
        """Try everything that is due once; gives how many were delivered."""
        due = await self._outbox.due(self._now(), BATCH)
        # Each is seen to its end, also when another fails or the courier is stopped: none may go on unattended.
        results = await asyncio.gather(*(self._deliver(alert) for alert in due), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return sum(result is True for result in results)

    async def _deliver(self, due: DueAlert) -> bool:
        member = self._school.staff.get(due.staff_id)
        try:
            if member is None:
                raise DeliveryError(f"{due.staff_id} is no longer in the configuration", retry=False)
            file = await self._desk.open(member, due.case.id, "alert")
            alert = build_alert(file, member, self._school, self._style)
            platform, reference = await self._show(due, member, alert)
        except NotAllowedError as error:  # the case became one that this person has a part in: never shown to them
            await self._give_up(due, error)
            return False
        except DeliveryError as error:
            await self._not_delivered(due, error)
            return False
        await self._outbox.shown(due.id, file.case.revision, platform, reference)
        return True

    async def _show(self, due: DueAlert, member: StaffMember, alert: Alert) -> tuple[PlatformName, str]:
        if due.platform is not None and due.reference is not None:
            account = next((account for account in member.accounts if account.platform is due.platform), None)
            if account is not None and due.platform in self._messengers:
                return due.platform, await self._messengers[due.platform].show_alert(account, alert, due.reference)
        return await self._first_that_works(self._reachable(member, due), alert, member)

    def _reachable(self, member: StaffMember, due: DueAlert) -> list[Account]:
        """This person's accounts on connected platforms, the one of the group's own platform first."""
        home = self._school.groups[due.case.group].platform
        connected = [account for account in member.accounts if account.platform in self._messengers]
        return sorted(connected, key=lambda account: account.platform is not home)

    async def _first_that_works(
        self, accounts: Iterable[Account], alert: Alert, member: StaffMember
    ) -> tuple[PlatformName, str]:
        problem = DeliveryError(f"{member.id} has no account on a connected platform", retry=False)
        for account in accounts:
            try:
                return account.platform, await self._messengers[account.platform].show_alert(account, alert, None)
            except DeliveryError as error:
                problem = error if error.retry or not problem.retry else problem
        raise problem

    async def _not_delivered(self, due: DueAlert, error: DeliveryError) -> None:
        now = self._now()
        if error.retry:
            pause = (
                timedelta(seconds=error.after) if error.after else min(timedelta(seconds=2**due.attempts), MAX_PAUSE)
            )
            log.warning("alert_retry", alert=due.id, staff=due.staff_id, seconds=pause.total_seconds())
            await self._outbox.not_shown(due.id, str(error), now + pause)
            return
        await self._give_up(due, error)

    async def _give_up(self, due: DueAlert, error: PleinwachtError) -> None:
        """Nobody left who can be reached means one step up, at once: a signal is never simply dropped."""
        left = await self._outbox.given_up(due.id, str(error))
        log.error("alert_undeliverable", alert=due.id, staff=due.staff_id, others=left, reason=str(error))
        if not left and not await self._desk.pass_on(due.case.id):
            log.critical("case_reaches_nobody", case=due.case.id, kind=due.case.kind)
