"""The bot as a process: it starts, is stopped, and finds a token, a network or a file that is not right."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.casework.desk import Desk
from bot.domain.evidence import Evidence
from bot.settings import load_settings
from bot.storage.case_store import SqlCaseStore
from bot.storage.engine import open_engine
from bot.storage.sealing import Sealer, read_keys
from classifiers.assessment import Category
from tests.classifiers.conftest import make_model
from tests.platforms.telegram_peer import TelegramPeer

# isort: split
from bot.app import now, school_from

ROOT = Path(__file__).parent.parent
CLASS, SEM, MENTOR, COORDINATOR, BOARD = -1001000000008, 1, 1001, 1002, 1003
TOKEN = "123456:peer-token"
WITHIN = 90  # seconds for a start on a busy machine; most of it is importing
STOPPED_WITHIN = timedelta(seconds=5)
# Every text and name holds one of these, to be looked for in logs and files.
HARMFUL, HARMLESS, NAME = "gevlagd", "gewoon", "Naamloosje4410"

pytestmark = [pytest.mark.timeout(400)]

CONFIG = """
[school]
name = "De Plataan"
contact = "privacy@plataan.example"
[storage]
url = "sqlite+aiosqlite:///{folder}/r.sqlite3"
key_file = "{folder}/r.key"
[classifier]
model = "{model}"
[telegram]
token = "{token}"
base_url = "{base_url}"
base_file_url = "{base_url}"
[log]
level = "debug"
format = "{form}"
[[staff]]
id = "mentor"
name = "Juf Anneke"
roles = ["mentor"]
telegram = "1001"
[[staff]]
id = "coordinator"
name = "Meester Bram"
roles = ["coordinator", "care"]
telegram = "1002"
[[staff]]
id = "board"
name = "Mevrouw De Wit"
roles = ["board"]
telegram = "1003"
[[groups]]
id = "8a"
name = "Klas 8A"
platform = "telegram"
chat = "-1001000000008"
audience = "pupils"
mentors = ["mentor"]
"""


async def until(condition: Callable[[], Any], within: float = WITHIN) -> Any:
    async with asyncio.timeout(within):
        while not (result := condition()):  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.02)
    return result


@dataclass
class Bot:
    """A running process with what it wrote so far."""

    process: asyncio.subprocess.Process
    out: bytearray
    err: bytearray
    readers: list[asyncio.Task[None]]

    @property
    def text(self) -> str:
        return (self.out + self.err).decode()

    def events(self, name: str) -> list[dict[str, Any]]:
        """Logged events, from whole lines of JSON."""
        lines = self.err.decode().split("\n")[:-1]
        return [entry for line in lines if (entry := json.loads(line))["event"] == name]

    async def logged(self, name: str) -> dict[str, Any]:
        def found() -> list[dict[str, Any]]:
            assert self.process.returncode is None, f"ended with {self.process.returncode}: {self.text}"
            return self.events(name)

        return (await until(found))[0]

    async def ended(self, within: float = WITHIN) -> int:
        code = await asyncio.wait_for(self.process.wait(), within)
        await asyncio.gather(*self.readers)
        return code

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to stop; it must do so in time, with success, and without a traceback or a complaint after it."""
        self.process.send_signal(number)
        assert await self.ended() == 0, self.text
        assert "Traceback" not in self.text
        if b'"stopped"' in self.err:  # by its own clock: how long Python then takes to unload depends on the machine
            (begun,), (done,) = self.events("stopping"), self.events("stopped")
            took = datetime.fromisoformat(done["timestamp"]) - datetime.fromisoformat(begun["timestamp"])
            assert took < STOPPED_WITHIN, self.text
        assert "stopped" in self.text.strip().split("\n")[-1]

    async def kill(self) -> None:
        self.process.kill()
        await self.ended()


