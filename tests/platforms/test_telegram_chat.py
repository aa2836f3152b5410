"""Everything that people do in a Telegram group, as it reaches the rest of Pleinwacht, over real sockets."""

import asyncio
from itertools import count
from typing import Any

import pytest

from bot.domain.message import Attachment, Channel, MessageKey, PlatformName, Role
from classifiers.personal_data import Kind, find_personal_data
from tests.platforms.telegram_world import CLASS, MENTOR, NOOR, PARENTS, SEM, account

FILE = {"file_id": "f", "file_unique_id": "u"}
PHOTO = [{**FILE, "width": 9, "height": 9}]
CLIP = {**FILE, "width": 9, "height": 9, "duration": 3}
STICKER = {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}
NOOR_USER = {"id": NOOR, "is_bot": False, "first_name": "Noor"}


def poll(question: str, *options: str, **more: Any) -> dict[str, Any]:
    switches = dict.fromkeys(["is_closed", "allows_multiple_answers", "members_only"], False)
    return {
        "id": "1",
        "question": question,
        "options": [{"text": text, "voter_count": 0, "persistent_id": text} for text in options],
        "total_voter_count": 0,
        "is_anonymous": True,
        "allows_revoting": True,
        "type": "regular",
        **switches,
        **more,
    }


async def heard(peer, hub, **content: Any):
    """The message that somebody's content becomes."""
    await peer.says(CLASS, SEM, **content)
    return (await hub.saw(1))[-1]


# Who is meant


async def test_a_mention_of_somebody_without_a_username_names_the_account(telegram, peer, hub):
    mention = {"type": "text_mention", "offset": 0, "length": 4, "user": NOOR_USER}
    message = await heard(peer, hub, text="Noor ruikt", entities=[mention])
    assert message.mentions == (account(NOOR),)


async def test_a_mention_in_a_caption_counts_too_and_a_bot_is_nobody(telegram, peer, hub):
    bot = {"id": 5, "is_bot": True, "first_name": "Bot"}
    entities = [
        {"type": "text_mention", "offset": 0, "length": 4, "user": NOOR_USER},
        {"type": "text_mention", "offset": 5, "length": 3, "user": bot},
    ]
    message = await heard(peer, hub, photo=PHOTO, caption="Noor Bot", caption_entities=entities)
    assert message.mentions == (account(NOOR),)


async def test_a_forwarded_text_is_said_by_whoever_forwards_it_and_says_where_it_came_from(telegram, peer, hub):
    origin = {"type": "user", "date": 1, "sender_user": NOOR_USER}
    message = await heard(peer, hub, text="Bo is een loser", forward_origin=origin)
    assert (message.author.account, message.text) == (account(SEM), "Bo is een loser")
    assert message.attachments == (Attachment("forward", "Noor"),)


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ({"type": "hidden_user", "date": 1, "sender_user_name": "Iemand"}, "Iemand"),
        ({"type": "chat", "date": 1, "sender_chat": {"id": -5, "type": "supergroup", "title": "8B"}}, "8B"),
        (
            {"type": "channel", "date": 1, "message_id": 3, "chat": {"id": -7, "type": "channel", "title": "Roddels"}},
            "Roddels",
        ),
    ],
)
async def test_a_forward_names_its_origin_as_far_as_it_is_known(telegram, peer, hub, origin, name):
    message = await heard(peer, hub, text="kijk", forward_origin=origin)
    assert message.attachments == (Attachment("forward", name),)


async def test_a_reply_in_a_topic_is_to_the_message_and_not_to_the_topic(telegram, peer, hub):
    opening = await peer.says(CLASS, SEM, forum_topic_created={"name": "Huiswerk", "icon_color": 7322096})
    topic = {"message_thread_id": opening["message_id"], "is_topic_message": True}
    question = await peer.says(CLASS, NOOR, "wie weet het", reply_to_message=opening, **topic)
    await peer.says(CLASS, SEM, "jij in elk geval niet", reply_to_message=question, **topic)
    _, asked, answered = await hub.saw(3)
    assert asked.reply_to is None
    assert answered.reply_to == MessageKey(answered.key.channel, str(question["message_id"]))
    assert answered.reply_author.account == account(NOOR)


