"""A database operation, once begun, runs to its end, also when whoever asked for it is cancelled meanwhile."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Repository = TypeVar("Repository", bound=type)


def whole(operation: Callable[Parameters, Awaitable[Result]]) -> Callable[Parameters, Awaitable[Result]]:
    """The operation as one that cancelling waits for.

    A connection that is cancelled in the middle of a statement is thrown away by SQLAlchemy while its aiosqlite thread
    still works on it; disposing of the engine may then wait for ever.
    """

    @wraps(operation)
    async def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        task = asyncio.ensure_future(operation(*args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait({task})
            if not task.cancelled():
                task.exception()  # looked at: the caller is gone and cannot be told
            raise

    return run


def whole_operations(repository: Repository) -> Repository:
    """Class decorator: every public coroutine method becomes ``whole``."""
    for name, method in vars(repository).copy().items():
        if inspect.iscoroutinefunction(method) and not name.startswith("_"):
            setattr(repository, name, whole(method))
    return repository
