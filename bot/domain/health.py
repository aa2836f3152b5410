"""What Pleinwacht can and cannot hear and say: findings of the adapters, and gaps that nobody can read back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.message import Channel, PlatformName


class Check(StrEnum):
    """What is looked at; the value is also the end of its phrase keys."""

    TOKEN = "token"  # noqa: S105 - the name of a check: the platform takes the bot's token
    CONNECTION = "connection"  # the platform can be reached
    MESSAGE_CONTENT = "message_content"  # Discord gives the text of messages
    PRIVACY_MODE = "privacy_mode"  # Telegram gives the bot all messages of a group
    MEMBERSHIP = "membership"  # the bot is in the group
    READING = "reading"  # it may read the group's channels and what was said in them before
    DELETING = "deleting"  # it may remove messages
    WEBHOOK = "webhook"  # nobody else takes the bot's updates
    SILENCE = "silence"  # the group is not suspiciously quiet
    CLOCK = "clock"  # this machine's clock agrees with the platform's
    GAP = "gap"  # nothing was missed
    REACH = "reach"  # a member of staff can be reached in private
    DATABASE = "database"
    KEYS = "keys"  # what is sealed can be read again
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: on a platform, a group or a member of staff (ids of the configuration), or the whole.

    ``details`` are the values that the phrases on this check need; never text or names from a chat.
    """

    check: Check
    is_well: bool
    platform: PlatformName | None = None
    group: str = ""
    staff: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages of a channel between two moments that were not seen and cannot be read back; times in UTC."""

    channel: Channel
    group: str
    since: datetime
    until: datetime
    reason: str
