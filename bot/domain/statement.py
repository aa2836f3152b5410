"""What somebody in a group tells the school about a message: a report, or an appeal against a flag of one's own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.case import Case, Kind, State, Verdict, pass_on
from bot.domain.evidence import Evidence
from bot.domain.flag import Severity
from bot.domain.message import Account, MessageKey, Role
from bot.domain.school import School, StaffMember


class StatementKind(StrEnum):
    """A report asks an adult to look at something; an appeal asks another adult to look again."""

    REPORT = "report"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Statement:
    """``text`` may be empty; ``about`` is None for a report in words only."""

    id: str
    kind: StatementKind
    case_id: str
    account: Account
    at: datetime
    text: str = ""
    about: MessageKey | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A statement as those who handle the case see it.

    ``account`` is whose it is, and only there for a care signal in words: the child itself may be asking for help.
    """

    kind: StatementKind
    at: datetime
    text: str
    account: Account | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """Somebody who can now be told that their statement was dealt with, and how the case was decided."""

    statement_id: str
    kind: StatementKind
    account: Account
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class OwnFlag:
    """A kept message of somebody's own, with the case that it is in."""

    evidence: Evidence
    key: MessageKey
    case: Case


@dataclass(frozen=True, slots=True)
class PastReport:
    """An earlier report by the same account; ``verdict`` is what its case now says."""

    at: datetime
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class ReportLimits:
    """``false_alarms`` false reports within ``memory`` leave one report per ``slow``; nobody files over ``daily``."""

    false_alarms: int = 3
    memory: timedelta = timedelta(days=30)
    slow: timedelta = timedelta(days=1)
    daily: int = 20


def report_allowed_from(past: Sequence[PastReport], now: datetime, limits: ReportLimits) -> datetime:
    """From when this reporter may report again; ``now`` or earlier when they may now.

    A care signal is never held back: the caller asks this only about other reports.
    """
    false = [each for each in past if each.verdict is Verdict.FALSE_ALARM and now - each.at <= limits.memory]
    times = sorted(each.at for each in past)
    if len(false) >= limits.false_alarms:
        return times[-1] + limits.slow
    today = [at for at in times if now - at < timedelta(days=1)]
    return today[-limits.daily] + timedelta(days=1) if len(today) >= limits.daily else now


def kind_of_report(author_role: Role | None, *, about_staff: bool, is_care: bool) -> Kind:
    """For whom a report is. A care signal comes first: nobody else may hear of it."""
    if is_care:
        return Kind.CARE
    return Kind.STAFF if about_staff or author_role is Role.STAFF else Kind.CONDUCT


# fmt: off
STAFF_WORDS = frozenset({
    "meester", "juf", "juffrouw", "leraar", "lerares", "leraren", "docent", "docente", "mentor", "conciërge",
    "concierge", "directeur", "directrice", "rector", "teamleider", "stagiair", "stagiaire", "gymleraar",
    "gymjuf", "gymmeester", "coach", "schoolleider", "onderwijsassistent", "teacher",
})
# fmt: on
SELF_HARM_WORDS = (
    "wil dood",
    "wou dat ik dood",
    "zelfmoord",
    "zelfdoding",
    "suïcid",
    "suicid",
    "niet meer leven",
    "einde aan mijn leven",
    "einde aan haar leven",
    "einde aan zijn leven",
    "snijdt zich",
    "snijd mezelf",
    "snij mezelf",
    "automutil",
    "kill myself",
    "wants to die",
    "want to die",
)


def names_self_harm(text: str) -> bool:
    """Whether a report names it in so many words, whatever the model makes of it."""
    folded = text.casefold()
    return any(words in folded for words in SELF_HARM_WORDS)


def speaks_of_staff(text: str) -> bool:
    """Whether a report in free words may be about staff, by what they are called.

    Rather once too often to the board than once to the person whom it is about.
    """
    return any(word.strip(".,;:!?()\"'“”‘’") in STAFF_WORDS for word in text.casefold().split())


def named_staff(text: str, school: School) -> tuple[StaffMember, ...]:
    """The staff whose name stands in a text."""
    folded = text.casefold()
    return tuple(member for member in school.staff.values() if member.name.casefold() in folded)


def open_reported(case_id: str, kind: Kind, group: str, at: datetime) -> Case:
    """An empty case for a report; ``reported`` adds it. Its revision is 0 until then."""
    return Case(case_id, kind, group, opened_at=at, last_flag_at=at, severity=Severity.LOW, revision=0)


def reported(case: Case, accused: Collection[str], people: Collection[str], at: datetime, *, new_message: bool) -> Case:
    """The case with one more report: it disturbs people at once, and a decided one is open again.

    ``accused`` are pseudonyms of those whom it is about, ``people`` of all who have a part in it; ``new_message``: the
    case did not hold this message yet.
    """
    if case.state is State.DECIDED:
        case = replace(case, state=State.NEW, owner=None, verdict=None)
    return replace(
        case,
        last_flag_at=max(case.last_flag_at, at),
        severity=max(case.severity, Severity.HIGH if case.kind is Kind.CARE else Severity.MEDIUM),
        people=case.people.union(accused, people),
        senders=case.senders.union(accused),
        messages=case.messages + (1 if new_message else 0),
        alerting=True,
        reports=case.reports + 1,
        revision=case.revision + 1,
    )


def remark_on(statement: Statement, case_kind: Kind) -> Remark:
    """What those who handle a case of this kind see of a statement."""
    in_words = statement.kind is StatementKind.REPORT and statement.about is None
    shown = statement.account if case_kind is Kind.CARE and in_words else None
    return Remark(statement.kind, statement.at, statement.text, shown)


def may_be_told(own: OwnFlag) -> bool:
    """Whether the writer may hear of it: what the machine flagged, never care, and of staff only what is decided.

    A message that is kept because somebody reported it has no flags, so that this never gives a reporter away.
    """
    if not own.evidence.flags or own.case.kind is Kind.CARE:
        return False
    return own.case.kind is Kind.CONDUCT or own.case.state is State.DECIDED


def may_be_contested(own: OwnFlag) -> bool:
    """Whether an appeal makes sense: not against what was a false alarm already."""
    return may_be_told(own) and own.case.verdict is not Verdict.FALSE_ALARM


def contest(case: Case, *, steps: int, others: bool) -> Case:
    """The case after an appeal: contested, ``steps`` up, and free for another adult than the one who decided.

    ``others``: there is somebody else who can decide; when there is not, the same person has to look again. A case
    that is contested already only takes note of one more appeal.
    """
    if case.contested:
        return replace(case, revision=case.revision + 1)
    decider = case.owner if case.state is State.DECIDED and others else None
    return replace(
        pass_on(case), escalated=case.escalated + steps, verdict=None, contested=True, decided_before=decider
    )


def newest_of_each(flags: Iterable[OwnFlag]) -> list[OwnFlag]:
    """The first of each message, where the newest revision stands first."""
    return list({flag.key: flag for flag in reversed(list(flags))}.values())[::-1]
