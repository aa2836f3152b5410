"""Reports and appeals in the database, beside the cases that they belong to."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.domain.case import MACHINE, Case, State, Verdict
from bot.domain.message import Account, Message, MessageKey
from bot.domain.statement import OwnFlag, PastReport, Reply, Statement, StatementKind
from bot.moderation.outcome import Outcome
from bot.storage.alert_rows import plan_alerts
from bot.storage.ledger import SqlLedger, save_case
from bot.storage.rows import CaseEventRow, CaseRow, EvidenceRow, FlagRow, StatementRow
from bot.storage.sealing import Sealer
from bot.storage.translation import (
    account_ref,
    message_ref,
    own_key,
    place,
    sealed_part,
    sealed_statement,
    statement_place,
    to_case,
    to_evidence,
    to_statement,
)
from bot.storage.whole import whole_operations
from classifiers.assessment import Utterance


@whole_operations
class SqlStatementStore:
    """Implements bot.casework.ports.StatementStore."""

    def __init__(self, engine: AsyncEngine, sealer: Sealer) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._sealer = sealer
        self._ledger = SqlLedger(engine, sealer)

    def pseudonym(self, account: Account) -> str:
        """See the port."""
        return account_ref(self._sealer, account)

    async def cases_holding(self, key: MessageKey) -> Sequence[Case]:
        """See the port."""
        return await self._ledger.cases_holding(key)

    async def open_cases(self, group: str, since: datetime) -> Sequence[Case]:
        """See the port."""
        return await self._ledger.open_cases(group, since)

    async def case(self, case_id: str) -> Case | None:
        """See the port."""
        async with self._session() as session:
            row = await session.get(CaseRow, case_id)
            return to_case(row) if row else None

    async def file(
        self, statement: Statement, case: Case, message: Message | None, at: datetime, recipients: Sequence[str]
    ) -> None:
        """See the port."""
        async with self._session.begin() as session:
            await save_case(session, case)
            if message is not None:
                await self._keep(session, case, message)
            await session.execute(
                insert(StatementRow).values(
                    id=statement.id,
                    kind=statement.kind.value,
                    case_id=case.id,
                    speaker=self.pseudonym(statement.account),
                    at=statement.at,
                    told_at=None,
                    sealed=self._sealer.seal(sealed_statement(statement), statement_place(statement.id)),
                )
            )
            await session.execute(
                insert(CaseEventRow).values(case_id=case.id, at=at, actor=MACHINE, action=statement.kind.value)
            )
            await plan_alerts(session, case.id, recipients)

    async def _keep(self, session: AsyncSession, case: Case, message: Message) -> None:
        """The message as evidence without flags, unless a case of this kind holds it in this revision."""
        ref = message_ref(self._sealer, message.key)
        held = select(EvidenceRow.id).where(
            EvidenceRow.message_ref == ref,
            EvidenceRow.kind == case.kind.value,
            EvidenceRow.revision == message.revision,
        )
        if await session.scalar(held) is not None:
            return
        evidence_id = uuid.uuid4().hex
        kept = sealed_part(Outcome(message, Utterance(message.text), None))
        await session.execute(
            insert(EvidenceRow).values(
                id=evidence_id,
                case_id=case.id,
                kind=case.kind.value,
                message_ref=ref,
                revision=message.revision,
                sent_at=message.sent_at,
                deleted_at=None,
                sealed=self._sealer.seal(kept, place(evidence_id)),
            )
        )

    async def statements_by(self, account: Account) -> Sequence[Statement]:
        """See the port."""
        mine = StatementRow.speaker == self.pseudonym(account)
        async with self._session() as session:
            rows = list(await session.scalars(select(StatementRow).where(mine).order_by(StatementRow.at)))
        return [to_statement(row, self._sealer) for row in rows]

    async def past_reports(self, account: Account) -> Sequence[PastReport]:
        """See the port."""
        query = (
            select(StatementRow.at, CaseRow.verdict)
            .join(CaseRow, StatementRow.case_id == CaseRow.id)
            .where(
                StatementRow.speaker == self.pseudonym(account),
                StatementRow.kind == StatementKind.REPORT.value,
            )
            .order_by(StatementRow.at)
        )
        async with self._session() as session:
            rows = list(await session.execute(query))
        return [PastReport(at, Verdict(verdict) if verdict else None) for at, verdict in rows]

    async def own_flags(self, account: Account) -> Sequence[OwnFlag]:
        """See the port."""
        # A case knows its senders by pseudonym; only what is found this way has to be unsealed.
        sent_by = cast(CaseRow.senders, String).contains(f'"{self.pseudonym(account)}"')
        query = select(EvidenceRow, CaseRow).join(CaseRow, EvidenceRow.case_id == CaseRow.id).where(sent_by)
        async with self._session() as session:
            rows = list(await session.execute(query))
            wanted = FlagRow.evidence_id.in_([evidence.id for evidence, _ in rows])
            flags: dict[str, list[FlagRow]] = defaultdict(list)
            for flag in await session.scalars(select(FlagRow).where(wanted).order_by(FlagRow.id)):
                flags[flag.evidence_id].append(flag)
        found = []
        for row, case in rows:
            evidence = to_evidence(row, flags[row.id], self._sealer)
            if evidence.author.account == account:
                found.append(OwnFlag(evidence, own_key(row, account, self._sealer), to_case(case)))
        return sorted(found, key=lambda own: (own.evidence.sent_at, own.evidence.revision), reverse=True)

    async def to_tell(self, limit: int) -> Sequence[Reply]:
        """See the port."""
        query = (
            select(StatementRow, CaseRow.verdict)
            .join(CaseRow, StatementRow.case_id == CaseRow.id)
            .where(StatementRow.told_at.is_(None), CaseRow.state == State.DECIDED.value)
            .order_by(StatementRow.at)
            .limit(limit)
        )
        async with self._session() as session:
            rows = list(await session.execute(query))
        opened = [(to_statement(row, self._sealer), Verdict(str(verdict))) for row, verdict in rows]
        return [Reply(each.id, each.kind, each.account, verdict) for each, verdict in opened]

    async def note_reply(self, statement_id: str, at: datetime) -> None:
        """See the port."""
        async with self._session.begin() as session:
            await session.execute(update(StatementRow).where(StatementRow.id == statement_id).values(told_at=at))
