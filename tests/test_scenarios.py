"""The whole bot with the real libraries of both platforms at once, over real sockets, with records on the disk."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import trustme
from structlog.testing import capture_logs

from bot.alerting.notices import NoticeBoard
from bot.casework.desk import CaseFile
from bot.domain.case import Kind, State, Verdict
from bot.moderation.outcome import Outcome
from bot.phrases import Phrases
from bot.settings import Settings
from tests.factories import THRESHOLDS, WordClassifier
from tests.platforms.discord_peer import TOKEN as DISCORD_TOKEN
from tests.platforms.discord_peer import DiscordPeer
from tests.platforms.telegram_peer import TOKEN as TELEGRAM_TOKEN
from tests.platforms.telegram_peer import TelegramPeer

# isort: split
from bot.app import Parts, assemble, run_platforms, school_from
from bot.platforms.discord_platform import DiscordPlatform
from bot.platforms.telegram_platform import TelegramPlatform

# Every text and every name holds one of these, so that they can be looked for on the disk and in the logs.
HARMLESS, HARMFUL, PUPIL, OTHER_PUPIL, ADULT = "GEWOON7351", "GEVLAGD9283", "Naamloosje4410", "Tweedeling88", "Juf5527"
MARKERS = (HARMLESS, HARMFUL, PUPIL, OTHER_PUPIL, ADULT)
THREAT, HATE, CHAT = f"{HARMFUL} ik pak je threat!", f"{HARMFUL} jullie hate!", f"{HARMLESS} wie heeft het huiswerk"
STAFF = ("mentor", "coordinator", "zorg", "bestuur")
WITHIN = 60  # seconds; generous, because two busy cores must not make a test fail
PHRASES = Phrases("nl")
PLATFORMS = pytest.mark.parametrize("where", ["discord", "telegram"])

pytestmark = [pytest.mark.timeout(300)]


async def until(condition: Callable[[], Any]) -> Any:
    async with asyncio.timeout(WITHIN):
        while not (result := condition()):  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)
    return result


@dataclass(frozen=True)
class Shown:
    """An alert as a member of staff sees it now."""

    text: str
    buttons: dict[str, str]
    message: Any


class OnDiscord:
    """The Discord class and its staff, as people see and use them."""

    def __init__(self, peer: DiscordPeer) -> None:
        self.peer, backend = peer, peer.backend
        self.guild = backend.create_guild("De Plataan").id
        self.klas = backend.create_channel(self.guild, "klas-8a").id
        names = {"pupil": PUPIL, "other": OTHER_PUPIL, **{staff: f"{ADULT} {staff}" for staff in STAFF}}
        self.ids = {who: backend.make_user(name).id for who, name in names.items()}
        for user in self.ids.values():
            backend.add_member(self.guild, user)
        self.chat = str(self.guild)

    async def say(self, text: str, by: str = "pupil") -> Any:
        return self.peer.backend.create_message(self.klas, self.ids[by], text)

    async def edit(self, message: Any, text: str) -> None:
        self.peer.backend.edit_message(self.klas, message.id, {"content": text})

    def delete(self, message: Any) -> None:
        self.peer.backend.delete_message(self.klas, message.id)

    def alerts(self, staff: str) -> list[Shown]:
        return [self._shown(message) for message in self._private(staff) if not message.is_ephemeral]

    def told(self) -> list[str]:
        """What people were told right after they pressed; until the answer is there, Discord shows an empty one."""
        everything = [message for staff in STAFF for message in self._private(staff)]
        return [message.content for message in everything if message.is_ephemeral and message.content]

    async def press(self, staff: str, data: str, alert: Shown) -> None:
        self.peer.press(alert.message, self.ids[staff], data)

    async def ask_privacy(self) -> None:
        self.peer.command("privacy", self.klas, self.ids["pupil"])

    def said_by_bot(self) -> list[str]:
        own = self.peer.backend.bot_user.id
        return [message.content for message in self.peer.said(self.klas) if message.author_id == own]

    def let_go(self) -> bool:
        return True

    def close_private(self, staff: str) -> None:
        refusal = {"message": "Cannot send messages to this user", "code": 50007}
        self.peer.fail("POST", f"/channels/{self.peer.dm_channel(self.ids[staff])}/messages", 403, body=refusal)

    def _private(self, staff: str) -> list[Any]:
        own = self.peer.backend.bot_user.id
        channel = self.peer.dm_channel(self.ids[staff])
        return [message for message in self.peer.said(channel) if message.author_id == own]

    @staticmethod
    def _shown(message: Any) -> Shown:
        buttons = {each["label"]: each["custom_id"] for row in message.components or () for each in row["components"]}
        return Shown(message.content, buttons, message)


class OnTelegram:
    """The Telegram class and its staff, as people see and use them."""

    chat = "-1001000000008"

    def __init__(self, peer: TelegramPeer) -> None:
        self.peer = peer
        self.ids = {who: number for number, who in enumerate(("pupil", "other", *STAFF), 1001)}
        peer.person(self.ids["pupil"], PUPIL)
        peer.person(self.ids["other"], OTHER_PUPIL)
        for staff in STAFF:
            peer.person(self.ids[staff], f"{ADULT} {staff}", pressed_start=True)
        peer.group(int(self.chat))

    async def say(self, text: str, by: str = "pupil") -> Any:
        return await self.peer.says(int(self.chat), self.ids[by], text)

    async def edit(self, message: Any, text: str) -> None:
        await self.peer.edits(message, seconds_later=1, text=text)

    def alerts(self, staff: str) -> list[Shown]:
        return [self._shown(message) for message in self._by_bot(self.ids[staff])]

    def told(self) -> list[str]:
        """What people were told right after they pressed."""
        return [answer["text"] for answer in self.peer.answered.values()]

    async def press(self, staff: str, data: str, alert: Shown) -> None:
        await self.peer.presses(alert.message, self.ids[staff], data)

    async def ask_privacy(self) -> None:
        await self.say("/privacy")

    def said_by_bot(self) -> list[str]:
        return [message["text"] for message in self._by_bot(int(self.chat))]

    def let_go(self) -> bool:
        """Telegram was told that it need not give anything again."""
        return not self.peer.pending

    def close_private(self, staff: str) -> None:
        del self.peer.chats[self.ids[staff]]

    def _by_bot(self, chat: int) -> list[Any]:
        everything = list(self.peer.messages.items())
        return [message for (place, _), message in everything if place == chat and message["from"]["is_bot"]]

    @staticmethod
    def _shown(message: Any) -> Shown:
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        return Shown(message["text"], {each["text"]: each["callback_data"] for row in rows for each in row}, message)


@dataclass
class World:
    """A school with a class on each platform; ``concluded`` is what the bot said of messages, over all its starts."""

    folder: Path
    discord: OnDiscord
    telegram: OnTelegram
    concluded: list[Outcome] = field(default_factory=list)

    def chat(self, where: str) -> Any:
        return {"discord": self.discord, "telegram": self.telegram}[where]

    def settings(self) -> Settings:
        def member(staff: str, role: str) -> dict[str, Any]:
            accounts = {"discord": str(self.discord.ids[staff]), "telegram": str(self.telegram.ids[staff])}
            return {"id": staff, "name": f"{ADULT} {staff}", "roles": [role], **accounts}

        def group(platform: str, chat: str) -> dict[str, Any]:
            about = {"name": f"Klas op {platform}", "audience": "pupils", "mentors": ["mentor"]}
            return {"id": platform, "platform": platform, "chat": chat, **about}

        return Settings.model_validate(
            {
                "school": {"name": "De Plataan", "contact": "privacy@plataan.example"},
                "storage": {
                    "url": f"sqlite+aiosqlite:///{self.folder}/r.sqlite3",
                    "key_file": str(self.folder / "r.key"),
                },
                "staff": [
                    member("mentor", "mentor"),
                    member("coordinator", "coordinator"),
                    member("zorg", "care"),
                    member("bestuur", "board"),
                ],
                "groups": [group("discord", self.discord.chat), group("telegram", self.telegram.chat)],
            }
        )

    def outcome(self, outcome: Outcome) -> None:
        """The port of an observer."""
        self.concluded.append(outcome)

    def texts(self) -> list[str]:
        return [outcome.message.text for outcome in self.concluded]

    @asynccontextmanager
    async def bot(self) -> AsyncIterator[Parts]:
        """The bot from its start to its end."""
        discord = DiscordPlatform(
            DISCORD_TOKEN,
            connector=self.discord.peer.connector,
            ready_after=0.05,
            retry_seconds=0.05,
            refused_seconds=0.2,
        )
        peer = self.telegram.peer
        telegram = TelegramPlatform(
            TELEGRAM_TOKEN, base_url=peer.base_url, base_file_url=peer.base_file_url, poll_timeout=5
        )
        settings, platforms, stop = self.settings(), [discord, telegram], asyncio.Event()
        polls = len(peer.called("getUpdates"))
        school = school_from(settings)
        async with assemble(settings, school, WordClassifier(), THRESHOLDS, platforms, [self]) as parts:
            running = asyncio.create_task(run_platforms(platforms, parts.hub, stop))
            try:
                await until(lambda: is_open(discord) and len(peer.called("getUpdates")) > polls)
                yield parts
            finally:
                stop.set()
                await asyncio.wait_for(running, WITHIN)

    def leaks(self, *markers: str) -> list[str]:
        """Which markers stand in the clear in a file of the records."""
        files = [(file.name, file.read_bytes()) for file in self.folder.iterdir()]
        assert "r.sqlite3" in [name for name, _ in files]
        return [f"{marker} in {name}" for name, content in files for marker in markers if marker.encode() in content]


def is_open(platform: DiscordPlatform) -> bool:
    """All channels are known, and reading may begin."""
    client = platform._client
    return client is not None and client.is_ready() and client._intake.opened.is_set()


async def inbox(parts: Parts, staff: str) -> list[Any]:
    return list(await parts.desk.inbox(parts.school.staff[staff]))


async def only_case(parts: Parts, staff: str) -> CaseFile:
    (case,) = await inbox(parts, staff)
    return await parts.desk.open(parts.school.staff[staff], case.id, "test")


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def logs(caplog: pytest.LogCaptureFixture) -> Iterator[list[Any]]:
    """After every scenario: no text, no name, no token and no traceback in what was logged."""
    with capture_logs() as entries:
        yield entries
    of_libraries = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert not [record for record in of_libraries if record.exc_info]
    everything = repr(entries) + repr([record.getMessage() for record in of_libraries])
    assert not [secret for secret in (*MARKERS, DISCORD_TOKEN, TELEGRAM_TOKEN) if secret in everything]


@pytest.fixture(autouse=True)
def notices_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first try comes before the platforms are connected; the next must not be half a minute later here."""
    monkeypatch.setattr("bot.app.NoticeBoard", partial(NoticeBoard, retry_seconds=0.05))


