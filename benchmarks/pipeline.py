"""The whole machine's path against the bare classifier: how much speed is kept, and how late the event loop gets."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.messages import utterances
from bot.app import assemble
from bot.domain.message import Account, Author, Channel, Message, MessageKey, PlatformName, Role
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from bot.moderation.outcome import Outcome
from bot.settings import Settings
from classifiers.assessment import Classifier, Utterance
from classifiers.loading import default_thresholds, load_classifier

MESSAGES = 600
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
    cases: int


def measure() -> list[Result]:
    """Several rounds, each through the pipeline and then bare, on the same texts with the same context.

    Bare is the classifier alone, called with what the pipeline assessed, in full batches. What the pipeline does
    besides (context, cursors, decisions, cases with their explanation, sealing, SQLite on disk) is counted against it.
    """
    classifier = load_classifier(threads=1)
    messages = _messages([each.text for each in utterances(MESSAGES)])
    return [_round(classifier, messages) for _ in range(ROUNDS)]


def _round(classifier: Classifier, messages: Sequence[Message]) -> Result:
    assessed = Assessed()
    seconds, lateness, cases = asyncio.run(_through_pipeline(classifier, messages, assessed))
    started = time.perf_counter()
    for start in range(0, len(assessed.utterances), BATCH):
        classifier.assess(assessed.utterances[start : start + BATCH])
    bare = time.perf_counter() - started
    return Result(len(messages) / bare, len(messages) / seconds, lateness * 1000, cases)


class Assessed:
    """An observer that remembers what was assessed, with the context that the pipeline found."""

    def __init__(self) -> None:
        self.utterances: list[Utterance] = []

    def outcome(self, outcome: Outcome) -> None:
        """See the port."""
        self.utterances.append(outcome.utterance)


async def _through_pipeline(
    classifier: Classifier, messages: Sequence[Message], assessed: Assessed
) -> tuple[float, float, int]:
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder))
        async with assemble(settings, _school(), classifier, default_thresholds(), [], [assessed]) as parts:
            watch = asyncio.create_task(_worst_lateness())
            started = time.perf_counter()
            tickets = [await parts.inbox.submit(message) for message in messages]
            await asyncio.gather(*tickets)
            seconds = time.perf_counter() - started
            watch.cancel()
            lateness = await watch
            cases = len(await parts.desk.inbox(parts.school.staff["mentor"], 1000))
        return seconds, lateness, cases


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


def _settings(folder: Path) -> Settings:
    return Settings.model_validate(
        {
            "school": {"name": "Benchmark", "contact": "-"},
            "storage": {"url": f"sqlite+aiosqlite:///{folder}/b.sqlite3", "key_file": str(folder / "b.key")},
            "classifier": {"batch": BATCH},
        }
    )


def _school() -> School:
    roles = frozenset(StaffRole)
    mentor = StaffMember("mentor", "Mentor", roles, (Account(PlatformName.DEMO, "mentor"),))
    groups = [
        Group(f"g{n}", f"Klas {n}", PlatformName.DEMO, f"g{n}", Audience.PUPILS, ("mentor",)) for n in range(GROUPS)
    ]
    return School("Benchmark", [mentor], groups)


def _messages(texts: Sequence[str]) -> list[Message]:
    start = datetime.now(UTC)
    return [
        Message(
            key=MessageKey(Channel(PlatformName.DEMO, f"g{place % GROUPS}"), str(place)),
            group=f"g{place % GROUPS}",
            author=Author(Account(PlatformName.DEMO, f"p{place % 97}"), "Iemand", Role.PUPIL),
            text=text,
            sent_at=start + timedelta(seconds=place),
            position=place,
        )
        for place, text in enumerate(texts)
    ]
