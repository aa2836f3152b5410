"""What the moderation path needs from the outside: each port has a real adapter and a fake with the same contract."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.case import Case
from bot.domain.evidence import Reason
from bot.domain.message import Account, Channel, Deletion, Message, MessageKey
from bot.moderation.outcome import Outcome
from classifiers.assessment import Assessment, Category, Utterance


class Assessor(Protocol):
    """Assesses without keeping the event loop waiting."""

    async def assess(self, utterance: Utterance) -> Assessment:
        """Raises ClassifierError when the model cannot answer."""
        ...

    async def explain(
        self, utterance: Utterance, assessment: Assessment, thresholds: Mapping[Category, float]
    ) -> Mapping[Category, Reason]:
        """What decided, for every category that reached its threshold; empty when the model cannot say."""
        ...


class Ledger(Protocol):
    """The committed outcomes: cases, flags, evidence, planned alerts and cursors."""

    def pseudonym(self, account: Account) -> str:
        """A keyed name for an account, always the same, from which the account cannot be told."""
        ...

    async def open_cases(self, group: str, since: datetime) -> Sequence[Case]:
        """Cases of the group that are not decided and were flagged at or after ``since``."""
        ...

    async def cases_holding(self, key: MessageKey) -> Sequence[Case]:
        """Cases that hold a revision of this message."""
        ...

    async def holds(self, key: MessageKey, revision: int) -> bool:
        """Whether this revision of the message was filed before."""
        ...

    async def record(self, outcome: Outcome) -> None:
        """Commit an outcome with filings, in one transaction: cases, flags, evidence, planned alerts and the cursor."""
        ...

    async def record_deletion(self, deletion: Deletion) -> bool:
        """Note on the evidence that the message was taken away. False when nothing was ever flagged of it."""
        ...

    async def record_unassessed(self, message: Message, reason: str) -> None:
        """Note, without its text, that a message could not be assessed, and move the cursor past it."""
        ...

    async def advance(self, positions: Mapping[Channel, int]) -> None:
        """Move cursors forward, never back."""
        ...

    async def cursor(self, channel: Channel) -> int | None:
        """The position of the last message of the channel whose outcome was committed."""
        ...


class Observer(Protocol):
    """Is told of every outcome once it was committed: metrics, the demo page. Must not block and must not raise."""

    def outcome(self, outcome: Outcome) -> None:
        """An outcome was committed, with or without flags."""
        ...
