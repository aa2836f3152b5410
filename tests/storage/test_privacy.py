"""What lies on the disk after a busy hour: no word of harmless messages, and no word or name in the clear of any."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app import assemble
from bot.domain.errors import StorageError
from bot.settings import Settings
from bot.storage.engine import migrate, open_engine, sqlite_file
from tests.factories import THRESHOLDS, Role, WordClassifier, author, message, school

HARMLESS, HARMFUL, NAME = "GEWOON7351", "GEVLAGD9283", "Naamloosje4410"


def settings(folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "school": {"name": "De Plataan", "contact": "x@school.example"},
            "storage": {"url": f"sqlite+aiosqlite:///{folder}/r.sqlite3", "key_file": str(folder / "r.key")},
        }
    )


async def busy_hour(folder: Path) -> None:
    options = settings(folder)
    async with assemble(options, school(), WordClassifier(), THRESHOLDS, []) as parts:
        writer = author(NAME, Role.PUPIL)
        tickets = []
        for number in range(200):
            text = f"{HARMFUL} threat! {number}" if number % 40 == 39 else f"{HARMLESS} {number}"
            # far apart, so that no harmless line stands just before a flagged one and becomes evidence with it
            sent = message(text, minutes=number * 150, author=writer)
            tickets.append(await parts.inbox.submit(sent))
        await asyncio.gather(*tickets)
        assert len(await parts.desk.inbox(parts.school.staff["mentor"])) == 5
        check_all(folder)  # while it runs: the write-ahead log holds the newest


def check_all(folder: Path) -> None:
    for file in folder.rglob("*"):
        check(file)


def check(file: Path) -> None:
    if file.is_file():
        content = file.read_bytes()
        for marker in (HARMLESS, HARMFUL, NAME):
            assert marker.encode() not in content, f"{marker} stands in {file.name}"


def test_nothing_that_was_written_is_readable_on_disk_or_in_logs(tmp_path, monkeypatch, capfd) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(temporary))
    records = tmp_path / "records"
    records.mkdir()
    asyncio.run(busy_hour(records))
    check_all(tmp_path)
    assert (records / "r.sqlite3").stat().st_size > 10_000
    logged = "".join(capfd.readouterr())
    assert not any(marker in logged for marker in (HARMLESS, HARMFUL, NAME))


def test_the_search_would_find_what_is_written_in_the_clear(tmp_path) -> None:
    (tmp_path / "leak.bin").write_bytes(b"\x00" + HARMLESS.encode() + b"\x00")
    with pytest.raises(AssertionError, match=r"stands in leak\.bin"):
        check(tmp_path / "leak.bin")


def test_a_database_is_copied_before_it_is_upgraded(tmp_path) -> None:
    file = tmp_path / "r.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("create table old (x)")
        connection.execute("insert into old values (42)")
    backup = migrate(f"sqlite+aiosqlite:///{file}")
    assert backup is not None
    assert sqlite3.connect(backup).execute("select x from old").fetchall() == [(42,)]
    assert migrate(f"sqlite+aiosqlite:///{file}") is None


def test_a_file_that_is_no_database_is_a_clear_error(tmp_path) -> None:
    file = tmp_path / "r.sqlite3"
    file.write_text("this is no database, but a long enough text to look at" * 30)
    with pytest.raises(StorageError, match=r"r\.sqlite3.* cannot be upgraded"):
        migrate(f"sqlite+aiosqlite:///{file}")


def test_an_in_memory_database_has_no_file() -> None:
    assert sqlite_file("sqlite+aiosqlite:///:memory:") is None


async def test_sqlite_writes_ahead_and_wipes_what_is_deleted(tmp_path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/r.sqlite3"
    await asyncio.to_thread(migrate, url)
    engine = open_engine(url)
    async with engine.connect() as connection:
        mode = (await connection.exec_driver_sql("pragma journal_mode")).scalar()
        wiped = (await connection.exec_driver_sql("pragma secure_delete")).scalar()
    await engine.dispose()
    assert (mode, wiped) == ("wal", 1)


def test_the_tables_are_what_the_migrations_make(tmp_path) -> None:
    """No drift: autogenerating a migration from the rows finds nothing to change."""
    code = (
        "from alembic import command; from bot.storage.engine import alembic_config, migrate;"
        f"url = 'sqlite+aiosqlite:///{tmp_path}/r.sqlite3'; migrate(url); command.check(alembic_config(url));"
        "command.downgrade(alembic_config(url), 'base'); migrate(url)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False)
    assert done.returncode == 0, done.stderr


def test_times_are_shown_in_the_zone_of_the_school(tmp_path) -> None:
    assert settings(tmp_path).school.zone == ZoneInfo("Europe/Amsterdam")
