"""Every word that people read, in Fluent files: the folder nl first, en as second language."""

from datetime import datetime
from importlib.resources import files
from typing import Literal, cast

from fluent.runtime import FluentBundle, FluentResource

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


class Phrases:
    """The phrases of one language; call it with a key and the values that the phrase needs."""

    def __init__(self, language: Language = "nl") -> None:
        self.language = language
        # Isolation marks are invisible characters that chat apps show as boxes; both languages run left to right.
        self._bundle = FluentBundle([language], use_isolating=False)
        for file in (files(__package__) / language).iterdir():
            if file.name.endswith(".ftl"):
                self._bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))

    def __call__(self, key: str, **values: str | int | float | datetime) -> str:
        """The phrase.

        Raises:
            KeyError: there is no such phrase, or a value is missing.
        """
        message = self._bundle.get_message(key)
        if message.value is None:
            raise KeyError(key)
        text, errors = self._bundle.format_pattern(message.value, values)
        if errors:
            raise KeyError(f"{key}: {errors}")
        return cast(str, text)

    def has(self, key: str) -> bool:
        """Whether there is such a phrase."""
        return bool(self._bundle.has_message(key))
