"""What is known on each subject, and when an admin is to hear of it: pure decisions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.health import Check, Finding
from bot.domain.message import PlatformName
from bot.domain.school import School, StaffMember, StaffRole
from bot.health.ports import KeptGap, Told

# A line that drops for a moment needs nobody, and what comes and goes is told once, not at every turn.
SETTLED_BAD = timedelta(minutes=1)
SETTLED_WELL = timedelta(minutes=10)
REMINDED = timedelta(days=1)  # what is still wrong after a restart is told once more, this long after the last time
WEEKEND = 5  # the weekday from which no school is held


@dataclass(frozen=True, slots=True)
class State:
    """The last finding on a subject, and since when it is so."""

    finding: Finding
    since: datetime


def subject_of(finding: Finding) -> str:
    """What a finding is about, as it is remembered: check, platform, group and member of staff."""
    return "/".join((finding.check, finding.platform or "", finding.group, finding.staff))


def subject_of_gap(kept: KeptGap) -> str:
    """The same for one gap, which is told once and never well again."""
    return f"gap-{kept.id}"


def remembered(told: Told, school: School, platforms: Iterable[PlatformName]) -> State | None:
    """What was wrong when an admin was told last; None when that is over, or about what is no longer configured."""
    parts = told.subject.split("/")
    if told.is_well or len(parts) != 4:
        return None
    check, platform, group, staff = parts
    is_known = (
        check in set(Check)
        and (not platform or platform in set(platforms))
        and (not group or group in school.groups)
        and (not staff or staff in school.staff)
    )
    if not is_known:
        return None
    where = PlatformName(platform) if platform else None
    return State(Finding(Check(check), is_well=False, platform=where, group=group, staff=staff), told.at)


def is_due(state: State, before: Told | None, now: datetime, started: datetime) -> bool:
    """Whether an admin who was told ``before`` on this subject is to be told how it is now."""
    was_bad = before is not None and not before.is_well
    if state.finding.is_well:
        return was_bad and now - state.since >= SETTLED_WELL
    if before is None or before.is_well:
        return now - state.since >= SETTLED_BAD
    return before.at < started and now - before.at >= REMINDED


def due(
    states: Mapping[str, State], told: Mapping[str, Told], now: datetime, started: datetime
) -> tuple[dict[str, State], dict[str, State]]:
    """What one admin is to be told now, by subject: what is wrong, and what is well again."""
    news = {subject: state for subject, state in states.items() if is_due(state, told.get(subject), now, started)}
    bad = {subject: state for subject, state in news.items() if not state.finding.is_well}
    return bad, {subject: state for subject, state in news.items() if subject not in bad}


def admins(school: School) -> tuple[StaffMember, ...]:
    """Who is told: the admins; in a school that named none, its leaders, else the board."""
    roles = (StaffRole.ADMIN, StaffRole.LEADER, StaffRole.BOARD)
    return next((members for role in roles if (members := school.with_role(role))), ())


def school_days_between(first: date, last: date) -> int:
    """How many whole days from Monday to Friday lie between two days. Holidays are not known."""
    days = (first + timedelta(days=number) for number in range(1, (last - first).days))
    return sum(day.weekday() < WEEKEND for day in days)
