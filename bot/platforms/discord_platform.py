"""Discord as a chat platform: stays connected, shows alerts in private, and posts notices."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence

import discord
import structlog

from bot.alerting.alert import Alert
from bot.domain.errors import DeliveryError
from bot.domain.health import Check, Finding
from bot.domain.message import Account, ChatEvent, PlatformName
from bot.domain.school import School
from bot.logs import describe
from bot.phrases import Phrases
from bot.platforms.discord_alerts import MAX_TEXT, alert_text, alert_view, delivering
from bot.platforms.discord_answers import pieces
from bot.platforms.discord_client import DiscordClient
from bot.platforms.discord_examination import TOKEN_REFUSED, Connector, Examination
from bot.platforms.discord_health import Line, clock_finding, finding
from bot.platforms.discord_intake import Intake
from bot.platforms.hub import Hub
from bot.platforms.names import Names

log = structlog.get_logger()

MAX_PAUSE = 60.0
CLOSING_SECONDS = 5.0
REVIEW_SECONDS = 3600.0  # what Discord does not tell about is looked at so often
PORTAL = "https://discord.com/developers/applications, page Bot"


class _Reader:
    """The history, by way of whatever connection there is now; implements bot.platforms.discord_intake.History."""

    def __init__(self) -> None:
        self.client: DiscordClient | None = None

    async def since(self, channel_id: int, message_id: int) -> AsyncIterator[tuple[int, ChatEvent | None]]:
        async for found in self._connected().history.since(channel_id, message_id):
            yield found

    async def edited(self, channel_id: int, message_id: int) -> Sequence[ChatEvent]:
        return await self._connected().history.edited(channel_id, message_id)

    def _connected(self) -> DiscordClient:
        if self.client is None or not self.client.is_ready():
            raise ConnectionError("Discord is not connected")
        return self.client


class DiscordPlatform:
    """One bot account. ``connector`` makes the network connector of each connection (tests, special networks).

    ``ready_after``: seconds of silence after which all servers are taken to be known. ``retry_seconds``: first pause
    after a failure, which doubles. ``refused_seconds``: pause after a refused token or missing intents, which only a
    person can put right. ``grace_seconds``: how long the connection may be away before that is a finding.
    ``delivery_seconds``: how long one private message may take before it is put off, so that others go on.
    ``review_after``: seconds after a change of permissions until they are looked at, with those that follow it.
    """

    name = PlatformName.DISCORD

    def __init__(
        self,
        token: str,
        *,
        proxy: str | None = None,
        connector: Connector | None = None,
        phrases: Phrases | None = None,
        ready_after: float = 2.0,
        retry_seconds: float = 1.0,
        refused_seconds: float = 60.0,
        grace_seconds: float = 60.0,
        delivery_seconds: float = 10.0,
        review_after: float = 1.0,
    ) -> None:
        self._token = token
        self._proxy = proxy or None
        self._connector = connector
        self._phrases = phrases or Phrases()
        self._ready_after = ready_after
        self._retry_seconds = retry_seconds
        self._refused_seconds = refused_seconds
        self._grace_seconds = grace_seconds
        self._delivery_seconds = delivery_seconds
        self._review_after = review_after
        self._client: DiscordClient | None = None
        self._reader = _Reader()
        self._names = Names()
        self._commands_published = False
        self._failures = 0

    async def run(self, hub: Hub) -> None:
        """Connect and stay connected until cancelled; a lost network or a refused token is logged and tried again."""
        with Line(hub.found, self._grace_seconds) as line:
            async with Intake(hub, self._reader, pause=self._retry_seconds) as intake:
                intake.spawn(self._keep_looking(hub), "review")
                while True:
                    pause = await self._stay_connected(hub, intake, line)
                    await asyncio.sleep(pause)

    async def examine(self, school: School) -> Sequence[Finding]:
        """See the port. Its connection stands beside that of a bot that runs, which loses nothing by it."""
        look = Examination(self._token, school, self._connector, self._proxy, self._ready_after)
        return await look.make()

    async def show_alert(self, to: Account, alert: Alert, reference: str | None) -> str:
        """Send the alert in private, or change the message named by ``reference`` into it; gives the reference.

        Raises:
            DeliveryError: it did not arrive; says whether to try again.
        """
        with delivering():
            async with asyncio.timeout(self._delivery_seconds):
                return await self._show(to, alert, reference)

    async def tell(self, to: Account, text: str) -> None:
        """Say something in private.

        Raises:
            DeliveryError: it did not arrive; says whether to try again.
        """
        with delivering():
            async with asyncio.timeout(self._delivery_seconds):
                channel = await self._private_channel(to)
                for part in pieces(text):
                    await channel.send(part, suppress_embeds=True)

    async def post_notice(self, chat: str, text: str) -> None:
        """Post the notice to members in a group: in its channel, or in the first fitting one of a category or server.

        Raises:
            DeliveryError: it did not arrive; says whether to try again.
        """
        with delivering():
            client = self._connected()
            place = client.get_guild(int(chat)) or client.get_channel(int(chat))
            if isinstance(place, discord.ForumChannel):
                await place.create_thread(name=self._phrases("discord-notice-title"), content=text[:MAX_TEXT])
                return
            channel = next(_notice_channels(place), None)
            if channel is None:
                raise DeliveryError(f"Discord has no chat {chat} in which this bot may write", retry=False)
            await channel.send(text[:MAX_TEXT], suppress_embeds=True)

    async def _show(self, to: Account, alert: Alert, reference: str | None) -> str:
        client = self._connected()
        text, view = alert_text(alert), alert_view(alert)
        shown = _message(client, reference)
        if shown is not None:
            try:
                await shown.edit(content=text, view=view)
            except discord.NotFound:
                log.info("discord_alert_was_gone")
            else:
                return f"{shown.channel.id}:{shown.id}"
        channel = await self._private_channel(to)
        once = _once(to, alert, reference)
        if view is None:
            sent = await channel.send(text, suppress_embeds=True, nonce=once)
        else:
            sent = await channel.send(text, view=view, suppress_embeds=True, nonce=once)
        return f"{channel.id}:{sent.id}"

    async def _private_channel(self, to: Account) -> discord.DMChannel:
        if not to.id.isdecimal():
            raise DeliveryError("not the id of a Discord account, which is a number", retry=False)
        return await self._connected().create_dm(discord.Object(int(to.id)))

    async def _stay_connected(self, hub: Hub, intake: Intake, line: Line) -> float:
        """One connection until it fails for good; gives how long to wait before the next."""
        client = DiscordClient(
            hub,
            intake,
            self._phrases,
            line,
            self._names,
            proxy=self._proxy,
            connector=self._connector() if self._connector else None,
            ready_after=self._ready_after,
            review_after=self._review_after,
        )
        self._client = self._reader.client = client
        try:
            await client.login(self._token)
            hub.found(finding(Check.TOKEN, True))
            self._commands_published = self._commands_published or await client.publish_commands()
            await client.connect()
        except discord.LoginFailure:
            return self._token_refused(hub)
        except discord.PrivilegedIntentsRequired:
            log.error("discord_intents_missing", switch_on=["Message Content Intent"], where=PORTAL)
            hub.found(finding(Check.MESSAGE_CONTENT, False))
            return self._refused_seconds
        except Exception as error:  # noqa: BLE001 - one event that discord.py cannot read must not end the listening
            if isinstance(error, discord.ConnectionClosed) and error.code == TOKEN_REFUSED:
                return self._token_refused(hub)
            line.down()
            return self._lost(client, error)
        finally:
            await _close(client)
        return self._retry_seconds

    def _token_refused(self, hub: Hub) -> float:
        hub.found(finding(Check.TOKEN, False))
        log.error("discord_token_refused", setting="discord.token", where=PORTAL, retry_in=self._refused_seconds)
        return self._refused_seconds

    def _lost(self, client: DiscordClient, error: Exception) -> float:
        self._failures = 1 if client.is_ready() else self._failures + 1
        pause = min(self._retry_seconds * 2.0 ** min(self._failures - 1, 10), MAX_PAUSE)
        log.warning("discord_connection_failed", retry_in=pause, **describe(error))
        return pause

    def _connected(self) -> DiscordClient:
        if self._client is None or not self._client.is_ready():
            raise DeliveryError("Discord is not connected", retry=True)
        return self._client

    async def _keep_looking(self, hub: Hub) -> None:
        """The clock at once and every hour, and with it everything else that Discord tells nothing of."""
        while True:
            clock = await clock_finding(self._connector() if self._connector else None, self._proxy)
            if clock is not None:
                hub.found(clock)
            await asyncio.sleep(REVIEW_SECONDS)
            if self._client is not None and self._client.is_ready():
                await self._client.review()


async def _close(client: DiscordClient) -> None:
    """Close to the end, also when the platform is stopped in the middle of it."""
    closing = asyncio.create_task(client.close(), name="discord closing")
    try:
        await asyncio.wait([closing], timeout=CLOSING_SECONDS)
    except asyncio.CancelledError:
        await asyncio.wait([closing], timeout=CLOSING_SECONDS)
        raise
    finally:
        closing.cancel()
        if not closing.done() or closing.exception() is not None:
            log.warning("discord_not_closed_cleanly")


def _message(client: DiscordClient, reference: str | None) -> discord.PartialMessage | None:
    """The message that shows an alert now; None when there is none, or when the reference is not one of ours."""
    channel_id, _, message_id = (reference or "").partition(":")
    if not (channel_id.isdecimal() and message_id.isdecimal()):
        return None
    channel = client.get_partial_messageable(int(channel_id), type=discord.ChannelType.private)
    return channel.get_partial_message(int(message_id))


def _once(to: Account, alert: Alert, reference: str | None) -> str:
    """Names one sending of one alert: Discord takes it once, also when its answer was lost and it is sent again."""
    what = (to.id, reference, alert.title, alert.lines, [button.data for button in alert.buttons], alert.links)
    return hashlib.blake2b(repr(what).encode(), digest_size=12).hexdigest()


def _notice_channels(place: object) -> Iterator[discord.abc.Messageable]:
    """Where a notice may go, the best place first."""
    if isinstance(place, discord.Guild):
        candidates = [place.system_channel, *place.text_channels]
    elif isinstance(place, discord.CategoryChannel):
        candidates = [*place.text_channels]
    elif isinstance(place, discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread):
        yield place
        return
    else:
        return
    yield from (channel for channel in candidates if channel is not None and _may_write(channel))


def _may_write(channel: discord.TextChannel) -> bool:
    allowed = channel.permissions_for(channel.guild.me)
    return allowed.view_channel and allowed.send_messages
