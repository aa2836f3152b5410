"""A captured payload tells nothing about people, and is still a payload."""

import copy
import json
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
import telegram

from tests.platforms.capture import EPOCH, anonymise

TELEGRAM: dict[str, Any] = {
    "update_id": 734523411,
    "message": {
        "message_id": 8123,
        "message_thread_id": 8120,
        "from": {
            "id": 6218834471,
            "is_bot": False,
            "first_name": "Fenna",
            "last_name": "Überbosch",
            "username": "fenna_ub_2014",
            "language_code": "nl",
        },
        "chat": {"id": -1001987654321, "title": "Groep 7b Waterlelie", "type": "supergroup", "is_forum": True},
        "date": 1789459200,
        "text": "𝓗𝓸𝓲 @fenna_ub_2014 bel 0612345678 😂 kom naar Dorpsstraat 12",
        "entities": [{"offset": 7, "length": 14, "type": "mention"}],
        "reply_to_message": {
            "message_id": 8120,
            "from": {"id": 6218834471, "is_bot": False, "first_name": "Fenna"},
            "chat": {"id": -1001987654321, "title": "Groep 7b Waterlelie", "type": "supergroup"},
            "date": 1789459100,
            "location": {"latitude": 52.3731, "longitude": 4.8922},
        },
    },
}
DISCORD: dict[str, Any] = {
    "op": 0,
    "t": "MESSAGE_CREATE",
    "s": 12,
    "d": {
        "id": "1287654321098765432",
        "channel_id": "1187654321098765431",
        "guild_id": "1087654321098765430",
        "author": {
            "id": "987654321098765429",
            "username": "yusuf.voetbal",
            "global_name": "Yusuf K.",
            "avatar": "a_0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "discriminator": "0",
        },
        "content": "kijk <@987654321098765429> https://school-waterlelie.example/rooster?leerling=4411",
        "timestamp": "2026-09-15T10:40:00.123000+00:00",
        "edited_timestamp": None,
        "attachments": [
            {
                "id": "1287654321098765433",
                "filename": "yusuf_in_gym.jpg",
                "content_type": "image/jpeg",
                "size": 482113,
                "url": "https://cdn.discordapp.com/attachments/1187654321098765431/1287654321098765433/yusuf_in_gym.jpg?ex=6a",
            }
        ],
        "mentions": [{"id": "987654321098765429", "username": "yusuf.voetbal"}],
        "flags": 0,
        "type": 0,
    },
}
TELLING = [
    "Fenna",
    "fenna",
    "berbosch",
    "Waterlelie",
    "waterlelie",
    "0612345678",
    "Dorpsstraat",
    "6218834471",
    "1987654321",
    "734523411",
    "1789459",
    "52.37",
    "4.89",
    "yusuf",
    "Yusuf",
    "gym",
    "0f1e2d3c",
    "4411",
    "987654321",
    "2026-09-15",
    "7b",
    "2014",
]


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_shape(each) for each in value]
    return type(value)


@pytest.mark.parametrize("payload", [TELEGRAM, DISCORD])
def test_nothing_tells_who_where_or_when(payload: dict[str, Any]) -> None:
    raw, made = json.dumps(payload, ensure_ascii=False), json.dumps(anonymise(payload), ensure_ascii=False)
    telling = [part for part in TELLING if part in raw]
    assert len(telling) >= 8
    assert [part for part in telling if part in made] == []


@pytest.mark.parametrize("payload", [TELEGRAM, DISCORD])
def test_the_shape_stays(payload: dict[str, Any]) -> None:
    before = copy.deepcopy(payload)
    assert _shape(anonymise(payload)) == _shape(payload)
    assert payload == before


def test_telegram_still_reads_it() -> None:
    update = telegram.Update.de_json(anonymise(TELEGRAM))
    message = update.message
    assert message is not None
    assert message.text is not None
    assert message.chat.type == "supergroup"
    assert str(message.chat.id).startswith("-100")
    assert message.reply_to_message is not None
    assert message.from_user is not None
    assert message.reply_to_message.from_user == message.from_user
    assert message.message_thread_id == message.reply_to_message.message_id
    assert message.reply_to_message.chat.id == message.chat.id
    assert message.reply_to_message.message_id < message.message_id
    assert _utf16(message.text) == _utf16(TELEGRAM["message"]["text"])
    assert message.parse_entity(message.entities[0]).startswith("@xxxxx")
    assert "😂" in message.text
    assert message.reply_to_message.date == EPOCH
    assert (message.date - message.reply_to_message.date).total_seconds() == 100


def test_ids_of_discord_stay_the_same_for_the_same_and_in_the_order_of_their_age() -> None:
    made = anonymise(DISCORD)["d"]
    assert made["mentions"][0]["id"] == made["author"]["id"] != DISCORD["d"]["author"]["id"]
    assert f"<@{made['author']['id']}>" in made["content"]
    assert f"/{made['channel_id']}/{made['attachments'][0]['id']}/" in made["attachments"][0]["url"]
    assert int(made["author"]["id"]) < int(made["guild_id"]) < int(made["channel_id"]) < int(made["id"])
    assert datetime.fromisoformat(made["timestamp"]) == EPOCH.astimezone(UTC)
    assert made["attachments"][0]["content_type"] == "image/jpeg"


def test_from_a_shell() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.platforms.capture"],
        input=json.dumps(DISCORD), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert json.loads(run.stdout) == anonymise(DISCORD)
    bad = subprocess.run(
        [sys.executable, "-m", "tests.platforms.capture"], input="{", capture_output=True, text=True, check=False
    )
    assert bad.returncode == 1
    assert "no JSON" in bad.stderr
