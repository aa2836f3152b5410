"""What is kept of a flagged message: the message itself, what stood before it, why it was flagged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.flag import Flag
from bot.domain.message import Attachment, Author
from classifiers.assessment import Category


@dataclass(frozen=True, slots=True)
class Quoted:
    """A line that stood in the chat before the flagged message."""

    name: str
    text: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """What made a category's score: the words without which it would not have been flagged.

    ``spans`` are the places (start, end) of those words in the text. ``context`` says that the lines before the
    message decided. Both empty: no single part decided.
    """

    words: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    context: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """One revision of a flagged message."""

    id: str
    case_id: str
    author: Author
    text: str
    sent_at: datetime
    revision: int
    flags: tuple[Flag, ...]
    reasons: Mapping[Category, Reason] = field(default_factory=dict)
    before: tuple[Quoted, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    link: str | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A step in the life of a case. ``actor`` is a staff id, or ``machine``."""

    at: datetime
    actor: str
    action: str
