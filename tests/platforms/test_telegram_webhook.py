"""Telegram by webhook: what it brings is acknowledged only when it is committed, and only from who knows the secret."""

import asyncio
import socket
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.domain.health import Check
from bot.platforms import telegram_webhook
from bot.platforms.telegram_intake import ALLOWED_UPDATES
from bot.platforms.telegram_platform import TelegramPlatform
from bot.platforms.telegram_webhook import WebhookPlace
from tests.platforms.hub_fake import FakeHub
from tests.platforms.telegram_peer import TelegramPeer
from tests.platforms.telegram_world import (
    CLASS,
    MENTOR,
    NOOR,
    PARENTS,
    SEM,
    events,
    found,
    platform_for,
    running,
    school,
)

SECRET = "een-lang-geheim-van-school"


def free_place() -> WebhookPlace:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    return WebhookPlace(f"http://127.0.0.1:{port}/telegram/bot", SECRET, "127.0.0.1", port)


@pytest.fixture
def place() -> WebhookPlace:
    return free_place()


@pytest.fixture
async def brought(peer: TelegramPeer, hub: FakeHub, place: WebhookPlace) -> AsyncIterator[TelegramPlatform]:
    """A platform to which updates are brought."""
    connected = platform_for(peer, webhook=place)
    async with running(connected, hub):
        await peer.until(lambda: peer.webhook)
        yield connected


async def post(place: WebhookPlace, body: bytes, secret: str | None = SECRET) -> int:
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers[telegram_webhook.SECRET_HEADER] = secret
    async with aiohttp.ClientSession() as http, http.post(place.url, data=body, headers=headers) as answer:
        return answer.status


async def test_telegram_is_told_where_to_bring_which_updates(brought, peer, place):
    (asked,) = peer.called("setWebhook")
    assert (asked["url"], asked["secret_token"]) == (place.url, SECRET)
    assert tuple(asked["allowed_updates"]) == ALLOWED_UPDATES
    assert not asked.get("drop_pending_updates")
    assert not peer.called("getUpdates")


async def test_what_is_brought_is_read_in_order_per_group_and_taken_once(brought, peer, hub):
    for number in range(15):
        await peer.says(CLASS, SEM, f"klas {number}")
        await peer.says(PARENTS, NOOR, f"ouders {number}")
    seen = await hub.saw(30)
    for group, word in (("8a", "klas"), ("8a-ouders", "ouders")):
        assert [each.text for each in seen if each.group == group] == [f"{word} {number}" for number in range(15)]
    await peer.until(lambda: not peer.pending)
    assert {status for _, status in peer.brought} == {200}
    assert len(hub.events) == 30


async def test_a_press_and_an_edit_come_in_too(brought, peer, hub):
    said = await peer.says(CLASS, SEM, "hoi")
    await peer.edits(said, text="rot op")
    first, second = await hub.saw(2)
    assert (second.text, second.revision > first.revision) == ("rot op", True)
    query = await peer.presses(said, MENTOR, "case:7:claim")
    await peer.until(lambda: query in peer.answered)


async def test_nothing_is_acknowledged_before_it_is_committed(peer, place):
    hub = FakeHub(school(), at_once=False)
    async with running(platform_for(peer, webhook=place), hub):
        await peer.until(lambda: peer.webhook)
        await peer.says(CLASS, SEM, "eerste")
        await hub.saw(1)
        await asyncio.sleep(0.2)
        assert not peer.brought
        hub.finish()
        await peer.until(lambda: not peer.pending)
    assert [status for _, status in peer.brought] == [200]


async def test_what_takes_too_long_is_brought_again_and_still_handled_once(peer, place, monkeypatch):
    monkeypatch.setattr(telegram_webhook, "PATIENCE", 0.1)
    hub = FakeHub(school(), at_once=False)
    async with running(platform_for(peer, webhook=place), hub):
        await peer.until(lambda: peer.webhook)
        await peer.says(CLASS, SEM, "traag")
        await peer.until(lambda: len(peer.brought) >= 2)
        assert {status for _, status in peer.brought} == {503}
        hub.finish()
        await peer.until(lambda: not peer.pending)
    assert peer.brought[-1][1] == 200
    assert len(hub.events) == 1


async def test_a_ticket_that_is_dropped_has_the_update_brought_again(peer, place):
    hub = FakeHub(school(), at_once=False)
    async with running(platform_for(peer, webhook=place), hub):
        await peer.says(CLASS, SEM, "eerste")
        await hub.saw(1)
        hub.tickets[0].cancel()
        await hub.saw(2)
        hub.finish()
        await peer.until(lambda: not peer.pending)
    assert [status for _, status in peer.brought] == [503, 200]


async def test_what_was_not_committed_at_the_end_comes_again_in_the_next_run(peer, place):
    hub = FakeHub(school(), at_once=False)
    async with running(platform_for(peer, webhook=place), hub):
        await peer.says(CLASS, SEM, "eerste")
        await hub.saw(1)
    assert not hub.tickets[0].cancelled()
    await peer.says(CLASS, SEM, "tweede")
    next_hub = FakeHub(school())
    async with running(platform_for(peer, webhook=place), next_hub):
        assert [each.text for each in await next_hub.saw(2)] == ["eerste", "tweede"]
        await peer.until(lambda: not peer.pending)


