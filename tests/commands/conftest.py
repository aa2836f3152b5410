"""Commands over records in memory, with every part of the catalogue."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.alerting.alert import Style
from bot.alerting.plain import PlainCases
from bot.alerting.reach import Reach
from bot.alerting.replies import Replies
from bot.alerting.staff_line import StaffLine
from bot.casework.desk import Desk
from bot.casework.linking import Linking
from bot.casework.statements import Statements
from bot.casework.thresholds import ThresholdBook
from bot.commands.about import About
from bot.commands.administration import Administration
from bot.commands.cases import Cases
from bot.commands.colleagues import Colleagues
from bot.commands.linking import LinkCommands
from bot.commands.own_messages import OwnMessages
from bot.commands.reporting import Reporting
from bot.commands.request import Request
from bot.commands.service import Commands
from bot.domain.case import Involved, Kind, Policy, extend, open_case
from bot.domain.flag import Level
from bot.domain.message import PlatformName
from bot.domain.school import School, StaffRole
from bot.moderation.outcome import Filing, Outcome
from bot.phrases import Phrases
from bot.storage.memory import MemoryRecords
from bot.storage.memory_admin import MemoryAdmin
from classifiers.assessment import Utterance
from tests.factories import NOON, THRESHOLDS, account, assessment, flag, school, staff

ZONE = ZoneInfo("Europe/Amsterdam")


class Post:
    """A platform that remembers what each account was told."""

    name = PlatformName.DEMO

    def __init__(self) -> None:
        self.told = []
        self.problems = []

    async def tell(self, to, text) -> None:
        if self.problems:
            raise self.problems.pop(0)
        self.told.append((to.id, text))


def with_admin() -> School:
    base = school()
    return School(base.name, [*base.staff.values(), staff("beheer", StaffRole.ADMIN)], base.groups.values())


class Office:
    """A school whose clock the test turns; ``ask`` gives a command as the account of that name."""

    def __init__(self) -> None:
        self.now = NOON
        self.records = MemoryRecords()
        self.kept = MemoryAdmin()
        self.school = with_admin()
        self.phrases = Phrases("nl")
        self.post = Post()
        self.desk = Desk(self.records, self.school, lambda: self.now)
        self.statements = Statements(self.records, self.desk, self.school, self._is_care, lambda: self.now)
        self.findings = []
        self.reach = Reach({PlatformName.DEMO: self.post}, self.findings.append)
        self.lines = StaffLine(self.reach, lambda: self.findings)
        self.book = ThresholdBook(self.kept, THRESHOLDS, lambda: self.now)
        self.linking = Linking(self.kept, self.school, lambda: self.now)
        self.replies = Replies(self.records, {PlatformName.DEMO: self.post}, self.phrases, lambda: self.now)
        self.commands = Commands(self.school, self.phrases, [part.handlers for part in self.parts()])

    def parts(self):
        return [
            About(self.school, self.phrases, "privacy@school.example"),
            Reporting(self.statements, self.school, self.phrases, ZONE),
            OwnMessages(self.statements, self.phrases, ZONE, "privacy@school.example"),
            Cases(self.desk, PlainCases(self.school, Style(self.phrases, ZONE)), self.phrases),
            Colleagues(self.school, self.phrases, ZONE, self.records, self.lines, lambda: self.now),
            Administration(self.school, self.phrases, ZONE, self.book, self._overview),
            LinkCommands(self.linking, self.school, self.phrases, self.lines),
        ]

    async def ask(self, who, command, argument="", *, about=None, group=None, **where):
        return await self.commands.run(Request(account(who), command, argument, group, about, **where))

    async def flagged(self, sent, *flags, kind=Kind.CONDUCT, reasons=None):
        """A message as the machine files it; gives its case."""
        flags = flags or (flag(level=Level.ALERT),)
        name = self.records.pseudonym
        case = extend(
            open_case(f"c{sent.key.id}0000000", kind, sent),
            sent,
            flags,
            Involved(name(sent.author.account)),
            Policy(),
        )
        filing = Filing(case, flags, new=True, recipients=("mentor",))
        await self.records.record(Outcome(sent, Utterance(sent.text), assessment(), (filing,), reasons=reasons or {}))
        return case

    async def act(self, who, case, action):
        return await self.desk.act(self.school.staff[who], case.id, action)

    async def cases_of(self, who):
        return list(await self.desk.inbox(self.school.staff[who]))

    def later(self, **passed) -> None:
        self.now += timedelta(**passed)

    async def _overview(self) -> str:
        return "Alles werkt."

    async def _is_care(self, text) -> bool:
        return "self_harm!" in text


@pytest.fixture
def office() -> Office:
    return Office()
