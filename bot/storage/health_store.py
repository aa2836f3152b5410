"""Gaps, what the admins were told, and when each group was last heard, in the database."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.domain.errors import StorageError
from bot.domain.health import Gap
from bot.domain.message import Channel, PlatformName
from bot.health.ports import KeptGap, Told
from bot.storage.rows import GapRow, LastSeenRow, ToldRow, UnassessedRow
from bot.storage.whole import whole_operations

ITSELF = ""  # the row of last_seen that is about Pleinwacht and not about a group


@whole_operations
class SqlHealthStore:
    """Implements bot.health.ports.HealthStore."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._session = async_sessionmaker(engine, expire_on_commit=False)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncSession]:
        with _told_as_ours():
            async with self._session.begin() as session:
                yield session

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncSession]:
        with _told_as_ours():
            async with self._session() as session:
                yield session

    async def add_gap(self, gap: Gap, found_at: datetime) -> None:
        """See the port."""
        known = select(GapRow.id).where(
            GapRow.platform == gap.channel.platform.value,
            GapRow.channel == gap.channel.id,
            GapRow.since == gap.since,
            GapRow.until == gap.until,
        )
        async with self._writing() as session:
            if await session.scalar(known) is None:
                await session.execute(
                    insert(GapRow).values(
                        platform=gap.channel.platform.value,
                        channel=gap.channel.id,
                        group_id=gap.group,
                        since=gap.since,
                        until=gap.until,
                        reason=gap.reason[:256],
                        found_at=found_at,
                    )
                )

    async def gaps(self, since: datetime) -> Sequence[KeptGap]:
        """See the port."""
        query = select(GapRow).where(GapRow.found_at >= since).order_by(GapRow.id)
        async with self._reading() as session:
            return [_kept(row) for row in await session.scalars(query)]

    async def told(self) -> Sequence[Told]:
        """See the port."""
        async with self._reading() as session:
            return [Told(row.admin, row.subject, row.is_well, row.at) for row in await session.scalars(select(ToldRow))]

    async def note_told(self, told: Iterable[Told]) -> None:
        """See the port."""
        async with self._writing() as session:
            for each in told:
                await session.merge(ToldRow(admin=each.admin, subject=each.subject, is_well=each.is_well, at=each.at))

    async def last_seen(self) -> Mapping[str, datetime]:
        """See the port."""
        query = select(LastSeenRow).where(LastSeenRow.group_id != ITSELF)
        async with self._reading() as session:
            return {row.group_id: row.at for row in await session.scalars(query)}

    async def note_last_seen(self, times: Mapping[str, datetime], now: datetime) -> None:
        """See the port."""
        async with self._writing() as session:
            await session.merge(LastSeenRow(group_id=ITSELF, at=now))
            for group, at in times.items():
                known = await session.get(LastSeenRow, group)
                if known is None or known.at < at:
                    await session.merge(LastSeenRow(group_id=group, at=at))

    async def unassessed(self, since: datetime) -> int:
        """See the port."""
        async with self._reading() as session:
            query = select(func.count()).where(UnassessedRow.noted_at >= since)
            return await session.scalar(query) or 0


@contextmanager
def _told_as_ours() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise StorageError(f"the database cannot be used: {type(error).__name__}") from error


def _kept(row: GapRow) -> KeptGap:
    channel = Channel(PlatformName(row.platform), row.channel)
    return KeptGap(row.id, Gap(channel, row.group_id, row.since, row.until, row.reason), row.found_at)
