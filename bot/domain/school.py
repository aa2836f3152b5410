"""The school as the configuration names it: staff with their roles, and the groups that are moderated."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.message import Account, PlatformName, Role


class StaffRole(StrEnum):
    """What a member of staff may follow up."""

    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    CARE = "care"
    LEADER = "leader"
    BOARD = "board"
    ADMIN = "admin"


class Audience(StrEnum):
    """Who chat in a group when they are not staff."""

    PUPILS = "pupils"
    PARENTS = "parents"
    MIXED = "mixed"


DEFAULT_ROLE = {Audience.PUPILS: Role.PUPIL, Audience.PARENTS: Role.PARENT, Audience.MIXED: None}


@dataclass(frozen=True, slots=True)
class StaffMember:
    """An adult at school; ``id`` is the name used in the configuration."""

    id: str
    name: str
    roles: frozenset[StaffRole]
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A moderated chat. ``chat``: the platform's id of a Telegram chat, or a Discord server, category or channel."""

    id: str
    name: str
    platform: PlatformName
    chat: str
    audience: Audience
    mentors: tuple[str, ...]


class School:
    """Looks up staff and groups. Built from the configuration; only accounts of staff are added while it runs."""

    def __init__(self, name: str, staff: Iterable[StaffMember], groups: Iterable[Group]) -> None:
        self.name = name
        self.staff = {member.id: member for member in staff}
        self.groups = {group.id: group for group in groups}
        self._by_account = {account: member for member in self.staff.values() for account in member.accounts}
        self._by_chat = {(group.platform, group.chat): group for group in self.groups.values()}

    def staff_by_account(self, account: Account) -> StaffMember | None:
        """The member of staff who uses this account, if any."""
        return self._by_account.get(account)

    def link(self, account: Account, staff_id: str) -> StaffMember | None:
        """Let a member of staff also use this account; None when there is no such member, or it is in use already."""
        member = self.staff.get(staff_id)
        if member is None or account in self._by_account:
            return None
        return self._with_accounts(member, (*member.accounts, account))

    def unlink(self, account: Account) -> None:
        """Take an account from whoever uses it."""
        member = self._by_account.pop(account, None)
        if member is not None:
            self._with_accounts(member, tuple(each for each in member.accounts if each != account))

    def _with_accounts(self, member: StaffMember, accounts: tuple[Account, ...]) -> StaffMember:
        changed = replace(member, accounts=accounts)
        self.staff[member.id] = changed
        self._by_account.update(dict.fromkeys(accounts, changed))
        return changed

    def group_by_chat(self, platform: PlatformName, *chats: str) -> Group | None:
        """The group of the first of these platform ids that is configured (most specific first)."""
        return next((group for chat in chats if (group := self._by_chat.get((platform, chat)))), None)

    def role_of(self, account: Account, group: Group) -> Role | None:
        """Staff for staff accounts, else what the group's audience says."""
        return Role.STAFF if account in self._by_account else DEFAULT_ROLE[group.audience]

    def with_role(self, role: StaffRole) -> tuple[StaffMember, ...]:
        """Everybody who has this role, in the order of the configuration."""
        return tuple(member for member in self.staff.values() if role in member.roles)