async def test_the_same_update_again_is_acknowledged_without_a_second_message(brought, hub, peer, place):
    await peer.says(CLASS, SEM, "hoi")
    await hub.saw(1)
    await peer.until(lambda: not peer.pending)
    number = peer.brought[0][0]
    assert await post(place, f'{{"update_id": {number}}}'.encode()) == 200
    assert len(hub.events) == 1


@pytest.mark.parametrize("secret", [None, "", "fout", SECRET + "x", "géén"])
async def test_who_does_not_know_the_secret_is_refused(brought, hub, place, peer, secret, logs):
    await peer.says(CLASS, SEM, "echt")
    await hub.saw(1)
    headers = {} if secret is None else {telegram_webhook.SECRET_HEADER: secret}
    async with (
        aiohttp.ClientSession() as http,
        http.post(place.url, data=b'{"update_id": 1}', headers=headers) as answer,
    ):
        assert answer.status == 403
    assert len(hub.events) == 1
    assert SECRET not in str(logs)


@pytest.mark.parametrize(
    ("body", "status"), [(b"x" * 1_000_001, 413), (b"{", 400), (b"[]", 400), (b'{"update_id": "1"}', 400), (b"", 400)]
)
async def test_what_is_no_update_is_refused_and_the_next_is_read(brought, hub, peer, place, body, status):
    await peer.says(CLASS, SEM, "ervoor")
    await hub.saw(1)
    assert await post(place, body) == status
    await peer.says(CLASS, SEM, "erna")
    await hub.saw(2)


async def test_an_update_that_cannot_be_read_is_let_go_so_that_the_next_can_come(brought, hub, peer, logs):
    await peer.update(message={"message_id": 1, "from": peer.people[SEM], "chat": {"id": CLASS}, "text": "geheim"})
    await peer.says(CLASS, SEM, "erna")
    (message,) = await hub.saw(1)
    assert message.text == "erna"
    assert events(logs, "telegram_update_skipped")
    assert "geheim" not in str(logs)


async def test_back_to_polling_takes_the_webhook_away_and_loses_nothing(peer, hub, place, logs):
    async with running(platform_for(peer, webhook=place), FakeHub(school())):
        await peer.until(lambda: peer.webhook)
    assert peer.webhook  # so that Telegram keeps what happens until the next start
    await peer.says(CLASS, SEM, "intussen")
    async with running(platform_for(peer), hub):
        (message,) = await hub.saw(1)
        await peer.until(lambda: not peer.pending)
    assert message.text == "intussen"
    assert not peer.webhook
    assert events(logs, "telegram_webhook_removed")


async def test_another_address_set_by_somebody_else_is_found_and_set_right(peer, hub, place, monkeypatch):
    monkeypatch.setattr(telegram_webhook, "CHECK_EVERY", 0.05)
    async with running(platform_for(peer, webhook=place), hub):
        await peer.until(lambda: peer.webhook)
        peer.webhook = "http://127.0.0.1:9/elders"
        await peer.until(lambda: False in found(hub.findings, Check.WEBHOOK))
        await peer.until(lambda: peer.webhook == place.url)
        await peer.says(CLASS, SEM, "weer hier")
        await hub.saw(1)


async def test_updates_that_telegram_cannot_bring_are_found(peer, hub, place, monkeypatch, logs):
    monkeypatch.setattr(telegram_webhook, "CHECK_EVERY", 0.05)
    async with running(platform_for(peer, webhook=place), hub):
        await peer.until(lambda: peer.webhook)
        peer._last_error = (int(asyncio.get_running_loop().time()) + 2_000_000_000, "Connection refused")
        await peer.together()
        peer._held = True
        await peer.says(CLASS, SEM, "komt niet aan")
        await peer.until(lambda: False in found(hub.findings, Check.CONNECTION))
        peer._held = False
        await peer._tell()
        await hub.saw(1)
        await peer.until(lambda: found(hub.findings, Check.CONNECTION)[-1])
    assert events(logs, "telegram_webhook_unreachable")


async def test_an_address_that_is_taken_is_said_and_tried_again(peer, hub, place, logs):
    with socket.create_server(("127.0.0.1", place.port)):
        platform = platform_for(peer, webhook=place)
        task = asyncio.create_task(platform.run(hub.hub()))
        await peer.until(lambda: events(logs, "telegram_webhook_address"))
    assert events(logs, "telegram_webhook_address")[0]["setting"] == "telegram.webhook_listen"
    await peer.says(CLASS, SEM, "hoi")
    await hub.saw(1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_end_leaves_nothing_behind(peer, hub, place):
    before = asyncio.all_tasks()
    async with running(platform_for(peer, webhook=place), hub):
        await peer.says(CLASS, SEM, "hoi")
        await peer.until(lambda: not peer.pending)
    await peer.down()
    assert asyncio.all_tasks() - before == set()
    with pytest.raises(aiohttp.ClientConnectorError):
        await post(place, b"{}")
