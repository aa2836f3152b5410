"""The demo as people start it: the real database, a real server, a clean end."""

import asyncio
import sqlite3
from contextlib import asynccontextmanager, closing

import httpx
import pytest

from bot.demo import run_demo
from bot.domain.errors import SettingsError
from tests.factories import THRESHOLDS, WordClassifier


@asynccontextmanager
async def demo(folder):
    stop, address = asyncio.Event(), asyncio.get_running_loop().create_future()
    running = asyncio.create_task(
        run_demo(WordClassifier(), THRESHOLDS, "127.0.0.1", 0, folder, stop, address.set_result)
    )
    await asyncio.wait([running, address], return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        await running
    async with httpx.AsyncClient(base_url=address.result(), trust_env=False, timeout=5) as browser:
        try:
            yield browser
        finally:
            stop.set()
            await asyncio.wait_for(running, 8)


async def lines_until(stream, wanted: str) -> list[str]:
    seen = []
    async with asyncio.timeout(5):
        async for line in stream:
            seen.append(line)
            if line == wanted:
                return seen
    raise AssertionError(f"the stream ended without {wanted!r}: {seen}")


async def test_the_day_begins_when_somebody_looks_and_stopping_is_clean(tmp_path) -> None:
    (tmp_path / "demo-7.sqlite3").write_text("of an earlier start")
    before = asyncio.all_tasks()
    async with demo(tmp_path) as browser:
        assert not (tmp_path / "demo-7.sqlite3").exists()
        assert "goeiemorgen kneuzen" not in (await browser.get("/")).text
        async with browser.stream("GET", "/events") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            events = answer.aiter_lines()
            await lines_until(events, "event: hello")
            await browser.post("/messages?group=8a", data={"who": "noor", "text": "ik pak je threat!"})
            await lines_until(events, "event: inbox")
            for _ in range(100):
                inbox = (await browser.get("/inbox?staff=anneke")).text
                if "melding gestuurd" in inbox:
                    break
                await asyncio.sleep(0.02)
            case = inbox.split("/cases/")[1].split("/")[0]
            opened = await browser.post(f"/cases/{case}/open?staff=anneke")
            assert "ik pak je threat!" in opened.text
            with closing(sqlite3.connect(tmp_path / "demo-1.sqlite3")) as database:
                assert ("anneke", "console") in set(database.execute("select actor, purpose from access_log"))
    assert asyncio.all_tasks() == before
    assert not list(tmp_path.glob("*.sqlite3*"))


async def test_an_open_page_does_not_keep_the_demo_from_stopping(tmp_path) -> None:
    async with demo(tmp_path) as browser:
        request = browser.build_request("GET", "/events")
        answer = await browser.send(request, stream=True)
        events = answer.aiter_lines()
        await lines_until(events, "event: hello")
        reading = asyncio.create_task(anext_until_end(events))
        began = asyncio.get_running_loop().time()
    await asyncio.wait_for(reading, 1)
    assert asyncio.get_running_loop().time() - began < 2.5, "the server waited for its page"


async def anext_until_end(stream) -> None:
    async for _ in stream:
        pass


async def test_again_begins_an_empty_day_and_tells_open_pages(tmp_path) -> None:
    async with demo(tmp_path) as browser:
        await browser.post("/messages?group=8a", data={"who": "noor", "text": "van de vorige dag"})
        async with browser.stream("GET", "/events") as answer:
            events = answer.aiter_lines()
            await lines_until(events, "event: hello")
            assert (await browser.post("/day/again")).status_code == 303
            await lines_until(events, "event: scene")
        assert "van de vorige dag" not in (await browser.get("/")).text


async def test_an_address_that_is_taken_is_named(tmp_path) -> None:
    async with demo(tmp_path / "one") as browser:
        port = browser.base_url.port
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
            await run_demo(WordClassifier(), THRESHOLDS, "127.0.0.1", port, tmp_path / "two", asyncio.Event())
