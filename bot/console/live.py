"""Tells every open page what changed, as Server-Sent Events; the page then asks for that part."""

import asyncio
from collections.abc import AsyncIterator

GATHER_SECONDS = 0.15  # changes within this time go out together, each once
HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 1000


class Changes:
    """Spreads changes over all listeners. A change is a topic ("message", "inbox", "day", "scene") and a detail."""

    def __init__(self, heartbeat: float = HEARTBEAT_SECONDS) -> None:
        self._heartbeat = heartbeat
        self._listeners: set[_Listener] = set()
        self._closed = False

    def tell(self, topic: str, detail: str = "") -> None:
        """Something changed."""
        for listener in self._listeners:
            listener.add(topic, detail)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for listener in self._listeners:
            listener.wake()

    @property
    def listeners(self) -> int:
        """How many pages are open."""
        return len(self._listeners)

    async def stream(self, greeting: str) -> AsyncIterator[str]:
        """The events for one page until it leaves or ``close`` is called, starting with ``hello`` and the greeting."""
        listener = _Listener()
        self._listeners.add(listener)
        try:
            yield f"retry: {RETRY_MILLISECONDS}\n{event('hello', greeting)}"
            while not self._closed:
                yield await listener.next(self._heartbeat)
        finally:
            self._listeners.discard(listener)


class _Listener:
    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], None] = {}  # a set that keeps the order
        self._woken = asyncio.Event()

    def add(self, topic: str, detail: str) -> None:
        self._waiting[topic, detail] = None
        self.wake()

    def wake(self) -> None:
        self._woken.set()

    async def next(self, heartbeat: float) -> str:
        try:
            async with asyncio.timeout(heartbeat):
                await self._woken.wait()
                await asyncio.sleep(GATHER_SECONDS)
        except TimeoutError:
            return ": still here\n\n"
        self._woken.clear()
        waiting, self._waiting = self._waiting, {}
        return "".join(event(topic, detail) for topic, detail in waiting)


def event(topic: str, detail: str) -> str:
    """One event in the wire format; topic and detail are ours and hold no line breaks."""
    return f"event: {topic}\ndata: {detail}\n\n"
