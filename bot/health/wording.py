"""Findings and gaps in words for an admin: what is wrong, since when, and how to repair it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.health import Check, Finding, Gap
from bot.domain.school import School
from bot.health.state import State
from bot.phrases import Phrases

# What phrases may name besides platform, group and staff; a finding that was remembered over a restart has none of it.
NUMBERS = ("days", "count", "seconds")
DETAILS = (*NUMBERS, "channels", "error")
UNKNOWN, NOWHERE = "unknown", "noname"


class Wording:
    """Puts findings into the words of one school."""

    def __init__(self, phrases: Phrases, school: School, zone: ZoneInfo) -> None:
        self._phrases = phrases
        self._school = school
        self._zone = zone

    def check(self, finding: Finding) -> str:
        """What was looked at, and where."""
        name = self._phrases(f"check-{_key(finding)}")
        where = [self._platform(finding), self._group(finding.group), self._staff(finding.staff)]
        return ": ".join(part for part in (" · ".join(part for part in where if part), name) if part)

    def problem(self, finding: Finding) -> str:
        """What is wrong."""
        return self._fill(f"finding-{_key(finding)}", finding)

    def repair(self, finding: Finding) -> str:
        """What to do about it."""
        return self._fill(f"repair-{_key(finding)}", finding)

    def wrong(self, state: State) -> str:
        """What is wrong, since when, and what to do about it."""
        return self._phrases(
            "health-wrong",
            problem=self.problem(state.finding),
            since=self.time(state.since),
            repair=self.repair(state.finding),
        )

    def well(self, state: State) -> str:
        """What is well again."""
        return self._phrases("health-well", check=self.check(state.finding), since=self.time(state.since))

    def gap(self, gap: Gap) -> str:
        """What was missed."""
        return self._phrases(
            "health-gap", group=self._group(gap.group), since=self.time(gap.since), until=self.time(gap.until)
        )

    def time(self, at: datetime) -> str:
        """Day and time as the school's clocks show them."""
        return at.astimezone(self._zone).strftime("%d-%m-%Y %H:%M")

    def news(self, bad: Iterable[State], gaps: Iterable[Gap], well: Iterable[State]) -> str:
        """One message with everything that an admin is to hear."""
        parts = (
            ("health-title-wrong", [self.wrong(state) for state in bad]),
            ("health-title-gaps", [self.gap(gap) for gap in gaps]),
            ("health-title-well", [self.well(state) for state in well]),
        )
        return "\n\n".join(self._part(title, lines) for title, lines in parts if lines)

    def overview(self, bad: Sequence[State], gaps: Sequence[Gap], now: datetime) -> str:
        """How it is now."""
        title = "health-all-well" if not bad else "health-title-wrong"
        lines = [self._part(title, [self.wrong(state) for state in bad])]
        if gaps:
            lines.append(self._part("health-title-gaps", [self.gap(gap) for gap in gaps]))
        return "\n\n".join((*lines, self._phrases("health-looked", time=self.time(now))))

    def _part(self, title: str, lines: Iterable[str]) -> str:
        return "\n".join((self._phrases(title), *(f"• {line}" for line in lines)))

    def _fill(self, key: str, finding: Finding) -> str:
        details = {name: int(value) if name in NUMBERS else value for name, value in finding.details.items()}
        named = {
            "platform": self._platform(finding),
            "group": self._group(finding.group) or NOWHERE,
            "staff": self._staff(finding.staff),
        }
        return self._phrases(key, **(dict.fromkeys(DETAILS, UNKNOWN) | details | named))

    def _platform(self, finding: Finding) -> str:
        group = self._school.groups.get(finding.group)
        platform = finding.platform or (group.platform if group else None)
        return platform.capitalize() if platform else ""

    def _group(self, group_id: str) -> str:
        return self._school.groups[group_id].name if group_id in self._school.groups else group_id

    def _staff(self, staff_id: str) -> str:
        return self._school.staff[staff_id].name if staff_id in self._school.staff else staff_id


def _key(finding: Finding) -> str:
    """The end of the phrase keys of a finding."""
    if finding.check is Check.REACH and not finding.staff:
        return "reach-nobody"
    if finding.check is Check.REACH and finding.platform is None:
        return "reach-unconnected"
    return finding.check.value
