"""What people on the page type, and what they are shown of it."""

import pytest

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\" ' {{ 7*7 }}"


async def test_the_page_shows_chat_and_inbox_side_by_side(console) -> None:
    page = await console.get("/")
    assert "Klas 8A" in page
    assert "Ouders 8A" in page
    assert "Inbox van Juf Anneke" in page
    assert '<html lang="nl">' in page


async def test_a_harmful_message_is_flagged_with_its_reason_and_becomes_a_case(console) -> None:
    await console.say("ik pak je threat!")
    chat = await console.get("/chat?group=8a")
    assert "bedreigen <b>95%</b>" in chat
    assert "drempel 50%" in chat
    assert "Ook bekeken, maar niet meegeteld" in chat
    assert "2% van 50% nodig" in chat
    inbox = await console.get("/inbox?staff=anneke")
    assert "Zeer ernstig: bedreigen in Klas 8A" in inbox
    assert "ik pak je" not in inbox, "the words stay hidden until somebody asks for them"


async def test_what_is_not_flagged_says_so(console) -> None:
    await console.say("wat een kut toets")
    chat = await console.get("/chat?group=8a")
    assert "niet opgevallen" in chat
    assert "onder de drempel gebleven" in chat
    assert "Niets te doen" in await console.get("/inbox?staff=anneke")


async def test_a_photo_without_words_is_not_looked_at(console) -> None:
    await console.say("", photo="1")
    assert "geen tekst om te lezen" in await console.get("/chat?group=8a")


@pytest.mark.parametrize("path", ["/chat?group=8a", "/"])
async def test_hostile_text_is_escaped_in_the_chat(console, path) -> None:
    await console.say(HOSTILE)
    page = await console.get(path)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


async def test_hostile_text_is_escaped_in_an_opened_case(console) -> None:
    await console.say(f"{HOSTILE} threat!")
    await console.say(f"{HOSTILE} insult!")
    opened = await console.browser.post(f"/cases/{await console.only_case()}/open?staff=anneke")
    assert "<script>alert" not in opened.text
    assert "&lt;script&gt;alert(1)" in opened.text


async def test_only_ones_own_message_can_be_changed_or_taken_away(console) -> None:
    await console.say("hoi", who="noor")
    refused = await console.say("hallo", who="sem", edit="1")
    assert refused.status_code == 403
    assert "van iemand anders" in refused.text
    assert (await console.browser.post("/messages/1/delete?group=8a", data={"who": "sem"})).status_code == 403
    assert (await console.say("hallo", who="noor", edit="1")).status_code == 200
    assert "bewerkt" in await console.get("/messages/1")
    assert (await console.browser.post("/messages/1/delete?group=8a", data={"who": "noor"})).status_code == 200
    message = await console.get("/messages/1")
    assert "Dit bericht is verwijderd" in message
    assert "hallo" not in message
    assert (await console.say("nog eens", who="noor", edit="1")).status_code == 404


async def test_a_message_that_was_flagged_and_then_changed_says_both(console) -> None:
    await console.say("je bent insult!")
    await console.say("grapje", edit="1")
    message = await console.get("/messages/1")
    assert "niet opgevallen" in message
    assert "Een eerdere versie van dit bericht viel op" in message


async def test_an_answer_shows_what_it_answers(console) -> None:
    await console.say("wie heeft opgave 4?")
    await console.say("ik", who="sem", reply_to="1")
    assert "<blockquote><b>Noor</b> <span>wie heeft opgave 4?</span>" in await console.get("/messages/2")


async def test_a_page_can_ask_for_what_came_after_a_message(console) -> None:
    await console.say("eerste")
    await console.say("tweede")
    newer = await console.get("/chat?group=8a&after=1")
    assert "tweede" in newer
    assert "eerste" not in newer


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"who": "noor", "text": "  "}, "Typ eerst iets"),
        ({"who": "ilse", "text": "hoi"}, "zit niet in deze groep"),
        ({"who": "noor", "text": "a" * 2001}, "te lang"),
    ],
)
async def test_what_cannot_be_posted_is_refused_with_a_friendly_reason(console, fields, reason) -> None:
    refused = await console.browser.post("/messages?group=8a", data=fields)
    assert refused.status_code == 422
    assert reason in refused.text
    assert not console.platform.messages("klas-8a")


async def test_without_scripts_a_form_leads_back_to_the_page(console) -> None:
    answer = await console.browser.post(
        "/messages?group=8a&staff=bram", data={"who": "noor", "text": "hoi"}, headers={"HX-Request": ""}
    )
    assert answer.status_code == 200
    del console.browser.headers["HX-Request"]
    answer = await console.browser.post("/messages?group=8a&staff=bram", data={"who": "noor", "text": "hoi"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?group=8a&staff=bram")


async def test_the_explanation_names_the_numbers_to_call(console) -> None:
    page = await console.get("/uitleg")
    for number in ("0800-0432", "0800-0113", "112"):
        assert f'href="tel:{number}"' in page
    assert "Het straft nooit" in page
