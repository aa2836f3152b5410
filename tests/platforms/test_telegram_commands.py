"""Commands on Telegram: offered to whom they concern, and answered in private wherever Telegram lets the bot."""

import pytest

from bot.commands import catalogue
from bot.commands.request import Answer, Command, Request, Rights
from bot.domain.message import Channel, MessageKey, PlatformName
from bot.platforms import telegram_answers, telegram_commands, telegram_speech
from bot.platforms.telegram_speech import parts
from tests.platforms.telegram_world import (
    ADMIN,
    CLASS,
    ELSEWHERE,
    MENTOR,
    NOOR,
    PHRASES,
    SEM,
    account,
    events,
    platform_for,
    running,
)

EXTRA = (
    Command("meld", takes_argument=True, on_message=True),
    Command("waarom"),
    Command("koppel", takes_argument=True),
    Command("zaak", Rights.STAFF, takes_argument=True),
    Command("gezond", Rights.ADMIN),
    Command("groep", Rights.ADMIN),
)


@pytest.fixture(autouse=True)
def more_commands(monkeypatch: pytest.MonkeyPatch, hub) -> None:
    """One command of each kind, and a hub that answers them; those who come later have nothing to change here."""
    commands = (Command("help"), Command("privacy"), *EXTRA)
    monkeypatch.setattr(telegram_commands, "COMMANDS", commands)
    monkeypatch.setattr(telegram_answers, "KNOWN", {command.name: command for command in commands})

    class AnyPhrase:
        def __init__(self, phrases) -> None:
            self._phrases = phrases

        def __call__(self, key: str, **values: str) -> str:
            return f"Uitleg van {key}" if key.startswith("command-") else self._phrases(key, **values)

    monkeypatch.setattr("bot.platforms.telegram_platform.Phrases", lambda language: AnyPhrase(PHRASES))
    known, names = hub._command, {command.name for command in EXTRA}

    async def command(request: Request) -> Answer | None:
        if request.command not in names:
            return await known(request)
        hub.requests.append(request)
        return Answer(f"Antwoord op {request.command}")

    hub._command = command


def sent_to(peer, chat: int) -> list[str]:
    return [sent["text"] for sent in peer.called("sendMessage") if sent["chat_id"] == chat]


# In private


async def test_start_in_private_tells_who_this_is(telegram, peer):
    await peer.says(MENTOR, MENTOR, "/start")
    (sent,) = await peer.until(lambda: peer.called("sendMessage"))
    assert sent["text"] == PHRASES("telegram-start", school="De Plataan")


async def test_a_child_that_writes_in_private_hears_where_help_is(telegram, peer, hub):
    peer.person(SEM, "Sem", pressed_start=True)
    await peer.says(SEM, SEM, "ik word gepest")
    (sent,) = await peer.until(lambda: peer.called("sendMessage"))
    assert "Kindertelefoon" in sent["text"]
    assert not hub.events
    assert not hub.requests


async def test_a_command_in_private_brings_its_argument_and_is_answered_there(telegram, peer, hub):
    peer.person(SEM, "Sem", pressed_start=True)
    await peer.says(SEM, SEM, "/meld  Klas 8A: Bo wordt\nuitgelachen ")
    await peer.until(lambda: sent_to(peer, SEM))
    assert sent_to(peer, SEM) == ["Antwoord op meld"]
    assert hub.requests == [Request(account(SEM), "meld", "Klas 8A: Bo wordt\nuitgelachen")]
    assert not hub.events


async def test_staff_may_ask_the_same_again_at_once_and_others_after_a_while(telegram, peer, hub, monkeypatch):
    peer.person(SEM, "Sem", pressed_start=True)
    for _ in range(2):
        await peer.says(MENTOR, MENTOR, "/zaak 7")
        await peer.says(SEM, SEM, "/waarom")
    await peer.until(lambda: len(sent_to(peer, MENTOR)) == 2 and not peer.pending)
    assert len(sent_to(peer, SEM)) == 1
    monkeypatch.setattr(telegram_answers, "ANSWER_PAUSE", 0.0)
    await peer.says(SEM, SEM, "/waarom")
    await peer.until(lambda: len(sent_to(peer, SEM)) == 2)


async def test_a_command_that_fails_says_so_and_where_else_to_go(peer, hub, logs):
    async def failing(_request):
        raise RuntimeError("geheim")

    hub._command = failing
    async with running(platform_for(peer), hub):
        await peer.says(MENTOR, MENTOR, "/zaak 7")
        await peer.until(lambda: sent_to(peer, MENTOR))
    assert "112" in sent_to(peer, MENTOR)[0]
    assert "geheim" not in str(logs)


