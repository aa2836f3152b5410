"""The whole machine's path against the bare classifier: how much speed is kept, and how late the event loop gets."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.messages import ordinary_day
from bot.app import assemble
from bot.domain.message import Account, Author, Channel, Message, MessageKey, PlatformName, Role
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from bot.moderation.outcome import Outcome
from bot.platforms.demo_platform import DemoPlatform
from bot.settings import Settings
from classifiers.assessment import Classifier, Utterance
from classifiers.loading import default_thresholds, load_classifier

MESSAGES = 400
GROUPS = 20
BATCH = 16
TICK = 0.005  # seconds between looks at the loop's clock
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Result:
    """Messages per second of both in the same round, and the loop's worst lateness in milliseconds."""

    bare: float
    pipeline: float
    lateness: float
    flagged: int


def measure() -> list[Result]:
    """Several rounds, each through the pipeline and then bare, on the same messages with the same context.

    Bare is the classifier alone, called with what the pipeline assessed, in full batches. What the pipeline does
    besides (context, cursors, decisions, cases with their explanation, sealing, SQLite on disk) is counted against it.
    """
    classifier = load_classifier(threads=1)
    messages = _messages(ordinary_day(MESSAGES))
    return [_round(classifier, messages) for _ in range(ROUNDS)]


def _round(classifier: Classifier, messages: Sequence[Message]) -> Result:
    assessed = Assessed()
    seconds, lateness = asyncio.run(_through_pipeline(classifier, messages, assessed))
    started = time.perf_counter()
    for start in range(0, len(assessed.utterances), BATCH):
        classifier.assess(assessed.utterances[start : start + BATCH])
    bare = time.perf_counter() - started
    return Result(len(messages) / bare, len(messages) / seconds, lateness * 1000, assessed.flagged)


class Assessed:
    """An observer that remembers what was assessed, with the context that the pipeline found."""

    def __init__(self) -> None:
        self.utterances: list[Utterance] = []
        self.flagged = 0

    def outcome(self, outcome: Outcome) -> None:
        """See the port."""
        self.utterances.append(outcome.utterance)
        self.flagged += bool(outcome.filings)


async def _through_pipeline(
    classifier: Classifier, messages: Sequence[Message], assessed: Assessed
) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        settings, platforms = settings_in(Path(folder)), [DemoPlatform()]  # alerts are really delivered
        school = school_of([f"g{n}" for n in range(GROUPS)])
        async with assemble(settings, school, classifier, default_thresholds(), platforms, [assessed]) as parts:
            watch = asyncio.create_task(_worst_lateness())
            started = time.perf_counter()
            tickets = [await parts.inbox.submit(message) for message in messages]
            await asyncio.gather(*tickets)
            seconds = time.perf_counter() - started
            watch.cancel()
            lateness = await watch
        return seconds, lateness


async def _worst_lateness() -> float:
    """How much later than asked the loop came back, at worst, until cancelled."""
    worst = 0.0
    try:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            worst = max(worst, time.perf_counter() - before - TICK)
    except asyncio.CancelledError:
        return worst


def settings_in(folder: Path) -> Settings:
    """Settings with the records in this folder."""
    return Settings.model_validate(
        {
            "school": {"name": "Benchmark", "contact": "-"},
            "storage": {"url": f"sqlite+aiosqlite:///{folder}/b.sqlite3", "key_file": str(folder / "b.key")},
            "classifier": {"batch": BATCH},
        }
    )


def school_of(groups: Sequence[str]) -> School:
    """A school with these groups and one member of staff for everything."""
    roles = frozenset(StaffRole)
    mentor = StaffMember("mentor", "Mentor", roles, (Account(PlatformName.DEMO, "mentor"),))
    made = [Group(each, each, PlatformName.DEMO, each, Audience.PUPILS, ("mentor",)) for each in groups]
    return School("Benchmark", [mentor], made)


def _messages(day: Sequence[Utterance]) -> list[Message]:
    """The day in ``GROUPS`` groups that chat in turn, each a stretch of it, so that context stays what it was."""
    start, stretch = datetime.now(UTC), len(day) // GROUPS
    made = [
        Message(
            key=MessageKey(Channel(PlatformName.DEMO, f"g{place // stretch}"), str(place)),
            group=f"g{place // stretch}",
            author=Author(Account(PlatformName.DEMO, each.author or "?"), "Iemand", Role(each.role)),
            text=each.text,
            sent_at=start + timedelta(seconds=place),
            position=place,
        )
        for place, each in enumerate(day[: stretch * GROUPS])
    ]
    return sorted(made, key=lambda message: (message.position % stretch, message.position))
