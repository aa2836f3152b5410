"""The script of a class day, and the player."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.console.class_day import parse_day, read_day
from bot.console.day_clock import DayClock
from bot.console.player import Phase, Player
from bot.demo import demo_school
from bot.domain.message import Role

PEOPLE = """
people = [{ id = "noor", name = "Noor", role = "pupil", groups = ["8a"] },
          { id = "sem", name = "Sem", role = "pupil", groups = ["8a"] }]
"""
SCRIPT = """lines = [
  { at = "08:10", who = "noor", group = "8a", text = "een", id = "one", pause = 0.01 },
  { at = "08:11", who = "sem", group = "8a", text = "twee", reply_to = "one", photo = true, pause = 0.01 },
  { at = "08:12", who = "noor", group = "8a", text = "een!", edit = "one", pause = 0.01 },
  { at = "08:13", who = "noor", group = "8a", delete = "one", pause = 0.01 },
]"""


class Recorder:
    def __init__(self) -> None:
        self.done: list[tuple] = []

    async def post(self, chat, author, text, *, reply_to=None, attachments=()):
        self.done.append(("post", chat, author.name, text, reply_to, len(attachments)))
        return f"id-{len(self.done)}"

    async def edit(self, chat, message_id, text):
        self.done.append(("edit", chat, message_id, text))

    async def delete(self, chat, message_id):
        self.done.append(("delete", chat, message_id))


def player(script: str = SCRIPT) -> tuple[Player, Recorder]:
    recorder = Recorder()
    return Player(parse_day(PEOPLE + script), recorder, {"8a": "klas"}, DayClock(UTC)), recorder


def test_the_day_that_comes_along_can_be_played_in_the_demo_school() -> None:
    day, school = read_day(), demo_school()
    assert 60 <= len(day.lines) <= 80
    assert (day.lines[0].at, day.lines[-1].at) == ("08:10", "20:30")
    assert {line.group for line in day.lines} == set(school.groups)
    assert any(line.edit for line in day.lines)
    assert any(line.delete for line in day.lines)
    for person in day.people:
        assert (person.role is Role.STAFF) == (school.staff_by_account(person.author.account) is not None)
    assert 90 <= sum(line.pause for line in day.lines) <= 240


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{ at = "08:20", who = "noor", group = "8a", text = "x", reply_to = "later" }', "refers to 'later'"),
        ('{ at = "08:20", who = "noor", group = "8a", text = "x", edit = "never" }', "refers to 'never'"),
        ('{ at = "08:20", who = "sem", group = "8a", text = "x", edit = "a" }', "somebody else wrote"),
        ('{ at = "08:20", who = "eva", group = "8a", text = "x" }', "'eva' is nobody in '8a'"),
        ('{ at = "08:20", who = "noor", group = "9z", text = "x" }', "is nobody in '9z'"),
        ('{ at = "08:20", who = "noor", group = "8a" }', "says nothing"),
        ('{ at = "08:20", who = "noor", group = "8a", text = "x", id = "a" }', "was used before"),
        ('{ at = "08:20", who = "noor", group = "8a", text = "x", edit = "a", delete = "a" }', "only be one of"),
        ('{ at = "07:00", who = "noor", group = "8a", text = "x" }', "is earlier"),
        ('{ at = "25:00", who = "noor", group = "8a", text = "x" }', "at"),
    ],
)
def test_a_script_that_cannot_be_played_names_the_line(line, problem) -> None:
    first = '{ at = "08:10", who = "noor", group = "8a", text = "hoi", id = "a" }'
    with pytest.raises(ValueError, match=problem):
        parse_day(f"{PEOPLE}lines = [{first}, {line}]")


async def test_the_player_plays_in_order() -> None:
    playing, recorder = player()
    playing.start()
    await asyncio.wait_for(playing.run(), 5)
    assert recorder.done == [
        ("post", "klas", "Noor", "een", None, 0),
        ("post", "klas", "Sem", "twee", "id-1", 1),
        ("edit", "klas", "id-1", "een!"),
        ("delete", "klas", "id-1"),
    ]
    assert (playing.phase, playing.played, playing.clock.label) == (Phase.OVER, 4, "08:13")


async def test_the_player_waits_for_somebody_and_can_be_paused() -> None:
    playing, recorder = player()
    task = asyncio.create_task(playing.run())
    await asyncio.sleep(0.05)
    assert (playing.phase, recorder.done) == (Phase.WAITING, [])
    playing.pause()
    playing.start()
    await asyncio.sleep(0.05)
    assert (playing.phase, recorder.done) == (Phase.PAUSED, [])
    playing.play()
    await asyncio.wait_for(task, 5)
    assert len(recorder.done) == 4


async def test_a_new_speed_holds_at_once() -> None:
    playing, recorder = player('lines = [{ at = "08:10", who = "noor", group = "8a", text = "x", pause = 0.8 }]')
    playing.start()
    task = asyncio.create_task(playing.run())
    await asyncio.sleep(0.01)
    playing.faster()
    playing.faster()
    assert playing.speed == 4
    async with asyncio.timeout(0.5):
        await task
    assert recorder.done
    playing.faster()
    assert playing.speed == 1


def test_the_demo_school_lives_yesterday_and_never_twice_at_one_moment() -> None:
    real = [datetime(2026, 3, 3, 9, 0, tzinfo=UTC)]
    clock = DayClock(ZoneInfo("Europe/Amsterdam"), lambda: real[0])
    clock.set("10:15")
    first, second = clock.now(), clock.now()
    assert first == datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    assert first < second < first + timedelta(seconds=1)
    assert clock.show(first) == "10:15"
    real[0] += timedelta(seconds=10)
    clock.set("12:00")
    assert clock.show(real[0] - timedelta(seconds=5)) == "10:15", "a real moment shows the time it then was at school"
    assert clock.show(real[0]) == "12:00"
