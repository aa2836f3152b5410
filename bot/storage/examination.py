"""Looks whether the database and the keys could be used, and changes nothing of either."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import StorageError
from bot.domain.message import Account
from bot.storage.admin_store import SqlAdminStore
from bot.storage.engine import alembic_config, open_engine, sqlite_file
from bot.storage.sealing import Keys, Sealer, read_keys


async def examine_database(url: str) -> None:
    """Open it and begin to write; a SQLite file that is not there yet need only be possible.

    Raises:
        StorageError: it cannot be used; says why.
    """
    file = sqlite_file(url)
    if file is not None and not file.exists():
        _examine_folder(file.parent)
        return
    try:
        engine = open_engine(url)
        try:
            async with engine.connect() as connection:
                await _examine_tables(connection, url)
                await connection.rollback()
        finally:
            await engine.dispose()
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
        raise StorageError(f"the database cannot be used: {type(error).__name__}") from error


async def linked_accounts(url: str, keys: Keys) -> Sequence[tuple[Account, str]]:
    """Accounts that were linked with a code, with their staff id; none while the database cannot say."""
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return []
    try:
        engine = open_engine(url)
        try:
            return await SqlAdminStore(engine, Sealer(keys)).links()
        finally:
            await engine.dispose()
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError):
        return []  # not yet upgraded, or of no use, which examine_database says


def examine_keys(file: Path, url: str) -> None:
    """Read the key file; when there is none yet, nor a database, it need only be possible to make one.

    Raises:
        StorageError: the keys are lost or damaged, others can read them, or their place cannot be used.
    """
    database = sqlite_file(url)
    if file.exists() or (database is not None and database.exists()):
        read_keys(file)
    else:
        _examine_folder(file.parent)


async def _examine_tables(connection: AsyncConnection, url: str) -> None:
    """A version of the tables that this release knows; noting it anew shows that writing is possible."""
    if not await connection.run_sync(lambda inner: inner.dialect.has_table(inner, "alembic_version")):
        return
    version = await connection.scalar(text("select version_num from alembic_version"))
    try:
        ScriptDirectory.from_config(alembic_config(url)).get_revision(version)
    except CommandError:
        raise StorageError(f"the database is of a newer Pleinwacht (tables {version}): install that") from None
    await connection.execute(text("update alembic_version set version_num = version_num"))


def _examine_folder(folder: Path) -> None:
    """The nearest folder that exists can be written in."""
    nearest = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK):
        raise StorageError(f"{nearest} cannot be written in")
