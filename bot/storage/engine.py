"""Opens the database: SQLite tuned for one busy process, or what the URL says; brings its tables up to date."""

import shutil
import sqlite3
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.domain.errors import StorageError

MIGRATIONS_IN_WHEEL = "_migrations"


def open_engine(url: str) -> AsyncEngine:
    """An engine for ``url`` (``sqlite+aiosqlite:///…`` or ``postgresql+asyncpg://…``)."""
    engine = create_async_engine(url, hide_parameters=True)  # no values in errors, so none in logs
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _tune_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy opens transactions itself: see _begin_immediate
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite URL; None for another database or one in memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def _sync_url(url: str) -> str:
    """The same database through a driver that Alembic can use without an event loop."""
    return make_url(url).set(drivername=make_url(url).get_backend_name()).render_as_string(hide_password=False)


def alembic_config(url: str) -> Config:
    """Alembic's configuration with the migrations of the wheel, or of the source tree beside this package."""
    shipped = Path(str(files("bot"))) / MIGRATIONS_IN_WHEEL
    folder = shipped if shipped.is_dir() else Path(str(files("bot"))).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", _sync_url(url).replace("%", "%%"))
    return config


def migrate(url: str) -> Path | None:
    """Bring the tables up to date; a SQLite file that holds something is copied first, and the copy's path returned.

    Blocking: call it before the event loop, or in a thread.

    Raises:
        StorageError: the database cannot be opened or upgraded; the backup, if any, is named.
    """
    config = alembic_config(url)
    backup = None
    try:
        if _is_current(url, config):
            return None
        backup = _back_up(sqlite_file(url))
        command.upgrade(config, "head")
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        kept = f" (a copy from before is in {backup})" if backup else ""
        raise StorageError(f"database {make_url(url).render_as_string()} cannot be upgraded: {error}{kept}") from error
    return backup


def _is_current(url: str, config: Config) -> bool:
    file = sqlite_file(url)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(_sync_url(url))
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    return current == ScriptDirectory.from_config(config).get_current_head()


def _back_up(file: Path | None) -> Path | None:
    if file is None or not file.exists() or file.stat().st_size == 0:
        return None
    backup = file.with_name(f"{file.name}.before-{datetime.now(UTC):%Y%m%d-%H%M%S}")
    with sqlite3.connect(file) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    shutil.copymode(file, backup)
    return backup
