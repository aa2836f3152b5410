"""The cases of the asker, for staff: /zaak."""

from collections.abc import Mapping

from bot.casework.desk import Desk
from bot.commands.ports import CaseTexts
from bot.commands.request import Answer
from bot.commands.service import Asked, Handler
from bot.domain.case import SHORT_ID, State
from bot.phrases import Phrases

LISTED = 10
SEARCHED = 200


class Cases:
    """Goes through the desk: who may see a case is decided there, and that it was read is noted there."""

    def __init__(self, desk: Desk, texts: CaseTexts, phrases: Phrases) -> None:
        self._desk = desk
        self._texts = texts
        self._phrases = phrases

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What is answered here."""
        return {"zaak": self._case}

    async def _case(self, asked: Asked) -> Answer:
        return await (self._one(asked) if asked.argument else self._open_ones(asked))

    async def _open_ones(self, asked: Asked) -> Answer:
        cases = [case for case in await self._desk.inbox(asked.staff) if case.state is not State.DECIDED]
        if not cases:
            return Answer(self._phrases("zaak-none"))
        gravest = sorted(cases, key=lambda case: (case.alerting, case.severity, case.last_flag_at), reverse=True)
        lines = [f"• {self._texts.line(case, asked.staff)}" for case in gravest[:LISTED]]
        return Answer("\n".join([self._phrases("zaak-open", count=len(cases)), *lines, self._phrases("zaak-how")]))

    async def _one(self, asked: Asked) -> Answer:
        wanted = asked.argument.casefold()
        found = [case for case in await self._desk.inbox(asked.staff, SEARCHED) if case.id.startswith(wanted)]
        if len(found) != 1 or len(wanted) < SHORT_ID:
            return Answer(self._phrases("zaak-unknown"), refused=True)
        file = await self._desk.open(asked.staff, found[0].id, "command")
        return Answer(self._texts.whole(file, asked.staff))
