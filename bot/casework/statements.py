"""Takes reports and appeals of people in the groups, and brings each to the adults whom it is for."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.casework.desk import Desk
from bot.casework.ports import StatementStore
from bot.domain.case import Case, Joining, Kind, case_to_join, involved_in
from bot.domain.errors import ConflictError
from bot.domain.message import Account, Message, MessageKey
from bot.domain.routing import ESCALATION
from bot.domain.school import School
from bot.domain.statement import (
    OwnFlag,
    ReportLimits,
    Statement,
    StatementKind,
    contest,
    kind_of_report,
    may_be_contested,
    may_be_told,
    named_staff,
    names_self_harm,
    newest_of_each,
    open_reported,
    report_allowed_from,
    reported,
    speaks_of_staff,
)

FILE_TRIES = 5


@dataclass(frozen=True, slots=True)
class Received:
    """A report was filed, or had been by the same person; ``kind`` says for whom it is."""

    kind: Kind
    before: bool = False


@dataclass(frozen=True, slots=True)
class TooMany:
    """A report was not taken: this person may report again from ``at``."""

    at: datetime


class Statements:
    """Reports and appeals. ``is_care`` says whether a text is a care signal; ``changed`` sends alerts at once."""

    def __init__(
        self,
        store: StatementStore,
        desk: Desk,
        school: School,
        is_care: Callable[[str], Awaitable[bool]],
        now: Callable[[], datetime],
        changed: Callable[[], None] = lambda: None,
        limits: ReportLimits = ReportLimits(),  # noqa: B008 - frozen
        joining: Joining = Joining(),  # noqa: B008 - frozen
    ) -> None:
        self._store = store
        self._desk = desk
        self._school = school
        self._is_care = is_care
        self._now = now
        self._changed = changed
        self._limits = limits
        self._joining = joining

    async def report(self, by: Account, group: str, about: Message | None, text: str) -> Received | TooMany:
        """File a report on a message, in words, or both."""
        kind = await self.kind_of(about, text)
        if about is not None and await self._reported_before(by, about.key):
            return Received(kind, before=True)
        now = self._now()
        allowed_from = report_allowed_from(await self._store.past_reports(by), now, self._limits)
        if kind is not Kind.CARE and allowed_from > now:
            return TooMany(allowed_from)
        for _ in range(FILE_TRIES):
            case = await (self._with_words(kind, group, text) if about is None else self._with_message(kind, about))
            statement = self._statement(StatementKind.REPORT, case, by, text, about.key if about else None)
            if await self._filed(statement, case, about):
                return Received(kind)
        raise ConflictError(f"case {case.id} kept changing")

    async def kind_of(self, about: Message | None, text: str) -> Kind:
        """For whom a report would be. What is held as a care signal stays one."""
        if about is not None and any(case.kind is Kind.CARE for case in await self._store.cases_holding(about.key)):
            return Kind.CARE
        texts = [each for each in (about.text if about else "", text) if each.strip()]
        is_care = names_self_harm(text) or any([await self._is_care(each) for each in texts])
        about_staff = about is None and (speaks_of_staff(text) or bool(named_staff(text, self._school)))
        return kind_of_report(about.author.role if about else None, about_staff=about_staff, is_care=is_care)

    async def own_flags(self, account: Account) -> Sequence[OwnFlag]:
        """The flagged messages of the asker's own that they may hear of, newest first."""
        return newest_of_each(own for own in await self._store.own_flags(account) if may_be_told(own))

    async def by(self, account: Account) -> Sequence[Statement]:
        """The asker's own reports and appeals."""
        return await self._store.statements_by(account)

    async def appeal(self, by: Account, own: OwnFlag, text: str) -> bool:
        """Contest a flag on a message of one's own; False when it cannot be (any more), or was before."""
        earlier = await self._store.statements_by(by)
        if any(each.kind is StatementKind.APPEAL and each.about == own.key for each in earlier):
            return False
        for _ in range(FILE_TRIES):
            case = await self._store.case(own.case.id)
            if case is None or not may_be_contested(OwnFlag(own.evidence, own.key, case)):
                return False
            case = self._contested(case)
            if await self._filed(self._statement(StatementKind.APPEAL, case, by, text, own.key), case, None):
                return True
        raise ConflictError(f"case {own.case.id} kept changing")

    async def _reported_before(self, by: Account, key: MessageKey) -> bool:
        earlier = await self._store.statements_by(by)
        return any(each.kind is StatementKind.REPORT and each.about == key for each in earlier)

    async def _with_message(self, kind: Kind, about: Message) -> Case:
        """The case with this message: the one that holds it, one of the same people just now, or a new one."""
        now, involved = self._now(), involved_in(about, self._store.pseudonym)
        held = next((case for case in await self._store.cases_holding(about.key) if case.kind is kind), None)
        case = held or case_to_join(
            await self._store.open_cases(about.group, now - self._joining.same_people),
            kind,
            involved.everybody,
            (),
            now,
            self._joining,
        )
        base = case or open_reported(uuid.uuid4().hex, kind, about.group, now)
        return reported(base, {involved.sender}, involved.everybody, now, new_message=held is None)

    async def _with_words(self, kind: Kind, group: str, text: str) -> Case:
        """A new case; staff who are named in a report on staff may not handle it."""
        now = self._now()
        named = named_staff(text, self._school) if kind is Kind.STAFF else ()
        accused = {self._store.pseudonym(account) for member in named for account in member.accounts}
        base = open_reported(uuid.uuid4().hex, kind, group, now)
        return reported(base, accused, (), now, new_message=False)

    def _contested(self, case: Case) -> Case:
        """As many steps up as it takes to bring in somebody new, or one where nobody is left."""
        already = {member.id for member in self._desk.route(case)}
        for steps in range(1, len(ESCALATION) + 1):
            reached = {member.id for member in self._desk.route(contest(case, steps=steps, others=True))}
            if reached - already:
                return contest(case, steps=steps, others=True)
        return contest(case, steps=1, others=bool(already - {case.owner}))

    async def _filed(self, statement: Statement, case: Case, message: Message | None) -> bool:
        recipients = [member.id for member in self._desk.route(case)] if case.alerting else []
        try:
            await self._store.file(statement, case, message, statement.at, recipients)
        except ConflictError:
            return False  # the case changed meanwhile: look again
        self._changed()
        return True

    def _statement(
        self, kind: StatementKind, case: Case, by: Account, text: str, about: MessageKey | None
    ) -> Statement:
        return Statement(uuid.uuid4().hex, kind, case.id, by, self._now(), text, about)
