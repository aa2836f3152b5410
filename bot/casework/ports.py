"""What casework needs from the outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.case import Action, Case
from bot.domain.evidence import CaseEvent, Evidence
from bot.domain.message import Account


class CaseStore(Protocol):
    """Cases with their evidence and history. Knows no roles: only the desk may call it."""

    def pseudonym(self, account: Account) -> str:
        """The keyed name under which an account stands in cases."""
        ...

    async def case(self, case_id: str) -> Case | None:
        """The case, or None."""
        ...

    async def latest(self, limit: int) -> Sequence[Case]:
        """The cases flagged last, newest first."""
        ...

    async def evidence(self, case_id: str) -> Sequence[Evidence]:
        """All evidence, oldest first.

        Raises:
            StorageError: a row was tampered with or its key is missing; names the row.
        """
        ...

    async def events(self, case_id: str) -> Sequence[CaseEvent]:
        """What happened to the case, oldest first."""
        ...

    async def save(self, case: Case, actor: str, action: Action, at: datetime, recipients: Sequence[str]) -> None:
        """Commit the case after an action, its event, and alerts for recipients who have none yet, in one transaction.

        Raises:
            ConflictError: the stored case is not of the revision just before.
        """
        ...

    async def log_access(self, case_id: str, actor: str, purpose: str, at: datetime) -> None:
        """Note who read the case."""
        ...
