"""The pages over records in memory, with a class day that tests write themselves."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.casework.desk import Desk
from bot.console.chat_view import group_messages
from bot.console.class_day import ClassDay, Line, Person
from bot.console.day_clock import DayClock
from bot.console.outcomes import RecentOutcomes
from bot.console.player import Player
from bot.console.ports import Scene
from bot.console.stage import Stage
from bot.console.web import make_app
from bot.demo import demo_school
from bot.domain.message import Role
from bot.moderation.assessor import BatchAssessor
from bot.moderation.cursors import CursorWriter
from bot.moderation.inbox import Inbox
from bot.moderation.moderator import Moderator
from bot.moderation.outcome import Rules
from bot.phrases import Phrases
from bot.platforms.demo_platform import DemoPlatform
from bot.platforms.hub import Hub
from bot.storage.memory import MemoryRecords
from tests.factories import THRESHOLDS, WordClassifier

PEOPLE = (
    Person(id="noor", name="Noor", role=Role.PUPIL, groups=("8a",)),
    Person(id="sem", name="Sem", role=Role.PUPIL, groups=("8a",)),
    Person(id="ilse", name="Ilse", role=Role.PARENT, groups=("8a-ouders",)),
    Person(id="anneke", name="Juf Anneke", role=Role.STAFF, groups=("8a", "8a-ouders")),
)
DAY = ClassDay(people=PEOPLE, lines=(Line(at="08:10", who="noor", group="8a", text="goeiemorgen", pause=0.01),))


@dataclass
class Console:
    """The pages as a browser meets them."""

    browser: httpx.AsyncClient
    stage: Stage
    platform: DemoPlatform
    records: MemoryRecords
    restarted: list[str]

    async def say(self, text: str, who: str = "noor", group: str = "8a", **fields: str) -> httpx.Response:
        answer = await self.browser.post(f"/messages?group={group}", data={"who": who, "text": text, **fields})
        await self.settled()
        return answer

    async def settled(self) -> None:
        """Wait until every message that is there was concluded on."""
        scene = self.stage.scene

        def concluded() -> bool:
            views = [view for group in scene.school.groups.values() for view in group_messages(scene, group)]
            return all(view.verdict is None or view.verdict.state != "reading" for view in views)

        await until(concluded)

    async def get(self, path: str) -> str:
        answer = await self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def only_case(self) -> str:
        (case,) = await self.records.latest(10)
        return case.id


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not done():  # noqa: ASYNC110 - a change that nothing announces
            await asyncio.sleep(0.005)


@asynccontextmanager
async def moderated(records: MemoryRecords, platform: DemoPlatform, desk: Desk, outcomes: RecentOutcomes):
    rules = Rules(THRESHOLDS, lambda case: tuple(member.id for member in desk.route(case)))
    cursors = CursorWriter(records, linger=0.001)
    async with BatchAssessor(WordClassifier()) as assessor:
        moderator = Moderator(assessor, records, cursors, lambda: rules, [outcomes])
        writing = asyncio.create_task(cursors.run())
        async with Inbox(moderator) as inbox:
            hub = Hub(
                demo_school(),
                inbox.submit,
                records.cursor,
                _nothing,
                _nothing,
                lambda finding: None,
                _nothing,
                _nothing,
            )
            connected = asyncio.create_task(platform.run(hub))
            yield
        for task in (connected, writing):  # after the inbox: it finishes what it accepted
            task.cancel()
        await asyncio.gather(connected, writing, return_exceptions=True)


async def _nothing(*_: object) -> str:
    return ""


@pytest.fixture
async def console() -> AsyncIterator[Console]:
    records, stage, school, restarted = MemoryRecords(), Stage(), demo_school(), []
    clock = DayClock(ZoneInfo("Europe/Amsterdam"))
    platform, outcomes = DemoPlatform(clock.now), RecentOutcomes(told=stage.concluded)
    desk = Desk(records, school, lambda: datetime.now(UTC))
    platform.listen(stage.message_changed)
    chats = {group.id: group.chat for group in school.groups.values()}

    async def again() -> None:
        restarted.append("again")

    stage.enter(
        Scene(
            id="first",
            school=school,
            people=PEOPLE,
            chat=platform,
            desk=desk,
            outcomes=outcomes,
            thresholds=THRESHOLDS,
            phrases=Phrases("nl"),
            player=Player(DAY, platform, chats, clock, lambda: stage.changes.tell("day")),
            again=again,
        )
    )
    transport = httpx.ASGITransport(make_app(stage))
    async with (
        moderated(records, platform, desk, outcomes),
        httpx.AsyncClient(transport=transport, base_url="http://demo", headers={"HX-Request": "true"}) as browser,
    ):
        yield Console(browser, stage, platform, records, restarted)
