"""A group that fell silent, messages that nobody assessed, a database that takes nothing and a slow clock are found."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.health import Check, Finding
from bot.domain.message import Channel, MessageKey, PlatformName
from bot.health.watch import EARLIEST, Watch
from bot.moderation.outcome import Outcome
from bot.storage.engine import migrate, open_engine
from bot.storage.health_store import SqlHealthStore
from bot.storage.memory import MemoryRecords
from classifiers.assessment import Utterance
from tests.factories import NOON, message
from tests.health.office import AMSTERDAM, school


class Bench:
    """A watch over a school, with the time and the records in hand."""

    def __init__(self, records=None, silent_days: int = 6) -> None:
        self.records = records or MemoryRecords()
        self.now = NOON  # a Monday
        self.findings: list[Finding] = []
        groups = tuple(school().groups.values())
        self.watch = Watch(self.records, groups, self.findings.append, lambda: self.now, AMSTERDAM, silent_days)

    def hear(self, group: str = "8a", at: datetime | None = None, on: PlatformName = PlatformName.DISCORD) -> None:
        sent = message(group=group, sent_at=at or self.now, key=MessageKey(Channel(on, "1"), "1"))
        self.watch.outcome(Outcome(sent, Utterance("hoi"), None))

    async def look(self, check: Check, group: str = "") -> Finding | None:
        self.findings.clear()
        await self.watch.look()
        return next((each for each in self.findings if (each.check, each.group) == (check, group)), None)


async def test_a_group_is_silent_after_six_school_days_and_heard_again_at_its_next_message() -> None:
    bench = Bench()
    bench.hear()
    await bench.watch.look()
    bench.now += timedelta(days=8)  # Tuesday of the week after: five school days between
    assert (await bench.look(Check.SILENCE, "8a")).is_well
    bench.now += timedelta(days=1)
    silent = await bench.look(Check.SILENCE, "8a")
    assert (silent.is_well, silent.platform, silent.details) == (False, PlatformName.DISCORD, {"days": "6"})
    bench.hear()
    assert (await bench.look(Check.SILENCE, "8a")).is_well


async def test_a_group_that_was_never_heard_is_silent_from_the_first_look_on() -> None:
    bench = Bench()
    await bench.watch.look()
    assert (await bench.look(Check.SILENCE, "8b")).is_well
    bench.now += timedelta(days=9)
    assert not (await bench.look(Check.SILENCE, "8b")).is_well


async def test_silence_goes_on_over_a_restart() -> None:
    before = Bench()
    before.hear()
    await before.watch.look()
    after = Bench(before.records)
    after.now += timedelta(days=9)
    assert not (await after.look(Check.SILENCE, "8a")).is_well


async def test_a_school_may_choose_never_to_be_told_of_silence() -> None:
    bench = Bench(silent_days=0)
    await bench.watch.look()
    bench.now += timedelta(days=90)
    assert await bench.look(Check.SILENCE, "8a") is None


async def test_messages_that_went_unassessed_are_found_for_a_day() -> None:
    bench = Bench()
    bench.now = datetime.now(UTC)
    assert (await bench.look(Check.MODEL)).is_well
    await bench.records.record_unassessed(message(), "model broke")
    found = await bench.look(Check.MODEL)
    assert (found.is_well, found.details) == (False, {"count": "1"})
    bench.now += timedelta(days=1, minutes=1)
    assert (await bench.look(Check.MODEL)).is_well


async def test_a_database_that_takes_nothing_is_found_and_found_well_again(tmp_path) -> None:
    file = tmp_path / "r.sqlite3"
    url = f"sqlite+aiosqlite:///{file}"
    migrate(url)
    engine = open_engine(url)
    bench = Bench(SqlHealthStore(engine))
    assert (await bench.look(Check.DATABASE)).is_well
    with sqlite3.connect(file) as connection:
        connection.execute("alter table last_seen rename to away")
    assert not (await bench.look(Check.DATABASE)).is_well
    with sqlite3.connect(file) as connection:
        connection.execute("alter table away rename to last_seen")
    assert (await bench.look(Check.DATABASE)).is_well
    await engine.dispose()


@pytest.mark.parametrize(("ahead", "is_well"), [(-3600, True), (0, True), (119, True), (121, False)])
async def test_a_message_from_the_future_means_that_the_clock_is_slow(ahead, is_well) -> None:
    bench = Bench()
    bench.hear(at=NOON + timedelta(seconds=ahead))
    clock = await bench.look(Check.CLOCK)
    assert clock.is_well is is_well
    assert clock.details == ({} if is_well else {"seconds": str(ahead)})


async def test_a_demo_keeps_its_own_time() -> None:
    bench = Bench()
    bench.hear(at=NOON + timedelta(hours=3), on=PlatformName.DEMO)
    assert (await bench.look(Check.CLOCK)).is_well


async def test_a_clock_of_before_pleinwacht_was_made_is_wrong() -> None:
    bench = Bench()
    bench.now = EARLIEST - timedelta(days=365)
    assert not (await bench.look(Check.CLOCK)).is_well
