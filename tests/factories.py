"""Valid domain values with defaults that a test overrides where it matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.domain.case import Case, Kind
from bot.domain.flag import Flag, Level, Severity, Threshold
from bot.domain.message import Account, Author, Channel, Message, MessageKey, PlatformName, Role
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from classifiers.assessment import Assessment, Attribution, Category

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CHANNEL = Channel(PlatformName.DEMO, "klas")
THRESHOLDS = {category: Threshold(0.5, 0.8) for category in Category}
_ids = count(1)


def account(name: str) -> Account:
    return Account(PlatformName.DEMO, name)


def author(name: str = "sem", role: Role | None = Role.PUPIL) -> Author:
    return Author(account(name), name.capitalize(), role)


def message(text: str = "hoi", by: str = "sem", *, minutes: float = 0, **changes: Any) -> Message:
    number = next(_ids)
    base = Message(
        key=MessageKey(CHANNEL, str(number)),
        group="8a",
        author=author(by),
        text=text,
        sent_at=NOON + timedelta(minutes=minutes),
        position=number,
        link=f"https://chat.example/{number}",
    )
    return replace(base, **changes)


def assessment(**scores: float) -> Assessment:
    return Assessment({category: scores.get(category, 0.01) for category in Category}, "fake-1")


def flag(category: Category = Category.BULLYING, level: Level = Level.FLAG, score: float = 0.7) -> Flag:
    return Flag(category, score, 0.5, level, "fake-1")


def case(**changes: Any) -> Case:
    base = Case(
        id=f"case{next(_ids)}",
        kind=Kind.CONDUCT,
        group="8a",
        opened_at=NOON,
        last_flag_at=NOON,
        severity=Severity.MEDIUM,
        people=frozenset({"sem"}),
        senders=frozenset({"sem"}),
        categories=frozenset({Category.BULLYING}),
        messages=1,
        alerting=True,
    )
    return replace(base, **changes)


def staff(name: str, *roles: StaffRole) -> StaffMember:
    return StaffMember(name, name.capitalize(), frozenset(roles), (account(name),))


def school() -> School:
    return School(
        "De Plataan",
        [
            staff("mentor", StaffRole.MENTOR),
            staff("collega", StaffRole.MENTOR),
            staff("coordinator", StaffRole.COORDINATOR),
            staff("zorg", StaffRole.CARE),
            staff("directeur", StaffRole.LEADER),
            staff("bestuur", StaffRole.BOARD),
        ],
        [
            Group("8a", "Klas 8A", PlatformName.DEMO, "klas", Audience.PUPILS, ("mentor",)),
            Group("8b", "Klas 8B", PlatformName.DEMO, "klas-b", Audience.PUPILS, ("collega",)),
        ],
    )


class WordClassifier:
    """A stand-in for the model: a message scores high for each category whose name it holds, as ``threat!``."""

    version = "words-1"

    def __init__(self) -> None:
        self.calls: list[int] = []

    def assess(self, utterances: Any) -> list[Assessment]:
        self.calls.append(len(utterances))
        return [
            Assessment({category: self._score(utterance.text, category) for category in Category}, self.version)
            for utterance in utterances
        ]

    def attribute(self, utterance: Any) -> list[Attribution]:
        return []

    @staticmethod
    def _score(text: str, category: Category) -> float:
        return 0.95 if f"{category.value}!" in text else 0.6 if f"{category.value}?" in text else 0.02
