"""A school on Discord for the tests of its adapter: its server and people, and the platform that runs there."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import trustme

from bot.alerting.alert import Alert, Button, Link
from bot.domain.case import Action
from bot.domain.flag import Severity
from bot.domain.health import Check, Finding
from bot.domain.message import Account, Channel, Message, PlatformName
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from tests.platforms.discord_peer import TOKEN, DiscordPeer
from tests.platforms.hub_fake import FakeHub

# isort: split
import discord

from bot.platforms.discord_platform import DiscordPlatform


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def discord_peer(authority: trustme.CA, no_traceback: None) -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer(authority) as peer:
        yield peer
        assert peer.unimplemented == []


@pytest.fixture
def no_traceback(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever happens, no library prints a traceback through the log (except where Discord's own retry does)."""
    yield
    shown = [record for record in caplog.records if record.exc_info and "Attempting a reconnect" not in record.msg]
    assert shown == []


@dataclass
class World:
    """A server with one class channel, a pupil and a mentor, and the platform's surroundings."""

    peer: DiscordPeer
    guild: int
    klas: int
    sem: int
    mentor: int
    hub: FakeHub

    def say(self, text: str, channel: int | None = None, by: int | None = None, **how: Any) -> Any:
        return self.peer.backend.create_message(channel or self.klas, by or self.sem, text, **how)

    def account(self, user: int) -> Account:
        return Account(PlatformName.DISCORD, str(user))

    def channel(self, channel: int | None = None) -> Channel:
        return Channel(PlatformName.DISCORD, str(channel or self.klas))

    def forbid(self, **permissions: bool) -> None:
        """Nobody in the server may do this any more, nor may the bot."""
        self._permit(lambda all_of: all_of & ~discord.Permissions(**permissions).value)

    def allow(self, **permissions: bool) -> None:
        self._permit(lambda all_of: all_of | discord.Permissions(**permissions).value)

    def _permit(self, change: Callable[[int], int]) -> None:
        for role in list(self.peer.backend.guilds[self.guild].roles.values()):
            self.peer.backend.edit_role(self.guild, role.id, {"permissions": change(role.permissions)})

    def found(self, check: Check, **about: str) -> list[bool]:
        """What was found on this, each change once."""
        findings = [each for each in self.hub.findings if each.check is check and _is_on(each, about)]
        return [each.is_well for n, each in enumerate(findings) if n == 0 or findings[n - 1].is_well != each.is_well]

    def texts(self) -> list[str]:
        return [event.text for event in self.hub.events if isinstance(event, Message)]


def _is_on(finding: Finding, about: dict[str, str]) -> bool:
    return all(getattr(finding, name) == value for name, value in about.items())


@pytest.fixture
def world(discord_peer: DiscordPeer) -> World:
    peer, backend = discord_peer, discord_peer.backend
    guild = backend.create_guild("De Plataan").id
    klas = backend.create_channel(guild, "klas-8a").id
    sem, mentor = backend.make_user("sem").id, backend.make_user("juf Els").id
    for user in (sem, mentor):
        backend.add_member(guild, user)
    school = School(
        "De Plataan",
        [
            StaffMember(
                "mentor",
                "Juf Els",
                frozenset({StaffRole.MENTOR}),
                (Account(PlatformName.DISCORD, str(mentor)),),
            )
        ],
        [Group("8a", "Klas 8A", PlatformName.DISCORD, str(guild), Audience.PUPILS, ("mentor",))],
    )
    return World(peer, guild, klas, sem, mentor, FakeHub(school))


@asynccontextmanager
async def running(world: World, *, connected: bool = True, **options: Any) -> AsyncIterator[DiscordPlatform]:
    settings = {"ready_after": 0.05, "retry_seconds": 0.05, "refused_seconds": 0.2, "review_after": 0.02, **options}
    connector = settings.pop("connector", world.peer.connector)
    platform = DiscordPlatform(settings.pop("token", TOKEN), connector=connector, **settings)
    task = asyncio.create_task(platform.run(world.hub.hub()))
    try:
        if connected:
            await until(lambda: is_open(platform))
        yield platform
    finally:
        task.cancel()
        await asyncio.wait([task], timeout=10)
        assert task.cancelled()


def is_open(platform: DiscordPlatform) -> bool:
    """All channels are known, and reading may begin."""
    client = platform._client
    return client is not None and client.is_ready() and client._intake.opened.is_set()


async def until(condition: Callable[[], Any], within: float = 8) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody that it changed
            await asyncio.sleep(0.01)


async def at_once(*_: Any, **__: Any) -> None:
    """In place of the five seconds that discord.py waits before it asks for another session."""


def alert(**changes: Any) -> Alert:
    values: dict[str, Any] = {
        "title": "Ernstig: pesten in Klas 8A",
        "lines": ("Het gaat om 1 bericht.", "Nog niemand heeft dit opgepakt."),
        "severity": Severity.MEDIUM,
        "links": (Link("Naar het bericht", "https://discord.com/channels/1/2/3"),),
        "buttons": (
            Button("Ik pak dit op", "case:c1:claim", Action.CLAIM),
            Button("Terecht", "case:c1:right", Action.RIGHT),
            Button("Loos alarm", "case:c1:false_alarm", Action.FALSE_ALARM),
            Button("Doorgeven", "case:c1:escalate", Action.ESCALATE),
        ),
    }
    return Alert(**{**values, **changes})
