"""Whenever the bot is killed under load on both platforms at once: nothing is lost, and nothing is filed twice."""

import asyncio
import multiprocessing
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
import trustme

from bot.cli import run
from tests.platforms.discord_peer import TOKEN as DISCORD_TOKEN
from tests.platforms.discord_peer import DiscordPeer
from tests.platforms.telegram_peer import TelegramPeer
from tests.test_lifecycle import (  # noqa: F401 - a fixture
    CLASS,
    CONFIG,
    HARMFUL,
    HARMLESS,
    MENTOR,
    NAME,
    SEM,
    TOKEN,
    evidence_in,
    model,
    until,
)

KILLS = 25
SPAN = 4.0  # seconds after its start in which it is killed: it starts, reads back what it missed, and then hears live
EVERY = 0.04  # seconds between two messages
SEED = 20261126
# What a start would otherwise spend most of its time on; only modules, nothing of the bot is made in advance.
IMPORTED = [
    "bot.app",
    "classifiers.transformer",
    "transformers.models.auto.tokenization_auto",
    "sqlalchemy.dialects.sqlite.aiosqlite",
]

ON_DISCORD = """
[discord]
token = "{discord_token}"
proxy = "{proxy}"
[[groups]]
id = "8b"
name = "Klas 8B"
platform = "discord"
chat = "{guild}"
audience = "pupils"
mentors = ["mentor"]
"""

pytestmark = [pytest.mark.timeout(300)]


@dataclass
class World:
    """A school with a class on each platform, and what was said there."""

    folder: Path
    config: Path
    telegram: TelegramPeer
    discord: DiscordPeer
    pupil: int
    places: list[int]  # a channel and a thread on Discord
    harmful: list[str] = field(default_factory=list)
    newest: dict[str, int] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=count)

    async def say(self) -> None:
        """The next message; every third is harmful, and they go to every place in turn."""
        number = next(self.numbers)
        text = f"{HARMFUL if number % 3 == 0 else HARMLESS} {number}"
        self.harmful += [text] if HARMFUL in text else []
        where = number % (len(self.places) + 2)
        if where < len(self.places):
            place = self.places[where]
            self.newest[str(place)] = self.discord.backend.create_message(place, self.pupil, text).id
        else:
            self.newest[str(CLASS)] = (await self.telegram.says(CLASS, SEM, text))["message_id"]

    async def keep_talking(self) -> None:
        while True:
            await self.say()
            await asyncio.sleep(EVERY)

    def cursors(self) -> dict[str, int]:
        with closing(sqlite3.connect(self.folder / "r.sqlite3")) as connection:
            return dict(connection.execute("select channel, position from cursors").fetchall())

    def unassessed(self) -> int:
        with closing(sqlite3.connect(self.folder / "r.sqlite3")) as connection:
            (number,) = connection.execute("select count(*) from unassessed").fetchone()
        return int(number)

    def is_through(self) -> bool:
        """Everything that was said is handled, and Telegram knows it."""
        cursors = self.cursors()
        return not self.telegram.pending and all(cursors.get(place) == last for place, last in self.newest.items())


@pytest.fixture
async def world(
    model: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[World]:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramPeer(token=TOKEN))
        discord = await stack.enter_async_context(DiscordPeer(authority))
        proxy = await stack.enter_async_context(discord.proxy())
        telegram.person(SEM, NAME)
        telegram.person(MENTOR, f"{NAME} {MENTOR}", pressed_start=True)
        telegram.group(CLASS)
        guild = discord.backend.create_guild("De Plataan").id
        klas = discord.backend.create_channel(guild, "klas-8b").id
        pupil = discord.backend.make_user(NAME).id
        discord.backend.add_member(guild, pupil)
        thread = discord.backend.create_thread(klas, "uitje", pupil, broadcast=False).id
        config = tmp_path / "school.toml"
        values = {"folder": tmp_path, "model": model, "token": TOKEN, "base_url": telegram.base_url, "form": "json"}
        on_discord = ON_DISCORD.format(discord_token=DISCORD_TOKEN, proxy=proxy, guild=guild)
        config.write_text(CONFIG.format(**values) + on_discord, encoding="utf-8")
        yield World(tmp_path, config, telegram, discord, pupil, [klas, thread])
        assert discord.unimplemented == []


@asynccontextmanager
async def bot(world: World) -> AsyncIterator[ForkServerProcess]:
    """A process of the bot, forked from one in which everything is imported; killed at the end."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(IMPORTED)
    process = forks.Process(target=run, args=(world.config,), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


def moments() -> list[float]:
    """Spread evenly, so that no stage is spared, and in any order."""
    chance = random.Random(SEED)
    each = [(number + chance.random()) * SPAN / KILLS for number in range(KILLS)]
    chance.shuffle(each)
    return each


async def test_after_being_killed_at_any_moment_every_message_is_assessed_and_filed_once(world: World) -> None:
    async with bot(world):
        await until(lambda: (world.folder / "r.sqlite3").exists() and world.discord.logins)
        await until(lambda: len(world.cursors()) >= len(world.places))
        for _ in range(2 * (len(world.places) + 2)):
            await world.say()
        await until(world.is_through)
    talking = asyncio.create_task(world.keep_talking())
    for moment in moments():
        async with bot(world) as process:
            await asyncio.sleep(moment)
            assert process.is_alive()
    talking.cancel()
    async with bot(world) as process:
        await until(world.is_through)
        process.terminate()
        await asyncio.to_thread(process.join)
        assert process.exitcode == 0
    assert sorted(each.text for each in await evidence_in(world.folder)) == sorted(world.harmful)
    assert world.unassessed() == 0
