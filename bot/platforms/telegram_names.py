"""Notices when somebody in a group shows another name than before: a name can be a message too."""

from dataclasses import replace

from telegram import Update

from bot.domain.message import Account, Message, MessageKey
from bot.platforms.telegram_messages import shown_name

REMEMBERED = 10_000  # names, in memory only; the oldest are forgotten first


class Names:
    """What everybody was called when they last spoke, since the start."""

    def __init__(self) -> None:
        self._shown: dict[tuple[str, Account], str] = {}

    def with_change(self, message: Message, update: Update) -> list[Message]:
        """The message, and before it the new name of its author as something that they said, when it changed."""
        source = update.edited_message or update.message
        name = shown_name(source) if source else ""
        who = (message.group, message.author.account)
        before = self._shown.pop(who, name)
        self._shown[who] = name
        if len(self._shown) > REMEMBERED:
            del self._shown[next(iter(self._shown))]
        return [message] if name == before else [_as_message(name, message), message]


def _as_message(name: str, message: Message) -> Message:
    """A name has no message of its own on Telegram: it is known by the first one above which it stood."""
    key = MessageKey(message.key.channel, f"{message.key.id}-name")
    return replace(
        message, key=key, text=name, revision=0, reply_to=None, reply_author=None, mentions=(), attachments=()
    )
