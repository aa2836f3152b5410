"""What the bot may and may not do in the configured groups, as findings, from what Discord told about its servers."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
import discord

from bot.domain.health import Check, Finding
from bot.domain.message import PlatformName
from bot.domain.school import Group, School, StaffMember
from bot.platforms.discord_translation import find_group

Found = Callable[[Finding], None]
Place = discord.abc.GuildChannel | discord.Thread
HOLDS_MESSAGES = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.ForumChannel, discord.Thread)
READING = ("view_channel", "read_message_history")
DELETING = ("manage_messages",)
CLOCK_TOLERANCE = 30.0  # seconds; by then times in alerts mislead, and the first messages after a start are missed
CLOCK_PATIENCE = 10.0
EMPTY_IN_A_ROW = 3  # messages without anything in them; one may be of a kind that is new


def finding(check: Check, is_well: bool, group: str = "", staff: str = "", **details: str) -> Finding:
    """A finding on Discord."""
    return Finding(check, is_well, PlatformName.DISCORD, group, staff, details)


def missing_permissions(place: object, needed: Iterable[str] = READING) -> list[str]:
    """Which of these permissions the bot lacks in a channel or thread; none when that cannot be known here."""
    if not isinstance(place, Place) or place.guild.me is None:
        return []
    if isinstance(place, discord.Thread) and place.parent is None:
        return []
    allowed = place.permissions_for(place.guild.me)
    return [name for name in needed if not getattr(allowed, name)]


def group_findings(school: School, guilds: Sequence[discord.Guild]) -> Iterator[Finding]:
    """Per group whether the bot is in it, may read it and may remove messages."""
    for group in school.groups.values():
        if group.platform is PlatformName.DISCORD:
            yield from _of_group(group, school, guilds)


def content_finding(flags: discord.ApplicationFlags) -> Finding:
    """Whether Discord gives the text of messages, by what it says of the application."""
    return finding(Check.MESSAGE_CONTENT, flags.gateway_message_content or flags.gateway_message_content_limited)


async def reach_findings(school: School, guilds: Sequence[discord.Guild]) -> list[Finding]:
    """Of each member of staff whether a private message can come through: only with a server in common.

    Raises:
        discord.HTTPException: Discord did not answer.
    """
    found = []
    for member in school.staff.values():
        for account in member.accounts:
            if account.platform is PlatformName.DISCORD:
                reached = await _shares_a_server(int(account.id), guilds)
                found.append(reach_finding(member, reached))
    return found


def reach_finding(member: StaffMember, is_well: bool) -> Finding:
    """Whether a private message can come through to a member of staff."""
    return finding(Check.REACH, is_well, staff=member.id)


async def clock_finding(connector: aiohttp.BaseConnector | None, proxy: str | None) -> Finding | None:
    """Whether this machine's clock agrees with Discord's; None when Discord does not answer."""
    asked = datetime.now(UTC)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(CLOCK_PATIENCE)) as session,
            session.get(f"{discord.http.Route.BASE}/gateway", proxy=proxy) as answer,
        ):
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, OSError, KeyError, ValueError):
        return None
    between = asked + (datetime.now(UTC) - asked) / 2
    ahead = (between - theirs).total_seconds()
    return finding(Check.CLOCK, abs(ahead) <= CLOCK_TOLERANCE, seconds=str(round(abs(ahead))))


class Line:
    """Tells whether the connection stands. Discord ends it several times a day and takes it up again at once, so only
    after ``grace`` seconds without it is said to be gone. Use as a context manager.
    """

    def __init__(self, found: Found, grace: float) -> None:
        self._found = found
        self._grace = grace
        self._alarm: asyncio.TimerHandle | None = None

    def __enter__(self) -> "Line":
        """Nothing is said yet."""
        self.down()
        return self

    def __exit__(self, *_: object) -> None:
        """Say nothing more."""
        self._disarm()

    def up(self) -> None:
        """The connection stands."""
        self._disarm()
        self._found(finding(Check.CONNECTION, True))

    def down(self) -> None:
        """The connection is lost, or was so already."""
        if self._alarm is None:
            self._alarm = asyncio.get_running_loop().call_later(self._grace, self._tell)

    def _tell(self) -> None:
        self._found(finding(Check.CONNECTION, False))

    def _disarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None


class ContentWatch:
    """Notices when messages come empty although Discord said that their text would be given, and when it is back."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._empty = 0

    def saw(self, is_empty: bool) -> bool:
        """A message of a person came in; whether this is the moment at which it is clear that something is wrong."""
        if is_empty:
            self._empty += 1
            if self._empty == EMPTY_IN_A_ROW:
                self._found(finding(Check.MESSAGE_CONTENT, False))
                return True
        elif self._empty:
            if self._empty >= EMPTY_IN_A_ROW:
                self._found(finding(Check.MESSAGE_CONTENT, True))
            self._empty = 0
        return False


def _of_group(group: Group, school: School, guilds: Sequence[discord.Guild]) -> Iterator[Finding]:
    places = _places(group, school, guilds)
    if places is None:
        if not any(guild.unavailable for guild in guilds):  # it may be in a server that Discord itself cannot show now
            yield finding(Check.MEMBERSHIP, False, group.id, chat=group.chat)
        return
    yield finding(Check.MEMBERSHIP, True, group.id)
    yield _permitted(Check.READING, READING, group, places)
    yield _permitted(Check.DELETING, DELETING, group, places)


def _permitted(check: Check, needed: tuple[str, ...], group: Group, places: Iterable[Place]) -> Finding:
    """``channels`` holds the ids of those in which something is missing, ``missing`` what."""
    lacking = {place.id: missing for place in places if (missing := missing_permissions(place, needed))}
    if not lacking:
        return finding(check, True, group.id)
    missing = sorted({name for names in lacking.values() for name in names})
    return finding(check, False, group.id, channels=", ".join(map(str, sorted(lacking))), missing=", ".join(missing))


def _places(group: Group, school: School, guilds: Sequence[discord.Guild]) -> list[Place] | None:
    """The channels of a group; None when neither a server nor a channel of that id is known."""
    wanted = int(group.chat)
    for guild in guilds:
        channel = guild.get_channel_or_thread(wanted)
        if guild.id != wanted and channel is None:
            continue
        candidates: list[Place] = [*guild.channels]
        if isinstance(channel, discord.Thread):
            candidates.append(channel)
        return [place for place in candidates if isinstance(place, HOLDS_MESSAGES) and _is_of(place, group, school)]
    return None


def _is_of(place: Place, group: Group, school: School) -> bool:
    found = find_group(school, place)
    return found is not None and found.id == group.id


async def _shares_a_server(user_id: int, guilds: Sequence[discord.Guild]) -> bool:
    for guild in guilds:
        try:
            await guild.fetch_member(user_id)
        except discord.NotFound:
            continue
        return True
    return False
