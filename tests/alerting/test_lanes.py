"""Nothing that is slow, full or refused keeps an urgent alert, another person or another platform waiting."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.alerting.courier import PER_PLATFORM
from bot.domain.errors import DeliveryError
from bot.domain.flag import Level
from bot.domain.health import Check
from bot.domain.message import Account, PlatformName
from bot.domain.school import Audience, Group, School, StaffMember, StaffRole
from classifiers.assessment import Category
from tests.alerting.test_courier import Office, Post
from tests.factories import flag, message

DISCORD, TELEGRAM = PlatformName.DISCORD, PlatformName.TELEGRAM
LOW, MEDIUM, URGENT = (
    (flag(category, Level.ALERT),) for category in (Category.INSULT, Category.BULLYING, Category.THREAT)
)


class SlowPost(Post):
    """A platform that notes the order of what arrives, and hangs for the accounts in ``hung`` until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.hung: set[str] = set()
        self.arrived: list[tuple[str, str]] = []
        self._let_go = asyncio.Event()
        self._changed = asyncio.Event()

    async def show_alert(self, to, alert, reference):
        if to.id in self.hung:
            self.hung.discard(to.id)
            await self._let_go.wait()
        name = await super().show_alert(to, alert, reference)
        self.arrived.append((to.id, alert.title))
        self._changed.set()
        return name

    def let_go(self) -> None:
        self._let_go.set()

    async def until(self, count: int) -> None:
        """Wait until this many arrived."""
        async with asyncio.timeout(30):
            while len(self.arrived) < count:
                self._changed.clear()
                await self._changed.wait()


def person(name: str, *roles: StaffRole, on=(DISCORD, TELEGRAM)) -> StaffMember:
    return StaffMember(name, name.capitalize(), frozenset(roles), tuple(Account(platform, name) for platform in on))


def big_school(mentors: int = 2) -> School:
    """Classes on Discord with a mentor each, m0, m1 …; one more, mt, whose mentor is on Telegram."""
    names = [f"m{number}" for number in range(mentors)]
    return School(
        "De Plataan",
        [
            *(person(name, StaffRole.MENTOR) for name in names),
            person("mt", StaffRole.MENTOR, on=[TELEGRAM]),
            person("coordinator", StaffRole.COORDINATOR),
        ],
        [
            *(Group(f"k{name}", f"Klas {name}", DISCORD, name, Audience.PUPILS, (name,)) for name in names),
            Group("kmt", "Klas mt", TELEGRAM, "t", Audience.PUPILS, ("mt",)),
        ],
    )


def office(mentors: int = 2, records=None, within: float = 60) -> Office:
    posts = {DISCORD: SlowPost(), TELEGRAM: SlowPost()}
    made = Office(of=big_school(mentors), posts=posts, records=records, within=within)
    made.discord, made.telegram = posts[DISCORD], posts[TELEGRAM]
    return made


async def file(made: Office, mentor: str, flags=MEDIUM):
    return await made.file(message(group=f"k{mentor}"), flags=flags)


@asynccontextmanager
async def running(made: Office):
    task = asyncio.create_task(made.courier.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def reached(made: Office, platform: PlatformName | None, staff: str) -> list[bool]:
    return [
        finding.is_well
        for finding in made.findings
        if (finding.check, finding.platform, finding.staff) == (Check.REACH, platform, staff)
    ]


async def test_the_gravest_of_what_waits_for_a_person_goes_first() -> None:
    made = office()
    for flags in (LOW, LOW, MEDIUM, LOW, URGENT):
        await file(made, "m0", flags)
    await made.deliver()
    titles = [title.split(":")[0] for to, title in made.discord.arrived if to == "m0"]
    assert sorted(titles[:2]) == ["Ernstig", "Zeer ernstig"]
    assert titles[2:] == ["Licht", "Licht", "Licht"]


async def test_an_urgent_alert_overtakes_one_that_hangs_and_all_that_wait_behind_it() -> None:
    made = office()
    made.discord.hung = {"m0"}
    async with running(made):
        for _ in range(5):
            await file(made, "m0")
        async with asyncio.timeout(30):
            while made.discord.hung:  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.001)
        await file(made, "m0", URGENT)
        await made.discord.until(2)
        assert sorted(to for to, _ in made.discord.arrived) == ["coordinator", "m0"]
        made.discord.let_go()
        await made.discord.until(7)


async def test_a_person_whose_delivery_hangs_keeps_up_nobody_else() -> None:
    made = office()
    made.discord.hung = {"m0"}
    async with running(made):
        for mentor in ("m0", "m0", "m0", "m1", "m1"):
            await file(made, mentor)
        await made.discord.until(2)
    assert [to for to, _ in made.discord.arrived] == ["m1", "m1"]


async def test_a_platform_that_hangs_keeps_up_neither_the_other_nor_what_is_urgent() -> None:
    many = PER_PLATFORM + 5
    made = office(mentors=many + 1)
    made.discord.hung = {f"m{number}" for number in range(many)}
    async with running(made):
        for number in range(many):
            await file(made, f"m{number}")
        await file(made, "mt")
        await made.telegram.until(1)
        assert len(made.discord.hung) == many - PER_PLATFORM
        await file(made, f"m{many}", URGENT)
        await made.discord.until(2)
    assert sorted(to for to, _ in made.discord.arrived) == ["coordinator", f"m{many}"]