# What is said without typing it


@pytest.mark.parametrize(
    ("content", "text", "attachments"),
    [
        ({"poll": poll("Wie moet weg?", "Bo", "Daan")}, "Wie moet weg?\nBo\nDaan", (Attachment("poll"),)),
        (
            {"poll": poll("Wie?", "Bo", type="quiz", explanation="want Bo is dom")},
            "Wie?\nBo\nwant Bo is dom",
            (Attachment("poll"),),
        ),
        ({"sticker": {**STICKER, "emoji": "🖕", "set_name": "boos"}}, "🖕", (Attachment("sticker", "boos"),)),
        (
            {"animation": {**CLIP, "file_name": "lach.mp4"}, "document": FILE, "caption": "dit ben jij"},
            "dit ben jij",
            (Attachment("animation", "lach.mp4"),),
        ),
        ({"voice": {**FILE, "duration": 3}}, "", (Attachment("voice"),)),
        ({"video_note": {**FILE, "length": 9, "duration": 3}}, "", (Attachment("video"),)),
        ({"video": CLIP, "caption": "vechtpartij"}, "vechtpartij", (Attachment("video"),)),
        (
            {"audio": {**FILE, "duration": 3, "performer": "Klas 8A", "title": "Bo stinkt"}},
            "Klas 8A\nBo stinkt",
            (Attachment("audio"),),
        ),
        ({"location": {"latitude": 52.1, "longitude": 5.3}}, "", (Attachment("location"),)),
        (
            {
                "venue": {
                    "location": {"latitude": 52.1, "longitude": 5.3},
                    "title": "Huis van Bo",
                    "address": "Dorpsstraat 12",
                },
                "location": {"latitude": 52.1, "longitude": 5.3},
            },
            "Huis van Bo\nDorpsstraat 12",
            (Attachment("location"),),
        ),
        ({"new_chat_title": "Bo hoort er niet bij"}, "Bo hoort er niet bij", ()),
        ({"new_chat_photo": PHOTO}, "", (Attachment("photo"),)),
    ],
)
async def test_what_members_see_is_text_and_what_came_along_is_noted(telegram, peer, hub, content, text, attachments):
    message = await heard(peer, hub, **content)
    assert message.text == text
    assert message.attachments == attachments


async def test_a_shared_contact_is_text_in_which_the_number_is_found(telegram, peer, hub):
    lines = ("VERSION:3.0", "FN:Bo", "item1.EMAIL;TYPE=HOME:bo@voorbeeld.example", "ADR:;;Dorpsstraat 12;Amersfoort")
    card = "\r\n".join(("BEGIN:VCARD", *lines, "END:VCARD"))
    contact = {"phone_number": "31612345678", "first_name": "Bo", "user_id": 88, "vcard": card}
    message = await heard(peer, hub, contact=contact)
    assert message.text == "Bo\n+31612345678\nbo@voorbeeld.example\nDorpsstraat 12 Amersfoort"
    assert {each.kind for each in find_personal_data(message.text)} >= {Kind.PHONE, Kind.EMAIL}
    assert message.attachments == (Attachment("contact"),)


async def test_an_album_is_its_caption_once_and_every_picture_noted(telegram, peer, hub):
    album = {"media_group_id": "77"}
    await peer.together(
        peer.says(CLASS, SEM, photo=PHOTO, caption="lol kijk Bo", **album),
        peer.says(CLASS, SEM, photo=PHOTO, **album),
        peer.says(CLASS, SEM, video=CLIP, **album),
    )
    seen = await hub.saw(3)
    assert [message.text for message in seen] == ["lol kijk Bo", "", ""]
    kinds = [[each.kind for each in message.attachments] for message in seen]
    assert kinds == [["photo"], ["photo"], ["video"]]


async def test_a_very_long_message_comes_through_whole(telegram, peer, hub):
    text = "😀 a" * 1300 + " jij bent dom"
    assert (await heard(peer, hub, text=text)).text == text


