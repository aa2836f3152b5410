"""Telegram: what keeps the bot from hearing or speaking is found, when it is asked and while it runs."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import DeliveryError
from bot.domain.health import Check
from bot.domain.message import Channel, PlatformName
from bot.platforms import telegram_errors, telegram_platform
from bot.platforms.telegram_attendance import MARK, Attendance
from bot.platforms.telegram_groups import Groups
from tests.platforms.hub_fake import FakeHub
from tests.platforms.telegram_peer import BOT_ID, TOKEN, TelegramPeer
from tests.platforms.telegram_world import (
    ADMIN,
    CLASS,
    ELSEWHERE,
    MENTOR,
    PARENTS,
    SEM,
    STRANGER,
    account,
    events,
    fill,
    found,
    platform_for,
    running,
    school,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


# Asked once


async def test_when_all_is_well_every_check_says_so_and_nothing_is_touched(peer):
    peer.person(ADMIN, "Bram", pressed_start=True)
    await peer.says(CLASS, SEM, "hoi")
    findings = await platform_for(peer).examine(school())
    assert all(finding.is_well for finding in findings)
    assert {finding.platform for finding in findings} == {PlatformName.TELEGRAM}
    assert {finding.check for finding in findings} == {
        Check.TOKEN,
        Check.CONNECTION,
        Check.WEBHOOK,
        Check.MEMBERSHIP,
        Check.PRIVACY_MODE,
        Check.DELETING,
        Check.REACH,
        Check.CLOCK,
    }
    asked = {method for method, _ in peer.calls}
    assert asked == {"getMe", "getWebhookInfo", "getChatMember", "getChat"}
    assert len(peer.pending) == 1


async def test_a_refused_token_and_a_lost_network_are_findings(peer):
    findings = await platform_for(peer, "123456:wrong").examine(school())
    assert found(findings, Check.TOKEN) == [False]
    await peer.down()
    findings = await platform_for(peer).examine(school())
    assert found(findings, Check.CONNECTION) == [False]
    assert not found(findings, Check.TOKEN)


async def test_an_address_that_is_set_elsewhere_is_found_and_left(peer):
    peer.webhook = "https://old.example/hook"
    assert found(await platform_for(peer).examine(school()), Check.WEBHOOK) == [False]
    assert peer.webhook == "https://old.example/hook"


async def test_privacy_mode_counts_where_the_bot_is_no_administrator(short_pauses):
    async with TelegramPeer(privacy=True) as peer:
        fill(peer)
        peer.status[CLASS] = "member"
        findings = await platform_for(peer).examine(school())
    assert found(findings, Check.PRIVACY_MODE, group="8a") == [False]
    assert found(findings, Check.PRIVACY_MODE, group="8a-ouders") == [True]


async def test_of_a_group_without_the_bot_there_is_nothing_more_to_say(peer):
    peer.status[PARENTS] = "left"
    findings = await platform_for(peer).examine(school())
    assert found(findings, Check.MEMBERSHIP, group="8a-ouders") == [False]
    assert not found(findings, Check.PRIVACY_MODE, group="8a-ouders")
    assert found(findings, Check.MEMBERSHIP, group="8a") == [True]


async def test_a_group_that_does_not_exist_is_one_without_the_bot(peer):
    del peer.chats[CLASS]
    assert found(await platform_for(peer).examine(school()), Check.MEMBERSHIP, group="8a") == [False]


async def test_no_right_to_delete_is_found_per_group(peer):
    peer.no_deleting.add(CLASS)
    findings = await platform_for(peer).examine(school())
    assert found(findings, Check.DELETING, group="8a") == [False]
    assert found(findings, Check.DELETING, group="8a-ouders") == [True]


async def test_staff_who_never_pressed_start_are_named(peer):
    findings = await platform_for(peer).examine(school())
    assert found(findings, Check.REACH, staff="mentor") == [True]
    assert found(findings, Check.REACH, staff="beheer") == [False]


@pytest.mark.parametrize(("ahead", "is_well"), [(0, True), (-20, True), (95, False), (-3600, False)])
async def test_a_clock_that_disagrees_with_telegrams_is_found(peer, ahead, is_well):
    peer.ahead = ahead
    (finding,) = [each for each in await platform_for(peer).examine(school()) if each.check is Check.CLOCK]
    assert finding.is_well is is_well
    assert abs(int(finding.details["seconds"]) + ahead) <= 15


async def test_a_bot_that_runs_is_not_disturbed_by_a_look(telegram, peer, hub):
    polls = len(peer.called("getUpdates"))
    await telegram.examine(school())
    await peer.says(CLASS, SEM, "hoi")
    await hub.saw(1)
    assert peer.called("deleteWebhook")
    assert len(peer.called("deleteWebhook")) == 1
    assert len(peer.called("getUpdates")) >= polls


# While it runs


async def test_at_the_start_everything_is_found_once_connected(telegram, peer, hub):
    await peer.until(lambda: found(hub.findings, Check.REACH, staff="beheer") == [False])
    assert found(hub.findings, Check.MEMBERSHIP, group="8a")[0] is True
    await peer.says(CLASS, SEM, "hoi")
    await peer.until(lambda: found(hub.findings, Check.CONNECTION) and found(hub.findings, Check.TOKEN))
    assert all(found(hub.findings, Check.CONNECTION))


async def test_it_looks_again_now_and_then(peer, hub, monkeypatch):
    monkeypatch.setattr(telegram_platform, "EXAMINED_EVERY", 0.05)
    async with running(platform_for(peer), hub):
        await peer.until(lambda: found(hub.findings, Check.REACH, staff="beheer") == [False])
        peer.person(ADMIN, "Bram", pressed_start=True)
        await peer.until(lambda: found(hub.findings, Check.REACH, staff="beheer")[-1])


async def changed(peer, chat: int, was: str, status: str, **rights: bool) -> None:
    me = {"id": BOT_ID, "is_bot": True, "first_name": "Pleinwacht"}
    old, new = ({"user": me, "status": each, "until_date": 0} for each in (was, status))
    change = {"chat": peer.chats[chat], "from": peer.people[MENTOR], "date": 1}
    await peer.update(my_chat_member=change | {"old_chat_member": old, "new_chat_member": new | rights})


async def test_being_added_and_removed_is_logged_and_found(telegram, peer, hub, logs):
    await changed(peer, CLASS, "member", "left")
    await changed(peer, ELSEWHERE, "left", "member")
    removed, added = await peer.until(
        lambda: len(events(logs, "telegram_membership")) == 2 and events(logs, "telegram_membership")
    )
    assert (removed["group"], removed["status"]) == ("8a", "left")
    assert (added["group"], added["chat"]) == (None, str(ELSEWHERE))  # the id to put in the configuration
    assert found(hub.findings, Check.MEMBERSHIP, group="8a")[-1] is False


async def test_a_right_that_is_taken_is_found(telegram, peer, hub):
    peer.no_deleting.add(CLASS)
    rights = {name: value for name, value in peer.member(CLASS).items() if name.startswith(("can_", "is_"))}
    await changed(peer, CLASS, "member", "administrator", **rights)
    await peer.until(lambda: False in found(hub.findings, Check.DELETING, group="8a"))
    assert found(hub.findings, Check.MEMBERSHIP, group="8a")[-1] is True


async def test_staff_who_block_the_bot_are_named_and_those_who_start_it_are_well(telegram, peer, hub):
    await peer.until(lambda: found(hub.findings, Check.REACH, staff="mentor"))
    await changed(peer, MENTOR, "member", "kicked")
    await peer.until(lambda: found(hub.findings, Check.REACH, staff="mentor")[-1] is False)
    await changed(peer, MENTOR, "kicked", "member")
    await peer.until(lambda: found(hub.findings, Check.REACH, staff="mentor")[-1])


async def test_a_token_that_is_taken_back_is_found_and_well_again_later(telegram, peer, hub):
    peer.token = "123456:new"
    await peer.says(CLASS, SEM, "nog met het oude")
    await peer.until(lambda: found(hub.findings, Check.TOKEN)[-1:] == [False])
    peer.token = TOKEN
    await peer.says(CLASS, SEM, "weer goed")
    await peer.until(lambda: found(hub.findings, Check.TOKEN)[-1])


async def test_another_program_with_the_token_is_found_and_not_forgotten_at_once(telegram, peer, hub, monkeypatch):
    peer.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    await peer.says(CLASS, SEM, "een")
    await peer.until(lambda: found(hub.findings, Check.WEBHOOK)[-1:] == [False])
    await peer.says(CLASS, SEM, "twee")
    await peer.until(lambda: not peer.pending)
    assert found(hub.findings, Check.WEBHOOK)[-1] is False  # the two may take turns
    monkeypatch.setattr(telegram_errors, "CONFLICT_OVER", 0.0)
    await peer.says(CLASS, SEM, "drie")
    await peer.until(lambda: found(hub.findings, Check.WEBHOOK)[-1])


async def test_a_lost_network_is_found(telegram, peer, hub):
    await peer.down()
    await peer.until(lambda: False in found(hub.findings, Check.CONNECTION))
    await peer.up()
    await peer.says(CLASS, SEM, "hoi")
    await peer.until(lambda: found(hub.findings, Check.CONNECTION)[-1])


# Away for too long


async def test_an_absence_that_telegram_bridges_is_no_gap(peer, hub):
    hub.cursors[MARK] = int((NOON - timedelta(hours=23)).timestamp())
    async with running(platform_for(peer, now=lambda: NOON), hub):
        await peer.says(CLASS, SEM, "hoi")
        await peer.until(lambda: hub.cursors[MARK] == int(NOON.timestamp()))
    assert not hub.gaps


async def test_a_longer_absence_is_a_gap_in_every_group(peer, hub):
    since = NOON - timedelta(days=3)
    hub.cursors[MARK] = int(since.timestamp())
    async with running(platform_for(peer, now=lambda: NOON), hub):
        await peer.says(CLASS, SEM, "hoi")
        await peer.until(lambda: hub.cursors[MARK] == int(NOON.timestamp()))
    assert [gap.group for gap in hub.gaps] == ["8a", "8a-ouders"]
    assert hub.gaps[0].channel == Channel(PlatformName.TELEGRAM, str(CLASS))
    assert {(gap.since, gap.until) for gap in hub.gaps} == {(since, NOON - timedelta(days=1))}


async def test_the_first_start_ever_has_missed_nothing(peer, hub):
    async with running(platform_for(peer), hub):
        await peer.says(CLASS, SEM, "hoi")
        await peer.until(lambda: MARK in hub.cursors)
    assert not hub.gaps


async def test_a_network_that_is_gone_for_days_leaves_a_gap_too():
    times = iter([NOON, NOON + timedelta(seconds=10), NOON + timedelta(days=2)])
    hub = FakeHub(school())
    attendance = Attendance(hub.hub(), Groups(), lambda: next(times))
    await attendance.note()
    await attendance.note()
    assert hub.cursors[MARK] == int(NOON.timestamp())  # noted once a minute
    await attendance.note()
    assert [(gap.since, gap.until) for gap in hub.gaps] == [(NOON, NOON + timedelta(days=1))] * 2


# In private


async def test_staff_are_told_in_private_in_plain_text(telegram, peer):
    await telegram.tell(account(MENTOR), "Let op: <b>8A</b> is stil.")
    (sent,) = peer.called("sendMessage")
    assert (sent["chat_id"], sent["text"]) == (MENTOR, "Let op: <b>8A</b> is stil.")
    assert "parse_mode" not in sent


@pytest.mark.parametrize("to", [account(STRANGER), account(999), Channel(PlatformName.TELEGRAM, "juf")])
async def test_who_cannot_be_told_is_an_error_that_is_not_tried_again(telegram, to):
    with pytest.raises(DeliveryError) as caught:
        await telegram.tell(to, "Let op.")
    assert caught.value.retry is False


# How fast


async def test_a_chat_that_is_to_be_left_alone_holds_up_no_other_and_is_not_asked_too_early(telegram, peer):
    peer.person(ADMIN, "Bram", pressed_start=True)
    peer.fail("sendMessage", 429, "Too Many Requests: retry after 30", retry_after=30)
    with pytest.raises(DeliveryError) as caught:
        await telegram.tell(account(MENTOR), "een")
    assert (caught.value.retry, caught.value.after) == (True, 30)
    with pytest.raises(DeliveryError) as caught:
        await telegram.tell(account(MENTOR), "twee")
    assert caught.value.retry
    assert 25 <= caught.value.after <= 30
    async with asyncio.timeout(5):
        await telegram.tell(account(ADMIN), "drie")
    assert [sent["text"] for sent in peer.called("sendMessage")] == ["een", "drie"]
