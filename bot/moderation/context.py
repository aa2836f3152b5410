"""The last few messages of each channel, in memory only: what came before a message, and to whom it replies."""

from collections import deque
from datetime import timedelta

from bot.domain.message import Channel, Message, MessageKey
from classifiers.assessment import Line, Utterance

CONTEXT_LINES = 3


class ContextWindow:
    """Remembers ``size`` messages per channel for at most ``keep``; nothing of it ever touches a disk."""

    def __init__(self, size: int = 50, keep: timedelta = timedelta(hours=2)) -> None:
        self._size = size
        self._keep = keep
        self._channels: dict[Channel, deque[Message]] = {}

    def add(self, message: Message) -> Utterance:
        """Remember the message, or its new revision in the place of the old, and give it with what came before it."""
        window = self._channels.setdefault(message.key.channel, deque(maxlen=self._size))
        self._forget_old(window, message)
        place = next((i for i, known in enumerate(window) if known.key == message.key), None)
        before = list(window)[:place]
        if place is None:
            window.append(message)
        else:
            window[place] = message
        return _utterance(message, before)

    def before(self, key: MessageKey, lines: int) -> tuple[Message, ...]:
        """Up to ``lines`` messages that came before the one named, oldest first; empty when it is no longer known."""
        window = list(self._channels.get(key.channel, ()))
        place = next((i for i, known in enumerate(window) if known.key == key), 0)
        return tuple(window[max(0, place - lines) : place])

    def remove(self, key: MessageKey) -> None:
        """Forget a message that was taken away."""
        window = self._channels.get(key.channel)
        if window is not None:
            kept = [message for message in window if message.key != key]
            window.clear()
            window.extend(kept)

    def _forget_old(self, window: deque[Message], message: Message) -> None:
        while window and message.sent_at - window[0].sent_at > self._keep:
            window.popleft()


def _utterance(message: Message, before: list[Message]) -> Utterance:
    answered = next((known for known in before if known.key == message.reply_to), None)
    return Utterance(
        text=message.text,
        author=_name(message),
        role=message.author.role.value if message.author.role else None,
        context=tuple(Line(known.text, _name(known)) for known in before[-CONTEXT_LINES:] if known.text),
        reply_to=Line(answered.text, _name(answered)) if answered else None,
    )


def _name(message: Message) -> str:
    return f"{message.author.account.platform}:{message.author.account.id}"
