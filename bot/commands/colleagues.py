"""Staff among each other: who is there, who can advise, and who wants silence: /dienst, /twijfel and /stil."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from bot.casework.ports import Silences
from bot.commands.ports import StaffLines
from bot.commands.request import Answer
from bot.commands.service import Asked, Handler
from bot.domain.routing import superiors
from bot.domain.school import Group, School, StaffMember, StaffRole
from bot.phrases import Phrases

MAX_TEXT = 1500
MAX_HOURS = 48
ROLES = (StaffRole.COORDINATOR, StaffRole.CARE, StaffRole.LEADER, StaffRole.BOARD)


class Colleagues:
    """What is asked with /twijfel is passed on and kept nowhere."""

    def __init__(
        self,
        school: School,
        phrases: Phrases,
        zone: tzinfo,
        silences: Silences,
        lines: StaffLines,
        now: Callable[[], datetime],
    ) -> None:
        self._school = school
        self._phrases = phrases
        self._zone = zone
        self._silences = silences
        self._lines = lines
        self._now = now

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What is answered here."""
        return {"dienst": self._duty, "twijfel": self._advice, "stil": self._silence}

    async def _advice(self, asked: Asked) -> Answer:
        text = asked.argument[:MAX_TEXT]
        if not text:
            return Answer(self._phrases("twijfel-how"), refused=True)
        question = self._phrases("twijfel-question", name=asked.staff.name, text=text)
        reached = [each for each in superiors(asked.staff, self._school) if await self._lines.tell(each, question)]
        if not reached:
            return Answer(self._phrases("twijfel-nobody"), refused=True)
        return Answer(self._phrases("twijfel-asked", names=_names(reached)))

    async def _silence(self, asked: Asked) -> Answer:
        now = self._now()
        hours = silent_hours(asked.argument)
        if hours is None:
            until = (await self._silences.silences(now)).get(asked.staff.id)
            state = self._phrases("stil-until", time=self._time(until)) if until else self._phrases("stil-not")
            return Answer(f"{state}\n{self._phrases('stil-how', hours=MAX_HOURS)}", refused=bool(asked.argument))
        until = now + timedelta(hours=hours)
        await self._silences.be_silent(asked.staff.id, until)
        if not hours:
            return Answer(self._phrases("stil-over"))
        return Answer(self._phrases("stil-until", time=self._time(until)))

    async def _duty(self, asked: Asked) -> Answer:
        silent = await self._silences.silences(self._now())
        mine = [group for group in self._school.groups.values() if asked.staff.id in group.mentors]
        groups: Iterable[Group] = mine or self._school.groups.values()
        rows = [(group.name, [self._school.staff[mentor] for mentor in group.mentors]) for group in groups]
        rows += [(self._phrases(f"dienst-{role}"), list(self._school.with_role(role))) for role in ROLES]
        lines = [f"• {label}: {self._people(members, silent)}" for label, members in rows if members]
        return Answer("\n".join([self._phrases("dienst"), *lines]))

    def _people(self, members: Sequence[StaffMember], silent: Mapping[str, datetime]) -> str:
        return ", ".join(f"{member.name} ({self._reach(member, silent.get(member.id))})" for member in members)

    def _reach(self, member: StaffMember, silent_until: datetime | None) -> str:
        platforms = [platform.capitalize() for platform in self._lines.reachable_on(member)]
        if not platforms:
            return self._phrases("dienst-unreachable")
        where = ", ".join(dict.fromkeys(platforms))
        if silent_until is None:
            return where
        return f"{where}; {self._phrases('dienst-silent', time=self._time(silent_until))}"

    def _time(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%d-%m %H:%M")


def silent_hours(argument: str) -> float | None:
    """How many hours of silence somebody asks for, 0 to end it; None when that cannot be understood."""
    if argument.casefold() in ("uit", "off", "stop"):
        return 0
    try:
        hours = float(argument.casefold().removesuffix("u").removesuffix("uur").strip().replace(",", "."))
    except ValueError:
        return None
    return hours if 0 <= hours <= MAX_HOURS else None


def _names(members: Iterable[StaffMember]) -> str:
    return ", ".join(member.name for member in members)
