"""What admins change, in memory; under the same contract tests as the database."""

from collections.abc import Sequence
from datetime import datetime

from bot.casework.ports import UsedCode
from bot.domain.message import Account
from bot.domain.threshold_change import ThresholdChange


class MemoryAdmin:
    """Implements bot.casework.ports.ThresholdStore and LinkStore; gone when the process ends."""

    def __init__(self) -> None:
        self._changes: list[ThresholdChange] = []
        self._codes: dict[str, tuple[UsedCode, datetime]] = {}
        self._links: dict[Account, str] = {}

    async def threshold_changes(self) -> Sequence[ThresholdChange]:
        """See the port."""
        return list(self._changes)

    async def add_threshold_change(self, change: ThresholdChange) -> None:
        """See the port."""
        self._changes.append(change)

    async def add_code(self, code: str, staff_id: str, made_by: str, expires_at: datetime) -> None:
        """See the port."""
        self._codes = {known: value for known, value in self._codes.items() if value[0].staff_id != staff_id}
        self._codes[code] = (UsedCode(staff_id, made_by), expires_at)

    async def spoil_code(self, code: str) -> None:
        """See the port."""
        self._codes.pop(code, None)

    async def use_code(self, code: str, account: Account, at: datetime) -> UsedCode | None:
        """See the port."""
        used, expires_at = self._codes.get(code, (None, at))
        if used is None or expires_at <= at:
            return None
        del self._codes[code]
        self._links[account] = used.staff_id
        return used

    async def links(self) -> Sequence[tuple[Account, str]]:
        """See the port."""
        return list(self._links.items())

    async def unlink(self, staff_id: str) -> Sequence[Account]:
        """See the port."""
        mine = [account for account, linked in self._links.items() if linked == staff_id]
        for account in mine:
            del self._links[account]
        return mine
