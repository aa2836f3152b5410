"""What a platform finds and misses reaches the admin through the assembled parts, once, also over a restart."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.app import assemble
from bot.domain.health import Check, Finding, Gap
from bot.domain.message import Channel, PlatformName
from bot.domain.school import School, StaffRole
from bot.health.herald import Herald
from bot.health.watch import Watch
from bot.platforms.demo_platform import DemoPlatform
from bot.settings import Settings
from classifiers.assessment import ClassifierError
from tests.factories import THRESHOLDS, WordClassifier, account, message, school, staff

BROKEN = Finding(Check.MEMBERSHIP, is_well=False, platform=PlatformName.DEMO, group="8a")


@pytest.fixture(autouse=True)
def at_once(monkeypatch) -> None:
    """What turned bad needs no minute, and nobody waits for the next look."""
    monkeypatch.setattr("bot.health.state.SETTLED_BAD", timedelta(0))
    monkeypatch.setattr("bot.app.Herald", partial(Herald, interval=0.01))
    monkeypatch.setattr("bot.app.Watch", partial(Watch, interval=0.01))


def settings(folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "school": {"name": "De Plataan", "contact": "x@school.example"},
            "storage": {"url": f"sqlite+aiosqlite:///{folder}/r.sqlite3", "key_file": str(folder / "r.key")},
        }
    )


def with_admin() -> School:
    base = school()
    return School(base.name, [*base.staff.values(), staff("beheer", StaffRole.ADMIN)], base.groups.values())


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


def told(platform: DemoPlatform) -> list[str]:
    assert set(platform.told) <= {account("beheer")}
    return platform.told.get(account("beheer"), [])


async def test_a_finding_and_a_gap_of_a_platform_reach_the_admin_once_also_over_a_restart(tmp_path) -> None:
    platform = DemoPlatform()
    found_at = datetime.now(UTC)
    gap = Gap(Channel(PlatformName.DEMO, "klas-b"), "8b", found_at - timedelta(hours=30), found_at, "away")
    async with assemble(settings(tmp_path), with_admin(), WordClassifier(), THRESHOLDS, [platform]) as parts:
        parts.hub.found(BROKEN)
        await parts.hub.missed(gap)
        await until(lambda: len(told(platform)) == 2)
        assert "Pleinwacht zit niet in Klas 8A (Demo)." in told(platform)[0]
        assert "Klas 8B: alles tussen" in told(platform)[1]
        overview = await parts.health.overview()
        assert "Klas 8A" in overview
        assert "Klas 8B" in overview

    again = DemoPlatform()
    async with assemble(settings(tmp_path), with_admin(), WordClassifier(), THRESHOLDS, [again]) as parts:
        parts.hub.found(BROKEN)
        await parts.hub.missed(gap)
        parts.hub.found(replace(BROKEN, group="8b"))
        await until(lambda: told(again))
        assert len(told(again)) == 1
        assert "Klas 8B (Demo)" in told(again)[0]
        assert "Klas 8A" not in told(again)[0]


async def test_messages_that_nobody_could_assess_reach_the_admin(tmp_path) -> None:
    class Broken(WordClassifier):
        def assess(self, utterances):
            raise ClassifierError("broken")

    platform = DemoPlatform()
    async with assemble(settings(tmp_path), with_admin(), Broken(), THRESHOLDS, [platform]) as parts:
        await (await parts.inbox.submit(message("MARKER")))
        await until(lambda: told(platform))
    assert "Het model kon 1 bericht niet beoordelen." in told(platform)[0]
    assert "MARKER" not in told(platform)[0]