# What changes


async def test_an_edit_of_a_poll_or_of_a_caption_is_assessed_again(telegram, peer, hub):
    said = await peer.says(CLASS, SEM, photo=PHOTO, caption="leuk")
    await peer.edits(said, caption="lelijk")
    await peer.edits(said, seconds_later=2, caption="toch leuk")
    seen = await hub.saw(3)
    assert [message.text for message in seen] == ["leuk", "lelijk", "toch leuk"]
    assert [message.revision for message in seen] == sorted({message.revision for message in seen})
    assert len({message.key for message in seen}) == 1


async def test_a_new_name_is_read_like_a_message_and_the_first_one_is_not(telegram, peer, hub):
    await peer.says(CLASS, SEM, "hoi")
    peer.person(SEM, "Bo stinkt")
    await peer.says(CLASS, SEM, "ha")
    await peer.says(CLASS, SEM, "nog eens")
    first, name, second, third = await hub.saw(4)
    assert [message.text for message in (first, name, second, third)] == ["hoi", "Bo stinkt", "ha", "nog eens"]
    assert (name.author.account, name.position) == (account(SEM), second.position - 1)
    assert name.key == MessageKey(Channel(PlatformName.TELEGRAM, str(CLASS)), f"{second.key.id}-name")


async def test_a_tag_in_the_group_is_part_of_the_name(telegram, peer, hub):
    await peer.says(CLASS, SEM, "hoi", sender_tag="klassenvertegenwoordiger")
    await peer.says(CLASS, SEM, "ha", sender_tag="haat Bo")
    assert [message.text for message in await hub.saw(3)] == ["hoi", "Sem Jansen haat Bo", "ha"]


async def test_a_group_that_moves_keeps_its_name_and_its_order(telegram, peer, hub):
    new = -1005000000001
    await peer.says(PARENTS, NOOR, "ervoor")
    await peer.migrates(PARENTS, new)
    await peer.says(new, MENTOR, "erna")
    before, after = await hub.saw(2)
    assert (before.group, after.group) == ("8a-ouders", "8a-ouders")
    assert (before.key.channel.id, after.key.channel.id) == (str(PARENTS), str(new))
    assert after.author.role is Role.STAFF


# What is nobody's message


@pytest.mark.parametrize(
    "service",
    [
        {"pinned_message": {"message_id": 3, "date": 1, "chat": {"id": CLASS, "type": "supergroup"}, "text": "oud"}},
        {"new_chat_members": [NOOR_USER]},
        {"left_chat_member": NOOR_USER},
        {"delete_chat_photo": True},
        {"group_chat_created": True},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
        {"video_chat_started": {}},
        {"video_chat_ended": {"duration": 3}},
        {"boost_added": {"boost_count": 1}},
        {"forum_topic_closed": {}},
        {"forum_topic_edited": {}},
        {"general_forum_topic_hidden": {}},
    ],
)
async def test_what_telegram_itself_says_is_left_alone(telegram, peer, hub, service):
    await peer.says(CLASS, SEM, **service)
    last = await peer.says(CLASS, SEM, "wel")
    (message,) = await hub.saw(1)
    assert message.position == last["message_id"]


async def test_a_message_that_a_person_sends_through_a_bot_is_theirs(telegram, peer, hub):
    via = {"id": 5, "is_bot": True, "first_name": "Gif"}
    message = await heard(peer, hub, text="jij bent dom", via_bot=via)
    assert message.author.account == account(SEM)


async def test_much_at_once_in_two_groups_stays_in_order(telegram, peer, hub):
    numbers = count()
    await peer.together(*(peer.says(chat, SEM, f"{next(numbers)}") for _ in range(75) for chat in (CLASS, PARENTS)))
    async with asyncio.timeout(20):
        seen = await hub.saw(150, within=20)
    for group in ("8a", "8a-ouders"):
        positions = [message.position for message in seen if message.group == group]
        assert positions == sorted(positions)
        assert len(positions) == 75
