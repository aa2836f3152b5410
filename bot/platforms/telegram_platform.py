"""Telegram as a chat platform: connects, stays connected, and reaches people and groups."""

import asyncio

import structlog
from telegram import User
from telegram.error import BadRequest, ChatMigrated, TelegramError
from telegram.ext import AIORateLimiter, ExtBot

from bot.alerting.alert import Alert
from bot.domain.errors import DeliveryError
from bot.domain.message import Account, PlatformName
from bot.logs import describe
from bot.phrases import Language, Phrases
from bot.platforms.hub import Hub
from bot.platforms.telegram_alerts import Rendered, render
from bot.platforms.telegram_answers import NO_PREVIEW, Answers
from bot.platforms.telegram_errors import FIRST_PAUSE, QuietRequest, Trouble, delivery_error
from bot.platforms.telegram_groups import Groups, check_groups
from bot.platforms.telegram_intake import Intake

log = structlog.get_logger()

UNCHANGED = "message is not modified"
# Of a message that was deleted, or that may no longer be edited; then it is sent anew.
GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


class TelegramPlatform:
    """One bot on Telegram, by long polling.

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
    ) -> None:
        # max_retries=0: a refusal for going too fast is given back at once, and the courier tries again in time.
        self._bot = ExtBot(
            token,
            base_url=base_url,
            base_file_url=base_file_url,
            request=QuietRequest(proxy=proxy or None),
            get_updates_request=QuietRequest(connection_pool_size=1, proxy=proxy or None),
            rate_limiter=AIORateLimiter(max_retries=0),
        )
        self._groups = Groups()
        self._answers = Answers(self._bot, Phrases(language))
        self._intake = Intake(self._bot, self._groups, self._answers, poll_timeout)

    async def run(self, hub: Hub) -> None:
        """See the port."""
        trouble = Trouble()
        me: User | None = None
        try:
            while True:
                try:
                    me = me or await self._connect(hub)
                    if await self._intake.take(hub, me):
                        trouble.over()
                    else:
                        log.warning("telegram_not_committed", retry_in=FIRST_PAUSE)
                        await asyncio.sleep(FIRST_PAUSE)
                except TelegramError as error:
                    await trouble.wait_out(error)
                except Exception as error:  # noqa: BLE001 - the platform must outlive any fault, or the groups go unheard
                    log.error("telegram_failed", retry_in=FIRST_PAUSE, **describe(error))
                    await asyncio.sleep(FIRST_PAUSE)
        finally:
            await self._bot.shutdown()

    async def show_alert(self, to: Account, alert: Alert, reference: str | None) -> str:
        """See the port; a reference is ``chat id:message id``."""
        rendered = render(alert)
        try:
            if reference is not None and await self._changed(reference, rendered):
                return reference
            return await self._sent(to, rendered)
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

    async def _connect(self, hub: Hub) -> User:
        """Who the bot is; Telegram then gives it updates, and the log says which groups it cannot hear."""
        await self._bot.initialize()
        me = await self._bot.get_me()
        await self._bot.delete_webhook()  # as long as an address is set there, Telegram refuses polling
        await self._answers.announce_commands()
        await check_groups(self._bot, me, self._groups, hub.school)
        log.info("telegram_ready", bot=me.id)
        return me

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
        if not to.id.isdecimal():
            raise DeliveryError("not the id of a Telegram account, which is a number", retry=False)
        sent = await self._bot.send_message(
            int(to.id),
            rendered.text,
            entities=rendered.entities,
            reply_markup=rendered.keyboard,
            link_preview_options=NO_PREVIEW,
            protect_content=True,
        )
        return f"{sent.chat.id}:{sent.message_id}"

    async def _post(self, chat: str, text: str) -> None:
        await self._bot.send_message(chat, text, link_preview_options=NO_PREVIEW)
