"""A small Bot API server on loopback that keeps to Telegram's documented rules; a test says what people do in it."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from itertools import count
from types import TracebackType
from typing import Any, Self

import aiohttp
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
    link_preview_options protect_content show_alert drop_pending_updates max_connections scope
"""
GIFTS = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
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
    """Use as an async context manager. ``privacy`` is the bot's privacy mode; ``token`` the only one accepted.

    ``ahead`` are the seconds that its clock is ahead; ``tells_moves``: whether it says of a group that moved where it
    went when it is asked for a member of it; ``resend`` the seconds after which a webhook is tried again.
    """

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
    secret: str = ""
    no_deleting: set[int] = field(default_factory=set)  # chats in which the bot may not delete
    brought: list[tuple[int, int]] = field(default_factory=list)  # by the webhook: update and answer (0: none)
    ahead: float = 0
    tells_moves: bool = True
    resend: float = 0.05

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
        self._bringing: asyncio.Task[None] | None = None
        self._busy: set[int] = set()
        self._last_error: tuple[int, str] | None = None

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
        if self.webhook:
            self._bring()

    async def down(self) -> None:
        """Be gone, as when the network is lost."""
        runner, self._runner = self._runner, None
        await self._stop_bringing()
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

    def member(self, chat: int) -> Payload:
        """What the bot is in a chat."""
        status = self.status.get(chat, "left")
        rights = dict.fromkeys(ADMIN_RIGHTS.split(), True) if status == "administrator" else {}
        if rights and chat in self.no_deleting:
            rights["can_delete_messages"] = False
        return {"user": self._me(), "status": status, **rights}

    async def migrates(self, old: int, new: int) -> None:
        """Telegram makes a supergroup of a group, and says so in both."""
        self.chats[new] = self.chats[old] | {"id": new, "type": "supergroup"}
        self.status[new], self.status[old] = self.status[old], "left"
        self.moved[old] = new
        for chat, other in ((old, {"migrate_to_chat_id": new}), (new, {"migrate_from_chat_id": old})):
            message = {"message_id": next(self._message_ids), "date": int(time.time()), "chat": self.chats[chat]}
            await self.update(message=message | {"from": next(iter(self.people.values()))} | other)

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
            return self._dated(web.json_response({"ok": True, "result": await handler(parameters)}))
        except RefusalError as refusal:
            answer = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.parameters:
                answer["parameters"] = refusal.parameters
            return self._dated(web.json_response(answer, status=refusal.code))

    def _dated(self, answer: web.Response) -> web.Response:
        answer.headers["Date"] = formatdate(time.time() + self.ahead, usegmt=True)
        return answer

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

    async def _on_set_webhook(self, asked: Payload) -> bool:
        await self._stop_bringing()
        self.webhook, self.secret = asked["url"], asked.get("secret_token", "")
        self._allowed = asked.get("allowed_updates", self._allowed)
        self._poll = None  # who polls is told to go
        await self._tell()
        self._bring()
        return True

    async def _on_delete_webhook(self, asked: Payload) -> bool:
        await self._stop_bringing()
        self.webhook = self.secret = ""
        if asked.get("drop_pending_updates"):
            self.pending.clear()
        return True

    async def _on_get_webhook_info(self, _: Payload) -> Payload:
        info = {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self.pending)}
        if self._last_error is not None:
            info |= {"last_error_date": self._last_error[0], "last_error_message": self._last_error[1]}
        return info

    async def _on_set_my_commands(self, asked: Payload) -> bool:
        if "scope" in asked:
            self._chat(asked["scope"])
        for command in asked["commands"]:
            if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]) or not 1 <= len(command["description"]) <= 256:
                raise RefusalError(400, "Bad Request: BOT_COMMAND_INVALID")
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
        if asked["chat_id"] in self.moved and not self.tells_moves:
            return {"user": self._me(), "status": "left"}
        return self.member(self._chat(asked)["id"])

    async def _on_get_chat(self, asked: Payload) -> Payload:
        if asked["chat_id"] not in self.chats:
            raise RefusalError(400, "Bad Request: chat not found")
        gifts = dict.fromkeys(GIFTS.split(), True)
        full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
        return self.chats[asked["chat_id"]] | full

    async def _on_send_chat_action(self, asked: Payload) -> bool:
        chat = self._chat(asked)
        if chat["type"] != "private" and self.status.get(chat["id"], "left") == "left":
            raise RefusalError(403, "Forbidden: bot is not a member of the supergroup chat")
        return True

    async def _on_delete_message(self, asked: Payload) -> bool:
        chat, number = self._chat(asked)["id"], asked["message_id"]
        if (chat, number) not in self.messages:
            raise RefusalError(400, "Bad Request: message to delete not found")
        if chat in self.no_deleting or self.status.get(chat) != "administrator":
            raise RefusalError(400, "Bad Request: message can't be deleted")
        del self.messages[chat, number]
        return True

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

    # The webhook: the updates of one chat one after the other, each again until it is taken

    def _bring(self) -> None:
        self._bringing = asyncio.create_task(self._bring_all(self.webhook, self.secret))

    async def _stop_bringing(self) -> None:
        task, self._bringing = self._bringing, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._busy.clear()

    async def _bring_all(self, url: str, secret: str) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        async with aiohttp.ClientSession(headers=headers) as http, asyncio.TaskGroup() as group:
            while True:
                async with self._changed:
                    await self._changed.wait_for(self._bringable)
                for chat, update in self._bringable().items():
                    self._busy.add(chat)
                    group.create_task(self._bring_one(http, url, chat, update))

    async def _bring_one(self, http: aiohttp.ClientSession, url: str, chat: int, update: Payload) -> None:
        status, pause = 0, self.resend
        try:
            async with http.post(url, json=update) as answer:
                status = answer.status
                pause = min(float(answer.headers.get("Retry-After", pause)), self.resend)
        except aiohttp.ClientError as error:
            self._last_error = (int(time.time()), type(error).__name__)
        self.brought.append((update["update_id"], status))
        if 200 <= status < 300:
            self.pending.remove(update)
        else:
            self._last_error = (int(time.time()), f"Wrong response from the webhook: {status}")
            await asyncio.sleep(pause)
        self._busy.discard(chat)
        await self._tell()

    def _bringable(self) -> dict[int, Payload]:
        first: dict[int, Payload] = {}
        for update in self._readable:
            first.setdefault(_chat_of(update), update)
        return {chat: update for chat, update in first.items() if chat not in self._busy}

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


def _chat_of(update: Payload) -> int:
    what = next(value for name, value in update.items() if name != "update_id")
    return int((what.get("chat") or what["from"])["id"])


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
