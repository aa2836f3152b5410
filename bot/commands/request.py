"""A command as somebody gave it, and the answer."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.message import Account, Message


class Rights(StrEnum):
    """Who may give a command."""

    EVERYONE = "everyone"
    STAFF = "staff"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Command:
    """``takes_argument``: text may follow the name. ``on_message``: it can be given on a message of the group.

    Its description for people is the phrase ``command-<name>``.
    """

    name: str
    rights: Rights = Rights.EVERYONE
    takes_argument: bool = False
    on_message: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks what, and where. ``group`` is the id of the group, None in private.

    ``about`` is the message of a moderated group that the asker chose or answered with the command. ``chat`` is the
    platform's own id of the place where it was asked, also of a group that is not in the configuration; "" in private.
    ``is_public``: others can read what was asked, as in a group on Telegram.
    """

    account: Account
    command: str
    argument: str = ""
    group: str | None = None
    about: Message | None = None
    chat: str = ""
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What to tell the asker, in private wherever the platform can. ``refused``: it was not done."""

    text: str
    refused: bool = False
