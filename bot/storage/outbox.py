"""Planned alerts and notices in the database."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from bot.alerting.ports import DueAlert
from bot.domain.case import Kind
from bot.domain.flag import Severity
from bot.domain.message import PlatformName
from bot.storage.rows import AlertRow, CaseRow, NoticeRow, SilenceRow
from bot.storage.translation import to_case
from bot.storage.whole import whole_operations


def _is_urgent() -> ColumnElement[bool]:
    """See bot.domain.case.Case.is_urgent."""
    return or_(CaseRow.severity >= int(Severity.HIGH), CaseRow.kind == Kind.CARE.value)


@whole_operations
class SqlOutbox:
    """Implements bot.alerting.ports.Outbox and bot.casework.ports.Silences."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)

    async def due(self, now: datetime, limit: int) -> Sequence[DueAlert]:
        """See the port."""
        query = (
            select(AlertRow, CaseRow)
            .join(CaseRow, AlertRow.case_id == CaseRow.id)
            .outerjoin(SilenceRow, SilenceRow.staff_id == AlertRow.staff_id)
            .where(AlertRow.shown_revision < CaseRow.revision, ~AlertRow.failed, AlertRow.next_try_at <= now)
            .where(or_(SilenceRow.until.is_(None), SilenceRow.until <= now, _is_urgent()))
            .order_by(CaseRow.severity.desc(), AlertRow.id)
            .limit(limit)
        )
        async with self._session() as session:
            return [
                DueAlert(
                    id=alert.id,
                    case=to_case(case),
                    staff_id=alert.staff_id,
                    attempts=alert.attempts,
                    platform=PlatformName(alert.platform) if alert.platform else None,
                    reference=alert.reference,
                )
                for alert, case in await session.execute(query)
            ]

    async def shown(self, alert_id: int, revision: int, platform: PlatformName, reference: str) -> None:
        """See the port."""
        values = {
            "shown_revision": revision,
            "platform": platform.value,
            "reference": reference,
            "attempts": 0,
            "last_error": None,
        }
        async with self._session.begin() as session:
            await session.execute(update(AlertRow).where(AlertRow.id == alert_id).values(values))

    async def not_shown(self, alert_id: int, error: str, next_try_at: datetime) -> None:
        """See the port."""
        async with self._session.begin() as session:
            await session.execute(
                update(AlertRow)
                .where(AlertRow.id == alert_id)
                .values(attempts=AlertRow.attempts + 1, last_error=error[:256], next_try_at=next_try_at)
            )

    async def given_up(self, alert_id: int, error: str) -> int:
        """See the port."""
        values = {"failed": True, "attempts": AlertRow.attempts + 1, "last_error": error[:256]}
        async with self._session.begin() as session:
            await session.execute(update(AlertRow).where(AlertRow.id == alert_id).values(values))
            of_this = select(AlertRow.case_id).where(AlertRow.id == alert_id).scalar_subquery()
            left = select(func.count()).where(AlertRow.case_id == of_this, ~AlertRow.failed)
            return await session.scalar(left) or 0

    async def take_up_again(self, case_id: str, at: datetime) -> None:
        """See the port."""
        given_up = update(AlertRow).where(AlertRow.case_id == case_id, AlertRow.failed)
        async with self._session.begin() as session:
            await session.execute(given_up.values(failed=False, attempts=0, next_try_at=at))

    async def notice_given(self, group: str, version: str) -> bool:
        """See the port."""
        async with self._session() as session:
            return await session.get(NoticeRow, (group, version)) is not None

    async def note_notice(self, group: str, version: str, at: datetime) -> None:
        """See the port."""
        async with self._session.begin() as session:
            if await session.get(NoticeRow, (group, version)) is None:
                await session.execute(insert(NoticeRow).values(group_id=group, version=version, at=at))

    async def silences(self, now: datetime) -> Mapping[str, datetime]:
        """See the port."""
        async with self._session() as session:
            rows = await session.scalars(select(SilenceRow).where(SilenceRow.until > now))
            return {row.staff_id: row.until for row in rows}

    async def be_silent(self, staff_id: str, until: datetime) -> None:
        """See the port."""
        async with self._session.begin() as session:
            await session.merge(SilenceRow(staff_id=staff_id, until=until))
