"""What Pleinwacht is and keeps, and what the asker can do: /help and /privacy."""

from collections.abc import Mapping

from bot.commands.request import Answer
from bot.commands.rights import commands_for
from bot.commands.service import Asked, Handler
from bot.domain.school import School
from bot.phrases import Phrases


class About:
    """``contact`` is whom people ask about their data."""

    def __init__(self, school: School, phrases: Phrases, contact: str) -> None:
        self._school = school
        self._phrases = phrases
        self._contact = contact

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What is answered here."""
        return {"help": self._help, "privacy": self._privacy}

    async def _help(self, asked: Asked) -> Answer:
        usable = [f"/{each.name}: {self._phrases(f'command-{each.name}')}" for each in commands_for(asked.member)]
        text = self._phrases("help", school=self._school.name)
        return Answer("\n".join([text, "", self._phrases("help-commands"), *usable]))

    async def _privacy(self, _asked: Asked) -> Answer:
        return Answer(self._phrases("privacy", school=self._school.name, contact=self._contact))
