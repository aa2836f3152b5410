"""What health needs from the outside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.health import Gap


@dataclass(frozen=True, slots=True)
class KeptGap:
    """A gap as it was stored."""

    id: int
    gap: Gap
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """What an admin was told last on a subject, and when. Subjects are made in bot.health.state."""

    admin: str
    subject: str
    is_well: bool
    at: datetime


class HealthStore(Protocol):
    """What must outlive a restart: gaps, what the admins were told, and when each group was last heard.

    Every operation raises StorageError when the database cannot be used.
    """

    async def add_gap(self, gap: Gap, found_at: datetime) -> None:
        """Keep a gap; one that is known stays as it is."""
        ...

    async def gaps(self, since: datetime) -> Sequence[KeptGap]:
        """Gaps found at or after ``since``, in the order of finding."""
        ...

    async def told(self) -> Sequence[Told]:
        """What every admin was told last on every subject."""
        ...

    async def note_told(self, told: Iterable[Told]) -> None:
        """Remember it, in the place of what was told on these subjects before."""
        ...

    async def last_seen(self) -> Mapping[str, datetime]:
        """When the newest message of each group was sent; before there was any, since when it is listened for."""
        ...

    async def note_last_seen(self, times: Mapping[str, datetime], now: datetime) -> None:
        """Note it, never back in time, and that Pleinwacht runs ``now``: it writes in any case."""
        ...

    async def unassessed(self, since: datetime) -> int:
        """How many messages were passed over at or after ``since`` because the model could not answer for them."""
        ...
