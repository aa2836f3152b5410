"""Says things on Telegram: plain text, in as many messages as it needs, with the patience that Telegram asks for."""

import asyncio
from collections.abc import Iterator

from telegram import Bot, LinkPreviewOptions
from telegram.constants import MessageLimit
from telegram.error import RetryAfter

from bot.platforms.telegram_alerts import units
from bot.platforms.telegram_pace import seconds_of

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
TRIES = 3
LONGEST_WAIT = 60.0  # after that nobody expects an answer any more


async def say(bot: Bot, chat: int | str, text: str, topic: int | None = None) -> None:
    """Answer somebody; waits when Telegram asks to.

    Raises:
        TelegramError: it was not said, or not wholly.
    """
    for part in parts(text):
        await _said(bot, chat, part, topic)


def parts(text: str) -> Iterator[str]:
    """The text in pieces of a length that Telegram takes, cut at the end of a line or a word where there is one."""
    rest = text.strip()
    while rest:
        piece = _fitting(rest)
        yield piece.rstrip()
        rest = rest[len(piece) :].lstrip()


def _fitting(text: str) -> str:
    limit = MessageLimit.MAX_TEXT_LENGTH
    if units(text) <= limit:
        return text
    piece = text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
    end = next((at for sign in ("\n", " ") if (at := piece.rfind(sign)) > len(piece) // 2), len(piece))
    return piece[:end]


async def _said(bot: Bot, chat: int | str, text: str, topic: int | None) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            await bot.send_message(chat, text, message_thread_id=topic, link_preview_options=NO_PREVIEW)
        except RetryAfter as error:
            if attempt == TRIES or seconds_of(error) > LONGEST_WAIT:
                raise
            await asyncio.sleep(seconds_of(error))
        else:
            return
