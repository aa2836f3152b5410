"""Telling an adult in private that something is wrong: /meld."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from bot.casework.statements import Statements, TooMany
from bot.commands.request import Answer, Request
from bot.commands.service import Asked, Handler
from bot.domain.case import Kind
from bot.domain.school import Group, School
from bot.phrases import Phrases

MAX_TEXT = 1500


class Reporting:
    """Takes reports on a message or in words; only the answer to the reporter is made here."""

    def __init__(self, statements: Statements, school: School, phrases: Phrases, zone: tzinfo) -> None:
        self._statements = statements
        self._school = school
        self._phrases = phrases
        self._zone = zone

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What is answered here."""
        return {"meld": self._report}

    async def _report(self, asked: Asked) -> Answer:
        request, text = asked.request, asked.argument[:MAX_TEXT]
        if request.about is not None:
            return await self._filed(request, request.about.group, text)
        if not text:
            return Answer(self._phrases("meld-how"), refused=True)
        groups = [group for group in self._school.groups.values() if group.platform is request.account.platform]
        group, text = (request.group, text) if request.group else named_group(text, groups)
        if group is not None and text:
            return await self._filed(request, group, text)
        kind = await self._statements.kind_of(None, text)
        if kind is Kind.CONDUCT or not groups:
            names = ", ".join(group.name for group in groups)
            return Answer(self._phrases("meld-which-group", groups=names), refused=True)
        # Care and the board serve the whole school: this must not wait until a child has found out how to write it.
        return await self._filed(request, groups[0].id, f"{text} {self._phrases('meld-group-unknown')}")

    async def _filed(self, request: Request, group: str, text: str) -> Answer:
        result = await self._statements.report(request.account, group, request.about, text)
        if isinstance(result, TooMany):
            time = result.at.astimezone(self._zone).strftime("%d-%m %H:%M")
            return Answer(self._phrases("meld-too-many", time=time), refused=True)
        if result.before:
            return Answer(self._phrases("meld-before"))
        return Answer(self._phrases("meld-received-care" if result.kind is Kind.CARE else "meld-received"))


def named_group(text: str, groups: Sequence[Group]) -> tuple[str | None, str]:
    """The group whose name or id a text begins with, and the rest; the only group when there is one."""
    folded = text.casefold()
    names = sorted(((name.casefold(), group) for group in groups for name in (group.name, group.id)), key=_longest)
    for name, group in names:
        rest = text[len(name) :]
        if folded.startswith(name) and not rest[:1].isalnum():
            return group.id, rest.lstrip(" :,.-\n")
    return (groups[0].id if len(groups) == 1 else None), text


def _longest(named: tuple[str, Group]) -> int:
    return -len(named[0])
