"""What the pages need from the chat beside them, and the scene that they show."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.casework.desk import Desk
from bot.console.class_day import Person
from bot.console.outcomes import RecentOutcomes
from bot.console.player import Player
from bot.domain.flag import Thresholds
from bot.domain.message import Attachment, Author
from bot.domain.school import School
from bot.phrases import Phrases


class ChatLine(Protocol):
    """A message as the chat shows it; a notice has no author."""

    @property
    def id(self) -> str:
        """Its id, unique over all chats, growing within one."""
        ...

    @property
    def chat(self) -> str:
        """The chat that it stands in."""
        ...

    @property
    def author(self) -> Author | None:
        """Who wrote it."""
        ...

    @property
    def text(self) -> str:
        """What it says now."""
        ...

    @property
    def sent_at(self) -> datetime:
        """When it was first posted."""
        ...

    @property
    def revision(self) -> int:
        """How often it was edited."""
        ...

    @property
    def reply_to(self) -> str | None:
        """The id of the message that it answers."""
        ...

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """What came with it."""
        ...

    @property
    def deleted(self) -> bool:
        """Whether its author took it away."""
        ...


class Chat(Protocol):
    """The class chats in which people on the page read and write."""

    def messages(self, chat: str) -> Sequence[ChatLine]:
        """Everything in a chat, oldest first."""
        ...

    async def post(
        self,
        chat: str,
        author: Author,
        text: str,
        *,
        reply_to: str | None = None,
        attachments: tuple[Attachment, ...] = (),
    ) -> str:
        """Somebody posts a message; gives its id."""
        ...

    async def edit(self, chat: str, message_id: str, text: str) -> None:
        """The author changes a message."""
        ...

    async def delete(self, chat: str, message_id: str) -> None:
        """The author takes a message away."""
        ...


@dataclass(frozen=True)
class Scene:
    """One run of the demo school; ``again`` replaces it by a fresh one. ``id`` tells one run from the next."""

    id: str
    school: School
    people: tuple[Person, ...]
    chat: Chat
    desk: Desk
    outcomes: RecentOutcomes
    thresholds: Thresholds
    phrases: Phrases
    player: Player
    again: Callable[[], Awaitable[None]]
