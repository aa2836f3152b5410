"""What somebody may know of their own messages, and say to it: /waarom, /bezwaar and /mijngegevens."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

from bot.casework.statements import Statements
from bot.commands.request import Answer
from bot.commands.service import Asked, Handler
from bot.domain.case import Verdict
from bot.domain.evidence import Reason
from bot.domain.flag import Flag
from bot.domain.message import MessageKey
from bot.domain.statement import OwnFlag, Statement, StatementKind, may_be_contested
from bot.phrases import Phrases

MAX_TEXT = 1500
SHOWN = 3
DATES_SHOWN = 10
QUOTED = 80


class OwnMessages:
    """Everything here is about the asker alone. One and the same answer covers all that they may not hear of."""

    def __init__(self, statements: Statements, phrases: Phrases, zone: tzinfo, contact: str) -> None:
        self._statements = statements
        self._phrases = phrases
        self._zone = zone
        self._contact = contact

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """What is answered here."""
        return {"waarom": self._why, "bezwaar": self._appeal, "mijngegevens": self._kept}

    async def _why(self, asked: Asked) -> Answer:
        own = await self._chosen(asked)
        if not own:
            return Answer(self._phrases("waarom-nothing"))
        appealed = await self._appealed(asked)
        told = [self._explained(each, contested=each.key in appealed) for each in own[:SHOWN]]
        return Answer("\n\n".join([*told, self._phrases("waarom-after")]))

    async def _appeal(self, asked: Asked) -> Answer:
        text = asked.argument[:MAX_TEXT]
        if not text:
            return Answer(self._phrases("bezwaar-how"), refused=True)
        appealed = await self._appealed(asked)
        own = next(
            (own for own in await self._chosen(asked) if own.key not in appealed and may_be_contested(own)), None
        )
        if own is not None and await self._statements.appeal(asked.request.account, own, text):
            return Answer(self._phrases("bezwaar-received", when=self._time(own.evidence.sent_at)))
        return Answer(self._phrases("bezwaar-nothing"), refused=True)

    async def _kept(self, asked: Asked) -> Answer:
        own = await self._statements.own_flags(asked.request.account)
        said = await self._statements.by(asked.request.account)
        lines = [
            self._phrases("mijngegevens"),
            self._counted("mijngegevens-flagged", [each.evidence.sent_at for each in own]),
            self._counted("mijngegevens-reports", _times(said, StatementKind.REPORT)),
            self._counted("mijngegevens-appeals", _times(said, StatementKind.APPEAL)),
        ]
        if asked.member is not None:
            lines.append(self._phrases("mijngegevens-staff"))
        return Answer("\n".join([*lines, self._phrases("mijngegevens-rights", contact=self._contact)]))

    async def _chosen(self, asked: Asked) -> Sequence[OwnFlag]:
        """The message that the command was given on, else all of the asker's, newest first."""
        own = await self._statements.own_flags(asked.request.account)
        about = asked.request.about
        return own if about is None else [each for each in own if each.key == about.key]

    async def _appealed(self, asked: Asked) -> set[MessageKey | None]:
        said = await self._statements.by(asked.request.account)
        return {each.about for each in said if each.kind is StatementKind.APPEAL}

    def _explained(self, own: OwnFlag, *, contested: bool) -> str:
        evidence = own.evidence
        quote = evidence.text if len(evidence.text) <= QUOTED else f"{evidence.text[: QUOTED - 1]}…"
        lines = [self._phrases("waarom-message", when=self._time(evidence.sent_at), text=quote)]
        lines += [self._reason(flag, evidence.reasons.get(flag.category)) for flag in evidence.flags]
        return "\n".join([*lines, self._phrases(f"waarom-{_stand(own, contested=contested)}")])

    def _reason(self, flag: Flag, reason: Reason | None) -> str:
        category = self._phrases(flag.category)
        if reason is not None and reason.words:
            words = ", ".join(f"“{word}”" for word in reason.words)
            return self._phrases("waarom-words", category=category, words=words)
        return self._phrases("waarom-context" if reason and reason.context else "waarom-whole", category=category)

    def _counted(self, key: str, times: Iterable[datetime]) -> str:
        newest = sorted(times, reverse=True)
        dates = [time.astimezone(self._zone).strftime("%d-%m-%Y") for time in newest[:DATES_SHOWN]]
        shown = ", ".join(dict.fromkeys(dates)) + (" …" if len(newest) > DATES_SHOWN else "")
        return self._phrases(key, count=len(newest), dates=shown)

    def _time(self, moment: datetime) -> str:
        return moment.astimezone(self._zone).strftime("%d-%m %H:%M")


def _stand(own: OwnFlag, *, contested: bool) -> str:
    """How far it is, as the writer may know it: whether staff look at it is only said once they decided."""
    if own.case.verdict is not None:
        return "right" if own.case.verdict is Verdict.RIGHT else "false_alarm"
    return "contested" if contested else "open"


def _times(said: Iterable[Statement], kind: StatementKind) -> list[datetime]:
    return [each.at for each in said if each.kind is kind]
