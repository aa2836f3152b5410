"""Remembers, in memory only, what the machine last concluded about each message."""

from collections import OrderedDict
from collections.abc import Callable

from bot.domain.message import MessageKey
from bot.moderation.outcome import Outcome


class RecentOutcomes:
    """Implements bot.moderation.ports.Observer; forgets the oldest beyond ``limit``. ``told`` hears of each outcome."""

    def __init__(self, limit: int = 500, told: Callable[[Outcome], None] = lambda outcome: None) -> None:
        self._limit = limit
        self._told = told
        self._last: OrderedDict[MessageKey, Outcome] = OrderedDict()
        self._flagged_earlier: set[MessageKey] = set()

    def outcome(self, outcome: Outcome) -> None:
        """See the port."""
        key = outcome.message.key
        earlier = self._last.pop(key, None)
        if earlier is not None and earlier.flags:
            self._flagged_earlier.add(key)
        self._last[key] = outcome
        while len(self._last) > self._limit:
            self._flagged_earlier.discard(self._last.popitem(last=False)[0])
        self._told(outcome)

    def of(self, key: MessageKey, revision: int) -> Outcome | None:
        """What was concluded about this revision; None while it is being read, or when it was long ago."""
        outcome = self._last.get(key)
        return outcome if outcome is not None and outcome.message.revision == revision else None

    def flagged_earlier(self, key: MessageKey) -> bool:
        """Whether an earlier revision of this message was flagged."""
        return key in self._flagged_earlier