@pytest.fixture
async def world(authority: trustme.CA, tmp_path: Path) -> AsyncIterator[World]:
    async with DiscordPeer(authority) as discord, TelegramPeer() as telegram:
        yield World(tmp_path, OnDiscord(discord), OnTelegram(telegram))
        assert discord.unimplemented == []


@PLATFORMS
async def test_a_harmful_message_becomes_a_case_an_alert_and_with_two_presses_a_decision(
    world: World, where: str
) -> None:
    chat = world.chat(where)
    async with world.bot() as parts:
        await chat.say(CHAT, by="other")
        await chat.say(THREAT)
        alert = (await until(lambda: chat.alerts("mentor")))[0]
        await until(lambda: chat.alerts("coordinator"))
        file = await only_case(parts, "mentor")
        (evidence,) = file.evidence
        assert (evidence.text, evidence.author.name, file.case.state) == (THREAT, PUPIL, State.NEW)
        assert [(line.name, line.text) for line in evidence.before] == [(OTHER_PUPIL, CHAT)]
        assert (file.case.group, [str(flag.category) for flag in evidence.flags]) == (where, ["threat"])
        assert "bedreigen" in alert.text
        assert not [marker for marker in (HARMFUL, HARMLESS, PUPIL) if marker in alert.text]
        assert list(alert.buttons) == ["Ik pak dit op", "Terecht", "Loos alarm", "Doorgeven"]

        await chat.press("mentor", alert.buttons["Ik pak dit op"], alert)
        await until(lambda: "Jij hebt dit opgepakt." in chat.alerts("mentor")[0].text)
        await until(lambda: f"{ADULT} mentor heeft dit opgepakt." in chat.alerts("coordinator")[0].text)
        await until(lambda: PHRASES("done-claim") in chat.told())
        assert list(chat.alerts("mentor")[0].buttons) == ["Terecht", "Loos alarm", "Doorgeven"]
        assert chat.alerts("coordinator")[0].buttons == {}

        await chat.press("mentor", alert.buttons["Terecht"], chat.alerts("mentor")[0])
        for staff in ("mentor", "coordinator"):
            await until(lambda to=staff: "terecht" in chat.alerts(to)[0].text)
            assert chat.alerts(staff)[0].buttons == {}
            assert len(chat.alerts(staff)) == 1
        decided = (await only_case(parts, "mentor")).case
        assert (decided.state, decided.verdict, decided.owner) == (State.DECIDED, Verdict.RIGHT, "mentor")
    assert world.leaks(*MARKERS) == []