# In a group


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("/help", "Hulp over Pleinwacht"), ("/privacy@Pleinwacht_bot", "Wat wij bewaren"), ("/start", "Hulp over")],
)
async def test_what_is_the_same_for_all_is_answered_in_the_group_and_read_like_any_message(
    telegram, peer, hub, asked, answer
):
    await peer.says(CLASS, SEM, asked)
    (sent,) = await peer.until(lambda: peer.called("sendMessage"))
    assert sent["chat_id"] == CLASS
    assert sent["text"].startswith(answer)
    (message,) = await hub.saw(1)
    assert message.text == asked


async def test_a_command_in_a_topic_is_answered_in_that_topic(telegram, peer):
    await peer.says(CLASS, SEM, "/help", message_thread_id=12, is_topic_message=True)
    (sent,) = await peer.until(lambda: peer.called("sendMessage"))
    assert sent["message_thread_id"] == 12


async def test_nobody_can_flood_a_group_with_answers(telegram, peer, hub, monkeypatch):
    await peer.together(*(peer.says(CLASS, SEM, "/help") for _ in range(5)))
    await hub.saw(5)
    await peer.until(lambda: not peer.pending)
    assert len(peer.called("sendMessage")) == 1
    monkeypatch.setattr(telegram_answers, "ANSWER_PAUSE", 0.0)
    await peer.says(CLASS, SEM, "/help")
    await peer.until(lambda: len(peer.called("sendMessage")) == 2)


async def test_commands_of_other_bots_unknown_ones_and_other_groups_get_no_answer(telegram, peer, hub):
    await peer.says(CLASS, SEM, "/help@another_bot")
    await peer.says(CLASS, SEM, "/quiz")
    await peer.says(ELSEWHERE, SEM, "/help")
    await hub.saw(2)
    await peer.until(lambda: not peer.pending)
    assert not peer.called("sendMessage")
    assert not hub.requests


async def test_other_answers_to_a_group_go_to_the_asker_alone(telegram, peer, hub):
    await peer.says(CLASS, MENTOR, "/zaak@pleinwacht_bot 7")
    await peer.until(lambda: sent_to(peer, MENTOR))
    assert sent_to(peer, MENTOR) == ["Antwoord op zaak"]
    assert not sent_to(peer, CLASS)
    assert hub.requests == [Request(account(MENTOR), "zaak", "7", group="8a", chat=str(CLASS), is_public=True)]


async def test_what_somebody_writes_with_a_command_is_taken_away_from_the_group(telegram, peer, hub):
    asked = await peer.says(CLASS, MENTOR, "/zaak over Sem")
    await peer.until(lambda: sent_to(peer, MENTOR))
    assert (CLASS, asked["message_id"]) not in peer.messages


async def test_staff_may_ask_in_a_group_that_is_not_known_yet_how_to_add_it(telegram, peer, hub):
    await peer.says(ELSEWHERE, SEM, "/groep")
    await peer.says(ELSEWHERE, MENTOR, "/groep")
    await peer.until(lambda: sent_to(peer, MENTOR) and not peer.pending)
    assert hub.requests == [Request(account(MENTOR), "groep", chat=str(ELSEWHERE), is_public=True)]
    assert not sent_to(peer, ELSEWHERE)


async def test_a_code_in_a_group_that_is_not_known_is_handed_on_as_seen_by_others_without_an_answer(
    telegram, peer, hub
):
    await peer.says(ELSEWHERE, SEM, "/koppel ABCDE-FGHJK")
    await peer.until(lambda: hub.requests and not peer.pending)
    assert hub.requests == [Request(account(SEM), "koppel", "ABCDE-FGHJK", chat=str(ELSEWHERE), is_public=True)]
    assert not peer.called("sendMessage")


async def test_who_never_opened_a_chat_reads_in_the_group_only_how_to(telegram, peer, hub):
    await peer.says(CLASS, SEM, "/waarom", message_thread_id=12, is_topic_message=True)
    await peer.says(CLASS, NOOR, "/waarom")
    await peer.until(lambda: len(hub.requests) == 2 and not peer.pending)
    (hint,) = await peer.until(lambda: [each for each in peer.called("sendMessage") if each["chat_id"] == CLASS])
    assert hint["text"] == PHRASES("telegram-open-chat", link="https://t.me/pleinwacht_bot")
    assert hint["message_thread_id"] == 12


async def test_a_report_is_taken_away_from_the_group_and_says_what_it_is_about(telegram, peer, hub):
    peer.person(NOOR, "Noor", pressed_start=True)
    said = await peer.says(CLASS, SEM, "Bo is dom")
    report = await peer.says(CLASS, NOOR, "/meld dit gaat al weken zo", reply_to_message=said)
    await peer.until(lambda: sent_to(peer, NOOR))
    (request,) = hub.requests
    assert (request.account, request.argument, request.group) == (account(NOOR), "dit gaat al weken zo", "8a")
    assert request.about.key == MessageKey(Channel(PlatformName.TELEGRAM, str(CLASS)), str(said["message_id"]))
    assert (request.about.text, request.about.author.account) == ("Bo is dom", account(SEM))
    assert (CLASS, report["message_id"]) not in peer.messages
    assert (CLASS, said["message_id"]) in peer.messages
    assert not sent_to(peer, CLASS)
    _, message = await hub.saw(2)
    assert message.text == "/meld dit gaat al weken zo"  # assessed like any other


