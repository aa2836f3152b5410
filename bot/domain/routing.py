"""Who may know of a case: care to the care team, staff conduct to the board, else the mentor; never the accused."""

from collections.abc import Collection

from bot.domain.case import Case, Kind
from bot.domain.flag import Severity
from bot.domain.school import Group, School, StaffMember, StaffRole

# Each escalation of a conduct case adds the next step.
ESCALATION = (StaffRole.COORDINATOR, StaffRole.LEADER, StaffRole.BOARD)


def recipients(case: Case, school: School, accused: Collection[str]) -> tuple[StaffMember, ...]:
    """The members of staff who are to act on this case now; also the only ones who may see it.

    ``accused`` are the ids of staff among the case's senders: they are left out, and a case with staff among its
    senders never goes past the board. When that leaves nobody, it goes up to the next who has no part in it.
    """
    group = school.groups[case.group]
    chosen = _without(accused, _in_line(case, school, group))
    if chosen:
        return chosen
    for role in (StaffRole.COORDINATOR, StaffRole.LEADER, StaffRole.BOARD):
        if case.kind is not Kind.STAFF or role is StaffRole.BOARD:
            higher = _without(accused, school.with_role(role))
            if higher:
                return higher
    return ()


def _in_line(case: Case, school: School, group: Group) -> tuple[StaffMember, ...]:
    if case.kind is Kind.STAFF:
        return school.with_role(StaffRole.BOARD)
    if case.kind is Kind.CARE:
        return school.with_role(StaffRole.CARE) + (school.with_role(StaffRole.LEADER) if case.escalated else ())
    mentors = tuple(school.staff[mentor] for mentor in group.mentors)
    steps = ESCALATION[: case.escalated]
    if case.severity is Severity.HIGH and not steps:
        steps = ESCALATION[:1]
    return mentors + tuple(member for role in steps for member in school.with_role(role))


def _without(accused: Collection[str], members: tuple[StaffMember, ...]) -> tuple[StaffMember, ...]:
    return tuple(dict.fromkeys(member for member in members if member.id not in accused))


def superiors(member: StaffMember, school: School) -> tuple[StaffMember, ...]:
    """Whom somebody asks for advice: the next role above their own that anybody else holds."""
    held = [ESCALATION.index(role) for role in ESCALATION if role in member.roles]
    above = max(held, default=0 if StaffRole.CARE in member.roles or StaffRole.ADMIN in member.roles else -1) + 1
    for role in (*ESCALATION[above:], StaffRole.BOARD):
        others = tuple(other for other in school.with_role(role) if other.id != member.id)
        if others:
            return others
    return ()
