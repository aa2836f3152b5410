"""A school on Telegram for the tests of its adapter: its groups and people, and the platform that runs there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.domain.health import Check, Finding
from bot.domain.message import Account, PlatformName
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from bot.phrases import Phrases
from bot.platforms.telegram_platform import TelegramPlatform
from tests.platforms.hub_fake import FakeHub
from tests.platforms.telegram_peer import TOKEN, TelegramPeer

CLASS, PARENTS, ELSEWHERE = -1001000000008, -4001, -1009999999999
SEM, NOOR, MENTOR, ADMIN, STRANGER = 1, 2, 1001, 1002, 77
PHRASES = Phrases("nl")


def account(user_id: int) -> Account:
    return Account(PlatformName.TELEGRAM, str(user_id))


def school() -> School:
    return School(
        "De Plataan",
        [
            StaffMember("mentor", "Juf Anneke", frozenset({StaffRole.MENTOR}), (account(MENTOR),)),
            StaffMember("beheer", "Meester Bram", frozenset({StaffRole.ADMIN}), (account(ADMIN),)),
        ],
        [
            Group("8a", "Klas 8A", PlatformName.TELEGRAM, str(CLASS), Audience.PUPILS, ("mentor",)),
            Group("8a-ouders", "Ouders 8A", PlatformName.TELEGRAM, str(PARENTS), Audience.PARENTS, ("mentor",)),
        ],
    )


def fill(server: TelegramPeer) -> None:
    """The people and groups; the admin never pressed Start."""
    server.person(SEM, "Sem", last_name="Jansen")
    server.person(NOOR, "Noor")
    server.person(MENTOR, "Anneke", pressed_start=True)
    server.person(ADMIN, "Bram")
    server.person(STRANGER, "Onbekend")
    server.group(CLASS)
    server.group(PARENTS, kind="group")
    server.group(ELSEWHERE)


def platform_for(peer: TelegramPeer, token: str = TOKEN, **more: Any) -> TelegramPlatform:
    return TelegramPlatform(token, base_url=peer.base_url, base_file_url=peer.base_file_url, poll_timeout=5, **more)


@asynccontextmanager
async def running(platform: TelegramPlatform, hub: FakeHub) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(platform.run(hub.hub()))
    try:
        yield task
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def events(logs: list, name: str) -> list:
    return [entry for entry in logs if entry["event"] == name]


def found(findings: list[Finding], check: Check, *, group: str = "", staff: str = "") -> list[bool]:
    """What was found on one subject, in order."""
    return [each.is_well for each in findings if (each.check, each.group, each.staff) == (check, group, staff)]
