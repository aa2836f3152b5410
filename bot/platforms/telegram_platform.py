"""Telegram as a chat platform: connects, stays connected, and reaches people and groups."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol

import structlog
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import ExtBot

from bot.alerting.alert import Alert
from bot.domain.errors import DeliveryError
from bot.domain.health import Check, Finding
from bot.domain.message import Account, PlatformName
from bot.domain.school import School
from bot.logs import describe
from bot.phrases import Language, Phrases
from bot.platforms.hub import Hub
from bot.platforms.telegram_alerts import Rendered, render
from bot.platforms.telegram_answers import Answers
from bot.platforms.telegram_attendance import Attendance, utc_now
from bot.platforms.telegram_clock import ServerClock
from bot.platforms.telegram_commands import offer, offer_to_staff
from bot.platforms.telegram_errors import FIRST_PAUSE, QuietRequest, Trouble, delivery_error
from bot.platforms.telegram_examination import examine, examine_groups
from bot.platforms.telegram_groups import Groups
from bot.platforms.telegram_intake import Intake
from bot.platforms.telegram_pace import Pace
from bot.platforms.telegram_polling import Polling
from bot.platforms.telegram_speech import NO_PREVIEW, parts
from bot.platforms.telegram_webhook import Webhook, WebhookPlace

log = structlog.get_logger()

EXAMINED_EVERY = 3600.0
TOLD_BY_THE_CONNECTION = frozenset({Check.TOKEN, Check.CONNECTION})
UNCHANGED = "message is not modified"
# Of a message that was deleted, or that may no longer be edited; then it is sent anew.
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class Source(Protocol):
    """A way in which updates come. ``webhook`` is the address that it has Telegram know, "" for none."""

    @property
    def webhook(self) -> str:
        """See above."""
        ...

    async def open(self) -> None:
        """Have Telegram give us the updates in this way; may be called again after it failed.

        Raises:
            TelegramError: that did not work.
        """
        ...

    async def take(self) -> bool:
        """Take updates for a while; False when not all was committed, so that they will come again.

        Raises:
            TelegramError: the connection fails.
        """
        ...

    async def close(self) -> None:
        """Take no more, and let go of what is not committed, so that it will come again."""
        ...


class TelegramPlatform:
    """One bot on Telegram, by long polling, or by a webhook when a place for it is given.

    Telegram keeps every update for a day until its outcome is committed here, so a crash loses nothing. ``base_url``
    and ``base_file_url`` name the Bot API server, ``poll_timeout`` the seconds that one poll may last.
    """

    name = PlatformName.TELEGRAM

    def __init__(
        self,
        token: str,
        *,
        base_url: str,
        base_file_url: str,
        proxy: str | None = None,
        poll_timeout: int = 25,
        language: Language = "nl",
        webhook: WebhookPlace | None = None,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._clock = ServerClock(lambda: now().timestamp())
        self._make = partial(_bot, token, base_url, base_file_url, proxy or None, self._clock)
        self._bot = self._make()
        self._poll_timeout = poll_timeout
        self._phrases = Phrases(language)
        self._place = webhook
        self._now = now
        self._groups = Groups()

    async def run(self, hub: Hub) -> None:
        """See the port."""
        intake = Intake(self._bot, hub, self._groups, Answers(self._bot, self._phrases, hub))
        source = self._source(intake)
        connected = asyncio.Event()
        look_around = asyncio.create_task(self._look_around(hub, connected), name="telegram examination")
        try:
            await self._take_for_ever(hub, source, connected)
        finally:
            look_around.cancel()
            await asyncio.gather(look_around, return_exceptions=True)
            await source.close()
            await intake.close()
            await self._bot.shutdown()

    async def examine(self, school: School) -> Sequence[Finding]:
        """See the port."""
        bot = self._make()
        try:
            return await examine(bot, school, self._groups, self._clock, self._place.url if self._place else "")
        finally:
            await bot.shutdown()

    async def show_alert(self, to: Account, alert: Alert, reference: str | None) -> str:
        """See the port; a reference is ``chat id:message id``."""
        rendered = render(alert)
        try:
            if reference is not None and await self._changed(reference, rendered):
                return reference
            return await self._sent(to, rendered)
        except TelegramError as error:
            raise delivery_error(error) from None

    async def tell(self, to: Account, text: str) -> None:
        """See the port."""
        chat = _chat_of(to)
        try:
            for part in parts(text):
                await self._bot.send_message(chat, part, link_preview_options=NO_PREVIEW, protect_content=True)
        except TelegramError as error:
            raise delivery_error(error) from None

    async def post_notice(self, chat: str, text: str) -> None:
        """See the port."""
        try:
            await self._post(self._groups.current(chat), text)
        except ChatMigrated as error:
            self._groups.moved(chat, str(error.new_chat_id), None)
            await self.post_notice(chat, text)
        except TelegramError as error:
            raise delivery_error(error) from None

    def _source(self, intake: Intake) -> Source:
        if self._place is None:
            return Polling(self._bot, intake, self._poll_timeout)
        return Webhook(self._bot, intake, self._place)

    async def _take_for_ever(self, hub: Hub, source: Source, connected: asyncio.Event) -> None:
        trouble = Trouble(hub.found, polls=self._place is None)
        attendance = Attendance(hub, self._groups, self._now)
        while True:
            try:
                if not connected.is_set():
                    await self._connect(hub, source)
                    connected.set()
                if await source.take():
                    trouble.over()
                    await attendance.note()
                else:
                    await asyncio.sleep(FIRST_PAUSE)
            except TelegramError as error:
                await trouble.wait_out(error)
            except Exception as error:  # noqa: BLE001 - the platform must outlive any fault, or the groups go unheard
                log.error("telegram_failed", retry_in=FIRST_PAUSE, **describe(error))
                await asyncio.sleep(FIRST_PAUSE)

    async def _connect(self, hub: Hub, source: Source) -> None:
        """Find out who the bot is and which groups moved, and have Telegram give it updates."""
        await self._bot.initialize()
        for finding in await examine_groups(self._bot, hub.school, self._groups):
            hub.found(finding)
        await offer(self._bot, self._phrases)
        await source.open()
        log.info("telegram_ready", bot=self._bot.id, webhook=bool(source.webhook))

    async def _look_around(self, hub: Hub, connected: asyncio.Event) -> None:
        """Now and then examine everything, also what Telegram tells of by no update; the connection tells of itself."""
        await connected.wait()
        await offer_to_staff(self._bot, self._phrases, hub.school)
        webhook = self._place.url if self._place else ""
        # Who polls hears of a webhook and of another program in the same way: the connection knows of both.
        told = TOLD_BY_THE_CONNECTION if webhook else TOLD_BY_THE_CONNECTION | {Check.WEBHOOK}
        while True:
            for finding in await examine(self._bot, hub.school, self._groups, self._clock, webhook):
                if finding.check not in told:
                    hub.found(finding)
            await asyncio.sleep(EXAMINED_EVERY)

    async def _changed(self, reference: str, rendered: Rendered) -> bool:
        chat, _, message = reference.partition(":")
        if not (chat.isdecimal() and message.isdecimal()):
            return False
        try:
            await self._bot.edit_message_text(
                rendered.text,
                chat_id=int(chat),
                message_id=int(message),
                entities=rendered.entities,
                reply_markup=rendered.keyboard,
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            reason = error.message.lower()
            if any(gone in reason for gone in GONE):
                return False
            if UNCHANGED not in reason:
                raise
        return True

    async def _sent(self, to: Account, rendered: Rendered) -> str:
        sent = await self._bot.send_message(
            _chat_of(to),
            rendered.text,
            entities=rendered.entities,
            reply_markup=rendered.keyboard,
            link_preview_options=NO_PREVIEW,
            protect_content=True,
        )
        return f"{sent.chat.id}:{sent.message_id}"

    async def _post(self, chat: str, text: str) -> None:
        await self._bot.send_message(chat, text, link_preview_options=NO_PREVIEW)


def _bot(token: str, base_url: str, base_file_url: str, proxy: str | None, clock: ServerClock) -> ExtBot[None]:
    return ExtBot(
        token,
        base_url=base_url,
        base_file_url=base_file_url,
        request=QuietRequest(clock, proxy),
        get_updates_request=QuietRequest(clock, proxy, connection_pool_size=1),
        rate_limiter=Pace(),
    )


def _chat_of(to: Account) -> int:
    if not to.id.isdecimal():
        raise DeliveryError("not the id of a Telegram account, which is a number", retry=False)
    return int(to.id)
