"""Cases for the people's path, in the database."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from bot.domain.case import Action, Case, Kind
from bot.domain.evidence import CaseEvent, Evidence
from bot.domain.message import Account
from bot.domain.statement import Remark, remark_on
from bot.storage.alert_rows import plan_alerts
from bot.storage.ledger import save_case
from bot.storage.rows import AccessRow, CaseEventRow, CaseRow, EvidenceRow, FlagRow, StatementRow
from bot.storage.sealing import Sealer
from bot.storage.translation import account_ref, to_case, to_evidence, to_statement
from bot.storage.whole import whole_operations


@whole_operations
class SqlCaseStore:
    """Implements bot.casework.ports.CaseStore."""

    def __init__(self, engine: AsyncEngine, sealer: Sealer) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._sealer = sealer

    def pseudonym(self, account: Account) -> str:
        """See the port."""
        return account_ref(self._sealer, account)

    async def case(self, case_id: str) -> Case | None:
        """See the port."""
        async with self._session() as session:
            row = await session.get(CaseRow, case_id)
            return to_case(row) if row else None

    async def latest(self, limit: int) -> Sequence[Case]:
        """See the port."""
        query = select(CaseRow).order_by(CaseRow.last_flag_at.desc(), CaseRow.id).limit(limit)
        async with self._session() as session:
            return [to_case(row) for row in await session.scalars(query)]

    async def evidence(self, case_id: str) -> Sequence[Evidence]:
        """See the port."""
        query = select(EvidenceRow).where(EvidenceRow.case_id == case_id)
        flags_query = select(FlagRow).join(EvidenceRow).where(EvidenceRow.case_id == case_id).order_by(FlagRow.id)
        async with self._session() as session:
            rows = list(await session.scalars(query.order_by(EvidenceRow.sent_at, EvidenceRow.revision)))
            flags: dict[str, list[FlagRow]] = defaultdict(list)
            for flag in await session.scalars(flags_query):
                flags[flag.evidence_id].append(flag)
        return [to_evidence(row, flags[row.id], self._sealer) for row in rows]

    async def events(self, case_id: str) -> Sequence[CaseEvent]:
        """See the port."""
        query = select(CaseEventRow).where(CaseEventRow.case_id == case_id).order_by(CaseEventRow.id)
        async with self._session() as session:
            return [CaseEvent(row.at, row.actor, row.action) for row in await session.scalars(query)]

    async def remarks(self, case_id: str) -> Sequence[Remark]:
        """See the port."""
        query = (
            select(StatementRow, CaseRow.kind)
            .join(CaseRow, StatementRow.case_id == CaseRow.id)
            .where(StatementRow.case_id == case_id)
            .order_by(StatementRow.at)
        )
        async with self._session() as session:
            rows = list(await session.execute(query))
        remarks = [remark_on(to_statement(row, self._sealer), Kind(kind)) for row, kind in rows]
        return [remark for remark in remarks if remark.text]

    async def save(self, case: Case, actor: str, action: Action, at: datetime, recipients: Sequence[str]) -> None:
        """See the port."""
        async with self._session.begin() as session:
            await save_case(session, case)
            await session.execute(insert(CaseEventRow).values(case_id=case.id, at=at, actor=actor, action=action.value))
            await plan_alerts(session, case.id, recipients)

    async def log_access(self, case_id: str, actor: str, purpose: str, at: datetime) -> None:
        """See the port."""
        async with self._session.begin() as session:
            await session.execute(insert(AccessRow).values(case_id=case_id, actor=actor, purpose=purpose, at=at))
