"""The configured groups on Telegram: which ids they have now, and what the bot is in them."""

from collections.abc import Sequence

import structlog
from telegram import Bot, ChatMember
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.domain.message import Channel, PlatformName
from bot.domain.school import Group, School

log = structlog.get_logger()

ABSENT = (ChatMember.LEFT, ChatMember.BANNED)


class Groups:
    """The school's groups on Telegram, which keep working when Telegram gives one a new id."""

    def __init__(self) -> None:
        self._new: dict[str, str] = {}
        self._old: dict[str, str] = {}

    def find(self, chat: int, school: School) -> Group | None:
        """The group that this chat is, under its present or its former id."""
        present = str(chat)
        return school.group_by_chat(PlatformName.TELEGRAM, present, self._old.get(present, present))

    def current(self, chat: str) -> str:
        """The id of a configured chat by which Telegram knows it now."""
        return self._new.get(chat, chat)

    def channel(self, group: Group) -> Channel:
        """Where the messages of a group are now."""
        return Channel(PlatformName.TELEGRAM, self.current(group.chat))

    def moved(self, old: str, new: str, group: str | None) -> None:
        """Telegram made a supergroup of a group."""
        if self._new.get(old) == new:
            return
        self._new[old], self._old[new] = new, old
        log.warning(
            "telegram_group_moved",
            group=group,
            old_chat=old,
            new_chat=new,
            setting="groups.chat",
            hint="Telegram gave this group a new id; put it in the configuration",
        )


def groups_on_telegram(school: School) -> Sequence[Group]:
    """The groups that are chats of this platform."""
    return [group for group in school.groups.values() if group.platform is PlatformName.TELEGRAM]


async def membership(bot: Bot, groups: Groups, group: Group) -> ChatMember | None:
    """What the bot is in a group, None when it is not in it; finds out on the way that the group moved.

    Raises:
        TelegramError: Telegram could not be asked.
    """
    try:
        member = await _member(bot, groups.current(group.chat))
        if member is None:  # of a group that moved Telegram may say that the bot left it, but not where it went
            await bot.send_chat_action(groups.current(group.chat), ChatAction.TYPING)
    except ChatMigrated as error:
        groups.moved(group.chat, str(error.new_chat_id), group.id)
        member = await _member(bot, str(error.new_chat_id))
    except (BadRequest, Forbidden):
        member = None
    return member


async def _member(bot: Bot, chat: str) -> ChatMember | None:
    try:
        member = await bot.get_chat_member(chat, bot.id)
    except (BadRequest, Forbidden):
        return None
    return None if is_absent(member) else member


def is_absent(member: ChatMember) -> bool:
    """Whether this is the status of somebody who is not in the group."""
    return member.status in ABSENT or not getattr(member, "is_member", True)