@PLATFORMS
async def test_of_two_colleagues_who_press_at_once_one_has_the_case_and_the_other_hears_who(
    world: World, where: str
) -> None:
    chat = world.chat(where)
    async with world.bot() as parts:
        await chat.say(THREAT)
        await until(lambda: chat.alerts("mentor") and chat.alerts("coordinator"))
        alerts = {staff: chat.alerts(staff)[0] for staff in ("mentor", "coordinator")}
        for staff, alert in alerts.items():
            await chat.press(staff, alert.buttons["Ik pak dit op"], alert)
        await until(lambda: len(chat.told()) == 2)
        case = (await only_case(parts, "mentor")).case
        assert case.state is State.CLAIMED
        refused = PHRASES("refused-claimed_by_other", owner=f"{ADULT} {case.owner}")
        assert set(chat.told()) == {PHRASES("done-claim"), refused}


@PLATFORMS
async def test_a_harmless_message_leaves_nothing_but_the_cursor(world: World, where: str) -> None:
    chat = world.chat(where)
    async with world.bot() as parts:
        said = await chat.say(CHAT)
        (outcome,) = await until(lambda: world.concluded)
        assert world.leaks(*MARKERS) == []
        assert [await inbox(parts, staff) for staff in STAFF] == [[], [], [], []]
        position = await parts.hub.cursor(outcome.message.key.channel)
        assert position == (said.id if where == "discord" else said["message_id"])
    assert [chat.alerts(staff) for staff in STAFF] == [[], [], [], []]
    assert world.leaks(*MARKERS) == []


