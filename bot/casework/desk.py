"""The only door to a case: checks who asks, notes who read, lets people act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.casework.ports import CaseStore
from bot.domain.case import MACHINE, Action, Case, State, act, available_actions, pass_on
from bot.domain.errors import ConflictError, NotAllowedError
from bot.domain.evidence import CaseEvent, Evidence
from bot.domain.message import Account
from bot.domain.routing import recipients
from bot.domain.school import School, StaffMember
from bot.domain.statement import Remark

ACT_TRIES = 5


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as one member of staff sees it, with what they can do now."""

    case: Case
    evidence: tuple[Evidence, ...]
    events: tuple[CaseEvent, ...]
    actions: tuple[Action, ...]
    remarks: tuple[Remark, ...] = ()


class Desk:
    """Casework for all staff. ``changed`` is called after each change, so that alerts are brought up to date."""

    def __init__(
        self, store: CaseStore, school: School, now: Callable[[], datetime], changed: Callable[[], None] = lambda: None
    ) -> None:
        self._store = store
        self._school = school
        self._now = now
        self._changed = changed

    def route(self, case: Case) -> tuple[StaffMember, ...]:
        """The staff who handle this case, without those who are among its senders."""
        return recipients(case, self._school, self._accused(case))

    def staff(self, account: Account) -> StaffMember:
        """The member of staff behind an account.

        Raises:
            NotAllowedError: nobody of the staff uses it.
        """
        member = self._school.staff_by_account(account)
        if member is None:
            raise NotAllowedError(f"no member of staff uses {account.platform} account {account.id}")
        return member

    async def inbox(self, reader: StaffMember, limit: int = 50) -> Sequence[Case]:
        """The latest cases that this member of staff may see, newest first."""
        return [case for case in await self._store.latest(limit * 4) if self._may_see(reader, case)][:limit]

    async def open(self, reader: StaffMember, case_id: str, purpose: str) -> CaseFile:
        """The whole case; that it was read is noted.

        Raises:
            NotAllowedError: this person may not see the case, or there is none.
        """
        case = await self._case_for(reader, case_id)
        await self._store.log_access(case_id, reader.id, purpose, self._now())
        return CaseFile(
            case,
            tuple(await self._store.evidence(case_id)),
            tuple(await self._store.events(case_id)),
            available_actions(case, reader.id),
            tuple(await self._store.remarks(case_id)),
        )

    async def act(self, actor: StaffMember, case_id: str, action: Action) -> Case:
        """Do something with a case and give it as it then is.

        Raises:
            NotAllowedError: this person may not see the case, or there is none.
            CaseError: the action does not fit, for example because a colleague was first.
        """
        for _ in range(ACT_TRIES):
            case = act(await self._case_for(actor, case_id), action, actor.id)
            try:
                await self._save(case, actor.id, action)
            except ConflictError:
                continue  # a message came in or a colleague acted: look again, and maybe refuse
            return case
        raise ConflictError(f"case {case_id} kept changing")

    async def pass_on(self, case_id: str) -> bool:
        """Hand a case one step up because nobody it is for can be reached; False when there is no higher step."""
        for _ in range(ACT_TRIES):
            case = await self._store.case(case_id)
            if case is None or case.state is State.DECIDED:
                return True
            higher = pass_on(case)
            if set(self.route(higher)) <= set(self.route(case)):
                return False
            try:
                await self._save(higher, MACHINE, Action.ESCALATE)
            except ConflictError:
                continue
            return True
        raise ConflictError(f"case {case_id} kept changing")

    async def _save(self, case: Case, actor: str, action: Action) -> None:
        alerted = [member.id for member in self.route(case)] if case.alerting else []
        await self._store.save(case, actor, action, self._now(), alerted)
        self._changed()

    async def _case_for(self, reader: StaffMember, case_id: str) -> Case:
        case = await self._store.case(case_id)
        if case is None or not self._may_see(reader, case):
            raise NotAllowedError(f"{reader.id} may not see case {case_id}")
        return case

    def _may_see(self, reader: StaffMember, case: Case) -> bool:
        return any(member.id == reader.id for member in self.route(case))

    def _accused(self, case: Case) -> set[str]:
        return {
            member.id
            for member in self._school.staff.values()
            if any(self._store.pseudonym(account) in case.senders for account in member.accounts)
        }