@dataclass
class World:
    """A school with a class on Telegram, and the bot's folder."""

    folder: Path
    model: Path
    peer: TelegramPeer

    @property
    def database(self) -> Path:
        return self.folder / "r.sqlite3"

    def config(self, **changes: str) -> Path:
        values = {
            "folder": str(self.folder),
            "model": str(self.model),
            "token": TOKEN,
            "base_url": self.peer.base_url,
            "form": "json",
            **changes,
        }
        file = self.folder / "school.toml"
        file.write_text(CONFIG.format(**values), encoding="utf-8")
        return file

    @asynccontextmanager
    async def bot(self, *arguments: str, **changes: str) -> AsyncIterator[Bot]:
        """A process of the bot, gone at the end whatever happens."""
        config = self.config(**changes)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PLEINWACHT_")}
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "run", "--config", str(config), *arguments),
            cwd=ROOT,
            env={**environment, "HF_HUB_OFFLINE": "1"},
            stdout=pipe,
            stderr=pipe,
        )
        assert process.stdout is not None
        assert process.stderr is not None
        bot = Bot(process, bytearray(), bytearray(), [])
        bot.readers += [
            asyncio.create_task(_collect(process.stdout, bot.out)),
            asyncio.create_task(_collect(process.stderr, bot.err)),
        ]
        try:
            yield bot
        finally:
            if process.returncode is None:
                await bot.kill()

    async def say(self, text: str) -> int:
        return int((await self.peer.says(CLASS, SEM, text))["message_id"])

    def alerts(self, to: int = MENTOR) -> list[Any]:
        everything = self.peer.messages.values()
        return [each for each in everything if each["chat"]["id"] == to and each["from"]["is_bot"]]

    def handled(self) -> bool:
        """Telegram was told that it need not give anything again."""
        return not self.peer.pending

    async def evidence(self) -> list[Evidence]:
        return await evidence_in(self.folder)


async def evidence_in(folder: Path) -> list[Evidence]:
    """All that is kept, read back through the desk as the mentor does."""
    settings = load_settings(folder / "school.toml", {})
    school, engine = school_from(settings), open_engine(settings.storage.url)
    try:
        desk = Desk(SqlCaseStore(engine, Sealer(read_keys(settings.storage.key_file))), school, now)
        mentor = school.staff["mentor"]
        files = [await desk.open(mentor, case.id, "test") for case in await desk.inbox(mentor, 200)]
    finally:
        await engine.dispose()
    return [evidence for file in files for evidence in file.evidence]


