"""A case: flags that belong together, with a state and an owner, and what people may do with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import CaseError
from bot.domain.flag import SEVERITY, Flag, Level, Severity
from bot.domain.message import Account, Message, Role
from classifiers.assessment import Category

SHORT_ID = 6
MACHINE = "machine"  # who acted, where no person did


class Kind(StrEnum):
    """Who a case is for: conduct of pupils and parents, care for somebody, or conduct of staff. Never mixed."""

    CONDUCT = "conduct"
    CARE = "care"
    STAFF = "staff"


class State(StrEnum):
    """Where a case stands."""

    NEW = "new"
    CLAIMED = "claimed"
    DECIDED = "decided"


class Verdict(StrEnum):
    """What a person said of the flags."""

    RIGHT = "right"
    FALSE_ALARM = "false_alarm"


class Action(StrEnum):
    """What staff can do with a case; the value is also what a button carries."""

    CLAIM = "claim"
    RIGHT = "right"
    FALSE_ALARM = "false_alarm"
    ESCALATE = "escalate"


@dataclass(frozen=True, slots=True)
class Case:
    """One case as everybody who may see it sees it.

    ``people`` are pseudonyms of the senders and of those they answered or named, ``senders`` those of the senders
    alone; ``categories`` all that was flagged; ``alerting`` says whether it may disturb a person; ``escalated`` how
    many steps it was handed up (0: not). ``reports`` counts who reported something of it in person. ``contested``:
    somebody appealed and nobody decided since; ``decided_before`` is who decided what they appealed against.
    ``revision`` grows with every change and guards against two people acting at once.
    """

    id: str
    kind: Kind
    group: str
    opened_at: datetime
    last_flag_at: datetime
    severity: Severity
    people: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()
    categories: frozenset[Category] = frozenset()
    messages: int = 0
    alerting: bool = False
    state: State = State.NEW
    owner: str | None = None
    verdict: Verdict | None = None
    escalated: int = 0
    reports: int = 0
    contested: bool = False
    decided_before: str | None = None
    revision: int = 1

    @property
    def is_urgent(self) -> bool:
        """Whether it may disturb people who asked for silence: what is very grave, and every care signal."""
        return self.severity is Severity.HIGH or self.kind is Kind.CARE


def short_id(case_id: str) -> str:
    """The beginning of a case's id, with which people name it."""
    return case_id[:SHORT_ID]


def kind_of(flag: Flag, author_role: Role | None) -> Kind:
    """Care stays apart from discipline, and conduct of staff from that of pupils and parents."""
    if flag.category is Category.SELF_HARM:
        return Kind.CARE
    return Kind.STAFF if author_role is Role.STAFF else Kind.CONDUCT


@dataclass(frozen=True, slots=True)
class Joining:
    """How close in time flags must be to belong together: with somebody in common, and without."""

    same_people: timedelta = timedelta(minutes=30)
    same_subject: timedelta = timedelta(minutes=5)


def case_to_join(
    cases: Iterable[Case], kind: Kind, people: frozenset[str], flags: Iterable[Flag], at: datetime, joining: Joining
) -> Case | None:
    """The open case of this group to which new flags belong: most people in common first, then the latest.

    Somebody in common within ``same_people``, or, for a pile-on by several senders who answer nobody, a category in
    common within ``same_subject``. Care cases join only on the person: two children are never one case.
    """
    categories = {flag.category for flag in flags}

    def belongs(case: Case) -> bool:
        if case.kind is not kind or case.state is State.DECIDED:
            return False
        apart = abs(at - case.last_flag_at)
        if case.people & people:
            return apart <= joining.same_people
        return kind is Kind.CONDUCT and bool(case.categories & categories) and apart <= joining.same_subject

    candidates = [case for case in cases if belongs(case)]
    return max(candidates, key=lambda case: (len(case.people & people), case.last_flag_at), default=None)