async def test_what_is_written_while_the_bot_is_down_is_assessed_once_and_nothing_old_again(world: World) -> None:
    chats = (world.discord, world.telegram)
    async with world.bot():
        for chat in chats:
            await chat.say(f"{THREAT} 1 {type(chat).__name__}")
            await chat.say(f"{CHAT} 2 {type(chat).__name__}")
        await until(lambda: len(world.concluded) == 4 and all(chat.alerts("mentor") for chat in chats))
        await until(lambda: all(chat.let_go() for chat in chats))
    for chat in chats:
        await chat.say(f"{CHAT} 3 {type(chat).__name__}")
        await chat.say(f"{HATE} 4 {type(chat).__name__}", by="other")
        await chat.say(f"{CHAT} 5 {type(chat).__name__}")
    async with world.bot() as parts:
        await until(lambda: len(world.concluded) >= 10 and all(len(chat.alerts("mentor")) == 2 for chat in chats))
        for chat in chats:
            await chat.say(f"{CHAT} 6 {type(chat).__name__}")
        await until(lambda: len(world.concluded) >= 12)
        cases = await inbox(parts, "mentor")
    for chat in chats:
        numbers = [text.split()[-2] for text in world.texts() if text.endswith(type(chat).__name__)]
        assert sorted(numbers) == ["1", "2", "3", "4", "5", "6"]
        assert len(chat.alerts("mentor")) == 2
        assert len(chat.alerts("coordinator")) == 1  # of the threat; hate alone is for the mentor
    assert sorted((case.group, case.messages) for case in cases) == [("discord", 1)] * 2 + [("telegram", 1)] * 2


