"""Discord on loopback: simcord's model of what Discord means, behind real HTTP and web-socket connections over TLS.

The unmodified discord.py connects to it under Discord's own addresses, which ``DiscordPeer.connector`` sends to this
process. All that reaches into simcord's internals stays in this file.
"""

import asyncio
import contextlib
import copy
import io
import json
import secrets
import socket
import ssl
import time
import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self
from urllib.parse import unquote

import aiohttp
import discord
import simcord.backend.cdn
import simcord.http.routes
import trustme
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from simcord import intents as gating
from simcord import interactions
from simcord.backend import Backend, serializers
from simcord.backend.access import channel_accessible
from simcord.backend.errors import BackendError
from simcord.backend.models import Interaction, Message
from simcord.http import router

TOKEN = "peer.bot.token"
GATEWAY = "wss://gateway.discord.gg"
CDN = "https://cdn.discordapp.com"
HOSTS = ("discord.com", "gateway.discord.gg", "cdn.discordapp.com")
BUCKET = 50  # requests per second and route
BROKEN = 599  # as the status of a fault: the connection breaks instead of giving an answer
LOST = 598  # the same, but what was asked is done first
CONTENT_LIMITED = 1 << 19  # the application flag of a small bot whose message content intent is switched on


@dataclass
class Session:
    """A gateway session; outlives its connection, so that it can be resumed."""

    id: str
    intents: discord.Intents
    sequence: int = 0
    sent: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=1000))
    put: Callable[[dict[str, Any]], None] | None = None


@dataclass
class Fault:
    """An answer given instead of the right one, ``times`` times."""

    method: str
    path: str
    status: int
    times: int = 1
    body: dict[str, Any] | str = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def hits(self, method: str, path: str) -> bool:
        return self.times > 0 and self.method == method and self.path in path


class WallClock:
    """simcord stands still in January; ids, edits and interaction deadlines here follow the real time."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


class Loopback(AbstractResolver):
    """Every host name is this process."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host="127.0.0.1",
                port=self._port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        pass


