"""Serves the pages in a running event loop and leaves signals to the program around it."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from bot.domain.errors import SettingsError

GRACE_SECONDS = 3  # for answers under way when the server stops


class PageServer(uvicorn.Server):
    """Run ``serve_pages`` as a task; set ``should_exit`` to stop it. ``ready`` is told the address once it answers.

    Raises:
        SettingsError: the address cannot be used.
    """

    def __init__(self, app: Starlette, host: str, port: int, ready: Callable[[str], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._listener = listen(host, port)
        shown = f"[{host}]" if ":" in host else host
        self._address = f"http://{shown}:{self._listener.getsockname()[1]}/"
        self._ready = ready

    async def serve_pages(self) -> None:
        """Answer until ``should_exit`` is set."""
        await self.serve([self._listener])

    def close(self) -> None:
        """Give the address free, also when it was never served."""
        self._listener.close()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell the address."""
        await super().startup(sockets)
        self._ready(self._address)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none: the program that started us has its own way to stop."""
        yield


def listen(host: str, port: int) -> socket.socket:
    """A socket on this address; port 0 takes any that is free.

    Raises:
        SettingsError: the address is taken or is none of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise SettingsError([f"{host}:{port}: cannot show the pages there: {reason}; choose another port"]) from None
    return listener