async def test_what_telegram_gives_again_after_a_stop_makes_no_second_case_or_alert(world: World) -> None:
    chat = world.telegram
    async with world.bot():
        await chat.say(THREAT)
        await until(lambda: chat.alerts("mentor") and chat.let_go())
    await chat.peer.update(message=next(iter(chat.peer.messages.values())))
    async with world.bot() as parts:
        await until(chat.let_go)
        await chat.say(CHAT)
        await until(lambda: CHAT in world.texts())
        assert (await only_case(parts, "mentor")).case.messages == 1
    assert [len(chat.alerts(staff)) for staff in STAFF] == [1, 1, 0, 0]


@PLATFORMS
async def test_a_button_from_before_a_restart_still_works(world: World, where: str) -> None:
    chat = world.chat(where)
    async with world.bot():
        await chat.say(THREAT)
        alert = (await until(lambda: chat.alerts("mentor")))[0]
    async with world.bot() as parts:
        await chat.press("mentor", alert.buttons["Loos alarm"], alert)
        await until(lambda: "loos alarm" in chat.alerts("mentor")[0].text)
        assert (await only_case(parts, "mentor")).case.verdict is Verdict.FALSE_ALARM
    assert len(chat.alerts("mentor")) == 1


@PLATFORMS
async def test_an_edit_into_something_harmful_makes_a_case(world: World, where: str) -> None:
    chat = world.chat(where)
    async with world.bot() as parts:
        said = await chat.say(CHAT)
        await until(lambda: world.concluded)
        assert await inbox(parts, "mentor") == []
        await chat.edit(said, THREAT)
        await until(lambda: chat.alerts("mentor"))
        (evidence,) = (await only_case(parts, "mentor")).evidence
        assert evidence.text == THREAT
        assert evidence.revision > 0


async def test_a_message_that_was_edited_and_deleted_keeps_its_evidence(world: World) -> None:
    chat = world.discord
    async with world.bot() as parts:
        said = await chat.say(THREAT)
        await until(lambda: chat.alerts("mentor"))
        await chat.edit(said, f"{HARMFUL} grapje hate!")
        await until(lambda: len(world.concluded) == 2)
        chat.delete(said)
        await until(lambda: PHRASES("alert-deleted") in chat.alerts("mentor")[0].text)
        file = await only_case(parts, "mentor")
        assert [evidence.text for evidence in file.evidence] == [THREAT, f"{HARMFUL} grapje hate!"]
        assert all(evidence.deleted_at for evidence in file.evidence)
        assert file.case.messages == 1
    assert len(chat.alerts("mentor")) == 1


@PLATFORMS
async def test_what_a_mentor_writes_himself_goes_to_the_board_alone(world: World, where: str) -> None:
    chat = world.chat(where)
    async with world.bot() as parts:
        await chat.say(THREAT, by="mentor")
        alert = (await until(lambda: chat.alerts("bestuur")))[0]
        file = await only_case(parts, "bestuur")
        assert (file.case.kind, file.evidence[0].text) == (Kind.STAFF, THREAT)
        await chat.press("mentor", alert.buttons["Loos alarm"], alert)
        await until(lambda: PHRASES("refused-not_allowed") in chat.told())
        assert [await inbox(parts, staff) for staff in ("mentor", "coordinator", "zorg")] == [[], [], []]
        assert (await only_case(parts, "bestuur")).case.state is State.NEW
    assert [chat.alerts(staff) for staff in ("mentor", "coordinator", "zorg")] == [[], [], []]


