"""What casework needs from the outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.case import Action, Case
from bot.domain.evidence import CaseEvent, Evidence
from bot.domain.message import Account, Message, MessageKey
from bot.domain.statement import OwnFlag, PastReport, Remark, Reply, Statement
from bot.domain.threshold_change import ThresholdChange


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

    async def remarks(self, case_id: str) -> Sequence[Remark]:
        """What people wrote with their reports and appeals on the case, oldest first."""
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


class StatementStore(Protocol):
    """Reports and appeals. Who made them is sealed; the same account is known again by its pseudonym."""

    def pseudonym(self, account: Account) -> str:
        """The keyed name under which an account stands in cases."""
        ...

    async def cases_holding(self, key: MessageKey) -> Sequence[Case]:
        """Cases that hold a revision of this message."""
        ...

    async def open_cases(self, group: str, since: datetime) -> Sequence[Case]:
        """Cases of the group that are not decided and were flagged at or after ``since``."""
        ...

    async def case(self, case_id: str) -> Case | None:
        """The case, or None."""
        ...

    async def file(
        self, statement: Statement, case: Case, message: Message | None, at: datetime, recipients: Sequence[str]
    ) -> None:
        """Commit a statement with its case, event and alerts in one transaction.

        ``message`` is kept as evidence, unless it was in this revision already.

        Raises:
            ConflictError: the stored case is not of the revision just before.
        """
        ...

    async def statements_by(self, account: Account) -> Sequence[Statement]:
        """All reports and appeals of an account, oldest first."""
        ...

    async def past_reports(self, account: Account) -> Sequence[PastReport]:
        """What became of the reports of an account, oldest first."""
        ...

    async def own_flags(self, account: Account) -> Sequence[OwnFlag]:
        """Every kept message of an account in every revision, newest first."""
        ...

    async def to_tell(self, limit: int) -> Sequence[Reply]:
        """Statements whose case is decided, of which nobody was told yet, oldest first."""
        ...

    async def note_reply(self, statement_id: str, at: datetime) -> None:
        """Remember that somebody was told, or that they cannot be."""
        ...


class Silences(Protocol):
    """Until when members of staff want to hear only what is urgent; what alerts are due takes it into account."""

    async def silences(self, now: datetime) -> Mapping[str, datetime]:
        """Of whom, by staff id, and until when, as far as that is not over."""
        ...

    async def be_silent(self, staff_id: str, until: datetime) -> None:
        """From now on until then; a moment that is past ends a silence."""
        ...


class ThresholdStore(Protocol):
    """Every change of a threshold, for ever; reasons are sealed."""

    async def threshold_changes(self) -> Sequence[ThresholdChange]:
        """All of them, oldest first; a reason whose key is missing is empty, for the threshold holds all the same."""
        ...

    async def add_threshold_change(self, change: ThresholdChange) -> None:
        """Remember one more."""
        ...


@dataclass(frozen=True, slots=True)
class UsedCode:
    """To whom a code linked an account, and who had made it: ids of staff."""

    staff_id: str
    made_by: str


class LinkStore(Protocol):
    """Accounts that were linked to members of staff with a code. Codes are kept as keyed hashes, accounts sealed."""

    async def add_code(self, code: str, staff_id: str, made_by: str, expires_at: datetime) -> None:
        """Remember a new code; of the same member of staff only the newest can be used."""
        ...

    async def spoil_code(self, code: str) -> None:
        """Forget a code; nothing happens when there is none."""
        ...

    async def use_code(self, code: str, account: Account, at: datetime) -> UsedCode | None:
        """Link the account and forget the code, both or neither; None for a code that is not (or no longer) valid."""
        ...

    async def links(self) -> Sequence[tuple[Account, str]]:
        """Every linked account with its staff id, but those whose key is missing."""
        ...

    async def unlink(self, staff_id: str) -> Sequence[Account]:
        """Forget the linked accounts of a member of staff, and give them."""
        ...
