"""What an alert says, made purely from a case: thin by default, the pupil's own words stay in the console."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from bot.casework.desk import CaseFile
from bot.domain.case import Action, Case, Kind, State, short_id
from bot.domain.evidence import Evidence, Reason
from bot.domain.flag import SEVERITY, Flag, Severity
from bot.domain.school import School, StaffMember
from bot.phrases import Phrases

BUTTON_PREFIX = "case"


@dataclass(frozen=True, slots=True)
class Button:
    """A button under an alert; ``data`` comes back when it is pressed (at most 64 bytes, Telegram's limit)."""

    label: str
    data: str
    action: Action


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the words to show for it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert as any platform can show it: plain text, no markup."""

    title: str
    lines: tuple[str, ...]
    severity: Severity
    links: tuple[Link, ...] = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """What a school chose for its alerts; ``case_address`` holds ``{case}`` where the console shows cases."""

    phrases: Phrases
    zone: tzinfo
    quote: bool = False
    case_address: str | None = None


def button_data(case_id: str, action: Action) -> str:
    """What a button carries."""
    return f"{BUTTON_PREFIX}:{case_id}:{action.value}"


def parse_button(data: str) -> tuple[str, Action] | None:
    """Case id and action of a pressed button; None when it is not one of ours."""
    prefix, _, rest = data.partition(":")
    case_id, _, action = rest.partition(":")
    if prefix != BUTTON_PREFIX or not case_id or action not in list(Action):
        return None
    return case_id, Action(action)


def build_alert(file: CaseFile, viewer: StaffMember, school: School, style: Style) -> Alert:
    """The alert that shows a case to one member of staff, with the buttons that this person can use now."""
    case, phrases = file.case, style.phrases
    return Alert(
        title=alert_title(case, school, phrases),
        lines=tuple(_lines(file, viewer, school, style)),
        severity=case.severity,
        links=tuple(_links(file, style)),
        buttons=tuple(
            Button(phrases(f"action-{action}"), button_data(case.id, action), action) for action in file.actions
        ),
    )


def alert_title(case: Case, school: School, phrases: Phrases) -> str:
    """Kind, gravity and group in one line."""
    gravest = sorted(case.categories, key=lambda category: (-SEVERITY[category], category))
    subjects = [phrases(category) for category in gravest] or [phrases("alert-report")]
    return phrases(
        f"alert-title-{case.kind}",
        severity=phrases(f"severity-{int(case.severity)}").capitalize(),
        categories=", ".join(subjects),
        group=school.groups[case.group].name,
    )


def explain_flag(flag: Flag, reason: Reason | None, phrases: Phrases, *, with_words: bool) -> str:
    """Why a category was flagged, in one sentence; its words only where they may be shown."""
    values = {
        "category": phrases(flag.category).capitalize(),
        "score": f"{flag.score:.0%}",
        "threshold": f"{flag.threshold:.0%}",
    }
    if reason is None or (reason.words and not with_words):
        return phrases("why-short", **values)
    if reason.words:
        return phrases("why-words", words=", ".join(f"“{word}”" for word in reason.words), **values)
    return phrases("why-context" if reason.context else "why-whole", **values)


def state_line(case: Case, viewer: StaffMember, school: School, phrases: Phrases) -> str:
    """Who has the case, or how it ended; and whether that is contested."""
    where = _where_it_stands(case, viewer, school, phrases)
    return f"{phrases('state-contested')} {where}" if case.contested else where


def _where_it_stands(case: Case, viewer: StaffMember, school: School, phrases: Phrases) -> str:
    owner = school.staff[case.owner].name if case.owner in school.staff else str(case.owner)
    if case.state is State.DECIDED:
        return phrases(f"state-decided-{case.verdict}", owner=owner)
    if case.state is State.CLAIMED:
        return phrases("state-claimed-you") if case.owner == viewer.id else phrases("state-claimed", owner=owner)
    return phrases("state-escalated" if case.escalated else "state-new")


def _lines(file: CaseFile, viewer: StaffMember, school: School, style: Style) -> Iterable[str]:
    case, phrases = file.case, style.phrases
    newest = file.evidence[-1] if file.evidence else None
    if case.reports:
        yield phrases("alert-reports", count=case.reports)
    if case.messages:
        yield phrases("alert-messages", count=case.messages)
    yield phrases(
        "alert-last" if case.categories else "alert-last-report",
        time=case.last_flag_at.astimezone(style.zone).strftime("%H:%M"),
    )
    if newest is not None:
        if newest.flags:
            yield phrases("alert-why", why=_why(newest, style))
        if style.quote:
            yield phrases("alert-quote", text=newest.text)
    if any(evidence.deleted_at for evidence in file.evidence):
        yield phrases("alert-deleted")
    if case.kind is not Kind.CONDUCT:
        yield phrases(f"alert-{case.kind}-line")
    if case.reports or case.contested:
        yield phrases("alert-read", case=short_id(case.id))
    yield state_line(case, viewer, school, phrases)


def _why(evidence: Evidence, style: Style) -> str:
    flag = evidence.flags[0]
    return explain_flag(flag, evidence.reasons.get(flag.category), style.phrases, with_words=style.quote)


def _links(file: CaseFile, style: Style) -> Iterable[Link]:
    if style.case_address:
        yield Link(style.phrases("alert-open-case"), style.case_address.format(case=file.case.id))
    newest = file.evidence[-1] if file.evidence else None
    if newest is not None and newest.link and newest.deleted_at is None:
        yield Link(style.phrases("alert-open-message"), newest.link)
