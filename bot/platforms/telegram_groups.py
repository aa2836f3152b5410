"""The configured groups on Telegram: which ids they have now, and whether the bot can hear what is said in them."""

from collections.abc import Iterable

import structlog
from telegram import Bot, ChatMember, ChatMemberUpdated, User
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.domain.message import PlatformName
from bot.domain.school import Group, School

log = structlog.get_logger()

ABSENT = (ChatMember.LEFT, ChatMember.BANNED)
HEARS_ALL = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


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


async def check_groups(bot: Bot, me: User, groups: Groups, school: School) -> None:
    """Warn of every configured group in which the bot is not, or in which it would hear nothing."""
    for group in _on_telegram(school):
        try:
            status = await _status(bot, me, groups, group)
        except (BadRequest, Forbidden):
            status = ChatMember.LEFT
        warn_if_deaf(group, status, hears_all=bool(me.can_read_all_group_messages))


def warn_if_deaf(group: Group, status: str, *, hears_all: bool) -> None:
    """Say what to do when the bot cannot hear this group."""
    if status in ABSENT:
        log.warning(
            "telegram_not_in_group",
            group=group.id,
            chat=group.chat,
            hint="add the bot to this group, or correct groups.chat in the configuration",
        )
    elif not hears_all and status not in HEARS_ALL:
        log.warning(
            "telegram_privacy_mode_on",
            group=group.id,
            chat=group.chat,
            hint="the bot hears only commands: make it an administrator of this group, or let BotFather /setprivacy "
            "Disable and then remove the bot from the group and add it again",
        )


def note_membership(change: ChatMemberUpdated, group: Group | None, *, hears_all: bool) -> None:
    """Log that the bot was added to a chat, removed from it or given other rights."""
    if change.chat.type == change.chat.PRIVATE:
        return
    log.info(
        "telegram_membership",
        chat=str(change.chat.id),
        group=group.id if group else None,
        was=change.old_chat_member.status,
        status=change.new_chat_member.status,
    )
    if group is not None:
        warn_if_deaf(group, change.new_chat_member.status, hears_all=hears_all)


def _on_telegram(school: School) -> Iterable[Group]:
    return (group for group in school.groups.values() if group.platform is PlatformName.TELEGRAM)


async def _status(bot: Bot, me: User, groups: Groups, group: Group) -> str:
    try:
        member = await bot.get_chat_member(groups.current(group.chat), me.id)
    except ChatMigrated as error:
        groups.moved(group.chat, str(error.new_chat_id), group.id)
        member = await bot.get_chat_member(error.new_chat_id, me.id)
    return member.status
