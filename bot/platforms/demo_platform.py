"""The third chat platform: class chats that live in this process, for the demo page and for dry runs."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

from bot.alerting.alert import Alert
from bot.domain.health import Check, Finding
from bot.domain.message import Account, Attachment, Author, Channel, Deletion, Message, MessageKey, PlatformName
from bot.domain.school import Group, School
from bot.platforms.hub import Hub


@dataclass(frozen=True, slots=True)
class Posted:
    """A message as the chat shows it; a notice has no author."""

    id: str
    chat: str
    author: Author | None
    text: str
    sent_at: datetime
    revision: int = 0
    reply_to: str | None = None
    attachments: tuple[Attachment, ...] = ()
    deleted: bool = False


class DemoPlatform:
    """Keeps chats and private alerts in memory and tells ``changed`` of every change, by the id of what changed.

    People post through ``post``, ``edit`` and ``delete``, which behave as on a real platform: the adapter hears of it
    and hands it to the hub. ``now`` gives the time of what happens in the chats.
    """

    name = PlatformName.DEMO

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self.alerts: dict[Account, dict[str, Alert]] = {}
        self.told: dict[Account, list[str]] = {}
        self._chats: dict[str, dict[str, Posted]] = {}
        self._ids = count(1)
        self._hub: Hub | None = None
        self._ready = asyncio.Event()
        self._listeners: list[Callable[[str], None]] = []

    async def run(self, hub: Hub) -> None:
        """Be connected until cancelled."""
        self._hub = hub
        self._ready.set()
        try:
            await asyncio.Event().wait()
        finally:
            self._ready.clear()

    def listen(self, changed: Callable[[str], None]) -> None:
        """Call ``changed`` with the id of every message or alert that is new or different."""
        self._listeners.append(changed)

    def messages(self, chat: str) -> tuple[Posted, ...]:
        """Everything in a chat, oldest first."""
        return tuple(self._chats.get(chat, {}).values())

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
        group, hub = await self._group(chat)
        posted = Posted(str(next(self._ids)), chat, author, text, self._now(), 0, reply_to, attachments)
        self._show(posted)
        await hub.submit(self._message(group, posted))
        return posted.id

    async def edit(self, chat: str, message_id: str, text: str) -> None:
        """The author changes a message."""
        group, hub = await self._group(chat)
        posted = self._chats[chat][message_id]
        edited = replace(posted, text=text, revision=posted.revision + 1)
        self._show(edited)
        await hub.submit(self._message(group, edited))

    async def delete(self, chat: str, message_id: str) -> None:
        """The author takes a message away."""
        group, hub = await self._group(chat)
        self._show(replace(self._chats[chat][message_id], deleted=True))
        await hub.submit(Deletion(_key(chat, message_id), group.id, self._now()))

    async def press(self, account: Account, data: str) -> str:
        """A member of staff presses a button of an alert; gives what they are told."""
        await self._ready.wait()
        assert self._hub is not None
        return (await self._hub.press(account, data)).text

    async def show_alert(self, to: Account, alert: Alert, reference: str | None) -> str:
        """See the port."""
        name = reference or f"alert-{next(self._ids)}"
        self.alerts.setdefault(to, {})[name] = alert
        self._tell(name)
        return name

    async def tell(self, to: Account, text: str) -> None:
        """See the port."""
        self.told.setdefault(to, []).append(text)

    async def examine(self, school: School) -> Sequence[Finding]:
        """Chats in memory are always in reach."""
        mine = [group for group in school.groups.values() if group.platform is self.name]
        return [
            Finding(Check.CONNECTION, is_well=True, platform=self.name),
            *(Finding(Check.READING, is_well=True, platform=self.name, group=group.id) for group in mine),
        ]

    async def post_notice(self, chat: str, text: str) -> None:
        """See the port."""
        self._show(Posted(f"notice-{next(self._ids)}", chat, None, text, self._now()))

    async def _group(self, chat: str) -> tuple[Group, Hub]:
        await self._ready.wait()
        assert self._hub is not None
        group = self._hub.school.group_by_chat(self.name, chat)
        if group is None:
            raise KeyError(chat)
        return group, self._hub

    def _message(self, group: Group, posted: Posted) -> Message:
        assert posted.author is not None
        answered = self._chats[posted.chat].get(posted.reply_to or "")
        return Message(
            key=_key(posted.chat, posted.id),
            group=group.id,
            author=posted.author,
            text=posted.text,
            sent_at=posted.sent_at,
            position=int(posted.id),
            revision=posted.revision,
            reply_to=_key(posted.chat, answered.id) if answered else None,
            reply_author=answered.author if answered else None,
            attachments=posted.attachments,
            link=f"#bericht-{posted.id}",
        )

    def _show(self, posted: Posted) -> None:
        self._chats.setdefault(posted.chat, {})[posted.id] = posted
        self._tell(posted.id)

    def _tell(self, changed: str) -> None:
        for listener in self._listeners:
            listener(changed)


def _key(chat: str, message_id: str) -> MessageKey:
    return MessageKey(Channel(PlatformName.DEMO, chat), message_id)
