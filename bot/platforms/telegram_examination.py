"""What could keep the bot from hearing or speaking on Telegram, each as a finding."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from telegram import Bot, ChatMember, WebhookInfo
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.domain.health import Check, Finding
from bot.domain.message import Account, PlatformName
from bot.domain.school import Group, School
from bot.platforms.telegram_clock import ServerClock
from bot.platforms.telegram_errors import finding_of
from bot.platforms.telegram_groups import Groups, groups_on_telegram, is_absent, membership

AT_ONCE = 8  # questions to Telegram at the same time
ADMINISTRATORS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)

Thing = TypeVar("Thing")


async def examine(bot: Bot, school: School, groups: Groups, clock: ServerClock, webhook: str) -> list[Finding]:
    """Everything; ``webhook`` is the address that should be set, "" for none. Nothing is changed, no update taken."""
    found: list[Finding] = []
    try:
        await bot.initialize()
        await bot.get_me()  # anew: privacy mode can be switched while we run
        found += [_finding(Check.TOKEN, True), _finding(Check.CONNECTION, True)]
        found.append(webhook_finding(await bot.get_webhook_info(), webhook))
        found += await examine_groups(bot, school, groups)
        found += await examine_reach(bot, school)
    except TelegramError as error:
        trouble = finding_of(error)
        found = [finding for finding in found if finding.check is not trouble.check] + [trouble]
    return found + clock.findings()


async def examine_groups(bot: Bot, school: School, groups: Groups) -> list[Finding]:
    """What the bot may do in every group.

    Raises:
        TelegramError: Telegram could not be asked.
    """

    async def look(group: Group) -> Sequence[Finding]:
        return group_findings(group, await membership(bot, groups, group), hears_all=hears_all(bot))

    return await _all(look, groups_on_telegram(school))


async def examine_reach(bot: Bot, school: School) -> list[Finding]:
    """Whether every member of staff on Telegram ever pressed Start, without which the bot may not write to them.

    Raises:
        TelegramError: Telegram could not be asked.
    """

    async def look(who: tuple[str, Account]) -> Sequence[Finding]:
        staff, account = who
        return [reach_finding(staff, is_well=await _is_reached(bot, account))]

    return await _all(look, accounts_on_telegram(school))


def group_findings(group: Group, member: ChatMember | None, *, hears_all: bool) -> list[Finding]:
    """What a membership means; of a group in which the bot is not, there is no more to say."""
    present = member is not None and not is_absent(member)
    found = [_finding(Check.MEMBERSHIP, present, group=group.id)]
    if member is not None and present:
        hears = hears_all or member.status in ADMINISTRATORS
        deletes = member.status == ChatMember.OWNER or bool(getattr(member, "can_delete_messages", False))
        found.append(_finding(Check.PRIVACY_MODE, hears, group=group.id))
        found.append(_finding(Check.DELETING, deletes, group=group.id))
    return found


def reach_finding(staff: str, *, is_well: bool) -> Finding:
    """Whether the bot may write to a member of staff."""
    return _finding(Check.REACH, is_well, staff=staff)


def webhook_finding(info: WebhookInfo, expected: str) -> Finding:
    """Whether updates go where they should: to ``expected``, or (when that is "") to whoever polls."""
    if info.url == expected:
        return _finding(Check.WEBHOOK, True)
    reason = "elsewhere" if info.url else "unset"
    return Finding(Check.WEBHOOK, False, PlatformName.TELEGRAM, details={"error": reason})


def hears_all(bot: Bot) -> bool:
    """Whether privacy mode is off, as far as known since the bot was last asked for."""
    return bool(bot.bot.can_read_all_group_messages)


def accounts_on_telegram(school: School) -> list[tuple[str, Account]]:
    """The staff on this platform: id and account."""
    return [
        (member.id, account)
        for member in school.staff.values()
        for account in member.accounts
        if account.platform is PlatformName.TELEGRAM
    ]


async def _is_reached(bot: Bot, account: Account) -> bool:
    try:
        await bot.get_chat(int(account.id))
    except (BadRequest, Forbidden):
        return False
    return True


async def _all(look: Callable[[Thing], Awaitable[Sequence[Finding]]], things: Iterable[Thing]) -> list[Finding]:
    room = asyncio.Semaphore(AT_ONCE)

    async def one(thing: Thing) -> Sequence[Finding]:
        async with room:
            return await look(thing)

    return [finding for found in await asyncio.gather(*map(one, things)) for finding in found]


def _finding(check: Check, is_well: bool, group: str = "", staff: str = "") -> Finding:
    return Finding(check, is_well, PlatformName.TELEGRAM, group, staff)
