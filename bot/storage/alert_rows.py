"""Planning alerts inside the transaction that made them necessary."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.rows import AlertRow

AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)  # a platform's clock must not be able to put an alert off


async def plan_alerts(session: AsyncSession, case_id: str, recipients: Sequence[str]) -> None:
    """An alert for each recipient who has none of this case yet; the others' will be updated, not repeated."""
    known = set(await session.scalars(select(AlertRow.staff_id).where(AlertRow.case_id == case_id)))
    for staff_id in recipients:
        if staff_id not in known:
            await session.execute(
                insert(AlertRow).values(
                    case_id=case_id, staff_id=staff_id, shown_revision=0, attempts=0, next_try_at=AT_ONCE, failed=False
                )
            )
    # A case that changed is worth a new attempt at once, also where an earlier delivery failed.
    await session.execute(
        update(AlertRow).where(AlertRow.case_id == case_id, ~AlertRow.failed).values(next_try_at=AT_ONCE)
    )