async def test_an_alert_that_turns_urgent_while_it_is_under_way_is_not_sent_twice() -> None:
    made = office()
    made.discord.hung = {"m0"}
    async with running(made):
        case = await file(made, "m0")
        async with asyncio.timeout(30):
            while made.discord.hung:  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.001)
        await made.file(message(group="km0", minutes=1), into=case, flags=URGENT)
        await made.discord.until(1)  # the coordinator
        made.discord.let_go()
        await made.discord.until(3)  # the mentor, and then brought up to date
    (alert,) = made.discord.of("m0")
    assert alert.title.startswith("Zeer ernstig")
    assert made.discord.sent == 2


async def test_a_delivery_without_an_answer_goes_to_the_next_account() -> None:
    made = office(within=0.05)
    made.discord.hung = {"m0"}
    await file(made, "m0")
    assert await made.deliver() == 1
    assert [to for to, _ in made.telegram.arrived] == ["m0"]
    assert reached(made, DISCORD, "m0") == []  # the platform hangs; that says nothing of this person


async def test_a_delivery_without_an_answer_anywhere_is_tried_again() -> None:
    made = office(within=0.05)
    made.telegram.hung = {"mt"}
    await file(made, "mt")
    assert await made.deliver() == 0
    made.now += timedelta(seconds=1)
    assert await made.deliver() == 1


async def test_when_a_private_message_is_refused_the_next_account_is_used_and_that_is_found() -> None:
    made = office()
    made.discord.problems["m0"] = [DeliveryError("closed", retry=False)]
    await file(made, "m0")
    await made.deliver()
    assert [to for to, _ in made.telegram.arrived] == ["m0"]
    assert reached(made, DISCORD, "m0") == [False]
    assert reached(made, TELEGRAM, "m0") == [True]
    await file(made, "m0")
    await made.deliver()
    assert reached(made, DISCORD, "m0") == [False, True]


async def test_when_the_update_of_an_alert_is_refused_it_is_sent_anew_to_the_next_account() -> None:
    made = office()
    case = await file(made, "m0")
    await made.deliver()
    made.discord.problems["m0"] = [DeliveryError("blocked", retry=False)]
    await made.file(message(group="km0", minutes=1), into=case, flags=MEDIUM)
    await made.deliver()
    assert [to for to, _ in made.telegram.arrived] == ["m0"]
    await made.file(message(group="km0", minutes=2), into=await made.records.case(case.id), flags=MEDIUM)
    await made.deliver()
    assert [to for to, _ in made.telegram.arrived] == ["m0", "m0"]  # where it stands now it is kept up to date
    assert made.telegram.sent == 1


async def test_somebody_without_an_account_on_a_connected_platform_is_found() -> None:
    made = office()
    del made.courier._reach._messengers[TELEGRAM]
    await file(made, "mt")
    await made.deliver()
    assert set(reached(made, None, "mt")) == {False}
    assert set(reached(made, None, "coordinator")) == {True}


async def test_a_case_that_reaches_nobody_is_found_and_is_never_posted_in_a_group() -> None:
    made = office()
    for post in (made.discord, made.telegram):
        post.problems = {name: [DeliveryError("closed", retry=False)] for name in ("m0", "coordinator")}
    await file(made, "m0")
    await made.deliver()
    of_group = [(finding.group, finding.is_well) for finding in made.findings if finding.group]
    assert of_group == [("km0", False)]
    assert made.discord.notices == made.telegram.notices == []
    assert {to for to, _ in made.discord.arrived + made.telegram.arrived} <= {"m0", "coordinator"}
    await file(made, "m0")
    await made.deliver()
    assert [finding.is_well for finding in made.findings if finding.group] == [False, True]


async def test_a_case_that_reached_nobody_is_tried_again_until_it_reaches_somebody() -> None:
    made = office()
    for post in (made.discord, made.telegram):
        post.problems = {name: [DeliveryError("closed", retry=False)] * 2 for name in ("m0", "coordinator")}
    await file(made, "m0")
    assert await made.deliver() == 0
    made.now += timedelta(minutes=14)
    assert len(made.discord.problems["m0"]) == 1
    assert await made.deliver() == 0
    assert len(made.discord.problems["m0"]) == 1
    made.now += timedelta(minutes=1)
    assert await made.deliver() == 0
    assert made.discord.problems["m0"] == []
    made.now += timedelta(minutes=15)
    assert await made.deliver() == 2
    assert sorted(to for to, _ in made.discord.arrived) == ["coordinator", "m0"]


async def test_what_was_under_way_at_a_stop_is_delivered_after_the_restart() -> None:
    before = office()
    before.discord.hung = {"m0"}
    async with running(before):
        await file(before, "m0")
        async with asyncio.timeout(30):
            while before.discord.hung:  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.001)
    assert before.discord.arrived == []
    after = office(records=before.records)
    async with running(after):
        await after.discord.until(1)
    assert [to for to, _ in after.discord.arrived] == ["m0"]
