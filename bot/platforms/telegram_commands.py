"""Commands on Telegram: which it offers to whom, and what somebody asks with one."""

from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from telegram import Bot, BotCommand, BotCommandScopeChat, MessageEntity
from telegram import Message as TelegramMessage
from telegram.error import TelegramError

from bot.commands.catalogue import COMMANDS
from bot.commands.request import Rights
from bot.domain.school import School, StaffRole
from bot.phrases import Phrases
from bot.platforms.telegram_examination import accounts_on_telegram

log = structlog.get_logger()

KNOWN = {command.name: command for command in COMMANDS}


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as it stands in a message; ``name`` is "" when there is none."""

    name: str = ""
    argument: str = ""


def asked_in(message: TelegramMessage, me: str) -> Asked:
    """The command that a message begins with, unless it is meant for another bot."""
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset != 0:
        return Asked()
    text = message.text or ""  # a command is ASCII, so Telegram's UTF-16 lengths are ours
    name, _, bot = text[1 : first.length].partition("@")
    return Asked(name.lower(), text[first.length :].strip()) if bot.lower() in ("", me.lower()) else Asked()


async def offer(bot: Bot, phrases: Phrases) -> None:
    """Have Telegram offer to everybody what everybody may ask."""
    try:
        await bot.set_my_commands(_described(phrases, {Rights.EVERYONE}))
    except TelegramError as error:
        log.warning("telegram_commands_not_offered", error=type(error).__name__)


async def offer_to_staff(bot: Bot, phrases: Phrases, school: School) -> None:
    """Offer more to staff, each in their own chat with the bot; not to who never opened it."""
    for staff, account in accounts_on_telegram(school):
        rights = {Rights.EVERYONE, Rights.STAFF}
        if StaffRole.ADMIN in school.staff[staff].roles:
            rights.add(Rights.ADMIN)
        try:
            await bot.set_my_commands(_described(phrases, rights), scope=BotCommandScopeChat(int(account.id)))
        except TelegramError as error:
            log.info("telegram_commands_not_offered", staff=staff, error=type(error).__name__)


def _described(phrases: Phrases, rights: Iterable[Rights]) -> list[BotCommand]:
    allowed = set(rights)
    return [
        BotCommand(command.name, phrases(f"command-{command.name}"))
        for command in COMMANDS
        if command.rights in allowed
    ]
