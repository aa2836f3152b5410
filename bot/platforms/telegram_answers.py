"""What the bot says back on Telegram: to a command, to a private message, and to a pressed button."""

import time
from collections.abc import Callable

import structlog
from telegram import Bot, CallbackQuery, Chat
from telegram import Message as TelegramMessage
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.commands.request import Answer, Request
from bot.domain.message import Account, PlatformName
from bot.domain.school import Group
from bot.logs import describe
from bot.phrases import Phrases
from bot.platforms.hub import Hub
from bot.platforms.telegram_commands import KNOWN, Asked, asked_in
from bot.platforms.telegram_messages import answered_message
from bot.platforms.telegram_speech import say

log = structlog.get_logger()

ANSWER_PAUSE = 20.0
CALLBACK_LIMIT = 200
FOR_ALL_TO_READ = ("help", "privacy")  # the same for everybody, so a group may see the answer
BEFORE_IT_IS_KNOWN = ("groep", "koppel")  # what is heard in a group that is not in the configuration (yet)
HINT = "hint"


class Answers:
    """Answers people, in private wherever Telegram lets it.

    Who is no member of staff gets the answer to the same question only once in a while, and so does a group: nobody
    can flood it.
    """

    def __init__(self, bot: Bot, phrases: Phrases, hub: Hub, clock: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._phrases = phrases
        self._hub = hub
        self._clock = clock
        self._answered: dict[tuple[object, ...], float] = {}

    async def answer(self, message: TelegramMessage, group: Group | None) -> None:
        """Answer a command in a group, or anything that a person says in private."""
        asked = asked_in(message, self._bot.username)
        if message.chat.type == Chat.PRIVATE:
            await self._answer_in_private(message, asked)
        elif group is not None and asked.name:
            await self._answer_in_group(message, asked, group)
        elif asked.name in BEFORE_IT_IS_KNOWN:
            await self._answer_in_strange_group(message, asked)

    async def press(self, query: CallbackQuery) -> None:
        """Do what the button says and tell it to whoever pressed; a refusal stays until it is read."""
        answer = await self._hub.press(_account(query.from_user.id), query.data or "")
        try:
            await query.answer(cut(answer.text), show_alert=answer.refused)
        except TelegramError as error:  # mostly a press of long ago: the alert itself will show what came of it
            log.info("telegram_press_unanswered", error=type(error).__name__)

    async def _answer_in_private(self, message: TelegramMessage, asked: Asked) -> None:
        asker = _account(message.chat.id)
        known = asked.name in KNOWN
        if not self._is_due(asker, asker.id, asked.name if known else "", asked.argument if known else ""):
            return
        answer = await self._outcome(Request(asker, asked.name, asked.argument)) if known else None
        text = answer.text if answer else self._phrases("telegram-start", school=self._hub.school.name)
        await self._say(message.chat.id, text, asked.name)

    async def _answer_in_group(self, message: TelegramMessage, asked: Asked, group: Group) -> None:
        name = "help" if asked.name == "start" else asked.name
        if name not in KNOWN or message.from_user is None:
            return
        asker = _account(message.from_user.id)
        if name in FOR_ALL_TO_READ:
            if self._is_due(None, message.chat.id, name):
                await self._answer_openly(message, Request(asker, name, asked.argument, group.id))
            return
        if KNOWN[name].on_message or KNOWN[name].takes_argument:
            await self._hide(message)
        about = answered_message(message, group, self._hub.school)
        if self._is_due(asker, asker.id, name, asked.argument, about and about.key):
            chat = str(message.chat.id)
            request = Request(asker, name, asked.argument, group.id, about, chat, is_public=True)
            await self._answer_aside(message, request)

    async def _answer_in_strange_group(self, message: TelegramMessage, asked: Asked) -> None:
        """Staff learn how to add the group; a code that was shown here is spoiled. Nobody else is answered."""
        if message.from_user is None:
            return
        asker = _account(message.from_user.id)
        request = Request(asker, asked.name, asked.argument, chat=str(message.chat.id), is_public=True)
        if self._hub.school.staff_by_account(asker) is not None:
            await self._answer_aside(message, request)
        elif asked.name == "koppel":
            await self._outcome(request)

    async def _answer_openly(self, message: TelegramMessage, request: Request) -> None:
        answer = await self._outcome(request)
        if answer is not None:
            await self._say(message.chat.id, answer.text, request.command, _topic(message))

    async def _answer_aside(self, message: TelegramMessage, request: Request) -> None:
        """Tell only the asker; where the bot may not write to them, the group only reads how that can be changed."""
        answer = await self._outcome(request)
        if answer is None:
            return
        try:
            await say(self._bot, int(request.account.id), answer.text)
        except (Forbidden, BadRequest):
            if self._is_due(None, message.chat.id, HINT):
                text = self._phrases("telegram-open-chat", link=f"https://t.me/{self._bot.username}")
                await self._say(message.chat.id, text, HINT, _topic(message))
        except TelegramError as error:
            log.warning("telegram_answer_failed", command=request.command, error=type(error).__name__)

    async def _outcome(self, request: Request) -> Answer | None:
        try:
            return await self._hub.command(request)
        except Exception as error:  # noqa: BLE001 - whoever reports something must hear that it did not arrive
            log.error("telegram_command_failed", command=request.command, **describe(error))
            return Answer(self._phrases("telegram-failed"), refused=True)

    async def _hide(self, message: TelegramMessage) -> None:
        """Take the command away, so that the group does not read who asks about a message, or what is asked."""
        try:
            await self._bot.delete_message(message.chat.id, message.message_id)
        except TelegramError as error:
            log.info("telegram_command_not_hidden", error=type(error).__name__)

    async def _say(self, chat: int, text: str, asked: str, topic: int | None = None) -> None:
        try:
            await say(self._bot, chat, text, topic)
        except TelegramError as error:
            log.warning("telegram_answer_failed", command=asked, error=type(error).__name__)

    def _is_due(self, asker: Account | None, *question: object) -> bool:
        """Whether this is to be answered now; staff may ask as often as they like."""
        if asker is not None and self._hub.school.staff_by_account(asker) is not None:
            return True
        now = self._clock()
        self._answered = {key: at for key, at in self._answered.items() if now - at < ANSWER_PAUSE}
        if question in self._answered:
            return False
        self._answered[question] = now
        return True


def cut(text: str) -> str:
    """The text within what Telegram shows above a pressed button."""
    return text if len(text) <= CALLBACK_LIMIT else f"{text[: CALLBACK_LIMIT - 1]}…"


def _topic(message: TelegramMessage) -> int | None:
    return message.message_thread_id if message.is_topic_message else None


def _account(user_id: int) -> Account:
    return Account(PlatformName.TELEGRAM, str(user_id))