async def test_a_report_goes_through_where_the_bot_may_not_delete(telegram, peer, hub, logs):
    peer.person(NOOR, "Noor", pressed_start=True)
    peer.no_deleting.add(CLASS)
    said = await peer.says(CLASS, SEM, "Bo is dom")
    await peer.says(CLASS, NOOR, "/meld", reply_to_message=said)
    await peer.until(lambda: sent_to(peer, NOOR))
    assert events(logs, "telegram_command_not_hidden")
    assert hub.requests[0].about.text == "Bo is dom"


async def test_reports_on_several_messages_are_all_taken(telegram, peer, hub):
    said = [await peer.says(CLASS, SEM, text) for text in ("een", "twee")]
    await peer.together(*(peer.says(CLASS, NOOR, "/meld", reply_to_message=each) for each in (*said, said[0])))
    await peer.until(lambda: not peer.pending)
    assert [request.about.text for request in hub.requests] == ["een", "twee"]


async def test_what_a_bot_wrote_or_opened_a_topic_is_no_message_to_ask_about(telegram, peer, hub):
    bot = {"id": 5, "is_bot": True, "first_name": "Bot"}
    by_bot = {"message_id": 900, "date": 1, "chat": peer.chats[CLASS], "from": bot, "text": "reclame"}
    await peer.says(CLASS, MENTOR, "/zaak 1", reply_to_message=by_bot)
    await peer.until(lambda: hub.requests)
    assert hub.requests[0].about is None


# How it is said


async def test_a_long_answer_comes_in_several_messages_that_lose_nothing(peer, hub):
    lines = "\n".join(f"regel {number} 😀 en nog wat woorden" for number in range(400))

    async def long_answer(_request):
        return Answer(lines)

    hub._command = long_answer
    async with running(platform_for(peer), hub):
        await peer.says(MENTOR, MENTOR, "/zaak 1")
        await peer.until(lambda: sum(len(text) for text in sent_to(peer, MENTOR)) > len(lines) - 10)
    assert "\n".join(sent_to(peer, MENTOR)) == lines


def test_a_text_without_spaces_is_cut_within_what_telegram_takes():
    pieces = list(parts("😀" * 5000))
    assert "".join(pieces) == "😀" * 5000
    assert max(len(piece.encode("utf-16-le")) // 2 for piece in pieces) <= 4096


async def test_an_answer_waits_as_long_as_telegram_asks(telegram, peer):
    peer.fail("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    await peer.says(MENTOR, MENTOR, "/zaak 1")
    await peer.until(lambda: sent_to(peer, MENTOR).count("Antwoord op zaak") == 2, within=10)


async def test_an_answer_for_which_nobody_waits_any_more_is_dropped_with_a_log(telegram, peer, logs, monkeypatch):
    monkeypatch.setattr(telegram_speech, "LONGEST_WAIT", 5.0)
    peer.fail("sendMessage", 429, "Too Many Requests: retry after 9", retry_after=9)
    await peer.says(MENTOR, MENTOR, "/zaak 1")
    await peer.until(lambda: events(logs, "telegram_answer_failed"))
    assert len(sent_to(peer, MENTOR)) == 1


# What is offered


async def test_telegram_offers_everybody_what_everybody_may_ask_and_staff_more_in_their_own_chat(peer, hub, logs):
    peer.person(ADMIN, "Bram", pressed_start=True)
    async with running(platform_for(peer), hub):
        await peer.until(lambda: len(peer.called("setMyCommands")) == 3)
    offered = {
        asked["scope"]["chat_id"] if "scope" in asked else None: [each["command"] for each in asked["commands"]]
        for asked in peer.called("setMyCommands")
    }
    for_all = ["help", "privacy", "meld", "waarom", "koppel"]
    assert offered == {None: for_all, MENTOR: [*for_all, "zaak"], ADMIN: [*for_all, "zaak", "gezond", "groep"]}
    assert peer.called("setMyCommands")[0]["commands"][0]["description"] == "Uitleg van command-help"


async def test_commands_that_cannot_be_offered_stop_nothing(peer, hub, logs):
    peer.fail("setMyCommands", 500, "Internal Server Error")
    async with running(platform_for(peer), hub):
        await peer.until(lambda: len(events(logs, "telegram_commands_not_offered")) == 2)  # all, and the admin
        await peer.says(CLASS, SEM, "hoi")
        await hub.saw(1)


def test_every_command_has_a_name_that_telegram_takes():
    assert all(command.name.isalnum() and command.name.islower() for command in catalogue.COMMANDS)
