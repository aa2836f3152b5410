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
from bot.classify import model_thresholds
from bot.domain.message import Account, Author, Channel, Message, MessageKey, PlatformName, Role
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from bot.settings import Settings
from classifiers.assessment import Classifier, Utterance
from classifiers.loading import load_classifier

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
    """Several rounds, each first bare and then through the pipeline, on the same texts without context.

    Without context, because the pipeline finds its own: both then do the same work, but for the lines that the
    pipeline adds, which are counted against it.
    """
    classifier = load_classifier(threads=1)
    texts = [each.text for each in utterances(MESSAGES)]
    messages = _messages(texts)
    return [_round(classifier, messages) for _ in range(ROUNDS)]


def _round(classifier: Classifier, messages: Sequence[Message]) -> Result:
    watched = Watched(classifier)
    seconds, lateness, cases = asyncio.run(_through_pipeline(watched, messages))
    started = time.perf_counter()
    for batch in watched.batches:  # the very calls that the pipeline made, with nothing around them
        classifier.assess(batch)
    bare = time.perf_counter() - started
    return Result(len(messages) / bare, len(messages) / seconds, lateness * 1000, cases)


class Watched:
    """Passes on to a classifier and remembers what it was asked."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self.version = classifier.version
        self.batches: list[list[Utterance]] = []

    def assess(self, batch: Sequence[Utterance]) -> list:  # type: ignore[type-arg]
        """See the protocol."""
        self.batches.append(list(batch))
        return self._classifier.assess(batch)


async def _through_pipeline(classifier: Classifier, messages: Sequence[Message]) -> tuple[float, float, int]:
    with tempfile.TemporaryDirectory() as folder:
        async with assemble(_settings(Path(folder)), _school(), classifier, model_thresholds(), []) as parts:
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
