"""The one family of errors that Pleinwacht raises itself; the text of each can be shown to the person concerned."""

from collections.abc import Sequence


class PleinwachtError(Exception):
    """Anything that Pleinwacht itself says went wrong."""


class SettingsError(PleinwachtError):
    """The configuration holds mistakes. ``problems`` names each: file, key, what is wrong and what is allowed."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class CaseError(PleinwachtError):
    """An action does not fit the state of a case. ``reason`` is a phrase key."""

    def __init__(self, reason: str, **details: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


class NotAllowedError(PleinwachtError):
    """This person may not see or do this. Says nothing about whether the case exists."""


class ConflictError(PleinwachtError):
    """Somebody else changed the case in the meantime: read it again and decide anew."""


class StorageError(PleinwachtError):
    """The database or its key file cannot be used; the text says which and why."""


class DeliveryError(PleinwachtError):
    """A platform did not take what was sent. ``retry``: trying again makes sense, ``after`` so many seconds."""

    def __init__(self, message: str, *, retry: bool, after: float | None = None) -> None:
        super().__init__(message)
        self.retry = retry
        self.after = after
