"""A message from a class chat, and what happens to it on its platform, in the same words for every platform."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PlatformName(StrEnum):
    """Where a chat lives; ``DEMO`` is the class chat on Pleinwacht's own demo page."""

    DISCORD = "discord"
    TELEGRAM = "telegram"
    DEMO = "demo"


class Role(StrEnum):
    """What somebody is at school, as far as a message needs it."""

    PUPIL = "pupil"
    PARENT = "parent"
    STAFF = "staff"


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """An account on one platform. One person may have several."""

    platform: PlatformName
    id: str


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a message: the account, the name it showed then, and the role at school (None: not known)."""

    account: Account
    name: str
    role: Role | None = None


@dataclass(frozen=True, slots=True, order=True)
class Channel:
    """The smallest place in which a platform keeps messages in order: a Discord channel or thread, a Telegram chat."""

    platform: PlatformName
    id: str


@dataclass(frozen=True, slots=True, order=True)
class MessageKey:
    """Names one message for ever, over edits and restarts."""

    channel: Channel
    id: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that came with a message: noted, not looked into. ``kind`` is photo, video, voice, file, sticker …"""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a moderated group, in one revision.

    ``group`` is the id of the group in the configuration. ``position`` only grows within a channel (Discord's and
    Telegram's message ids do) and is what a cursor remembers. ``revision`` is 0 as first written and grows with every
    edit. ``sent_at`` is aware, in UTC. ``link`` opens the message in its own platform.
    """

    key: MessageKey
    group: str
    author: Author
    text: str
    sent_at: datetime
    position: int
    revision: int = 0
    reply_to: MessageKey | None = None
    reply_author: Author | None = None
    mentions: tuple[Account, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Deletion:
    """A message was taken away on its platform. What had been flagged of it stays."""

    key: MessageKey
    group: str
    deleted_at: datetime


ChatEvent = Message | Deletion
