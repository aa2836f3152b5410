"""Cancelling never leaves a database operation half done or a connection behind."""

import asyncio

import pytest

from bot.storage.case_store import SqlCaseStore
from bot.storage.engine import migrate, open_engine
from bot.storage.ledger import SqlLedger
from bot.storage.sealing import Sealer, new_keys
from bot.storage.whole import whole
from tests.factories import CHANNEL


async def test_a_cancelled_caller_waits_for_the_operation_to_end() -> None:
    steps = []

    @whole
    async def operation() -> None:
        await asyncio.sleep(0.02)
        steps.append("done")

    task = asyncio.create_task(operation())
    await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert steps == ["done"]


async def test_an_operation_answers_and_fails_as_before() -> None:
    @whole
    async def double(number: int) -> int:
        return 2 // (number - 1) + number

    assert await double(2) == 4
    with pytest.raises(ZeroDivisionError):
        await double(1)


async def test_the_engine_closes_after_operations_were_cancelled_at_any_moment(tmp_path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/r.sqlite3"
    await asyncio.to_thread(migrate, url)
    engine = open_engine(url)
    sealer = Sealer(new_keys())
    ledger, store = SqlLedger(engine, sealer), SqlCaseStore(engine, sealer)
    for number in range(30):
        tasks = [asyncio.create_task(ledger.advance({CHANNEL: number})), asyncio.create_task(store.latest(5))]
        await asyncio.sleep(number / 10_000)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.wait_for(engine.dispose(), 5)
