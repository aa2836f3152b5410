"""The time in the demo school: yesterday's school day, which goes as fast as the class day is played."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, tzinfo

DAWN = "08:00"
TICK = timedelta(milliseconds=1)


class DayClock:
    """Stands at a label such as "10:15" until the next; ``real`` is the clock on the wall.

    The day is yesterday, because what is planned for a moment that is still to come would wait for it.
    """

    def __init__(self, zone: tzinfo, real: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._zone = zone
        self._real = real
        self._date = (real().astimezone(zone) - timedelta(days=1)).date()
        self._set_at: list[datetime] = []
        self._labels = [DAWN]
        self._last = self._moment(DAWN)

    @property
    def label(self) -> str:
        """The time of the day at present."""
        return self._labels[-1]

    def set(self, label: str) -> None:
        """From now on it is ``label``, or later when that has passed."""
        self._set_at.append(self._real())
        self._labels.append(label)

    def now(self) -> datetime:
        """The present in the demo school; no two moments are the same, so that everything keeps its order."""
        self._last = max(self._moment(self.label), self._last + TICK)
        return self._last

    def show(self, moment: datetime) -> str:
        """The time of the day at a moment of the demo school, or at a real one, when somebody handled a case."""
        local = moment.astimezone(self._zone)
        if local.date() == self._date:
            return local.strftime("%H:%M")
        return self._labels[bisect_right(self._set_at, moment)]

    def _moment(self, label: str) -> datetime:
        return datetime.combine(self._date, time.fromisoformat(label), self._zone).astimezone(UTC)
