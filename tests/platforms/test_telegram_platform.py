"""The Telegram platform with the unmodified library, over real sockets, against a Bot API server on loopback."""

import asyncio
import logging
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from telegram import Update

from bot.alerting.alert import Alert, Button, Link
from bot.domain.case import Action
from bot.domain.errors import DeliveryError
from bot.domain.flag import Severity
from bot.domain.message import Account, Attachment, Channel, Message, MessageKey, PlatformName, Role
from bot.logs import TALKATIVE
from bot.platforms import telegram_intake
from bot.platforms.telegram_messages import translate
from tests.platforms.hub_fake import FakeHub
from tests.platforms.telegram_peer import BOT_ID, TOKEN
from tests.platforms.telegram_world import (
    CLASS,
    ELSEWHERE,
    MENTOR,
    NOOR,
    PARENTS,
    PHRASES,
    SEM,
    STRANGER,
    account,
    events,
    platform_for,
    running,
    school,
)


def alert(**changes: object) -> Alert:
    base = Alert(
        "Ernstig: pesten in Klas 8A",
        ("Het gaat om 1 bericht.", "Nog niemand heeft dit opgepakt."),
        Severity.MEDIUM,
        (Link("Naar de zaak", "http://console/zaak/7"), Link("Naar het bericht", "https://t.me/c/1000000008/5")),
        (
            Button("Ik pak dit op", "case:7:claim", Action.CLAIM),
            Button("Terecht", "case:7:right", Action.RIGHT),
            Button("Loos alarm", "case:7:false_alarm", Action.FALSE_ALARM),
        ),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


# What was said


async def test_a_message_says_who_what_where_and_when(telegram, peer, hub):
    said = await peer.says(CLASS, SEM, "hoi allemaal")
    (message,) = await hub.saw(1)
    assert message == Message(
        key=MessageKey(Channel(PlatformName.TELEGRAM, str(CLASS)), str(said["message_id"])),
        group="8a",
        author=message.author,
        text="hoi allemaal",
        sent_at=datetime.fromtimestamp(said["date"], UTC),
        position=said["message_id"],
        link=f"https://t.me/c/1000000008/{said['message_id']}",
    )
    assert (message.author.account, message.author.name, message.author.role) == (account(SEM), "Sem Jansen", "pupil")
    assert message.sent_at.tzinfo is UTC


async def test_staff_and_parents_have_their_role_and_an_ordinary_group_has_no_links(telegram, peer, hub):
    await peer.says(PARENTS, MENTOR, "de excursie gaat door")
    await peer.says(PARENTS, NOOR, "fijn")
    by_mentor, by_parent = await hub.saw(2)
    assert (by_mentor.author.role, by_parent.author.role) == (Role.STAFF, Role.PARENT)
    assert by_parent.link is None


async def test_a_reply_names_the_message_and_who_wrote_it(telegram, peer, hub):
    first = await peer.says(CLASS, SEM, "wie komt er")
    await peer.says(CLASS, NOOR, "jij niet", reply_to_message=first)
    _, reply = await hub.saw(2)
    assert reply.reply_to == MessageKey(reply.key.channel, str(first["message_id"]))
    assert reply.reply_author.account == account(SEM)
    assert reply.reply_author.role is Role.PUPIL


async def test_a_photo_with_a_caption_is_text_with_a_noted_attachment(telegram, peer, hub):
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
    await peer.says(CLASS, SEM, photo=photo, caption="kijk haar nou")
    (message,) = await hub.saw(1)
    assert message.text == "kijk haar nou"
    assert message.attachments == (Attachment("photo"),)


async def test_every_edit_is_a_higher_revision_even_within_one_second(telegram, peer, hub):
    said = await peer.says(CLASS, SEM, "hoi")
    await peer.edits(said, text="hoi hoi")
    await peer.edits(said, text="rot op")
    await peer.edits(said, seconds_later=3, text="grapje")
    seen = await hub.saw(4)
    assert [message.text for message in seen] == ["hoi", "hoi hoi", "rot op", "grapje"]
    revisions = [message.revision for message in seen]
    assert revisions[0] == 0
    assert revisions == sorted(set(revisions))
    assert {message.key for message in seen} == {seen[0].key}


async def test_an_edited_caption_is_a_new_revision(telegram, peer, hub):
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}]
    said = await peer.says(CLASS, SEM, photo=photo, caption="leuk")
    await peer.edits(said, caption="lelijk")
    first, second = await hub.saw(2)
    assert second.text == "lelijk"
    assert second.revision > first.revision


