"""What admins change while it runs, in the database: thresholds, and accounts linked to members of staff."""

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker

from bot.casework.ports import UsedCode
from bot.domain.errors import StorageError
from bot.domain.message import Account, PlatformName
from bot.domain.threshold_change import ThresholdChange
from bot.storage.rows import LinkCodeRow, LinkedAccountRow, ThresholdRow
from bot.storage.sealing import Sealer
from bot.storage.translation import account_ref
from bot.storage.whole import whole_operations
from classifiers.assessment import Category, Threshold

log = structlog.get_logger()


@whole_operations
class SqlAdminStore:
    """Implements bot.casework.ports.ThresholdStore and LinkStore."""

    def __init__(self, engine: AsyncEngine, sealer: Sealer) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)
        self._sealer = sealer

    async def threshold_changes(self) -> Sequence[ThresholdChange]:
        """See the port."""
        known = list(Category)
        async with self._session() as session:
            rows = list(await session.scalars(select(ThresholdRow).order_by(ThresholdRow.id)))
        return [
            ThresholdChange(
                row.at,
                row.actor,
                Category(row.category),
                Threshold(row.flag, row.alert) if row.flag is not None and row.alert is not None else None,
                self._reason(row),
            )
            for row in rows
            if row.category in known
        ]

    async def add_threshold_change(self, change: ThresholdChange) -> None:
        """See the port."""
        async with self._session.begin() as session:
            await session.execute(
                insert(ThresholdRow).values(
                    at=change.at,
                    actor=change.actor,
                    category=change.category.value,
                    flag=change.threshold.flag if change.threshold else None,
                    alert=change.threshold.alert if change.threshold else None,
                    sealed=self._sealer.seal(change.reason, _place_of_change(change.category, change.at)),
                )
            )

    async def add_code(self, code: str, staff_id: str, made_by: str, expires_at: datetime) -> None:
        """See the port."""
        values = {"code": self._hash(code), "staff_id": staff_id, "made_by": made_by, "expires_at": expires_at}
        async with self._session.begin() as session:
            await session.execute(delete(LinkCodeRow).where(LinkCodeRow.staff_id == staff_id))
            await session.execute(insert(LinkCodeRow).values(values))

    async def spoil_code(self, code: str) -> None:
        """See the port."""
        async with self._session.begin() as session:
            await session.execute(delete(LinkCodeRow).where(LinkCodeRow.code == self._hash(code)))

    async def use_code(self, code: str, account: Account, at: datetime) -> UsedCode | None:
        """See the port."""
        pseudonym = account_ref(self._sealer, account)
        async with self._session.begin() as session:
            row = await session.get(LinkCodeRow, self._hash(code), with_for_update=True)
            if row is None or row.expires_at <= at:
                return None
            await session.delete(row)
            await session.merge(
                LinkedAccountRow(
                    account=pseudonym,
                    staff_id=row.staff_id,
                    made_by=row.made_by,
                    at=at,
                    sealed=self._sealer.seal([account.platform, account.id], _place(pseudonym)),
                )
            )
            return UsedCode(row.staff_id, row.made_by)

    async def links(self) -> Sequence[tuple[Account, str]]:
        """See the port."""
        async with self._session() as session:
            rows = list(await session.scalars(select(LinkedAccountRow).order_by(LinkedAccountRow.at)))
        return [(account, row.staff_id) for row in rows if (account := self._account(row)) is not None]

    async def unlink(self, staff_id: str) -> Sequence[Account]:
        """See the port."""
        mine = LinkedAccountRow.staff_id == staff_id
        async with self._session.begin() as session:
            accounts = [self._account(row) for row in await session.scalars(select(LinkedAccountRow).where(mine))]
            await session.execute(delete(LinkedAccountRow).where(mine))
        return [account for account in accounts if account is not None]

    def _hash(self, code: str) -> str:
        return self._sealer.pseudonym("link", code)

    def _account(self, row: LinkedAccountRow) -> Account | None:
        """None when it cannot be opened: one lost key must not keep the whole school from being watched over."""
        try:
            platform, account = self._sealer.open(row.sealed, _place(row.account))
        except StorageError as error:
            log.error("link_unreadable", staff=row.staff_id, reason=str(error))
            return None
        return Account(PlatformName(platform), account)

    def _reason(self, row: ThresholdRow) -> str:
        """Empty when it cannot be opened: the threshold itself holds all the same."""
        try:
            return str(self._sealer.open(row.sealed, _place_of_change(row.category, row.at)))
        except StorageError as error:
            log.error("reason_unreadable", change=row.id, reason=str(error))
            return ""


def _place(pseudonym: str) -> str:
    """To what the sealed part of a linked account is bound."""
    return f"linked_account/{pseudonym}"


def _place_of_change(category: str, at: datetime) -> str:
    """To what the sealed reason of a change is bound."""
    return f"threshold_change/{category}/{at.astimezone(UTC).isoformat()}"
