"""Takes updates from Telegram, however they come in, and says when their outcome is committed."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from typing import Any

import structlog
from telegram import ChatMemberUpdated, Update
from telegram import Message as TelegramMessage
from telegram.ext import ExtBot

from bot.domain.message import Account, Message, PlatformName
from bot.logs import describe
from bot.platforms.hub import Hub
from bot.platforms.names import Names
from bot.platforms.telegram_answers import Answers
from bot.platforms.telegram_examination import group_findings, hears_all, reach_finding
from bot.platforms.telegram_groups import Groups, is_absent
from bot.platforms.telegram_messages import shown_name, translate

log = structlog.get_logger()

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
ASIDE_PATIENCE = 5.0  # seconds; a slow answer to one person does not keep the groups waiting any longer
REMEMBERED = 1000  # updates that Telegram may give again while it does not know that they were dealt with

RawUpdate = dict[str, Any]


class Intake:
    """Hands what happens to the hub, in order per group, and answers people meanwhile."""

    def __init__(self, bot: ExtBot[Any], hub: Hub, groups: Groups, answers: Answers) -> None:
        self._bot = bot
        self._hub = hub
        self._groups = groups
        self._answers = answers
        self._names = Names()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._answered: deque[int] = deque(maxlen=REMEMBERED)
        self._asides: set[asyncio.Task[None]] = set()

    async def handle(self, batch: Sequence[RawUpdate]) -> bool:
        """Deal with updates; True once the outcome of all is committed, False when that failed."""
        updates = self._parsed(batch)
        for update in updates:
            self._follow_move(update.message)
        asides = [self._begin_aside(update) for update in updates]
        tickets = [await self._submit(message) for message in self._messages(updates)]
        if tickets:
            await asyncio.wait(tickets)  # unlike gather it leaves the tickets alone when this is cancelled
        if asides:
            await asyncio.wait(asides, timeout=ASIDE_PATIENCE)
        return not any(ticket.cancelled() or ticket.exception() for ticket in tickets)

    async def close(self) -> None:
        """Answer nobody any more."""
        for aside in self._asides:
            aside.cancel()
        await asyncio.gather(*self._asides, return_exceptions=True)

    def _parsed(self, batch: Sequence[RawUpdate]) -> list[Update]:
        updates = []
        for raw in batch:
            try:
                updates.append(Update.de_json(raw, self._bot))
            except Exception as error:  # noqa: BLE001 - whatever one update holds, those behind it must be read
                _skipped(raw["update_id"], error)
        return updates

    def _messages(self, updates: Sequence[Update]) -> list[Message]:
        return [message for update in updates for message in self._translated(update)]

    def _translated(self, update: Update) -> Sequence[Message]:
        chat = update.effective_chat
        group = self._groups.find(chat.id, self._hub.school) if chat else None
        if group is None:
            return ()
        try:
            message = translate(update, group, self._hub.school)
            source = update.edited_message or update.message
            return self._names.with_change(message, shown_name(source) if source else "") if message else ()
        except Exception as error:  # noqa: BLE001 - as above
            _skipped(update.update_id, error)
            return ()

    async def _submit(self, message: Message) -> asyncio.Future[None]:
        async with self._turns[message.group]:  # while a lane is full, who came first stays first
            return await self._hub.submit(message)

    def _begin_aside(self, update: Update) -> asyncio.Task[None]:
        aside = asyncio.create_task(self._aside(update), name="telegram aside")
        self._asides.add(aside)
        aside.add_done_callback(self._asides.discard)
        return aside

    async def _aside(self, update: Update) -> None:
        """What concerns no lane: a button, a question, the bot's own membership; none of it holds up the messages."""
        if update.update_id in self._answered:
            return
        self._answered.append(update.update_id)
        try:
            if update.callback_query is not None:
                await self._answers.press(update.callback_query)
            elif update.message is not None and _is_by_person(update.message):
                await self._answers.answer(update.message, self._groups.find(update.message.chat.id, self._hub.school))
            elif update.my_chat_member is not None:
                self._note_membership(update.my_chat_member)
        except Exception as error:  # noqa: BLE001 - as above
            log.error("telegram_aside_failed", update=update.update_id, **describe(error))

    def _note_membership(self, change: ChatMemberUpdated) -> None:
        """The bot was added to a chat, removed from it or given other rights; or somebody started or blocked it."""
        if change.chat.type == change.chat.PRIVATE:
            self._note_reach(change)
            return
        group = self._groups.find(change.chat.id, self._hub.school)
        log.info(
            "telegram_membership",
            chat=str(change.chat.id),
            group=group.id if group else None,
            was=change.old_chat_member.status,
            status=change.new_chat_member.status,
        )
        if group is not None and self._groups.current(group.chat) == str(change.chat.id):
            for finding in group_findings(group, change.new_chat_member, hears_all=hears_all(self._bot)):
                self._hub.found(finding)

    def _note_reach(self, change: ChatMemberUpdated) -> None:
        member = self._hub.school.staff_by_account(Account(PlatformName.TELEGRAM, str(change.chat.id)))
        if member is not None:
            self._hub.found(reach_finding(member.id, is_well=not is_absent(change.new_chat_member)))

    def _follow_move(self, message: TelegramMessage | None) -> None:
        """A group that becomes a supergroup says so in both, each naming the other."""
        if message is None:
            return
        here = message.chat.id
        old, new = message.migrate_from_chat_id or here, message.migrate_to_chat_id or here
        if old == new:
            return
        group = self._groups.find(old, self._hub.school)
        if group is not None:
            self._groups.moved(str(old), str(new), group.id)


def _is_by_person(message: TelegramMessage) -> bool:
    return message.from_user is not None and not message.from_user.is_bot


def _skipped(update_id: int, error: Exception) -> None:
    log.error("telegram_update_skipped", update=update_id, **describe(error))
