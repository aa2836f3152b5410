"""The ledger in the database: an outcome is committed as a whole or not at all."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.domain.case import MACHINE, Case, State
from bot.domain.errors import ConflictError
from bot.domain.message import Account, Channel, Deletion, Message, MessageKey
from bot.moderation.outcome import Filing, Outcome
from bot.storage.alert_rows import plan_alerts
from bot.storage.rows import CaseEventRow, CaseRow, CursorRow, EvidenceRow, FlagRow, UnassessedRow
from bot.storage.sealing import Sealer
from bot.storage.translation import account_ref, case_values, message_ref, place, sealed_part, to_case
from bot.storage.whole import whole_operations


async def save_case(session: AsyncSession, case: Case) -> None:
    """Insert a case of revision 1, or replace the stored revision just before.

    Raises:
        ConflictError: the stored case is of another revision.
    """
    values = case_values(case)
    if case.revision == 1:
        await session.execute(insert(CaseRow).values(values))
        return
    result = await session.execute(
        update(CaseRow).where(CaseRow.id == case.id, CaseRow.revision == case.revision - 1).values(values)
    )
    if result.rowcount != 1:  # type: ignore[attr-defined]
        raise ConflictError(f"case {case.id} is no longer at revision {case.revision - 1}")


@whole_operations
class SqlLedger:
    """Implements bot.moderation.ports.Ledger."""

    def __init__(self, engine: AsyncEngine, sealer: Sealer) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._sealer = sealer

    def pseudonym(self, account: Account) -> str:
        """See the port."""
        return account_ref(self._sealer, account)

    async def open_cases(self, group: str, since: datetime) -> Sequence[Case]:
        """See the port."""
        query = select(CaseRow).where(
            CaseRow.group_id == group, CaseRow.state != State.DECIDED.value, CaseRow.last_flag_at >= since
        )
        async with self._session() as session:
            return [to_case(row) for row in await session.scalars(query)]

    async def cases_holding(self, key: MessageKey) -> Sequence[Case]:
        """See the port."""
        held = select(EvidenceRow.case_id).where(EvidenceRow.message_ref == message_ref(self._sealer, key))
        async with self._session() as session:
            return [to_case(row) for row in await session.scalars(select(CaseRow).where(CaseRow.id.in_(held)))]

    async def holds(self, key: MessageKey, revision: int) -> bool:
        """See the port."""
        query = select(EvidenceRow.id).where(
            EvidenceRow.message_ref == message_ref(self._sealer, key), EvidenceRow.revision == revision
        )
        async with self._session() as session:
            return (await session.scalars(query.limit(1))).first() is not None

    async def record(self, outcome: Outcome) -> None:
        """See the port."""
        message = outcome.message
        async with self._session.begin() as session:
            for filing in outcome.filings:
                await save_case(session, filing.case)
                await self._insert_evidence(session, outcome, filing)
                await plan_alerts(session, filing.case.id, filing.recipients)
                event = "opened" if filing.new else "extended"
                await session.execute(
                    insert(CaseEventRow).values(case_id=filing.case.id, at=message.sent_at, actor=MACHINE, action=event)
                )
            await _advance(session, message.key.channel, message.position)

    async def _insert_evidence(self, session: AsyncSession, outcome: Outcome, filing: Filing) -> None:
        evidence_id, message = uuid.uuid4().hex, outcome.message
        await session.execute(
            insert(EvidenceRow).values(
                id=evidence_id,
                case_id=filing.case.id,
                kind=filing.case.kind.value,
                message_ref=message_ref(self._sealer, message.key),
                revision=message.revision,
                sent_at=message.sent_at,
                deleted_at=None,
                sealed=self._sealer.seal(sealed_part(outcome), place(evidence_id)),
            )
        )
        await session.execute(
            insert(FlagRow),
            [
                {
                    "evidence_id": evidence_id,
                    "category": flag.category.value,
                    "score": flag.score,
                    "threshold": flag.threshold,
                    "level": flag.level.value,
                    "model": flag.model,
                }
                for flag in filing.flags
            ],
        )

    async def record_deletion(self, deletion: Deletion) -> bool:
        """See the port."""
        ref = message_ref(self._sealer, deletion.key)
        async with self._session.begin() as session:
            held = set(
                await session.scalars(
                    select(EvidenceRow.case_id).where(EvidenceRow.message_ref == ref, EvidenceRow.deleted_at.is_(None))
                )
            )
            for case_id in held:
                await session.execute(
                    update(CaseRow).where(CaseRow.id == case_id).values(revision=CaseRow.revision + 1)
                )
                await session.execute(
                    insert(CaseEventRow).values(
                        case_id=case_id, at=deletion.deleted_at, actor=MACHINE, action="deleted"
                    )
                )
            await session.execute(
                update(EvidenceRow).where(EvidenceRow.message_ref == ref).values(deleted_at=deletion.deleted_at)
            )
        return bool(held)

    async def record_unassessed(self, message: Message, reason: str) -> None:
        """See the port."""
        async with self._session.begin() as session:
            await session.execute(
                insert(UnassessedRow).values(
                    group_id=message.group,
                    message_ref=message_ref(self._sealer, message.key),
                    sent_at=message.sent_at,
                    reason=reason[:256],
                )
            )
            await _advance(session, message.key.channel, message.position)

    async def advance(self, positions: Mapping[Channel, int]) -> None:
        """See the port."""
        async with self._session.begin() as session:
            for channel, position in positions.items():
                await _advance(session, channel, position)

    async def cursor(self, channel: Channel) -> int | None:
        """See the port."""
        async with self._session() as session:
            row = await session.get(CursorRow, (channel.platform.value, channel.id))
            return row.position if row else None


async def _advance(session: AsyncSession, channel: Channel, position: int) -> None:
    where = (CursorRow.platform == channel.platform.value, CursorRow.channel == channel.id)
    stored = await session.scalar(select(CursorRow.position).where(*where))
    if stored is None:
        values = {"platform": channel.platform.value, "channel": channel.id, "position": position}
        await session.execute(insert(CursorRow).values(values))
    elif stored < position:
        await session.execute(update(CursorRow).where(*where).values(position=position))
