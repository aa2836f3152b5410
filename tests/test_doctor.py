"""``pleinwacht doctor`` finds what is wrong, says how to repair it, and never ends in a traceback."""

import asyncio
import io
import os
import sqlite3
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from bot import cli
from bot.app import school_from
from bot.doctor import examine, run_doctor, unconnected
from bot.domain.errors import StorageError
from bot.domain.health import Check, Finding
from bot.domain.message import Account, PlatformName
from bot.platforms.demo_platform import DemoPlatform
from bot.settings import Settings
from bot.storage.admin_store import SqlAdminStore
from bot.storage.engine import migrate, open_engine
from bot.storage.examination import examine_database
from bot.storage.sealing import Sealer, new_keys, read_keys, write_keys
from classifiers.assessment import ClassifierError
from tests.factories import WordClassifier, school


class Peer:
    """A platform that is examined as the test says."""

    def __init__(self, name: PlatformName, *findings: Finding, breaks: Exception | None = None) -> None:
        self.name = name
        self._findings = findings
        self._breaks = breaks

    async def examine(self, school):
        if self._breaks:
            raise self._breaks
        return self._findings


class HangingPeer(Peer):
    async def examine(self, school):
        await asyncio.Event().wait()


WELL_PEERS = [
    Peer(platform, Finding(Check.TOKEN, True, platform), Finding(Check.CONNECTION, True, platform))
    for platform in (PlatformName.DISCORD, PlatformName.TELEGRAM)
]


