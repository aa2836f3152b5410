"""What each member of staff sees and can do."""

import asyncio

import pytest

STAFF = ("anneke", "bram", "samira", "dewit")


async def act(console, action: str, staff: str):
    return await console.browser.post(f"/cases/{await console.only_case()}/{action}?staff={staff}")


@pytest.mark.parametrize(
    ("text", "who", "group", "seers"),
    [
        ("je bent insult!", "noor", "8a", {"anneke"}),
        ("ik pak je threat!", "noor", "8a", {"anneke", "bram"}),
        ("self_harm!", "noor", "8a", {"samira"}),
        ("wat een insult!", "anneke", "8a-ouders", {"dewit"}),
    ],
)
async def test_each_sees_only_what_is_theirs(console, text, who, group, seers) -> None:
    await console.say(text, who=who, group=group)
    seen = {staff for staff in STAFF if "<article" in await console.get(f"/inbox?staff={staff}")}
    assert seen == seers
    for staff in set(STAFF) - seers:
        assert (await act(console, "open", staff)).status_code == 403
        assert (await act(console, "claim", staff)).status_code == 403


async def test_reading_shows_the_words_and_is_noted(console) -> None:
    await console.say("eerst dit")
    await console.say("ik pak je threat!")
    assert not console.records.access
    opened = await act(console, "open", "anneke")
    assert "ik pak je threat!" in opened.text
    assert "eerst dit" in opened.text
    assert console.records.access == [(await console.only_case(), "anneke", "console")]


async def test_an_opened_case_stays_as_it_was_read_until_it_changes(console) -> None:
    await console.say("ik pak je threat!")
    opened = await act(console, "open", "anneke")
    name = opened.text.split('value="')[1].split('"')[0]
    kept = await console.get(f"/inbox?staff=anneke&opened={name}")
    assert "hx-preserve" in kept
    assert len(console.records.access) == 1, "what the page shows already is not read again"
    await console.say("echt threat!")
    assert "echt threat!" in await console.get(f"/inbox?staff=anneke&opened={name}")
    assert len(console.records.access) == 2


async def test_a_claimed_case_is_locked_for_others(console) -> None:
    await console.say("ik pak je threat!")
    claimed = await act(console, "claim", "anneke")
    assert "Je hebt deze zaak opgepakt" in claimed.text
    refused = await act(console, "right", "bram")
    assert refused.status_code == 409
    assert "Juf Anneke heeft deze zaak al opgepakt" in refused.text
    inbox = await console.get("/inbox?staff=bram")
    assert "Juf Anneke heeft dit opgepakt" in inbox
    assert "Loos alarm" not in inbox


@pytest.mark.parametrize(("action", "told"), [("right", "terecht"), ("false_alarm", "loos alarm")])
async def test_a_decided_case_moves_to_handled(console, action, told) -> None:
    await console.say("ik pak je threat!")
    await act(console, action, "anneke")
    inbox = await console.get("/inbox?staff=anneke")
    todo, done = inbox.split("Afgehandeld</h3>")
    assert "<article" not in todo
    assert f"Afgehandeld door Juf Anneke: {told}" in done
    assert (await act(console, "claim", "anneke")).status_code == 409


async def test_passing_on_brings_the_case_to_the_next_in_line(console) -> None:
    await console.say("je bent insult!")
    assert "<article" not in await console.get("/inbox?staff=bram")
    await act(console, "escalate", "anneke")
    assert "<article" in await console.get("/inbox?staff=bram")
    assert "heeft de zaak doorgegeven" in (await act(console, "open", "bram")).text


async def test_what_was_taken_away_is_still_evidence(console) -> None:
    await console.say("ik pak je threat!")
    await console.browser.post("/messages/1/delete?group=8a", data={"who": "noor"})
    for _ in range(100):
        opened = (await act(console, "open", "anneke")).text
        if "weggehaald door de schrijver" in opened:
            break
        await asyncio.sleep(0.005)
    assert "ik pak je threat!" in opened
    assert "weggehaald door de schrijver" in opened


async def test_an_unknown_action_or_case_is_refused(console) -> None:
    assert (await console.browser.post("/cases/none/explode?staff=anneke")).status_code == 404
    assert (await console.browser.post("/cases/none/claim?staff=anneke")).status_code == 403