async def test_topics_are_one_channel_and_their_opening_is_no_answered_message(telegram, peer, hub):
    opening = await peer.says(CLASS, SEM, forum_topic_created={"name": "Huiswerk", "icon_color": 7322096})
    await peer.says(
        CLASS,
        NOOR,
        "weet iemand het",
        message_thread_id=opening["message_id"],
        is_topic_message=True,
        reply_to_message=opening,
    )
    opened, message = await hub.saw(2)
    assert opened.text == "Huiswerk"
    assert message.key.channel == Channel(PlatformName.TELEGRAM, str(CLASS))
    assert message.reply_to is None


async def test_a_poll_is_read_with_its_options(telegram, peer, hub):
    options = [{"text": text, "voter_count": 0, "persistent_id": text} for text in ("Bo", "Daan")]
    poll = {
        "id": "1",
        "question": "Wie is het lelijkst?",
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
    await peer.says(CLASS, SEM, poll=poll)
    (message,) = await hub.saw(1)
    assert message.text == "Wie is het lelijkst?\nBo\nDaan"
    assert message.attachments == (Attachment("poll"),)


async def test_bots_other_groups_and_joins_are_left_alone(telegram, peer, hub):
    await peer.says(CLASS, SEM, "van een bot", **{"from": {"id": 5, "is_bot": True, "first_name": "Bot"}})
    await peer.says(ELSEWHERE, SEM, "niet van school")
    await peer.says(CLASS, SEM, new_chat_members=[peer.people[NOOR]])
    last = await peer.says(CLASS, SEM, "wel")
    (message,) = await hub.saw(1)
    assert message.position == last["message_id"]


# What is committed


async def test_telegram_may_forget_only_what_is_committed(peer):
    hub = FakeHub(school(), at_once=False)
    async with running(platform_for(peer), hub):
        await peer.until(lambda: peer.called("getUpdates"))
        await peer.says(CLASS, SEM, "eerste")
        await hub.saw(1)
        await asyncio.sleep(0.1)
        assert peer.confirmed == 0
        hub.finish()
        await peer.until(lambda: not peer.pending)


async def test_what_was_not_committed_is_read_again_by_the_next_run(peer):
    hub = FakeHub(school(), at_once=False)
    async with running(platform_for(peer), hub):
        await peer.says(CLASS, SEM, "eerste")
        await peer.says(CLASS, NOOR, "tweede")
        await hub.saw(1)
    assert not any(ticket.cancelled() for ticket in hub.tickets)
    next_hub = FakeHub(school())
    async with running(platform_for(peer), next_hub):
        seen = await next_hub.saw(2)
        assert [message.text for message in seen] == ["eerste", "tweede"]
        await peer.until(lambda: not peer.pending)


async def test_a_ticket_that_is_dropped_lets_telegram_forget_nothing(peer, logs):
    hub = FakeHub(school(), at_once=False)
    async with running(platform_for(peer), hub):
        await peer.says(CLASS, SEM, "eerste")
        await hub.saw(1)
        hub.tickets[0].cancel()
        await hub.saw(2)  # read again
        hub.finish()
        await peer.until(lambda: not peer.pending)
    assert events(logs, "telegram_not_committed")


async def test_a_message_that_the_hub_does_not_take_is_read_again(peer, hub, logs):
    async def submit(event):
        refused.append(event)
        if len(refused) == 1:
            raise OSError("geheim")
        return await taking(event)

    refused, taking = [], hub._submit
    hub._submit = submit
    async with running(platform_for(peer), hub):
        await peer.says(CLASS, SEM, "hoi")
        await hub.saw(1)
        await peer.until(lambda: not peer.pending)
    assert events(logs, "telegram_failed")
    assert "geheim" not in str(logs)


async def test_messages_of_one_batch_keep_their_order(telegram, peer, hub):
    texts = [f"bericht {number}" for number in range(30)]
    await peer.together(*(peer.says(CLASS, SEM, text) for text in texts))
    assert [message.text for message in await hub.saw(30)] == texts


async def test_an_update_that_cannot_be_read_is_skipped_and_named(telegram, peer, hub, logs):
    broken = {"message_id": 1, "from": peer.people[SEM], "text": "geheim"}  # without chat and date

    async def poison() -> None:
        poisoned.append(await peer.update(message=broken))

    poisoned: list[int] = []
    await peer.together(peer.says(CLASS, SEM, "ervoor"), poison(), peer.says(CLASS, SEM, "erna"))
    assert [message.text for message in await hub.saw(2)] == ["ervoor", "erna"]
    await peer.until(lambda: not peer.pending)
    (entry,) = events(logs, "telegram_update_skipped")
    assert entry["update"] == poisoned[0]
    assert entry["error"]
    assert "geheim" not in str(logs)


async def test_a_failing_button_does_not_stop_the_messages_beside_it(peer, hub, logs):
    async def failing(_account, _data):
        raise RuntimeError("geheim")

    hub._press = failing
    async with running(platform_for(peer), hub):
        shown = await peer.says(MENTOR, MENTOR, "/help")
        await peer.together(peer.presses(shown, MENTOR, "case:7:claim"), peer.says(CLASS, SEM, "hoi"))
        await hub.saw(1)
        await peer.until(lambda: not peer.pending)
    assert [entry["error"] for entry in events(logs, "telegram_aside_failed")] == ["RuntimeError"]
    assert "geheim" not in str(logs)


# Alerts and buttons


async def test_an_alert_is_a_private_message_with_buttons(telegram, peer):
    reference = await telegram.show_alert(account(MENTOR), alert(), None)
    (sent,) = peer.called("sendMessage")
    assert reference == f"{MENTOR}:{max(number for _, number in peer.messages)}"
    assert sent["text"] == (
        "Ernstig: pesten in Klas 8A\n\nHet gaat om 1 bericht.\nNog niemand heeft dit opgepakt.\n\n"
        "Naar de zaak: http://console/zaak/7\nNaar het bericht"
    )
    assert "parse_mode" not in sent
    assert sent["protect_content"] is True
    assert sent["link_preview_options"]["is_disabled"] is True
    bold, link = sent["entities"]
    assert (bold["type"], bold["offset"], bold["length"]) == ("bold", 0, len("Ernstig: pesten in Klas 8A"))
    shown = sent["text"].encode("utf-16-le")[2 * link["offset"] : 2 * (link["offset"] + link["length"])]
    assert shown.decode("utf-16-le") == "Naar het bericht"
    assert link["url"] == "https://t.me/c/1000000008/5"
    rows = [[button["callback_data"] for button in row] for row in sent["reply_markup"]["inline_keyboard"]]
    assert rows == [["case:7:claim", "case:7:right"], ["case:7:false_alarm"]]


async def test_markup_and_emoji_in_a_quote_stay_text_and_a_long_quote_is_cut(telegram, peer):
    quote = "Het bericht: “<b>😈_[x](tg://user?id=1)</b> " + "😈" * 4000 + "”"
    await telegram.show_alert(account(MENTOR), alert(lines=(quote, "Nog niemand heeft dit opgepakt.")), None)
    (sent,) = peer.called("sendMessage")
    assert "<b>😈_[x](tg://user?id=1)</b>" in sent["text"]
    assert "Nog niemand heeft dit opgepakt." in sent["text"]
    link = sent["entities"][1]
    shown = sent["text"].encode("utf-16-le")[2 * link["offset"] : 2 * (link["offset"] + link["length"])]
    assert shown.decode("utf-16-le") == "Naar het bericht"


async def test_an_alert_changes_in_place_and_loses_its_buttons(telegram, peer):
    reference = await telegram.show_alert(account(MENTOR), alert(), None)
    again = await telegram.show_alert(account(MENTOR), alert(lines=("Afgehandeld.",), buttons=()), reference)
    assert again == reference
    chat, number = map(int, reference.split(":"))
    shown = peer.messages[chat, number]
    assert "Afgehandeld." in shown["text"]
    assert "reply_markup" not in shown


async def test_an_alert_that_did_not_change_is_fine(telegram, peer):
    reference = await telegram.show_alert(account(MENTOR), alert(), None)
    assert await telegram.show_alert(account(MENTOR), alert(), reference) == reference


async def test_an_alert_that_was_deleted_is_sent_anew(telegram, peer):
    reference = await telegram.show_alert(account(MENTOR), alert(), None)
    peer.messages.clear()
    assert await telegram.show_alert(account(MENTOR), alert(), reference) != reference
    assert len(peer.called("sendMessage")) == 2


async def test_a_reference_that_is_not_telegrams_leads_to_a_new_message(telegram, peer):
    assert await telegram.show_alert(account(MENTOR), alert(), "alert-3") != "alert-3"
    assert not peer.called("editMessageText")


async def test_who_never_pressed_start_cannot_be_reached(telegram, peer):
    with pytest.raises(DeliveryError, match="Start") as caught:
        await telegram.show_alert(account(STRANGER), alert(), None)
    assert caught.value.retry is False


@pytest.mark.parametrize("account_id", ["999", "juf", ""])
async def test_an_account_that_is_not_there_is_not_tried_again(telegram, account_id):
    with pytest.raises(DeliveryError) as caught:
        await telegram.show_alert(Account(PlatformName.TELEGRAM, account_id), alert(), None)
    assert caught.value.retry is False


async def test_too_many_messages_are_tried_again_after_what_telegram_says(telegram, peer):
    peer.fail("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    with pytest.raises(DeliveryError) as caught:
        await telegram.show_alert(account(MENTOR), alert(), None)
    assert (caught.value.retry, caught.value.after) == (True, 1)
    await asyncio.sleep(caught.value.after)
    await telegram.show_alert(account(MENTOR), alert(), None)
    assert len(peer.called("sendMessage")) == 2


@pytest.mark.parametrize("code", [500, 502])
async def test_a_fault_at_telegram_is_tried_again(telegram, peer, code):
    peer.fail("sendMessage", code, "Bad Gateway")
    with pytest.raises(DeliveryError) as caught:
        await telegram.show_alert(account(MENTOR), alert(), None)
    assert (caught.value.retry, caught.value.after) == (True, None)


async def test_many_alerts_do_not_wait_for_each_other(telegram, peer):
    async with asyncio.timeout(15):
        await asyncio.gather(*(telegram.show_alert(account(MENTOR), alert(), None) for _ in range(25)))
    assert len(peer.called("sendMessage")) == 25


async def test_a_press_reaches_the_hub_and_is_answered(telegram, peer, hub):
    reference = await telegram.show_alert(account(MENTOR), alert(), None)
    chat, number = map(int, reference.split(":"))
    query = await peer.presses(peer.messages[chat, number], MENTOR, "case:7:claim")
    answer = await peer.until(lambda: peer.answered.get(query))
    assert hub.pressed == [(account(MENTOR), "case:7:claim")]
    assert answer["text"] == hub.says
    assert not answer.get("show_alert")


async def test_a_refusal_stays_on_the_screen_and_is_cut_to_what_telegram_takes(telegram, peer, hub):
    hub.says, hub.refuses = PHRASES("refused-claimed_by_other", owner="x" * 300), True
    shown = await peer.says(MENTOR, MENTOR, "/help")
    query = await peer.presses(shown, MENTOR, "case:7:claim")
    answer = await peer.until(lambda: peer.answered.get(query))
    assert answer["show_alert"] is True
    assert len(answer["text"]) == 200


async def test_a_press_that_cannot_be_answered_any_more_is_no_fault(telegram, peer, hub, logs):
    shown = await peer.says(MENTOR, MENTOR, "/help")
    peer.fail("answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired")
    await peer.presses(shown, MENTOR, "case:7:claim")
    await peer.until(lambda: not peer.pending and events(logs, "telegram_press_unanswered"))
    assert not events(logs, "telegram_aside_failed")


async def test_a_notice_is_posted_in_the_group(telegram, peer):
    await telegram.post_notice(str(CLASS), "Pleinwacht leest mee.")
    (sent,) = peer.called("sendMessage")
    assert (sent["chat_id"], sent["text"]) == (CLASS, "Pleinwacht leest mee.")


async def test_a_notice_to_a_group_without_the_bot_is_not_tried_at_once(telegram, peer):
    peer.fail("sendMessage", 403, "Forbidden: bot was kicked from the supergroup chat")
    with pytest.raises(DeliveryError) as caught:
        await telegram.post_notice(str(CLASS), "Pleinwacht leest mee.")
    assert caught.value.retry is False


# The connection


async def test_a_network_that_is_down_at_the_start_is_waited_for(peer, hub, logs):
    await peer.down()
    async with running(platform_for(peer), hub):
        await peer.until(lambda: events(logs, "telegram_unreachable"))
        await peer.up()
        await peer.says(CLASS, SEM, "hoi")
        await hub.saw(1)
        await peer.until(lambda: events(logs, "telegram_connected"))


async def test_a_network_that_is_lost_for_a_while_loses_no_message(telegram, peer, hub, logs):
    await peer.down()
    await peer.until(lambda: events(logs, "telegram_unreachable"))
    await peer.says(CLASS, SEM, "intussen")
    await peer.up()
    (message,) = await hub.saw(1)
    assert message.text == "intussen"


async def test_faults_of_telegram_do_not_end_the_polling(telegram, peer, hub, logs):
    peer.fail("getUpdates", 502, "Bad Gateway", times=2)
    peer.fail("getUpdates", 429, "Too Many Requests: retry after 1", retry_after=1)
    await peer.says(CLASS, SEM, "een")
    await hub.saw(1)
    await peer.says(CLASS, SEM, "twee")
    await hub.saw(2)
    assert len(events(logs, "telegram_unreachable")) == 3


@pytest.fixture
def library_logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What libraries log at the levels that Pleinwacht gives them."""
    caplog.set_level(logging.INFO)
    for name in TALKATIVE:
        caplog.set_level(logging.WARNING, logger=name)
    return caplog


async def test_a_refused_token_is_said_without_the_token_and_tried_again(peer, hub, logs, library_logs, capfd):
    wrong = "123456:wrong-token"
    async with running(platform_for(peer, wrong), hub):
        await peer.until(lambda: len(events(logs, "telegram_token_refused")) > 1)
        peer.token = wrong
        await peer.says(CLASS, SEM, "hoi")
        await hub.saw(1)
    entry = events(logs, "telegram_token_refused")[0]
    assert (entry["log_level"], entry["setting"]) == ("error", "telegram.token")
    everything = f"{logs}{library_logs.text}{''.join(capfd.readouterr())}"
    assert wrong not in everything
    assert "Traceback" not in everything


async def test_a_token_that_is_taken_back_meanwhile_is_said_too(telegram, peer, hub, logs, library_logs):
    peer.token = "123456:new"
    await peer.says(CLASS, SEM, "nog met het oude")
    await peer.until(lambda: events(logs, "telegram_token_refused"))
    peer.token = TOKEN
    await peer.says(CLASS, SEM, "weer goed")
    await peer.until(lambda: not peer.pending)
    assert "Traceback" not in library_logs.text
    assert TOKEN not in f"{logs}{library_logs.text}"


async def test_another_program_with_the_same_token_is_named(telegram, peer, hub, logs):
    peer.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=2)
    await peer.says(CLASS, SEM, "een")
    await peer.until(lambda: len(events(logs, "telegram_token_in_use")) == 2)
    assert "another program" in events(logs, "telegram_token_in_use")[0]["hint"]
    await peer.says(CLASS, SEM, "twee")
    await hub.saw(2)


async def test_two_programs_with_one_token_lose_nothing(telegram, peer, hub, logs):
    other = FakeHub(school())
    async with running(platform_for(peer), other):
        await peer.until(lambda: events(logs, "telegram_token_in_use"))
        await peer.says(CLASS, SEM, "hoi")
        await peer.until(lambda: hub.events or other.events)


async def test_a_webhook_left_by_another_program_is_taken_away(peer, hub):
    peer.webhook = "https://old.example/hook"
    async with running(platform_for(peer), hub):
        await peer.says(CLASS, SEM, "hoi")
        await hub.saw(1)


async def test_an_unreadable_answer_is_not_logged_with_what_it_holds(telegram, peer, hub, logs, library_logs):
    async def garbled(_asked):
        raise ValueError  # the server answers "500 Internal Server Error" in plain text

    peer._on_get_updates, good = garbled, peer._on_get_updates
    await peer.says(CLASS, SEM, "geheim")
    await hub.saw(1)
    await peer.until(lambda: events(logs, "telegram_unreachable"))
    peer._on_get_updates = good
    await peer.says(CLASS, SEM, "tweede")
    await hub.saw(2)
    assert not [record for record in library_logs.records if record.name.startswith("telegram")]


# The groups


async def test_a_group_that_becomes_a_supergroup_keeps_working(telegram, peer, hub, logs):
    new = -1005000000001
    await peer.migrates(PARENTS, new)
    await peer.says(new, NOOR, "hier nu")
    (message,) = await hub.saw(1)
    assert message.group == "8a-ouders"
    assert message.key.channel.id == str(new)
    await telegram.post_notice(str(PARENTS), "Pleinwacht leest mee.")
    assert [sent["chat_id"] for sent in peer.called("sendMessage")] == [new]
    (warning,) = events(logs, "telegram_group_moved")
    assert (warning["group"], warning["new_chat"], warning["log_level"]) == ("8a-ouders", str(new), "warning")


@pytest.mark.parametrize("tells_moves", [True, False])
async def test_a_move_of_before_the_start_is_found_out(peer, hub, logs, tells_moves):
    new = -1005000000001
    peer.tells_moves = tells_moves
    peer.group(new)
    peer.moved[PARENTS] = new
    async with running(platform_for(peer), hub):
        await peer.says(new, NOOR, "hoi")
        (message,) = await hub.saw(1)
    assert message.group == "8a-ouders"
    assert events(logs, "telegram_group_moved")


async def test_a_notice_finds_out_that_a_group_moved(telegram, peer, logs):
    new = -1005000000001
    peer.group(new)
    peer.moved[PARENTS] = new
    await telegram.post_notice(str(PARENTS), "Pleinwacht leest mee.")
    assert [sent["chat_id"] for sent in peer.called("sendMessage")] == [PARENTS, new]


# The end


async def test_cancelling_leaves_nothing_behind(peer, hub):
    before = asyncio.all_tasks()
    async with running(platform_for(peer), hub):
        await peer.says(CLASS, SEM, "hoi")
        await peer.until(lambda: not peer.pending)
    await peer.down()
    assert asyncio.all_tasks() - before == set()


async def test_only_what_is_used_is_asked_for(telegram, peer):
    assert tuple(peer.called("getUpdates")[0]["allowed_updates"]) == telegram_intake.ALLOWED_UPDATES


# Translation, without a server


def translated(**message: object) -> Message | None:
    chat = {"id": CLASS, "type": "supergroup", "title": "Klas"}
    sem = {"id": SEM, "is_bot": False, "first_name": "Sem"}
    raw = {"message_id": 5, "date": 1_760_000_000, "chat": chat, "from": sem, **message}
    update = Update.de_json({"update_id": 9, "message": raw}, None)
    return translate(update, school().groups["8a"], school())


NOOR_USER = {"id": NOOR, "is_bot": False, "first_name": "Noor"}
CHANNEL = {"id": -1007, "type": "channel", "title": "Schoolnieuws"}
FILE = {"file_id": "f", "file_unique_id": "u"}


def test_mentions_of_people_without_a_username_name_their_account():
    entities = [
        {"type": "text_mention", "offset": 0, "length": 4, "user": NOOR_USER},
        {"type": "mention", "offset": 5, "length": 5},
    ]
    assert translated(text="Noor @bram", entities=entities).mentions == (account(NOOR),)


@pytest.mark.parametrize(
    ("content", "words", "attachments"),
    [
        ({"dice": {"emoji": "🎲", "value": 3}}, "🎲", (Attachment("dice"),)),
        (
            {"contact": {"phone_number": "0612345678", "first_name": "Bo"}},
            "Bo\n0612345678",
            (Attachment("contact"),),
        ),
        (
            {"document": {**FILE, "file_name": "lijst.pdf"}, "caption": "kijk"},
            "kijk",
            (Attachment("file", "lijst.pdf"),),
        ),
        (
            {"animation": {**FILE, "width": 1, "height": 1, "duration": 1}, "document": FILE},
            "",
            (Attachment("animation"),),
        ),
        ({"voice": {**FILE, "duration": 3}}, "", (Attachment("voice"),)),
        ({"new_chat_title": "Bo stinkt"}, "Bo stinkt", ()),
        (
            {
                "sticker": {
                    **FILE,
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                    "emoji": "🖕",
                    "set_name": "boos",
                }
            },
            "🖕",
            (Attachment("sticker", "boos"),),
        ),
    ],
)
def test_what_people_see_is_text_and_what_came_along_is_noted(content, words, attachments):
    message = translated(**content)
    assert message.text == words
    assert message.attachments == attachments


def test_a_forwarded_message_says_so():
    origin = {"type": "user", "date": 1, "sender_user": NOOR_USER}
    assert translated(text="doorgestuurd", forward_origin=origin).attachments == (Attachment("forward", "Noor"),)


def test_an_answer_to_another_chat_names_its_author_and_brings_its_quote_along():
    message = translated(
        text="zie je wel",
        external_reply={
            "origin": {"type": "user", "date": 1, "sender_user": NOOR_USER},
            "chat": CHANNEL,
            "message_id": 3,
        },
        quote={"text": "Bo is dom", "position": 0},
    )
    assert message.text == "zie je wel\nBo is dom"
    assert message.reply_to == MessageKey(Channel(PlatformName.TELEGRAM, "-1007"), "3")
    assert message.reply_author.account == account(NOOR)


def test_an_answer_to_a_bot_is_to_nobody():
    bot = {"id": BOT_ID, "is_bot": True, "first_name": "Pleinwacht"}
    chat = {"id": CLASS, "type": "supergroup"}
    message = translated(text="ha", reply_to_message={"message_id": 4, "date": 1, "chat": chat, "from": bot})
    assert message.reply_to is not None
    assert message.reply_author is None


@pytest.mark.parametrize(
    ("sender", "user_id"), [({"id": CLASS, "type": "supergroup", "title": "Klas"}, 1087968824), (CHANNEL, 136817688)]
)
def test_who_speaks_as_a_chat_is_read_but_has_no_guessed_role(sender, user_id):
    service = {"id": user_id, "is_bot": True, "first_name": "Group"}
    message = translated(text="hoi", sender_chat=sender, **{"from": service})
    assert (message.author.account, message.author.name) == (account(sender["id"]), sender["title"])
    assert message.author.role is None


def test_a_post_of_the_linked_channel_is_read():
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    message = translated(text="nieuws", sender_chat=CHANNEL, is_automatic_forward=True, **{"from": telegram})
    assert message.author.name == "Schoolnieuws"
