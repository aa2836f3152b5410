"""Takes batches of updates from Telegram and lets go of them only when their outcome is committed."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from telegram import Message as TelegramMessage
from telegram import Update, User
from telegram.ext import ExtBot

from bot.domain.message import Message
from bot.logs import describe
from bot.platforms.hub import Hub
from bot.platforms.telegram_answers import Answers
from bot.platforms.telegram_groups import Groups, note_membership
from bot.platforms.telegram_messages import translate

log = structlog.get_logger()

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
# By its own name the library refuses to give the raw answer, in which one bad update does not spoil the others.
GET_UPDATES = "get_Updates"
ANSWER_TIME = 10  # seconds that Telegram may take on top of the poll itself


class Intake:
    """Reads what happens and hands it to the hub; remembers how far Telegram may forget."""

    def __init__(self, bot: ExtBot[Any], groups: Groups, answers: Answers, poll_timeout: int) -> None:
        self._bot = bot
        self._groups = groups
        self._answers = answers
        self._poll_timeout = poll_timeout
        self._offset: int | None = None

    async def take(self, hub: Hub, me: User) -> bool:
        """Wait for updates and handle them; False when not all was committed, so that they will be read again.

        Raises:
            TelegramError: Telegram could not be asked.
        """
        asked = {"timeout": self._poll_timeout, "allowed_updates": list(ALLOWED_UPDATES)}
        if self._offset is not None:
            asked["offset"] = self._offset
        read_timeout = self._poll_timeout + ANSWER_TIME
        batch = await self._bot.do_api_request(GET_UPDATES, asked, read_timeout=read_timeout)
        if batch and not await self._handle(self._parsed(batch), hub, me):
            return False
        if batch:
            self._offset = batch[-1]["update_id"] + 1
        return True

    def _parsed(self, batch: Sequence[dict[str, Any]]) -> list[Update]:
        updates = []
        for raw in batch:
            try:
                updates.append(Update.de_json(raw, self._bot))
            except Exception as error:  # noqa: BLE001 - whatever one update holds, those behind it must be read
                _skipped(raw["update_id"], error)
        return updates

    async def _handle(self, updates: Sequence[Update], hub: Hub, me: User) -> bool:
        """Hand over the messages in order, answer people meanwhile, and wait until all is committed."""
        for update in updates:
            self._follow_move(update.message, hub)
        async with asyncio.TaskGroup() as asides:
            for update in updates:
                asides.create_task(self._aside(update, hub, me))
            tickets = [await hub.submit(message) for message in self._messages(updates, hub)]
            if tickets:
                await asyncio.wait(tickets)  # unlike gather it leaves the tickets alone when this is cancelled
        return not any(ticket.cancelled() or ticket.exception() for ticket in tickets)

    def _messages(self, updates: Sequence[Update], hub: Hub) -> list[Message]:
        translated = (self._translated(update, hub) for update in updates)
        return [message for message in translated if message is not None]

    def _translated(self, update: Update, hub: Hub) -> Message | None:
        chat = update.effective_chat
        group = self._groups.find(chat.id, hub.school) if chat else None
        if group is None:
            return None
        try:
            return translate(update, group, hub.school)
        except Exception as error:  # noqa: BLE001 - as above
            _skipped(update.update_id, error)
            return None

    async def _aside(self, update: Update, hub: Hub, me: User) -> None:
        """What concerns no lane: a button, a question, the bot's own membership; none of it holds up the messages."""
        try:
            if update.callback_query is not None:
                await self._answers.press(update.callback_query, hub)
            elif update.message is not None and self._may_ask(update.message, hub):
                await self._answers.answer(update.message, hub)
            elif update.my_chat_member is not None:
                change = update.my_chat_member
                group = self._groups.find(change.chat.id, hub.school)
                note_membership(change, group, hears_all=bool(me.can_read_all_group_messages))
        except Exception as error:  # noqa: BLE001 - as above
            log.error("telegram_aside_failed", update=update.update_id, **describe(error))

    def _may_ask(self, message: TelegramMessage, hub: Hub) -> bool:
        by_person = message.from_user is not None and not message.from_user.is_bot
        in_private = message.chat.type == message.chat.PRIVATE
        return by_person and (in_private or self._groups.find(message.chat.id, hub.school) is not None)

    def _follow_move(self, message: TelegramMessage | None, hub: Hub) -> None:
        """A group that becomes a supergroup says so in both, each naming the other."""
        if message is None:
            return
        here = message.chat.id
        old, new = message.migrate_from_chat_id or here, message.migrate_to_chat_id or here
        if old == new:
            return
        group = self._groups.find(old, hub.school)
        if group is not None:
            self._groups.moved(str(old), str(new), group.id)


def _skipped(update_id: int, error: Exception) -> None:
    log.error("telegram_update_skipped", update=update_id, **describe(error))
