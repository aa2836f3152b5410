"""Liveness: what open pages are told, and that nothing keeps a server from stopping."""

import asyncio

from bot.console.live import Changes
from bot.console.outcomes import RecentOutcomes
from bot.moderation.outcome import Outcome
from classifiers.assessment import Utterance
from tests.factories import assessment, message


async def test_changes_go_out_once_and_in_order() -> None:
    changes = Changes()
    stream = changes.stream("scene-1")
    assert await anext(stream) == "retry: 1000\nevent: hello\ndata: scene-1\n\n"
    for topic, detail in (("message", "1"), ("inbox", ""), ("message", "1"), ("message", "2")):
        changes.tell(topic, detail)
    told = await asyncio.wait_for(anext(stream), 2)
    assert told == "event: message\ndata: 1\n\nevent: inbox\ndata: \n\nevent: message\ndata: 2\n\n"
    await stream.aclose()
    assert changes.listeners == 0


async def test_a_quiet_stream_shows_that_it_lives_and_ends_on_close() -> None:
    changes = Changes(heartbeat=0.01)
    stream = changes.stream("scene")
    await anext(stream)
    assert await anext(stream) == ": still here\n\n"
    changes.close()
    assert [rest async for rest in stream] in ([], [""])


async def test_a_post_is_told_to_open_pages(console) -> None:
    stream = console.stage.changes.stream("first")
    await anext(stream)
    await console.say("ik pak je threat!")
    told = await asyncio.wait_for(anext(stream), 2)
    assert "event: message\ndata: 1\n" in told
    assert "event: inbox\n" in told
    await stream.aclose()


async def test_the_controls_steer_the_day(console) -> None:
    player = console.stage.scene.player
    for command, phase in (("play", "playing"), ("pause", "paused"), ("speed", "paused")):
        answer = await console.browser.post(f"/day/{command}")
        assert answer.status_code == 200
        assert player.phase == phase
    assert "2×" in await console.get("/controls")
    await console.browser.post("/day/again")
    assert console.restarted == ["again"]
    assert (await console.browser.post("/day/stop")).status_code == 404


def test_outcomes_are_bounded_and_belong_to_a_revision() -> None:
    outcomes = RecentOutcomes(limit=2)
    messages = [message(f"bericht {number}") for number in range(3)]
    for each in messages:
        outcomes.outcome(Outcome(each, Utterance(each.text), assessment()))
    assert outcomes.of(messages[0].key, 0) is None
    assert outcomes.of(messages[2].key, 0) is not None
    assert outcomes.of(messages[2].key, 1) is None, "a later revision is still to be read"
