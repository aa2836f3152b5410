"""A private word to a member of staff, and where they can be reached."""

from collections.abc import Callable, Iterable, Sequence

import structlog

from bot.alerting.reach import Reach
from bot.domain.errors import DeliveryError
from bot.domain.health import Check, Finding
from bot.domain.message import PlatformName
from bot.domain.school import StaffMember

log = structlog.get_logger()


class StaffLine:
    """Implements bot.commands.ports.StaffLines; ``findings`` are the last ones on every subject."""

    def __init__(self, reach: Reach, findings: Callable[[], Iterable[Finding]]) -> None:
        self._reach = reach
        self._findings = findings

    async def tell(self, member: StaffMember, text: str) -> bool:
        """See the port."""
        accounts = self._reach.accounts(member)
        try:
            await self._reach.first_that_takes(member, accounts, lambda messenger, to: messenger.tell(to, text))
        except DeliveryError as error:
            log.warning("not_told", staff=member.id, reason=str(error))
            return False
        return True

    def reachable_on(self, member: StaffMember) -> Sequence[PlatformName]:
        """See the port."""
        closed = {
            finding.platform
            for finding in self._findings()
            if finding.check is Check.REACH and finding.staff == member.id and not finding.is_well
        }
        return [account.platform for account in self._reach.accounts(member) if account.platform not in closed]