class DiscordPeer:
    """Use as an async context manager. ``backend`` is the world (servers, members, messages); acting on it sends
    gateway events. ``unimplemented`` lists calls that simcord does not know: a test asserts that it is empty.

    ``authority`` signs the certificate; making one takes a while, so a test run shares one.
    """

    def __init__(self, authority: trustme.CA, *, heartbeat: float = 41.25) -> None:
        self.token = TOKEN
        self.approved = discord.Intents.all()
        self.backend = Backend(clock=WallClock())  # type: ignore[arg-type]
        self.backend.subscribers.append(self._spread)
        self.sessions: dict[str, Session] = {}
        self.requests: list[tuple[str, str]] = []
        self.logins = 0
        self.unimplemented: list[tuple[str, str, str]] = []
        self.faults: list[Fault] = []
        self.lock_content = False
        self.date_ahead = timedelta()
        self.proxied: set[str] = set()
        self._authority = authority
        self._heartbeat = heartbeat
        self._held: dict[tuple[str, str], asyncio.Event] = {}
        self._sent_once: dict[tuple[str, str], Any] = {}
        self._buckets: dict[str, tuple[int, float]] = {}
        self._sockets: set[web.WebSocketResponse] = set()
        self._port = 0
        app = web.Application(client_max_size=30 << 20)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        app.router.add_get("/attachments/{path:.*}", self._attachment)
        app.router.add_get("/", self._gateway)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)

    async def __aenter__(self) -> Self:
        simcord.backend.cdn.CDN_BASE = CDN
        await self._runner.setup()
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        for event in self._held.values():
            event.set()
        await self._runner.cleanup()

    async def listen(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*HOSTS).configure_cert(context)
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, ssl_context=context)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop_listening(self) -> None:
        """The network is down: no new connections, and the present ones break."""
        for site in list(self._runner.sites):
            await site.stop()
        await self.cut()

    def connector(self) -> aiohttp.TCPConnector:
        """The way by which a client reaches this peer: Discord's own addresses, resolved to here."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts this authority alone
        self._authority.configure_trust(context)
        return aiohttp.TCPConnector(limit=0, resolver=Loopback(self._port), ssl=context)

    def direct_connector(self) -> aiohttp.TCPConnector:
        """Reaches no Discord by itself; for use with a proxy."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._authority.configure_trust(context)
        return aiohttp.TCPConnector(limit=0, ssl=context)

    @asynccontextmanager
    async def proxy(self) -> AsyncIterator[str]:
        """The address of an HTTP proxy that leads Discord's addresses here; ``proxied`` collects which were asked."""
        tunnels: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            tunnels.add(asyncio.create_task(self._tunnel(reader, writer)))

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            await asyncio.wait_for(asyncio.gather(*tunnels), 5)

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except (asyncio.IncompleteReadError, OSError):  # whoever wanted something is gone
            writer.close()
            return
        self.proxied.add(head.split()[1].partition(":")[0])
        answers, questions = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await asyncio.gather(_pour(reader, questions), _pour(answers, writer))

    # Faults

    def fail(self, method: str, path: str, status: int, **how: Any) -> Fault:
        """Answer the next requests whose path holds ``path`` with an error."""
        fault = Fault(method, path, status, **how)
        self.faults.append(fault)
        return fault

    def hold(self, method: str, path: str) -> asyncio.Event:
        """Let requests whose path holds ``path`` wait until the event is set."""
        event = self._held[method, path] = asyncio.Event()
        return event

    def forget_sessions(self) -> None:
        """Resuming is no longer possible."""
        self.sessions.clear()

    async def cut(self, code: int = 4000) -> None:
        """Close every gateway connection."""
        for connection in list(self._sockets):
            await connection.close(code=code)

    def called(self, method: str, path: str) -> int:
        """How often a request was made whose path ends so."""
        return sum(verb == method and called.endswith(path) for verb, called in self.requests)

    # People

    def press(self, message: Message, user_id: int, custom_id: str) -> Interaction:
        """Somebody presses a button."""
        data = {"component_type": 2, "custom_id": custom_id}
        return self._interact(3, message.channel_id, user_id, data, message)

    def command(self, name: str, channel_id: int, user_id: int, text: str | None = None) -> Interaction:
        """Somebody uses a slash command that the bot published, with text in its one option."""
        known = self.shown_commands(channel_id, user_id)[name]
        data: dict[str, Any] = {"id": known["id"], "name": name, "type": 1}
        if text is not None:
            data["options"] = [{"name": known["options"][0]["name"], "type": 3, "value": text}]
        return self._interact(2, channel_id, user_id, data)

    def choose(self, name: str, message: Message, user_id: int) -> Interaction:
        """Somebody chooses a command of the bot in the menu of a message; Discord then always gives its text."""
        known = self.shown_commands(message.channel_id, user_id, kind=3)[name]
        chosen = dict(serializers.message_payload(self.backend, message))
        data = {"id": known["id"], "name": name, "type": 3, "target_id": str(message.id)}
        return self._interact(
            2, message.channel_id, user_id, {**data, "resolved": {"messages": {str(message.id): chosen}}}
        )

    def shown_commands(self, channel_id: int, user_id: int, kind: int = 1) -> dict[str, dict[str, Any]]:
        """The commands that Discord shows to somebody in a channel: after a stroke (1) or on a message (3)."""
        visible = self.backend.visible_commands(user_id=user_id, channel_id=channel_id, type=kind)
        return {command["name"]: command for command in visible}

    def dm_channel(self, user_id: int) -> int:
        return self.backend.get_dm_channel(user_id).id

    def said(self, channel_id: int) -> list[Message]:
        """Everything that stands in a channel, oldest first."""
        return list(self.backend.messages.get(channel_id, {}).values())

    def _interact(
        self, kind: int, channel_id: int, user_id: int, data: dict[str, Any], message: Message | None = None
    ) -> Interaction:
        guild_id = self.backend.get_channel(channel_id).guild_id
        record, payload = interactions.base_payload(
            self.backend, type=kind, channel_id=channel_id, guild_id=guild_id, user_id=user_id, data=data
        )
        if message is not None:
            payload["message"] = dict(serializers.message_payload(self.backend, message))
            record.message_id = record.source_message_id = message.id
        self.backend.emit("INTERACTION_CREATE", payload)
        return record

    # Gateway

    def _spread(self, event: str, payload: Any) -> None:
        for session in self.sessions.values():
            self._feed(session, event, payload)

    def _feed(self, session: Session, event: str, payload: Any, *, gated: bool = True) -> None:
        if gated and not (self._is_announced(session, event, payload) and self._is_shown(event, payload)):
            return
        data = copy.deepcopy(dict(payload))
        hidden = self.lock_content or not session.intents.message_content
        if hidden and event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
            gating.censor_message(data, self.backend.bot_user.id, backend=self.backend)
        if event == "GUILD_CREATE":
            gating.prune_guild_create(data, session.intents, self.backend.bot_user.id)
        session.sequence += 1
        frame = {"op": 0, "t": event, "s": session.sequence, "d": data}
        session.sent.append(frame)
        if session.put is not None:
            session.put(frame)

    def _is_announced(self, session: Session, event: str, payload: Any) -> bool:
        """What happens to the bot's own membership needs no intent."""
        own = event == "GUILD_MEMBER_UPDATE" and payload["user"]["id"] == str(self.backend.bot_user.id)
        needed = gating.required_intent(event, payload)
        return own or not needed or getattr(session.intents, needed)

    def _is_shown(self, event: str, payload: Any) -> bool:
        """What is said in a channel that the bot may not see does not reach it."""
        if not event.startswith("MESSAGE_") or int(payload["channel_id"]) not in self.backend.channels:
            return True
        return channel_accessible(self.backend, int(payload["channel_id"]), self.backend.bot_user.id)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse(max_msg_size=8192)
        await connection.prepare(request)
        self._sockets.add(connection)
        frames: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        writer = asyncio.create_task(_write(connection, frames, request.query.get("compress") == "zlib-stream"))
        frames.put_nowait(_frame(10, {"heartbeat_interval": int(self._heartbeat * 1000), "_trace": []}))
        session: Session | None = None
        try:
            async for message in connection:
                if message.type is not web.WSMsgType.TEXT:
                    continue
                heard = json.loads(message.data)
                if heard["op"] == 1:
                    frames.put_nowait(_frame(11, None))
                elif heard["op"] == 2:
                    session = await self._identify(connection, frames, heard["d"])
                elif heard["op"] == 6:
                    session = self._resume(frames, heard["d"])
        finally:
            self._sockets.discard(connection)
            writer.cancel()
            if session is not None and session.put == frames.put_nowait:
                session.put = None
        return connection

    async def _identify(
        self, connection: web.WebSocketResponse, frames: "asyncio.Queue[dict[str, Any]]", data: dict[str, Any]
    ) -> Session | None:
        self.logins += 1
        intents = discord.Intents._from_value(data.get("intents", 0))
        if data["token"] != self.token:
            await connection.close(code=4004, message=b"Authentication failed.")
            return None
        if gating.missing_privileged_intents(intents, self.approved):
            await connection.close(code=4014, message=b"Disallowed intent(s).")
            return None
        session = Session(secrets.token_hex(16), intents, put=frames.put_nowait)
        self.sessions[session.id] = session
        guilds = list(self.backend.guilds.values())
        ready = {
            "v": 10,
            "user": dict(serializers.user_payload(self.backend.bot_user)),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": GATEWAY,
            "application": {"id": str(self.backend.application_id), "flags": self._flags()},
            "private_channels": [],
        }
        self._feed(session, "READY", ready, gated=False)
        for guild in guilds:
            self._feed(session, "GUILD_CREATE", serializers.guild_create_payload(self.backend, guild))
        return session

    def _flags(self) -> int:
        """What Discord says of the application."""
        return CONTENT_LIMITED if self.approved.message_content and not self.lock_content else 0

    def _resume(self, frames: "asyncio.Queue[dict[str, Any]]", data: dict[str, Any]) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if data["token"] != self.token or session is None:
            frames.put_nowait(_frame(9, False))
            return None
        for frame in session.sent:
            if frame["s"] > (data["seq"] or 0):
                frames.put_nowait(frame)
        session.put = frames.put_nowait
        self._feed(session, "RESUMED", {"_trace": []}, gated=False)
        return session

    # REST

    async def _rest(self, request: web.Request) -> web.Response:
        path = f"/{request.match_info['path']}"
        self.requests.append((request.method, path))
        for (method, held), event in list(self._held.items()):
            if method == request.method and held in path:
                await event.wait()
        allowed, headers = self._rate(request.method + path)
        if not allowed:
            wait = float(headers["X-RateLimit-Reset-After"])
            return _reply(
                429, {"message": "You are being rate limited.", "retry_after": wait, "global": False}, headers
            )
        if path == "/gateway":
            date = datetime.now(UTC) + self.date_ahead
            return _reply(200, {"url": GATEWAY}, {**headers, "Date": format_datetime(date, usegmt=True)})
        fault = next((fault for fault in self.faults if fault.hits(request.method, path)), None)
        if fault is not None:
            fault.times -= 1
            if fault.status == LOST:
                await self._answer(request, path, headers)
            if fault.status in (BROKEN, LOST) and request.transport is not None:
                request.transport.abort()
            return _reply(fault.status, fault.body, {**headers, **fault.headers})
        unlocked = path.startswith(("/interactions/", "/webhooks/"))
        if not unlocked and request.headers.get("Authorization") != f"Bot {self.token}":
            return _reply(401, {"message": "401: Unauthorized", "code": 0}, headers)
        return await self._answer(request, path, headers)

    async def _answer(self, request: web.Request, path: str, headers: dict[str, str]) -> web.Response:
        body, files = await _body(request)
        once = (path, str(body["nonce"])) if isinstance(body, dict) and body.get("enforce_nonce") else None
        if once in self._sent_once:  # Discord gives back the message that was sent under this nonce before
            return _reply(200, self._sent_once[once], headers)
        reason = request.headers.get("X-Audit-Log-Reason")
        try:
            answer = router.dispatch(
                self.backend,
                request.method,
                path,
                json=body,
                params=self._params(request, path),
                files=files,
                reason=unquote(reason) if reason else None,
            )
        except (router.RouteNotImplemented, router.UnsupportedField) as error:
            self.unimplemented.append((request.method, path, str(error)))
            return _reply(501, {"message": "the peer does not know this", "code": 0}, headers)
        except BackendError as error:
            return _reply(error.status, error.to_json(), headers)
        if path.endswith(("/threads/archived/public", "/threads/archived/private")):  # Discord gives the latest first
            answer["threads"].sort(key=lambda thread: thread["thread_metadata"]["archive_timestamp"], reverse=True)
        if once is not None:
            self._sent_once[once] = answer
        if path == "/oauth2/applications/@me":
            answer = {**answer, "flags": self._flags()}
        if self.lock_content and request.method == "GET" and "/messages" in path:
            for message in answer if isinstance(answer, list) else [answer]:
                gating.censor_message(message, self.backend.bot_user.id, backend=self.backend)
        return _reply(204, None, headers) if answer is None else _reply(200, answer, headers)

    def _params(self, request: web.Request, path: str) -> dict[str, str]:
        """Discord gives the messages right after ``after``; simcord gives the newest ones, so ask it otherwise."""
        params = dict(request.query)
        if "after" not in params or not path.endswith("/messages"):
            return params
        after, limit = int(params.pop("after")), int(params.get("limit", 50))
        stored = sorted(self.backend.messages.get(int(path.split("/")[2]), {}))
        page = [number for number in stored if number > after][:limit]
        return {"limit": str(len(page)), "before": str((page[-1] if page else 0) + 1)}

    def _rate(self, route: str) -> tuple[bool, dict[str, str]]:
        now = time.time()
        left, reset = self._buckets.get(route, (BUCKET, now + 1))
        if now > reset:
            left, reset = BUCKET, now + 1
        self._buckets[route] = (left - 1, reset)
        return left > 0, {
            "X-RateLimit-Limit": str(BUCKET),
            "X-RateLimit-Remaining": str(max(left - 1, 0)),
            "X-RateLimit-Reset": f"{reset:.3f}",
            "X-RateLimit-Reset-After": f"{max(reset - now, 0.05):.3f}",
            "X-RateLimit-Bucket": f"{zlib.crc32(route.encode()):x}",
        }

    async def _attachment(self, request: web.Request) -> web.Response:
        content = self.backend.cdn.get(f"{CDN}/attachments/{request.match_info['path']}")
        return web.Response(status=404) if content is None else web.Response(body=content)


