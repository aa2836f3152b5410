"""Notices when somebody in a group shows another name than before: a name can be a message too."""

from dataclasses import replace

from bot.domain.message import Account, Message, MessageKey

REMEMBERED = 10_000  # names, in memory only; the oldest are forgotten first


class Names:
    """What everybody was called when they last spoke, since the start."""

    def __init__(self) -> None:
        self._shown: dict[tuple[str, Account], str] = {}

    def with_change(self, message: Message, name: str) -> list[Message]:
        """The message, and before it the name that now stands above it as something that they said, when it changed."""
        who = (message.group, message.author.account)
        before = self._shown.pop(who, name)
        self._shown[who] = name
        if len(self._shown) > REMEMBERED:
            del self._shown[next(iter(self._shown))]
        return [message] if name == before else [_as_message(name, message), message]


def _as_message(name: str, message: Message) -> Message:
    """A name has no message of its own: it is known by the first one above which it stood, and comes just before it."""
    return replace(
        message,
        key=MessageKey(message.key.channel, f"{message.key.id}-name"),
        text=name,
        position=message.position - 1,
        revision=0,
        reply_to=None,
        reply_author=None,
        mentions=(),
        attachments=(),
    )
