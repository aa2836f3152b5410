"""A webhook: Telegram brings each update, and brings it again until it hears that its outcome is committed."""

import asyncio
import hmac
import json
import socket
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import WebhookInfo
from telegram.error import Conflict, NetworkError
from telegram.ext import ExtBot

from bot.logs import describe
from bot.platforms.telegram_intake import ALLOWED_UPDATES, REMEMBERED, Intake, RawUpdate

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
BODY_LIMIT = 1_000_000  # bytes; an update with two of the longest messages is far below it
# Telegram itself gives up an answer after a minute. Until then a busy lane may catch up.
PATIENCE = 25.0
RETRY_AFTER = "5"  # seconds, for Telegram, when the outcome was not committed in time
# Telegram brings the updates of one chat one after the other, so this is the number of chats at the same time.
CONNECTIONS = 40
CHECK_EVERY = 60.0
GRACE_SECONDS = 2
FAILING = timedelta(minutes=5)  # an error at Telegram's side longer ago is over


@dataclass(frozen=True, slots=True)
class WebhookPlace:
    """Where Telegram brings updates (``url``), by what they are known (``secret``), and where we listen for them."""

    url: str
    secret: str
    host: str
    port: int


class Webhook:
    """Listens for updates; the address at Telegram stays set when we stop, so that it keeps for us what happens."""

    def __init__(self, bot: ExtBot[Any], intake: Intake, place: WebhookPlace) -> None:
        self._bot = bot
        self._place = place
        self._door = Door(intake, place.secret)
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None
        self._is_fresh = False  # Telegram was just told where we are

    @property
    def webhook(self) -> str:
        """See the port."""
        return self._place.url

    async def open(self) -> None:
        """See the port: listen first, so that the first update does not find a closed door."""
        if self._serving is None or self._serving.done():
            self._server = _Server(self._door.app(), _listener(self._place))
            self._serving = asyncio.create_task(self._server.serve(), name="telegram webhook")
        await self._set()

    async def take(self) -> bool:
        """See the port: updates come by themselves; this looks now and then whether Telegram can still bring them."""
        if self._is_fresh:
            self._is_fresh = False
            return True
        await asyncio.sleep(CHECK_EVERY)
        if self._serving is None or self._serving.done():
            await self.open()
        info = await self._bot.get_webhook_info()
        if info.url != self._place.url:
            await self._set()
            raise Conflict("another address was set")
        if is_failing(info):
            log.error(
                "telegram_webhook_unreachable",
                setting="telegram.webhook_url",
                waiting=info.pending_update_count,
                hint="Telegram cannot bring its updates; check the address, the certificate and what stands in between",
            )
            raise NetworkError("the webhook cannot be reached")
        return True

    async def close(self) -> None:
        """See the port."""
        await self._door.close()
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await asyncio.gather(self._serving, return_exceptions=True)

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._place.url,
            secret_token=self._place.secret,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )
        self._is_fresh = True


def is_failing(info: WebhookInfo) -> bool:
    """Whether updates wait at Telegram that it could not bring lately."""
    lately = info.last_error_date is not None and datetime.now(UTC) - info.last_error_date < FAILING
    return lately and info.pending_update_count > 0


class Door:
    """Lets in who knows the secret, and answers when the update's outcome is committed.

    An update that is brought again while the first is under way waits with it instead of being handled twice.
    """

    def __init__(self, intake: Intake, secret: str) -> None:
        self._intake = intake
        self._secret = secret.encode()
        self._under_way: dict[int, asyncio.Task[bool]] = {}
        self._done: deque[int] = deque(maxlen=REMEMBERED)
        self._is_open = True

    def app(self) -> Starlette:
        """Takes updates under any path: what stands in between may have its own."""
        return Starlette(routes=[Route("/{path:path}", self._receive, methods=["POST"])])

    async def close(self) -> None:
        """Leave what is under way: it was not acknowledged, so Telegram brings it again."""
        self._is_open = False
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _receive(self, request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), self._secret):
            log.warning("telegram_webhook_refused", hint="somebody who does not know the secret brought something")
            return Response(status_code=403)
        body = await _read(request)
        if body is None:
            log.error("telegram_webhook_too_long", limit=BODY_LIMIT)
            return Response(status_code=413)
        update = _parsed(body)
        if update is None:
            log.error("telegram_webhook_unreadable")
            return Response(status_code=400)
        if self._is_open and await self._is_committed(update):
            return Response(status_code=200)
        return Response(status_code=503, headers={"Retry-After": RETRY_AFTER})

    async def _is_committed(self, update: RawUpdate) -> bool:
        number = update["update_id"]
        if number in self._done:
            return True
        task = self._under_way.get(number)
        if task is None:
            task = self._under_way[number] = asyncio.create_task(self._intake.handle([update]), name="telegram update")
            task.add_done_callback(lambda ended: self._finish(number, ended))
        await asyncio.wait([task], timeout=PATIENCE)
        return number in self._done

    def _finish(self, number: int, ended: asyncio.Task[bool]) -> None:
        del self._under_way[number]
        if ended.cancelled():
            return
        error = ended.exception()
        if error is not None:
            log.error("telegram_update_failed", update=number, **describe(error))
        elif ended.result():
            self._done.append(number)
        else:
            log.warning("telegram_not_committed", update=number)


class _Server(uvicorn.Server):
    """Serves the door in the running event loop and leaves signals to the program around it."""

    def __init__(self, app: Starlette, listener: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._listener = listener

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer until ``should_exit`` is set."""
        await super().serve(sockets or [self._listener])

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _listener(place: WebhookPlace) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        return socket.create_server((place.host, place.port), family=family)
    except OSError as error:
        log.error("telegram_webhook_address", setting="telegram.webhook_listen", reason=error.strerror)
        raise NetworkError("the address to listen on cannot be used") from None


async def _read(request: Request) -> bytes | None:
    """The body, None when it is longer than an update can be."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return body


def _parsed(body: bytes) -> RawUpdate | None:
    try:
        update = json.loads(body)
    except ValueError:
        return None
    return update if isinstance(update, dict) and isinstance(update.get("update_id"), int) else None
