"""What the bot says back on Telegram: to a command, to a private message, and to a pressed button."""

import time
from collections.abc import Callable

import structlog
from telegram import Bot, BotCommand, CallbackQuery, Chat, LinkPreviewOptions, Message, MessageEntity
from telegram.error import TelegramError

from bot.commands.request import Request
from bot.domain.message import Account, PlatformName
from bot.phrases import Phrases
from bot.platforms.hub import Hub

log = structlog.get_logger()

ANSWER_PAUSE = 20.0
CALLBACK_LIMIT = 200
COMMANDS = ("help", "privacy")
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Answers:
    """Answers people; in one chat the same question only once in a while, so that nobody can flood it."""

    def __init__(self, bot: Bot, phrases: Phrases, clock: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._phrases = phrases
        self._clock = clock
        self._answered: dict[tuple[int, str], float] = {}

    async def announce_commands(self) -> None:
        """Have Telegram offer the commands to whoever types a slash."""
        await self._bot.set_my_commands([BotCommand(name, self._phrases(f"telegram-{name}")) for name in COMMANDS])

    async def answer(self, message: Message, hub: Hub) -> None:
        """Answer a command, or anything else that is said in private."""
        private = message.chat.type == Chat.PRIVATE
        command = command_of(message, self._bot.username)
        asked = command or ("start" if private else "")
        text = await self._text(asked, message, hub, private=private)
        if text is None or not self._due(message.chat.id, asked):
            return
        thread = message.message_thread_id if message.is_topic_message else None
        try:
            await self._bot.send_message(
                message.chat.id, text, message_thread_id=thread, link_preview_options=NO_PREVIEW
            )
        except TelegramError as error:
            log.warning("telegram_answer_failed", command=asked, error=type(error).__name__)

    async def press(self, query: CallbackQuery, hub: Hub) -> None:
        """Do what the button says and tell it to whoever pressed; a refusal stays until it is read."""
        answer = await hub.press(Account(PlatformName.TELEGRAM, str(query.from_user.id)), query.data or "")
        try:
            await query.answer(cut(answer.text), show_alert=answer.refused)
        except TelegramError as error:  # mostly a press of long ago: the alert itself will show what came of it
            log.info("telegram_press_unanswered", error=type(error).__name__)

    async def _text(self, asked: str, message: Message, hub: Hub, *, private: bool) -> str | None:
        if private and asked not in COMMANDS:
            return self._phrases("telegram-start", school=hub.school.name)
        if message.from_user is None:
            return None
        asker = Account(PlatformName.TELEGRAM, str(message.from_user.id))
        answer = await hub.command(Request(asker, "help" if asked == "start" else asked))
        return answer.text if answer else None

    def _due(self, chat: int, asked: str) -> bool:
        now = self._clock()
        self._answered = {key: at for key, at in self._answered.items() if now - at < ANSWER_PAUSE}
        if (chat, asked) in self._answered:
            return False
        self._answered[chat, asked] = now
        return True


def command_of(message: Message, me: str) -> str:
    """The command that a message begins with, "" when there is none or it is meant for another bot."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return ""
    command, _, bot = (message.text or "")[1 : first.length].partition("@")
    return command.lower() if bot.lower() in ("", me.lower()) else ""


def cut(text: str) -> str:
    """The text within what Telegram shows above a pressed button."""
    return text if len(text) <= CALLBACK_LIMIT else f"{text[: CALLBACK_LIMIT - 1]}…"
