"""The last finding on every subject; lets through only changes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import StorageError
from bot.domain.health import Finding, Gap
from bot.domain.message import PlatformName
from bot.domain.school import School
from bot.health.ports import HealthStore, KeptGap
from bot.health.state import State, remembered, subject_of
from bot.health.wording import Wording

log = structlog.get_logger()

GAPS_SHOWN = timedelta(days=7)


class Health:
    """Takes findings and gaps from everywhere, and says how it is now."""

    def __init__(
        self,
        store: HealthStore,
        school: School,
        platforms: Collection[PlatformName],
        wording: Wording,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._school = school
        self._platforms = platforms
        self._wording = wording
        self._now = now
        self._states: dict[str, State] = {}
        self._unkept: list[tuple[Gap, datetime]] = []

    @property
    def states(self) -> Mapping[str, State]:
        """What is known now, by subject."""
        return self._states

    async def remember(self) -> None:
        """What was wrong before a restart is wrong until it is found well."""
        for told in await self._store.told():
            state = remembered(told, self._school, self._platforms)
            if state is not None:
                known = self._states.setdefault(told.subject, state)
                if not known.finding.is_well:
                    self._states[told.subject] = State(known.finding, min(known.since, state.since))

    def found(self, finding: Finding) -> None:
        """Take the result of a check, as often as it is made."""
        subject = subject_of(finding)
        known = self._states.get(subject)
        if known is not None and known.finding.is_well == finding.is_well:
            self._states[subject] = State(finding, known.since)
            return
        self._states[subject] = State(finding, self._now())
        if known is not None or not finding.is_well:
            level = log.info if finding.is_well else log.warning
            level(
                "finding",
                check=finding.check,
                is_well=finding.is_well,
                platform=finding.platform,
                group=finding.group,
                staff=finding.staff,
            )

    async def missed(self, gap: Gap) -> None:
        """Keep a gap; while the database is away it waits in memory, for whoever found it must go on reading."""
        log.error("gap", group=gap.group, since=gap.since.isoformat(), until=gap.until.isoformat(), reason=gap.reason)
        self._unkept.append((gap, self._now()))
        await self.recent_gaps()

    async def recent_gaps(self) -> Sequence[KeptGap]:
        """What was missed in the last days, as far as the database can be used."""
        try:
            while self._unkept:
                gap, found_at = self._unkept.pop(0)
                try:
                    await self._store.add_gap(gap, found_at)
                except StorageError:
                    self._unkept.insert(0, (gap, found_at))
                    raise
            return await self._store.gaps(self._now() - GAPS_SHOWN)
        except StorageError as error:
            log.error("gaps_out_of_reach", waiting=len(self._unkept), reason=str(error))
            return ()

    async def overview(self) -> str:
        """What is wrong now and since when, or that everything works; and what was missed in the last days."""
        now = self._now()
        bad = [state for state in self._states.values() if not state.finding.is_well]
        gaps = [kept.gap for kept in await self.recent_gaps()]
        return self._wording.overview(sorted(bad, key=lambda state: state.since), gaps, now)
