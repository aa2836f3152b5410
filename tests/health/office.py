"""A school with an admin on two platforms, and health that watches over it, under the control of a test."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.alerting.reach import Reach
from bot.domain.health import Check, Finding
from bot.domain.message import Account, PlatformName
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from bot.health.board import Health
from bot.health.herald import Herald
from bot.health.wording import Wording
from bot.phrases import Phrases
from bot.storage.memory import MemoryRecords
from tests.factories import NOON

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BROKEN = Finding(Check.MESSAGE_CONTENT, is_well=False, platform=PlatformName.DISCORD)
WELL = Finding(Check.MESSAGE_CONTENT, is_well=True, platform=PlatformName.DISCORD)


def two_accounts(name: str, *roles: StaffRole) -> StaffMember:
    accounts = (Account(PlatformName.DISCORD, f"d-{name}"), Account(PlatformName.TELEGRAM, f"t-{name}"))
    return StaffMember(name, name.capitalize(), frozenset(roles), accounts)


def school(*staff: StaffMember) -> School:
    return School(
        "De Plataan",
        staff or [two_accounts("beheer", StaffRole.ADMIN), two_accounts("mentor", StaffRole.MENTOR)],
        [
            Group("8a", "Klas 8A", PlatformName.DISCORD, "1", Audience.PUPILS, ("mentor",)),
            Group("8b", "Klas 8B", PlatformName.TELEGRAM, "-2", Audience.PUPILS, ("mentor",)),
        ],
    )


class Line:
    """A platform that notes what was told to whom; ``problems`` are raised first, for each account."""

    def __init__(self, name: PlatformName) -> None:
        self.name = name
        self.told: list[tuple[str, str]] = []
        self.problems: dict[str, list[Exception]] = {}

    async def tell(self, to: Account, text: str) -> None:
        if self.problems.get(to.id):
            raise self.problems[to.id].pop(0)
        self.told.append((to.id, text))


class Office:
    """Health and its herald over records in memory; a restart is another office over the same records."""

    def __init__(self, records: MemoryRecords | None = None, now=NOON, of: School | None = None) -> None:
        self.records = records or MemoryRecords()
        self.now = now
        self.school = of or school()
        self.discord, self.telegram = Line(PlatformName.DISCORD), Line(PlatformName.TELEGRAM)
        lines = {line.name: line for line in (self.discord, self.telegram)}
        self.wording = Wording(Phrases("nl"), self.school, AMSTERDAM)
        self.health = Health(self.records, self.school, lines.keys(), self.wording, lambda: self.now)
        reach = Reach(lines, self.health.found, within=5)
        self.herald = Herald(self.health, self.records, self.school, reach, self.wording, lambda: self.now)

    async def restarted(self, after: timedelta) -> "Office":
        other = Office(self.records, self.now + after, self.school)
        await other.herald.remember()
        await other.health.remember()
        return other

    async def after(self, **time: float) -> list[str]:
        """What is told, on both platforms together, at the first look after this time."""
        self.now += timedelta(**time)
        before = len(self.discord.told), len(self.telegram.told)
        await self.herald.tell_news()
        return [text for _, text in self.discord.told[before[0] :] + self.telegram.told[before[1] :]]
