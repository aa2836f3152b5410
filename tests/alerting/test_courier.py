"""Alerts arrive, fold, are brought up to date, and never reach the accused."""

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.alerting.alert import Style, button_data, parse_button
from bot.alerting.buttons import Buttons
from bot.alerting.courier import Courier
from bot.alerting.notices import NoticeBoard
from bot.alerting.reach import Reach
from bot.casework.desk import Desk
from bot.commands.request import Answer
from bot.domain.case import Action, Involved, Kind, Policy, extend, open_case
from bot.domain.errors import DeliveryError
from bot.domain.evidence import Reason
from bot.domain.flag import Level
from bot.domain.message import Account, Deletion, PlatformName
from bot.moderation.outcome import Filing, Outcome
from bot.phrases import Phrases
from bot.storage.memory import MemoryRecords
from classifiers.assessment import Category, Utterance
from tests.factories import NOON, account, assessment, flag, message, school

SECRET = "niemand wil jou MARKER erbij"


class Post:
    """A platform that remembers what each account was shown."""

    name = PlatformName.DEMO

    def __init__(self) -> None:
        self.shown = {}
        self.notices = []
        self.problems = {}
        self.sent = 0

    async def show_alert(self, to, alert, reference):
        if self.problems.get(to.id):
            raise self.problems[to.id].pop(0)
        self.sent += 0 if reference else 1
        name = reference or f"m{len(self.shown) + 1}"
        self.shown[to.id, name] = alert
        return name

    async def post_notice(self, chat, text) -> None:
        if self.problems.get(chat):
            raise self.problems[chat].pop(0)
        self.notices.append((chat, text))

    def of(self, name):
        return [alert for (to, _), alert in self.shown.items() if to == name]


class Office:
    """Desk, courier and platform over records in memory."""

    def __init__(self, *, quote: bool = False, records=None, of=None, posts=None, within: float = 60) -> None:
        self.records, self.post, self.school = records or MemoryRecords(), Post(), of or school()
        self.now = NOON
        self.phrases = Phrases("nl")
        self.desk = Desk(self.records, self.school, lambda: self.now)
        style = Style(self.phrases, ZoneInfo("Europe/Amsterdam"), quote, "https://school.example/zaak/{case}")
        self.findings = []
        reach = Reach(posts or {PlatformName.DEMO: self.post}, self.findings.append, within)
        self.changed = asyncio.Event()
        self.courier = Courier(
            self.records, self.desk, self.school, reach, style, lambda: self.now, self.changed, self.findings.append
        )
        self.buttons = Buttons(self.desk, self.school, self.phrases)

    async def file(self, sent=None, into=None, kind=Kind.CONDUCT, flags=None):
        sent = sent or message(SECRET)
        flags = flags or (flag(level=Level.ALERT),)
        sender = self.records.pseudonym(sent.author.account)
        base = into or open_case(f"c{sent.key.id}", kind, sent)
        case = extend(base, sent, flags, Involved(sender), Policy())
        recipients = tuple(member.id for member in self.desk.route(case))
        reasons = {flags[0].category: Reason(("niemand",), ((0, 7),))}
        filing = Filing(case, flags, new=into is None, recipients=recipients)
        await self.records.record(Outcome(sent, Utterance(sent.text), assessment(), (filing,), reasons=reasons))
        self.changed.set()
        return case

    async def deliver(self):
        return await self.courier.deliver_due()


@pytest.fixture
def office() -> Office:
    return Office()


async def test_the_mentor_is_told_kind_class_gravity_why_and_where(office) -> None:
    await office.file()
    await office.deliver()
    (alert,) = office.post.of("mentor")
    assert alert.title == "Ernstig: pesten in Klas 8A"
    assert "Waarom: Pesten (zekerheid 70%, drempel 50%)" in alert.lines
    assert alert.links[0].url.startswith("https://school.example/zaak/c")
    assert [button.action for button in alert.buttons] == list(Action)


async def test_a_thin_alert_holds_no_word_of_the_pupil(office) -> None:
    await office.file()
    await office.deliver()
    (alert,) = office.post.of("mentor")
    assert "MARKER" not in repr(alert)
    assert "niemand" not in repr(alert).replace("Nog niemand", "")


async def test_a_school_may_choose_to_quote() -> None:
    office = Office(quote=True)
    await office.file()
    await office.deliver()
    (alert,) = office.post.of("mentor")
    assert f"Het bericht: “{SECRET}”" in alert.lines
    assert any("zonder “niemand” was dit niet opgevallen" in line for line in alert.lines)


async def test_more_messages_update_the_one_alert(office) -> None:
    case = await office.file()
    await office.deliver()
    case = await office.file(message("meer", minutes=1), into=case)
    await office.file(message("nog meer", minutes=2), into=case)
    await office.deliver()
    (alert,) = office.post.of("mentor")
    assert office.post.sent == 1
    assert "Het gaat om 3 berichten die bij elkaar horen." in alert.lines


async def test_what_is_up_to_date_is_not_sent_again(office) -> None:
    await office.file()
    assert await office.deliver() == 1
    assert await office.deliver() == 0


async def test_a_claim_changes_the_alert_of_the_others_and_takes_their_buttons(office) -> None:
    case = await office.file(flags=(flag(Category.THREAT, Level.ALERT),))
    await office.deliver()
    await office.desk.act(office.school.staff["mentor"], case.id, Action.CLAIM)
    await office.deliver()
    (mine,), (theirs,) = office.post.of("mentor"), office.post.of("coordinator")
    assert "Jij hebt dit opgepakt." in mine.lines
    assert "Mentor heeft dit opgepakt." in theirs.lines
    assert (len(mine.buttons), theirs.buttons) == (3, ())


