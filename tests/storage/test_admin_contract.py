"""What every store of changed thresholds and linked accounts must do; memory and database alike."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.casework.ports import UsedCode
from bot.domain.threshold_change import ThresholdChange
from bot.storage.admin_store import SqlAdminStore
from bot.storage.engine import migrate, open_engine
from bot.storage.memory_admin import MemoryAdmin
from bot.storage.sealing import Sealer, new_keys
from classifiers.assessment import Category, Threshold
from tests.factories import NOON, account

REASON = "te vaak loos alarm over REDEN4410"
CHANGE = ThresholdChange(NOON, "beheer", Category.BULLYING, Threshold(0.6, 0.9), REASON)
HOUR = timedelta(hours=1)


@pytest.fixture
async def engine(database) -> AsyncIterator[AsyncEngine]:
    url = f"sqlite+aiosqlite:///{database}"
    await asyncio.to_thread(migrate, url)
    made = open_engine(url)
    yield made
    await made.dispose()


@pytest.fixture(params=["memory", "sqlite"])
def store(request) -> object:
    if request.param == "memory":
        return MemoryAdmin()
    return SqlAdminStore(request.getfixturevalue("engine"), Sealer(new_keys()))


async def test_changes_are_given_as_they_were_made_oldest_first(store) -> None:
    undone = ThresholdChange(NOON - HOUR, "collega", Category.BULLYING, None, "")
    await store.add_threshold_change(CHANGE)
    await store.add_threshold_change(undone)
    assert await store.threshold_changes() == [CHANGE, undone]


async def test_a_code_links_an_account_once(store) -> None:
    await store.add_code("ABCDEFGHJK", "mentor", "beheer", NOON + HOUR)
    assert await store.use_code("KJHGFEDCBA", account("x"), NOON) is None
    assert await store.links() == []
    assert await store.use_code("ABCDEFGHJK", account("anneke"), NOON) == UsedCode("mentor", "beheer")
    assert await store.use_code("ABCDEFGHJK", account("x"), NOON) is None
    assert await store.links() == [(account("anneke"), "mentor")]


async def test_a_code_is_of_no_use_once_its_time_is_over_or_it_was_spoiled(store) -> None:
    await store.add_code("LATE", "mentor", "beheer", NOON)
    await store.add_code("SEEN", "zorg", "beheer", NOON + HOUR)
    await store.spoil_code("SEEN")
    await store.spoil_code("UNKNOWN")
    assert await store.use_code("LATE", account("x"), NOON) is None
    assert await store.use_code("SEEN", account("x"), NOON) is None
    assert await store.links() == []


async def test_only_the_newest_code_of_somebody_can_be_used(store) -> None:
    await store.add_code("FIRST", "mentor", "beheer", NOON + HOUR)
    await store.add_code("OTHER", "zorg", "beheer", NOON + HOUR)
    await store.add_code("SECOND", "mentor", "beheer", NOON + HOUR)
    assert await store.use_code("FIRST", account("x"), NOON) is None
    assert await store.use_code("SECOND", account("x"), NOON) == UsedCode("mentor", "beheer")
    assert await store.use_code("OTHER", account("y"), NOON) == UsedCode("zorg", "beheer")


async def test_an_account_that_is_linked_anew_belongs_to_the_last_alone(store) -> None:
    await store.add_code("FIRST", "mentor", "beheer", NOON + HOUR)
    await store.add_code("SECOND", "zorg", "beheer", NOON + HOUR)
    await store.use_code("FIRST", account("x"), NOON)
    await store.use_code("SECOND", account("x"), NOON)
    assert await store.links() == [(account("x"), "zorg")]


async def test_linked_accounts_are_taken_back_of_this_person_alone(store) -> None:
    for number, staff_id in enumerate(["mentor", "mentor", "zorg"]):
        await store.add_code(f"CODE{number}", staff_id, "beheer", NOON + HOUR)
        await store.use_code(f"CODE{number}", account(f"a{number}"), NOON + timedelta(minutes=number))
    assert sorted(await store.unlink("mentor")) == [account("a0"), account("a1")]
    assert await store.unlink("mentor") == []
    assert await store.links() == [(account("a2"), "zorg")]


async def fill(store) -> None:
    await store.add_threshold_change(CHANGE)
    await store.add_code("USEDUSED22", "mentor", "beheer", NOON + HOUR)
    await store.use_code("USEDUSED22", account("rekening7351"), NOON)
    await store.add_code("OPENOPEN33", "zorg", "beheer", NOON + HOUR)


async def test_codes_accounts_and_reasons_are_not_readable_in_the_database(engine, database) -> None:
    store = SqlAdminStore(engine, Sealer(new_keys()))
    await fill(store)
    for file in database.parent.glob("records.sqlite3*"):
        content = file.read_bytes()
        for word in (b"USEDUSED22", b"OPENOPEN33", b"rekening7351", b"REDEN4410"):
            assert word not in content, file.name
    assert await store.links() == [(account("rekening7351"), "mentor")]


async def test_without_its_key_a_link_is_left_out_and_a_threshold_still_holds(engine) -> None:
    await fill(SqlAdminStore(engine, Sealer(new_keys())))
    other = SqlAdminStore(engine, Sealer(new_keys()))
    assert await other.links() == []
    (change,) = await other.threshold_changes()
    assert (change.threshold, change.reason) == (CHANGE.threshold, "")
    assert await other.unlink("mentor") == []
    async with engine.connect() as connection:
        assert (await connection.execute(text("select count(*) from linked_accounts"))).scalar() == 0


async def test_a_change_of_a_kind_that_is_no_longer_known_is_passed_over(engine) -> None:
    store = SqlAdminStore(engine, Sealer(new_keys()))
    await store.add_threshold_change(CHANGE)
    async with engine.begin() as connection:
        await connection.execute(text("update threshold_changes set category = 'spam'"))
    assert await store.threshold_changes() == []