def open_case(case_id: str, kind: Kind, message: Message) -> Case:
    """An empty case for this message; ``extend`` adds the flags. Its revision is 0 until then."""
    return Case(
        id=case_id,
        kind=kind,
        group=message.group,
        opened_at=message.sent_at,
        last_flag_at=message.sent_at,
        severity=Severity.LOW,
        revision=0,
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """When a case disturbs a person: one message at alert level, a care signal, or ``repeated`` flagged messages."""

    repeated: int = 3


@dataclass(frozen=True, slots=True)
class Involved:
    """Pseudonyms of whoever has a part in a message: its sender, and those it answers or names."""

    sender: str
    others: frozenset[str] = frozenset()

    @property
    def everybody(self) -> frozenset[str]:
        """Sender and others together."""
        return self.others | {self.sender}


def involved_in(message: Message, pseudonym: Callable[[Account], str]) -> Involved:
    """Whoever has a part in a message, under the names that ``pseudonym`` gives."""
    others = list(message.mentions)
    if message.reply_author is not None:
        others.append(message.reply_author.account)
    return Involved(pseudonym(message.author.account), frozenset(pseudonym(account) for account in others))


def extend(
    case: Case, message: Message, flags: Iterable[Flag], involved: Involved, policy: Policy, *, again: bool = False
) -> Case:
    """The case with one more flagged message; ``again`` for a later revision of a message that it already holds.

    A decided case whose message was edited into something that is flagged again is open anew.
    """
    flags = tuple(flags)
    messages = case.messages + (0 if again else 1)
    alerting = (
        case.alerting
        or case.kind is Kind.CARE
        or any(flag.level is Level.ALERT for flag in flags)
        or messages >= policy.repeated
    )
    if case.state is State.DECIDED:
        case = replace(case, state=State.NEW, owner=None, verdict=None)
    return replace(
        case,
        last_flag_at=max(case.last_flag_at, message.sent_at),
        severity=max([case.severity, *(SEVERITY[flag.category] for flag in flags)]),
        people=case.people | involved.everybody,
        senders=case.senders | {involved.sender},
        categories=case.categories | {flag.category for flag in flags},
        messages=messages,
        alerting=alerting,
        revision=case.revision + 1,
    )


def available_actions(case: Case, actor: str) -> tuple[Action, ...]:
    """What this member of staff can do now, in the order of the buttons. Access is checked elsewhere."""
    if case.state is State.DECIDED or _decided_this_before(case, actor):
        return ()
    if case.state is State.CLAIMED:
        return (Action.RIGHT, Action.FALSE_ALARM, Action.ESCALATE) if case.owner == actor else ()
    return (Action.CLAIM, Action.RIGHT, Action.FALSE_ALARM, Action.ESCALATE)


def act(case: Case, action: Action, actor: str) -> Case:
    """The case after a member of staff acted on it.

    A verdict on a case that nobody claimed claims it at once: one tap is enough. Escalating frees the case, so that the
    next in line can claim it.

    Raises:
        CaseError: ``already_decided``, ``decided_before`` (an appeal is for somebody else), or ``claimed_by_other``
            (with ``owner``).
    """
    if case.state is State.DECIDED:
        raise CaseError("already_decided")
    if _decided_this_before(case, actor):
        raise CaseError("decided_before")
    if case.owner not in (None, actor):
        raise CaseError("claimed_by_other", owner=str(case.owner))
    revision = case.revision + 1
    match action:
        case Action.CLAIM:
            return replace(case, state=State.CLAIMED, owner=actor, revision=revision)
        case Action.RIGHT | Action.FALSE_ALARM:
            verdict = Verdict(action.value)
            return replace(case, state=State.DECIDED, owner=actor, verdict=verdict, contested=False, revision=revision)
        case Action.ESCALATE:
            return pass_on(case)


def _decided_this_before(case: Case, actor: str) -> bool:
    return case.contested and case.decided_before == actor


def pass_on(case: Case) -> Case:
    """The case one step higher, free for the next in line to claim."""
    return replace(
        case,
        state=State.NEW,
        owner=None,
        escalated=case.escalated + 1,
        alerting=True,
        revision=case.revision + 1,
    )