async def test_a_deletion_is_told_and_its_link_is_taken_away(office) -> None:
    sent = message(SECRET)
    await office.file(sent)
    await office.deliver()
    await office.records.record_deletion(Deletion(sent.key, "8a", NOON))
    await office.deliver()
    (alert,) = office.post.of("mentor")
    assert any("weggehaald" in line for line in alert.lines)
    assert len(alert.links) == 1


async def test_a_care_signal_goes_to_the_care_team_with_the_numbers(office) -> None:
    await office.file(kind=Kind.CARE, flags=(flag(Category.SELF_HARM, Level.ALERT),))
    await office.deliver()
    (alert,) = office.post.of("zorg")
    assert alert.title == "Zorgsignaal in Klas 8A"
    assert any("0800-0113" in line and "0800-0432" in line and "112" in line for line in alert.lines)
    assert office.post.of("mentor") == []


async def test_a_platform_that_is_busy_is_tried_again_when_it_said(office) -> None:
    office.post.problems["mentor"] = [DeliveryError("429", retry=True, after=30)]
    await office.file()
    assert await office.deliver() == 0
    office.now = NOON + timedelta(seconds=29)
    assert await office.deliver() == 0
    office.now = NOON + timedelta(seconds=30)
    assert await office.deliver() == 1


async def test_an_unreachable_mentor_is_replaced_by_the_next_in_line(office) -> None:
    office.post.problems["mentor"] = [DeliveryError("403 closed", retry=False)]
    await office.file()
    await office.deliver()
    await office.deliver()
    assert len(office.post.of("coordinator")) == 1


async def test_a_case_that_can_reach_nobody_below_goes_up_step_by_step(office) -> None:
    for name in ("mentor", "coordinator", "directeur"):
        office.post.problems[name] = [DeliveryError("403 closed", retry=False)]
    case = await office.file()
    for _ in range(4):
        await office.deliver()
    assert len(office.post.of("bestuur")) == 1
    assert (await office.records.case(case.id)).escalated == 3


async def test_a_mentor_who_turns_out_to_be_the_sender_is_not_shown_the_case(office) -> None:
    case = await office.file()
    mine = message("x", "mentor")
    await office.file(mine, into=case)
    await office.deliver()
    assert office.post.of("mentor") == []


async def test_pressing_a_button_acts_on_the_case(office) -> None:
    case = await office.file()
    answer = await office.buttons.press(account("mentor"), button_data(case.id, Action.FALSE_ALARM))
    assert answer.text.startswith("Genoteerd: loos alarm")
    assert not answer.refused
    assert (await office.records.case(case.id)).verdict == "false_alarm"


async def test_a_case_that_a_colleague_claimed_cannot_be_claimed(office) -> None:
    case = await office.file(flags=(flag(Category.THREAT, Level.ALERT),))
    await office.buttons.press(account("mentor"), button_data(case.id, Action.CLAIM))
    answer = await office.buttons.press(account("coordinator"), button_data(case.id, Action.CLAIM))
    assert answer == Answer("Mentor heeft deze zaak al opgepakt.", refused=True)


@pytest.mark.parametrize("who", ["collega", "sem", "zorg"])
async def test_somebody_else_cannot_act_and_learns_nothing(office, who) -> None:
    case = await office.file()
    known = await office.buttons.press(account(who), button_data(case.id, Action.RIGHT))
    unknown = await office.buttons.press(account(who), button_data("0" * 32, Action.RIGHT))
    assert known == unknown == Answer("Deze zaak is niet (meer) voor jou.", refused=True)


@pytest.mark.parametrize("data", ["", "case", "case::claim", "case:abc:fly", "other:abc:claim"])
def test_a_button_that_is_not_ours_is_nothing(data) -> None:
    assert parse_button(data) is None


def test_button_data_fits_in_what_telegram_allows() -> None:
    assert max(len(button_data("0" * 32, action).encode()) for action in Action) <= 64


async def test_every_delivery_is_noted_as_a_reading_of_the_case(office) -> None:
    case = await office.file()
    await office.deliver()
    assert office.records.access == [(case.id, "mentor", "alert")]


def board(office) -> NoticeBoard:
    messengers = {PlatformName.DEMO: office.post}
    return NoticeBoard(office.records, office.school, messengers, office.phrases, lambda: NOON, 0.001)


async def test_every_group_is_told_once_that_pleinwacht_reads_along(office) -> None:
    await board(office).run()
    await board(office).run()
    assert [chat for chat, _ in office.post.notices] == ["klas", "klas-b"]
    assert "De Plataan" in office.post.notices[0][1]


async def test_a_group_that_cannot_be_told_now_is_told_later(office) -> None:
    office.post.problems["klas"] = [DeliveryError("away", retry=True)]
    await board(office).run()
    assert sorted(chat for chat, _ in office.post.notices) == ["klas", "klas-b"]


def test_accounts_are_told_apart_by_platform() -> None:
    assert Account(PlatformName.DEMO, "1") != Account(PlatformName.DISCORD, "1")


async def test_a_delivery_that_breaks_is_tried_again_and_keeps_up_no_other(office) -> None:
    office.post.problems["mentor"] = [OSError("broken")]
    await office.file(flags=(flag(Category.THREAT, Level.ALERT),))
    assert await office.deliver() == 1
    assert office.post.of("mentor") == []
    office.now += timedelta(seconds=1)
    assert await office.deliver() == 1
    assert len(office.post.of("mentor")) == 1


async def test_a_courier_that_is_stopped_just_when_something_changed_does_stop(office) -> None:
    running = asyncio.create_task(office.courier.run())
    for _ in range(10):  # it waits for news by now
        await asyncio.sleep(0)
    office.changed.set()
    running.cancel()
    stopped, _ = await asyncio.wait({running}, timeout=10)
    running.cancel()
    assert stopped
