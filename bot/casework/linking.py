"""Links an account to a member of staff, with a code that an admin makes for them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.casework.ports import LinkStore
from bot.domain.message import Account
from bot.domain.school import School, StaffMember

log = structlog.get_logger()

VALID = timedelta(hours=1)
# 31 letters and digits that nobody takes for another; ten of them are 49 bits, for one hour.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
HALF = 5


@dataclass(frozen=True, slots=True)
class Linked:
    """A member of staff with the account that is now theirs; ``made_by`` made the code, None when no longer staff."""

    member: StaffMember
    made_by: StaffMember | None


class Linking:
    """Keeps the school in step with what is stored. Call ``load`` once before use."""

    def __init__(self, store: LinkStore, school: School, now: Callable[[], datetime]) -> None:
        self._store = store
        self._school = school
        self._now = now

    async def load(self) -> None:
        """Let the school know every account that was linked; what the configuration says goes before it."""
        for account, staff_id in await self._store.links():
            if self._school.link(account, staff_id) is None:
                log.warning("link_not_used", staff=staff_id, platform=account.platform)

    async def new_code(self, staff_id: str, made_by: StaffMember) -> str | None:
        """A code for a member of staff, valid once and for an hour; None when there is no such member."""
        if staff_id not in self._school.staff:
            return None
        letters = "".join(secrets.choice(ALPHABET) for _ in range(2 * HALF))
        await self._store.add_code(letters, staff_id, made_by.id, self._now() + VALID)
        log.info("link_code_made", staff=staff_id, by=made_by.id)
        return f"{letters[:HALF]}-{letters[HALF:]}"

    async def redeem(self, code: str, account: Account) -> Linked | None:
        """Link the account; None when the code is not valid."""
        if self._school.staff_by_account(account) is not None:
            return None
        used = await self._store.use_code(letters_of(code), account, self._now())
        member = self._school.link(account, used.staff_id) if used else None
        if used is None or member is None:
            return None
        log.info("account_linked", staff=member.id, platform=account.platform)
        return Linked(member, self._school.staff.get(used.made_by))

    async def spoil(self, code: str) -> None:
        """A code that others may have read is of no use any more."""
        await self._store.spoil_code(letters_of(code))

    async def unlink(self, staff_id: str, by: StaffMember) -> int:
        """Take back every account that was linked with a code; gives how many there were."""
        accounts = await self._store.unlink(staff_id)
        for account in accounts:
            self._school.unlink(account)
        log.info("accounts_unlinked", staff=staff_id, by=by.id, count=len(accounts))
        return len(accounts)


def letters_of(code: str) -> str:
    """A code as it is stored, however it was typed."""
    return "".join(code.upper().replace("-", " ").split())
