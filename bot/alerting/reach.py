"""Reaches a person on the first of their accounts that takes it, and reports where somebody cannot be reached."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

from bot.alerting.ports import Messenger
from bot.domain.errors import DeliveryError
from bot.domain.health import Check, Finding
from bot.domain.message import Account, PlatformName
from bot.domain.school import StaffMember

Result = TypeVar("Result")
Send = Callable[[Messenger, Account], Awaitable[Result]]

ANSWER_WITHIN = 60.0  # seconds; a platform's library waits out a limit by itself, but nothing may wait for ever


class Reach:
    """Private lines to the staff. ``found`` hears after every delivery whether that account took it."""

    def __init__(
        self,
        messengers: Mapping[PlatformName, Messenger],
        found: Callable[[Finding], None],
        within: float = ANSWER_WITHIN,
    ) -> None:
        self._messengers = messengers
        self._found = found
        self._within = within

    def accounts(self, member: StaffMember, first: PlatformName | None = None) -> tuple[Account, ...]:
        """This person's accounts on connected platforms in the order of the configuration, ``first`` before others."""
        connected = [account for account in member.accounts if account.platform in self._messengers]
        self._found(Finding(Check.REACH, is_well=bool(connected), staff=member.id))
        return tuple(sorted(connected, key=lambda account: account.platform is not first))

    async def first_that_takes(
        self, member: StaffMember, accounts: Sequence[Account], send: Send[Result]
    ) -> tuple[PlatformName, Result]:
        """Where it arrived, and what the platform said.

        Raises:
            DeliveryError: no account took it; to be tried again when one of them may yet.
        """
        problem = DeliveryError(f"{member.id} has no account on a connected platform", retry=False)
        for account in accounts:
            try:
                return account.platform, await self.send(member, account, send)
            except DeliveryError as error:
                problem = error if error.retry or not problem.retry else problem
        raise problem

    async def send(self, member: StaffMember, account: Account, send: Send[Result]) -> Result:
        """Try one account.

        Raises:
            DeliveryError: it did not take it.
        """
        try:
            async with asyncio.timeout(self._within):
                result = await send(self._messengers[account.platform], account)
        except TimeoutError:
            raise DeliveryError(f"{account.platform} gave no answer", retry=True) from None
        except DeliveryError as error:
            if not error.retry:
                self._report(member, account, is_well=False)
            raise
        self._report(member, account, is_well=True)
        return result

    def _report(self, member: StaffMember, account: Account, *, is_well: bool) -> None:
        self._found(Finding(Check.REACH, is_well=is_well, platform=account.platform, staff=member.id))
