"""Structured logs that never hold what people wrote or what they are called."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

# Keys under which a careless call might log content; they are dropped whatever their value.
PRIVATE_KEYS = frozenset(
    {"text", "content", "name", "author", "message", "utterance", "quote", "token", "display_name"}
)
# Libraries that log addresses with tokens in them, or every request.
TALKATIVE = ("httpx", "httpcore", "telegram", "discord", "aiosqlite", "uvicorn", "asyncio", "alembic")


def configure_logs(level: Literal["debug", "info", "warning", "error"], form: Literal["console", "json"]) -> None:
    """Send our own events and the warnings of libraries to standard error in one form."""
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_private,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, only_error_type],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def drop_private(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out what may be somebody's words or name."""
    for key in PRIVATE_KEYS & event.keys():
        del event[key]
    return event


def only_error_type(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of a library's traceback keep only the type of the error: values in it may quote a message."""
    if event.get("exc_info"):
        info = event.pop("exc_info")
        event["error"] = info[0].__name__ if isinstance(info, tuple) and info[0] else "unknown"
    return event


def describe(error: BaseException) -> dict[str, str]:
    """Type of an error and where it arose, without its text, which may quote a message."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "unknown"
    return {"error": type(error).__name__, "where": where}