async def _collect(stream: asyncio.StreamReader, into: bytearray) -> None:
    while chunk := await stream.read(65536):
        into += chunk


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that knows one word: whoever says it threatens."""
    folder = tmp_path_factory.mktemp("model") / "klein"
    return make_model(folder, [str(category) for category in Category], {HARMFUL: {"threat": 5.0}, HARMLESS: {}})


@pytest.fixture
async def world(model: Path, tmp_path: Path) -> AsyncIterator[World]:
    async with TelegramPeer(token=TOKEN) as peer:
        peer.person(SEM, NAME)
        for member in (MENTOR, COORDINATOR, BOARD):
            peer.person(member, f"{NAME} {member}", pressed_start=True)
        peer.group(CLASS)
        yield World(tmp_path, model, peer)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
async def test_it_starts_handles_messages_and_ends_cleanly_on_a_signal(world: World, number: signal.Signals) -> None:
    async with world.bot() as bot:
        await bot.logged("telegram_ready")
        await world.say(f"{HARMLESS} bericht")
        await world.say(f"{HARMFUL} bericht")
        await until(lambda: world.alerts() and world.handled())
        await bot.stop(number)
        assert [entry["signal"] for entry in bot.events("stopping")] == [number.name]
        assert bot.events("stopped")
        assert bot.out == b""
    (evidence,) = await world.evidence()
    assert (evidence.text, evidence.author.name) == (f"{HARMFUL} bericht", NAME)


async def test_each_line_of_the_log_is_an_object_without_words_names_or_token(world: World) -> None:
    del world.peer.chats[MENTOR]  # never pressed Start: an alert that cannot be delivered is logged too
    async with world.bot() as bot:
        await bot.logged("telegram_ready")
        await world.say(f"{HARMLESS} bericht")
        await world.say(f"{HARMFUL} bericht")
        await bot.logged("alert_undeliverable")
        await until(lambda: world.alerts(COORDINATOR))
        await bot.stop()
    lines = bot.err.decode().splitlines()
    assert len(lines) > 5
    for entry in map(json.loads, lines):
        assert {"event", "level", "timestamp"} <= set(entry)
    secrets = (HARMLESS, HARMFUL, NAME, "Anneke", "Bram", TOKEN.split(":")[1])
    assert not [secret for secret in secrets if secret in bot.text]


async def test_what_was_accepted_before_a_signal_is_finished_or_read_again(world: World) -> None:
    texts = [f"{HARMFUL if number % 5 == 0 else HARMLESS} {number}" for number in range(60)]
    async with world.bot() as bot:
        await bot.logged("telegram_ready")
        for text in texts:
            await world.say(text)
        await bot.stop()
    async with world.bot() as bot:
        await until(lambda: world.handled() and world.alerts())
        await bot.stop()
    assert sorted(each.text for each in await world.evidence()) == sorted(text for text in texts if HARMFUL in text)


async def test_a_signal_right_at_the_start_ends_it_cleanly_too(world: World) -> None:
    async with world.bot() as bot:
        await until(lambda: world.database.exists())
        await bot.stop()
    async with world.bot() as bot:
        await bot.logged("telegram_ready")
        await bot.stop()


async def test_a_refused_token_is_named_and_tried_again_while_the_process_keeps_running(world: World) -> None:
    async with world.bot(token="654321:not-the-token") as bot:
        entry = await bot.logged("telegram_token_refused")
        assert (entry["level"], entry["setting"]) == ("error", "telegram.token")
        assert entry["retry_in"] > 0
        await asyncio.sleep(0.5)
        await bot.stop()
        assert "not-the-token" not in bot.text


async def test_a_refused_token_is_a_readable_line_for_people(world: World) -> None:
    async with world.bot(token="654321:not-the-token", form="console") as bot:
        await until(lambda: "telegram_token_refused" in bot.text)
        (line,) = [line for line in bot.text.splitlines() if "telegram_token_refused" in line]
        assert "telegram.token" in line
        assert "BotFather" in line
        await bot.stop()
        assert "not-the-token" not in bot.text


async def test_it_connects_when_the_network_comes_after_the_start(world: World) -> None:
    await world.peer.down()
    async with world.bot() as bot:
        assert (await bot.logged("telegram_unreachable"))["level"] == "warning"
        await world.peer.up()
        await bot.logged("telegram_ready")
        await world.say(f"{HARMFUL} bericht")
        await until(world.alerts)
        await bot.stop()


async def test_a_network_that_is_lost_for_a_while_loses_nothing(world: World) -> None:
    async with world.bot() as bot:
        await bot.logged("telegram_ready")
        await world.peer.down()
        await bot.logged("telegram_unreachable")
        await world.say(f"{HARMFUL} bericht")
        await world.peer.up()
        await until(world.alerts)
        await bot.stop()
    assert [each.text for each in await world.evidence()] == [f"{HARMFUL} bericht"]


async def test_a_wrong_config_ends_it_at_once_with_nothing_made(world: World) -> None:
    async with world.bot(form="yaml") as bot:
        assert await bot.ended() == 2
    assert "log.format: must be 'console' or 'json', not 'yaml'" in bot.text
    assert "Traceback" not in bot.text
    assert [file.name for file in world.folder.iterdir()] == ["school.toml"]


async def test_a_model_that_is_not_there_is_a_clear_message_with_nothing_made(world: World) -> None:
    async with world.bot(model=str(world.folder / "nergens")) as bot:
        assert await bot.ended() == 1
    assert "no model at" in bot.text
    assert "Traceback" not in bot.text
    assert [file.name for file in world.folder.iterdir()] == ["school.toml"]


async def test_a_damaged_database_is_a_clear_message(world: World) -> None:
    world.database.write_bytes(b"this is no database, but a long enough text to look at" * 30)
    async with world.bot() as bot:
        assert await bot.ended() == 1
    assert "r.sqlite3 cannot be upgraded" in bot.text
    assert "Traceback" not in bot.text


async def test_a_database_that_was_damaged_later_is_a_clear_message(world: World) -> None:
    async with world.bot() as bot:
        await bot.logged("telegram_ready")
        await bot.stop()
    content = bytearray(world.database.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)  # the first page, with its head and the list of tables, is whole
    world.database.write_bytes(content)
    async with world.bot() as bot:
        assert await bot.ended() == 1
    assert "r.sqlite3" in bot.text
    assert "Traceback" not in bot.text


async def test_a_key_file_that_others_can_read_is_a_clear_message(world: World) -> None:
    (world.folder / "r.key").write_text("", encoding="utf-8")
    (world.folder / "r.key").chmod(0o644)
    async with world.bot() as bot:
        assert await bot.ended() == 1
    assert "has mode 0644; it must be 0600" in bot.text
    assert "Traceback" not in bot.text
