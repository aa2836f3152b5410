"""What a classifier is given and what it answers: the words the rest of the program shares with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Category(StrEnum):
    """The ten labels of the label guide (docs/labels.md); the value is the name used in data files."""

    BULLYING = "bullying"
    INSULT = "insult"
    HATE = "hate"
    THREAT = "threat"
    STALKING = "stalking"
    DEFAMATION = "defamation"
    SEXUAL = "sexual"
    PRIVATE_DATA = "private_data"
    UNAUTHORISED_MEDIA = "unauthorised_media"
    SELF_HARM = "self_harm"


@dataclass(frozen=True, slots=True)
class Line:
    """One earlier message as a classifier sees it; ``author`` is opaque, None when unknown."""

    text: str
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Utterance:
    """A message in its context.

    ``context`` runs from oldest to newest and holds at most three lines that count; ``reply_to`` is the message
    it answers, whether or not that also stands in the context. ``role`` is "pupil", "parent", "staff" or None.
    Authors are compared with each other within one utterance, never across utterances.
    """

    text: str
    author: str | None = None
    role: str | None = None
    context: tuple[Line, ...] = ()
    reply_to: Line | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """A classifier's opinion: a score in 0..1 for each of the ten categories, and which model gave it."""

    scores: Mapping[Category, float]
    model: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """How much a word of the text, as the model reads it, raised each category; only the order of words is meant."""

    word: str
    pull: Mapping[Category, float]


@dataclass(frozen=True, slots=True)
class Threshold:
    """Scores in 0..1: from ``flag`` on a person should look, from ``alert`` on one message may disturb somebody."""

    flag: float
    alert: float

    def __post_init__(self) -> None:
        """Raise ValueError unless 0 < flag <= alert <= 1."""
        if not 0 < self.flag <= self.alert <= 1:
            raise ValueError(
                f"thresholds must satisfy 0 < flag <= alert <= 1, not flag={self.flag}, alert={self.alert}"
            )


class Classifier(Protocol):
    """Gives one Assessment per Utterance, in order. Blocking: callers run it in a worker thread."""

    @property
    def version(self) -> str:
        """Name and version of the model; stored with every flag."""
        ...

    def assess(self, utterances: Sequence[Utterance]) -> list[Assessment]:
        """Assess each utterance on its own: a score never depends on the others in the call.

        Raises:
            ClassifierError: when the model cannot answer; says nothing about the messages.
        """
        ...

    def attribute(self, utterance: Utterance) -> Sequence[Attribution]:
        """Which words of the text weigh how much, as a first guess for an explanation; none when it cannot tell.

        Raises:
            ClassifierError: when the model cannot answer.
        """
        ...


class ClassifierError(Exception):
    """A classifier could not be loaded, or could not answer. The text says why and is safe to show an admin."""
