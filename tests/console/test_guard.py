"""What browsers are told, and what another site cannot do."""

import pytest


@pytest.mark.parametrize("path", ["/", "/uitleg", "/inbox", "/static/console.js", "/nowhere"])
async def test_every_answer_forbids_what_is_not_ours(console, path) -> None:
    answer = await console.browser.get(path)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/uitleg"])
async def test_nothing_on_a_page_needs_what_the_policy_forbids(console, path) -> None:
    await console.say("ik pak je threat!")
    page = await console.get(path)
    for forbidden in ("style=", "onclick", "<style", "javascript:", "hx-on", "http://", "https://"):
        assert forbidden not in page
    assert page.count("<script") == page.count('<script src="/static/')


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://demo"}, 200),
        ({"Origin": "http://demo"}, 200),
        ({}, 200),
    ],
)
async def test_only_our_own_page_can_send_something(console, headers, status) -> None:
    answer = await console.browser.post("/messages?group=8a", data={"who": "noor", "text": "hoi"}, headers=headers)
    assert answer.status_code == status
    assert len(console.platform.messages("klas-8a")) == (status == 200)


async def test_an_endless_body_is_refused(console) -> None:
    async def endless():
        yield b"text=" + b"a" * 10

    assert (await console.browser.post("/messages", content=endless())).status_code == 413
    assert (await console.browser.post("/messages", content=b"a" * 70_000)).status_code == 413