def _frame(op: int, data: Any) -> dict[str, Any]:
    return {"op": op, "d": data, "s": None, "t": None}


def _reply(status: int, body: dict[str, Any] | list[Any] | str | None, headers: dict[str, str]) -> web.Response:
    """discord.py compares the content type with exactly ``application/json``, and parses an empty body that has it;
    without ``Via`` it takes a 429 for a ban.
    """
    headers = {"Via": "1.1 google", **headers}
    if body is None or isinstance(body, str):
        return web.Response(status=status, headers=headers, text=body or "")
    headers["Content-Type"] = "application/json"
    return web.Response(status=status, headers=headers, body=json.dumps(body).encode())


async def _body(request: web.Request) -> tuple[Any, list[discord.File]]:
    if request.content_type != "multipart/form-data":
        text = await request.text()
        return (json.loads(text) if text else None), []
    body, files = None, []
    async for part in await request.multipart():
        assert isinstance(part, aiohttp.BodyPartReader)
        if part.filename:
            files.append(discord.File(io.BytesIO(await part.read()), part.filename))
        elif part.name == "payload_json":
            body = json.loads(await part.text())
    return body, files


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.close()
        await writer.wait_closed()


async def _write(connection: web.WebSocketResponse, frames: "asyncio.Queue[dict[str, Any]]", compressed: bool) -> None:
    packer = zlib.compressobj() if compressed else None
    while True:
        text = json.dumps(await frames.get())
        try:
            if packer is None:
                await connection.send_str(text)
            else:
                await connection.send_bytes(packer.compress(text.encode()) + packer.flush(zlib.Z_SYNC_FLUSH))
        except (ConnectionError, RuntimeError):
            return
