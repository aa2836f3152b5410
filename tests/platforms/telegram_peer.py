"""A small Bot API server on loopback that keeps to Telegram's documented rules; a test says what people do in it."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, Self

from aiohttp import web

TOKEN = "123456:peer-token"
BOT_ID = 123456
ADMIN_RIGHTS = """
    can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members
    can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories
"""
# Parameters that are JSON in a form; everything else is text as it stands.
JSON_PARAMETERS = """
    offset limit timeout allowed_updates chat_id message_id message_thread_id user_id entities reply_markup commands
    link_preview_options protect_content show_alert drop_pending_updates
"""
Payload = dict[str, Any]


class RefusalError(Exception):
    """An answer with ``ok: false``."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        self.code, self.description, self.parameters = code, description, parameters


@dataclass
class Fault:
    """The next calls of a method go wrong."""

    method: str
    refusal: RefusalError
    times: int = 1


@dataclass
class TelegramPeer:
    """Use as an async context manager. ``privacy`` is the bot's privacy mode; ``token`` the only one accepted."""

    privacy: bool = False
    token: str = TOKEN
    people: dict[int, Payload] = field(default_factory=dict)
    chats: dict[int, Payload] = field(default_factory=dict)
    status: dict[int, str] = field(default_factory=dict)  # the bot's own, per chat
    moved: dict[int, int] = field(default_factory=dict)
    messages: dict[tuple[int, int], Payload] = field(default_factory=dict)
    calls: list[tuple[str, Payload]] = field(default_factory=list)
    answered: dict[str, Payload] = field(default_factory=dict)
    confirmed: int = 0  # updates before this number were let go
    webhook: str = ""

    def __post_init__(self) -> None:
        self.pending: list[Payload] = []
        self._faults: list[Fault] = []
        self._allowed: list[str] | None = None
        self._queries: set[str] = set()
        self._update_ids, self._message_ids = count(700_000_001), count(1)
        self._changed = asyncio.Condition()
        self._poll: object | None = None
        self._held = False
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.up()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.down()

    # The network

    async def up(self) -> None:
        """Listen; after ``down`` on the same address as before."""
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]

    async def down(self) -> None:
        """Be gone, as when the network is lost."""
        runner, self._runner = self._runner, None
        if runner is not None:
            self._poll = None
            await self._tell()
            await runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/bot"

    @property
    def base_file_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/file/bot"

    # What a test knows and arranges

    async def until(self, reached: Callable[[], Any], within: float = 5) -> Any:
        """Wait until something is so, and give it."""
        async with asyncio.timeout(within):
            while not (result := reached()):  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.005)
        return result

    def called(self, method: str) -> list[Payload]:
        return [parameters for name, parameters in self.calls if name == method]

    def fail(self, method: str, code: int, description: str, times: int = 1, **parameters: Any) -> None:
        self._faults.append(Fault(method, RefusalError(code, description, **parameters), times))

    def person(self, user_id: int, name: str, *, pressed_start: bool = False, **more: Any) -> Payload:
        self.people[user_id] = {"id": user_id, "is_bot": False, "first_name": name, **more}
        if pressed_start:
            self.chats[user_id] = {"id": user_id, "type": "private", "first_name": name}
        return self.people[user_id]

    def group(self, chat_id: int, kind: str = "supergroup", status: str = "administrator", **more: Any) -> Payload:
        self.chats[chat_id] = {"id": chat_id, "type": kind, "title": "Klas", **more}
        self.status[chat_id] = status
        return self.chats[chat_id]

    # What people do

    async def says(self, chat: int, by: int, text: str | None = None, **more: Any) -> Payload:
        message = {"message_id": next(self._message_ids), "date": int(time.time()), "chat": self.chats[chat]}
        message |= {"from": self.people[by]} | ({} if text is None else {"text": text}) | more
        if text and text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        self.messages[chat, message["message_id"]] = message
        if self._heard(message):
            await self.update(message=message)
        return message

    async def edits(self, message: Payload, seconds_later: int = 0, **changes: Any) -> Payload:
        edited = {**message, **changes, "edit_date": message["date"] + seconds_later}
        self.messages[edited["chat"]["id"], edited["message_id"]] = edited
        await self.update(edited_message=edited)
        return edited

    async def presses(self, message: Payload, by: int, data: str) -> str:
        query = str(len(self._queries) + 9000)
        self._queries.add(query)
        pressed = {"id": query, "from": self.people[by], "chat_instance": "1", "message": message, "data": data}
        await self.update(callback_query=pressed)
        return query

    async def update(self, **payload: Any) -> int:
        """Queue an update as it stands, unless its kind was not asked for."""
        number = next(self._update_ids)
        if not self._allowed or next(iter(payload)) in self._allowed:
            self.pending.append({"update_id": number, **payload})
            await self._tell()
        return number

    async def together(self, *doings: Awaitable[Any]) -> None:
        """Let several things happen in turn while the bot is not looking, so that it reads them in one batch."""
        self._held = True
        for doing in doings:
            await doing
        self._held = False
        await self._tell()

    def _heard(self, message: Payload) -> bool:
        chat = message["chat"]
        if chat["type"] == "private" or not self.privacy or self.status.get(chat["id"]) == "administrator":
            return True
        return message.get("text", "").startswith("/")

    # The server

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        parameters = {name: _value(name, str(value)) for name, value in (await request.post()).items()}
        self.calls.append((method, parameters))
        try:
            if request.match_info["token"] != self.token:
                raise RefusalError(401, "Unauthorized")
            self._fault(method)
            handler = getattr(self, f"_on_{_snake(method)}", None)
            if handler is None:
                raise RefusalError(404, "Not Found: method not found")
            return web.json_response({"ok": True, "result": await handler(parameters)})
        except RefusalError as refusal:
            answer = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.parameters:
                answer["parameters"] = refusal.parameters
            return web.json_response(answer, status=refusal.code)

    def _fault(self, method: str) -> None:
        fault = next((fault for fault in self._faults if fault.method == method and fault.times), None)
        if fault is not None:
            fault.times -= 1
            raise fault.refusal

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _on_get_me(self, _: Payload) -> Payload:
        return self._me()

    async def _on_delete_webhook(self, _: Payload) -> bool:
        self.webhook = ""
        return True

    async def _on_set_my_commands(self, _: Payload) -> bool:
        return True

    async def _on_get_updates(self, asked: Payload) -> list[Payload]:
        if self.webhook:
            raise RefusalError(409, "Conflict: can't use getUpdates method while webhook is active")
        self._allowed = asked.get("allowed_updates", self._allowed)
        if "offset" in asked:
            self.confirmed = asked["offset"]
            self.pending = [update for update in self.pending if update["update_id"] >= asked["offset"]]
        mine = self._poll = object()
        await self._tell()  # whoever polled before is told to go
        try:
            async with asyncio.timeout(asked.get("timeout", 0)), self._changed:
                await self._changed.wait_for(lambda: self._readable or self._poll is not mine)
        except TimeoutError:
            pass
        if self._runner is None:
            raise RefusalError(502, "Bad Gateway")
        if self._poll is not mine:
            raise RefusalError(409, "Conflict: terminated by other getUpdates request")
        self._poll = None
        return self._readable[: asked.get("limit", 100)]

    async def _on_get_chat_member(self, asked: Payload) -> Payload:
        chat = self._chat(asked)
        status = self.status.get(chat["id"], "left")
        rights = dict.fromkeys(ADMIN_RIGHTS.split(), True) if status == "administrator" else {}
        return {"user": self._me(), "status": status, **rights}

    async def _on_send_message(self, asked: Payload) -> Payload:
        chat = self._chat(asked)
        _check_text(asked)
        message = {"message_id": next(self._message_ids), "date": int(time.time()), "chat": chat, "from": self._me()}
        message |= {name: asked[name] for name in ("text", "entities", "reply_markup") if name in asked}
        self.messages[chat["id"], message["message_id"]] = message
        return message

    async def _on_edit_message_text(self, asked: Payload) -> Payload:
        message = self.messages.get((asked["chat_id"], asked["message_id"]))
        if message is None:
            raise RefusalError(400, "Bad Request: message to edit not found")
        _check_text(asked)
        changed = {name: asked[name] for name in ("text", "entities", "reply_markup") if name in asked}
        if all(message.get(name) == changed.get(name) for name in ("text", "reply_markup")):
            raise RefusalError(
                400,
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
                "same as a current content and reply markup of the message",
            )
        message.pop("reply_markup", None)
        message.update(changed)
        return message

    async def _on_answer_callback_query(self, asked: Payload) -> bool:
        query = asked["callback_query_id"]
        if query not in self._queries or query in self.answered:
            raise RefusalError(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(asked.get("text", "")) > 200:
            raise RefusalError(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answered[query] = asked
        return True

    @property
    def _readable(self) -> list[Payload]:
        return [] if self._held else self.pending

    def _me(self) -> Payload:
        return {
            "id": BOT_ID,
            "is_bot": True,
            "first_name": "Pleinwacht",
            "username": "pleinwacht_bot",
            "can_read_all_group_messages": not self.privacy,
        }

    def _chat(self, asked: Payload) -> Payload:
        chat = asked.get("chat_id")
        if chat in self.moved:
            raise RefusalError(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=self.moved[chat]
            )
        if chat in self.people and chat not in self.chats:
            raise RefusalError(403, "Forbidden: bot can't initiate conversation with a user")
        if chat not in self.chats:
            raise RefusalError(400, "Bad Request: chat not found")
        return self.chats[chat]


def _check_text(asked: Payload) -> None:
    text = asked.get("text", "")
    if not text.strip():
        raise RefusalError(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise RefusalError(400, "Bad Request: message is too long")
    for row in asked.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            if not 1 <= len(button["callback_data"].encode()) <= 64:
                raise RefusalError(400, "Bad Request: BUTTON_DATA_INVALID")


def _value(name: str, text: str) -> Any:
    if name not in JSON_PARAMETERS.split():
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _snake(method: str) -> str:
    return re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", method)