@PLATFORMS
async def test_a_care_signal_goes_to_the_care_team_alone(world: World, where: str) -> None:
    chat = world.chat(where)
    async with world.bot() as parts:
        await chat.say(f"{HARMFUL} self_harm!")
        await until(lambda: chat.alerts("zorg"))
        assert (await only_case(parts, "zorg")).case.kind is Kind.CARE
        assert [await inbox(parts, staff) for staff in ("mentor", "coordinator", "bestuur")] == [[], [], []]
    assert [chat.alerts(staff) for staff in ("mentor", "coordinator", "bestuur")] == [[], [], []]


async def test_every_group_is_told_once_that_it_is_read_also_over_a_restart(world: World) -> None:
    notice = PHRASES("notice", school="De Plataan")
    chats = (world.discord, world.telegram)
    async with world.bot():
        await until(lambda: all(notice in chat.said_by_bot() for chat in chats))
    async with world.bot():
        for chat in chats:
            await chat.say(CHAT)
        await until(lambda: len(world.concluded) == 2)
        await asyncio.sleep(0.3)
    assert [chat.said_by_bot() for chat in chats] == [[notice], [notice]]


@PLATFORMS
async def test_privacy_is_answered_where_it_is_asked(world: World, where: str) -> None:
    chat, answer = world.chat(where), PHRASES("privacy", school="De Plataan", contact="privacy@plataan.example")
    async with world.bot() as parts:
        await chat.ask_privacy()
        await until(lambda: answer in chat.said_by_bot())
        assert await inbox(parts, "mentor") == []


@PLATFORMS
async def test_an_alert_that_a_mentor_cannot_get_here_comes_to_their_other_account(world: World, where: str) -> None:
    chat, other = world.chat(where), world.chat("telegram" if where == "discord" else "discord")
    chat.close_private("mentor")
    async with world.bot() as parts:
        await chat.say(THREAT)
        alert = (await until(lambda: other.alerts("mentor")))[0]
        await other.press("mentor", alert.buttons["Ik pak dit op"], alert)
        await until(lambda: "Jij hebt dit opgepakt." in other.alerts("mentor")[0].text)
        assert (await only_case(parts, "mentor")).case.owner == "mentor"
    assert chat.alerts("mentor") == []


async def test_an_alert_that_a_mentor_gets_nowhere_is_logged_without_names_and_goes_to_a_colleague(
    world: World, logs: list[Any]
) -> None:
    world.discord.close_private("mentor")
    world.telegram.close_private("mentor")
    async with world.bot() as parts:
        await world.discord.say(f"{HARMFUL} bullying!")  # for the mentor alone, as long as nobody hands it on
        await until(lambda: world.discord.alerts("coordinator"))
        assert (await only_case(parts, "coordinator")).case.escalated == 1
    (entry,) = [entry for entry in logs if entry["event"] == "alert_undeliverable"]
    assert entry["staff"] == "mentor"


async def test_a_platform_that_is_away_does_not_hold_up_the_other(world: World, logs: list[Any]) -> None:
    async with world.bot() as parts:
        await world.discord.peer.stop_listening()
        await world.telegram.say(THREAT)
        await until(lambda: world.telegram.alerts("mentor"))
        assert [case.group for case in await inbox(parts, "mentor")] == ["telegram"]
        await world.discord.say(HATE)
        await world.discord.peer.listen()
        await until(lambda: world.discord.alerts("mentor"))
        assert {case.group for case in await inbox(parts, "mentor")} == {"telegram", "discord"}


def test_the_search_for_markers_would_find_them(tmp_path: Path) -> None:
    (tmp_path / "r.sqlite3").write_bytes(b"\x00" + HARMFUL.encode() + b"\x00")
    world = World(tmp_path, None, None)  # type: ignore[arg-type]
    assert world.leaks(*MARKERS) == [f"{HARMFUL} in r.sqlite3"]