@pytest.fixture(autouse=True)
def classifier(monkeypatch) -> WordClassifier:
    made = WordClassifier()
    monkeypatch.setattr("bot.doctor.configure_logs", lambda *_: None)  # it would outlive this test
    monkeypatch.setattr("bot.doctor.load_classifier", lambda *_: made)
    return made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A school on both platforms, whose database and keys are there."""
    made = Settings.model_validate(
        {
            "school": {"name": "De Plataan", "contact": "x@school.example"},
            "storage": {"url": f"sqlite+aiosqlite:///{tmp_path}/r.sqlite3", "key_file": str(tmp_path / "r.key")},
            "staff": [
                {"id": "anneke", "name": "Juf Anneke", "roles": ["mentor"], "discord": "1"},
                {"id": "bram", "name": "Meester Bram", "roles": ["coordinator", "care", "board"], "telegram": "2"},
            ],
            "groups": [
                {
                    "id": "8a",
                    "name": "Klas 8A",
                    "platform": "discord",
                    "chat": "5",
                    "audience": "pupils",
                    "mentors": ["anneke"],
                }
            ],
        }
    )
    migrate(made.storage.url)
    write_keys(made.storage.key_file, new_keys())
    return made


def doctor(monkeypatch, settings: Settings, peers) -> tuple[int, str]:
    """The exit code, and what stands on a wide terminal."""
    monkeypatch.setattr("bot.doctor.platforms_from", lambda _: peers)
    paper = Console(file=io.StringIO(), width=200)
    code = asyncio.run(run_doctor(settings, paper))
    return code, paper.file.getvalue()


def wrong(settings: Settings, peers=WELL_PEERS) -> list[Finding]:
    found = asyncio.run(examine(settings, school_from(settings), peers))
    return [finding for finding in found if not finding.is_well]


def test_when_all_is_well_every_check_stands_there_and_the_exit_code_is_0(monkeypatch, settings) -> None:
    code, table = doctor(monkeypatch, settings, WELL_PEERS)
    assert (code, "Alles is in orde." in table) == (0, True)
    rows = [line for line in table.splitlines() if "goed" in line]
    assert [row.split("│")[1].strip() for row in rows] == [
        "database",
        "sleutels",
        "model",
        "klok",
        "Discord: token",
        "Discord: verbinding",
        "Telegram: token",
        "Telegram: verbinding",
    ]


def test_what_is_wrong_is_a_row_with_its_repair_and_the_exit_code_is_1(monkeypatch, settings) -> None:
    peers = [
        Peer(PlatformName.DISCORD, Finding(Check.MEMBERSHIP, False, PlatformName.DISCORD, "8a")),
        Peer(PlatformName.TELEGRAM, Finding(Check.TOKEN, False, PlatformName.TELEGRAM)),
    ]
    code, table = doctor(monkeypatch, settings, peers)
    (membership,) = [line for line in table.splitlines() if "Discord · Klas 8A: lid van de groep" in line]
    assert "Pleinwacht zit niet in Klas 8A (Discord)." in membership
    assert "Voeg de bot weer toe aan de groep" in membership
    assert "Telegram weigert het token van de bot." in table
    assert (code, "Er zijn 2 dingen niet in orde." in table) == (1, True)


def test_a_platform_that_breaks_or_hangs_is_a_row(monkeypatch, settings) -> None:
    monkeypatch.setattr("bot.doctor.PATIENCE", 0.05)
    peers = [Peer(PlatformName.DISCORD, breaks=OSError("down")), HangingPeer(PlatformName.TELEGRAM)]
    code, table = doctor(monkeypatch, settings, peers)
    assert "Discord is niet bereikbaar." in table
    assert "Telegram is niet bereikbaar." in table
    assert code == 1


def test_before_the_first_start_nothing_has_to_be_there_yet(settings, tmp_path) -> None:
    for file in tmp_path.iterdir():
        file.unlink()
    assert wrong(settings) == []
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_its_keys_is_found(settings) -> None:
    settings.storage.key_file.unlink()
    assert [finding.check for finding in wrong(settings)] == [Check.KEYS]


def test_keys_that_others_can_read_are_found(settings) -> None:
    os.chmod(settings.storage.key_file, 0o644)
    assert [finding.check for finding in wrong(settings)] == [Check.KEYS]


def test_a_damaged_key_from_the_environment_is_found(monkeypatch, settings) -> None:
    monkeypatch.setenv("PLEINWACHT_KEYS", "damaged")
    assert [finding.check for finding in wrong(settings)] == [Check.KEYS]


def test_a_file_that_is_no_database_is_found(settings, tmp_path) -> None:
    (tmp_path / "r.sqlite3").write_text("no database" * 500)
    assert [finding.check for finding in wrong(settings)] == [Check.DATABASE]


def test_a_database_of_a_newer_release_is_found(settings, tmp_path) -> None:
    with sqlite3.connect(tmp_path / "r.sqlite3") as connection:
        connection.execute("update alembic_version set version_num = '9999'")
    with pytest.raises(StorageError, match="newer"):
        asyncio.run(examine_database(settings.storage.url))


def test_a_database_in_which_nothing_can_be_written_is_found(settings, tmp_path) -> None:
    with sqlite3.connect(tmp_path / "r.sqlite3") as connection:
        connection.execute("create trigger closed before update on alembic_version begin select raise(abort, 'x'); end")
    assert [finding.check for finding in wrong(settings)] == [Check.DATABASE]


def test_looking_leaves_the_database_as_it_is(settings, tmp_path) -> None:
    def content() -> list[str]:
        with sqlite3.connect(tmp_path / "r.sqlite3") as connection:
            return list(connection.iterdump())

    before = content()
    assert wrong(settings) == []
    assert content() == before


@pytest.mark.parametrize("error", [ClassifierError("no such model"), RuntimeError("broken")])
def test_a_model_that_cannot_be_used_is_found(monkeypatch, settings, error) -> None:
    def broken(*_):
        raise error

    monkeypatch.setattr("bot.doctor.load_classifier", broken)
    assert [finding.check for finding in wrong(settings)] == [Check.MODEL]


def test_the_model_is_tried_on_a_line(settings, classifier) -> None:
    assert wrong(settings) == []
    assert classifier.calls == [1]


def test_a_clock_that_lost_its_time_is_found(monkeypatch, settings) -> None:
    monkeypatch.setattr("bot.doctor.now", lambda: datetime(1970, 1, 1, tzinfo=UTC))
    assert [finding.check for finding in wrong(settings)] == [Check.CLOCK]


def test_staff_with_accounts_only_on_a_platform_without_a_token_are_found(settings) -> None:
    found = unconnected(school_from(settings), [PlatformName.DISCORD])
    assert [finding.staff for finding in found] == ["bram"]
    assert unconnected(school_from(settings), [PlatformName.DISCORD, PlatformName.TELEGRAM]) == []


def test_an_account_that_was_linked_with_a_code_counts(settings) -> None:
    on_discord = WELL_PEERS[:1]
    assert [finding.staff for finding in wrong(settings, on_discord)] == ["bram"]

    async def link() -> None:
        engine = open_engine(settings.storage.url)
        store = SqlAdminStore(engine, Sealer(read_keys(settings.storage.key_file)))
        later = datetime.now(UTC) + timedelta(hours=1)
        await store.add_code("ABCDEFGHJK", "bram", "anneke", later)
        await store.use_code("ABCDEFGHJK", Account(PlatformName.DISCORD, "2"), datetime.now(UTC))
        await engine.dispose()

    asyncio.run(link())
    assert wrong(settings, on_discord) == []


async def test_the_demo_platform_can_be_examined() -> None:
    findings = await DemoPlatform().examine(school())
    assert [(finding.check, finding.group) for finding in findings] == [
        (Check.CONNECTION, ""),
        (Check.READING, "8a"),
        (Check.READING, "8b"),
    ]
    assert all(finding.is_well for finding in findings)


def test_the_command_ends_with_the_exit_code(monkeypatch, settings, tmp_path, capsys) -> None:
    config = tmp_path / "config.toml"
    config.write_text("")
    monkeypatch.setattr("bot.cli.load_settings", lambda _: settings)
    monkeypatch.setattr("bot.doctor.platforms_from", lambda _: [Peer(PlatformName.DISCORD, breaks=OSError("down"))])
    monkeypatch.setattr(sys, "argv", ["pleinwacht", "doctor", "--config", str(config)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    printed = capsys.readouterr()
    assert "Pleinwacht bij De Plataan" in printed.out
    assert "Traceback" not in printed.err
