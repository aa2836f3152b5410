"""Every test of the contract runs against memory and against a real SQLite file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.case_store import SqlCaseStore
from bot.storage.engine import migrate, open_engine
from bot.storage.health_store import SqlHealthStore
from bot.storage.ledger import SqlLedger
from bot.storage.memory import MemoryRecords
from bot.storage.outbox import SqlOutbox
from bot.storage.sealing import Sealer, new_keys
from bot.storage.statement_store import SqlStatementStore


class SqlRecords(SqlStatementStore, SqlLedger, SqlCaseStore, SqlOutbox, SqlHealthStore):
    """The four repositories as one, as the contract tests use them."""

    def __init__(self, engine, sealer) -> None:
        SqlStatementStore.__init__(self, engine, sealer)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite3"


@pytest.fixture(params=["memory", "sqlite"])
async def records(request, database: Path) -> AsyncIterator[object]:
    if request.param == "memory":
        yield MemoryRecords()
        return
    url = f"sqlite+aiosqlite:///{database}"
    migrate(url)
    engine = open_engine(url)
    yield SqlRecords(engine, Sealer(new_keys()))
    await engine.dispose()
