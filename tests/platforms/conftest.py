"""Telegram as the tests of its adapter find it; the tests of Discord have fixtures of their own."""

from collections.abc import AsyncIterator, Iterator

import pytest
from structlog.testing import capture_logs

from bot.platforms import telegram_errors, telegram_platform
from bot.platforms.telegram_platform import TelegramPlatform
from tests.platforms.hub_fake import FakeHub
from tests.platforms.telegram_peer import TelegramPeer
from tests.platforms.telegram_world import fill, platform_for, running, school


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_errors, "TOKEN_PAUSE", 0.02)
    monkeypatch.setattr(telegram_errors, "CONFLICT_PAUSE", 0.02)
    monkeypatch.setattr(telegram_errors, "FIRST_PAUSE", 0.02)
    monkeypatch.setattr(telegram_platform, "FIRST_PAUSE", 0.02)


@pytest.fixture
def logs() -> Iterator[list]:
    with capture_logs() as entries:
        yield entries


@pytest.fixture
async def peer(short_pauses: None) -> AsyncIterator[TelegramPeer]:
    async with TelegramPeer() as server:
        fill(server)
        yield server


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub(school())


@pytest.fixture
async def telegram(peer: TelegramPeer, hub: FakeHub) -> AsyncIterator[TelegramPlatform]:
    """A platform that is connected and polls."""
    connected = platform_for(peer)
    async with running(connected, hub):
        await peer.until(lambda: peer.called("getUpdates"))
        yield connected
