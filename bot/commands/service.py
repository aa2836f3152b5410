"""Answers commands."""

from bot.commands.request import Answer, Request
from bot.domain.school import School
from bot.phrases import Phrases


class Commands:
    """Knows every command of the catalogue."""

    def __init__(self, school: School, phrases: Phrases, contact: str) -> None:
        self._school = school
        self._phrases = phrases
        self._contact = contact

    async def run(self, request: Request) -> Answer | None:
        """The answer; None when there is no such command."""
        if request.command not in ("help", "privacy"):
            return None
        return Answer(self._phrases(request.command, school=self._school.name, contact=self._contact))
