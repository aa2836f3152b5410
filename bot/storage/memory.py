"""The same ports in memory, under the same contract tests: for tests, and for trying things without a database."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.alerting.ports import DueAlert
from bot.domain.case import MACHINE, Action, Case, State
from bot.domain.errors import ConflictError
from bot.domain.evidence import CaseEvent, Evidence, Quoted
from bot.domain.flag import Flag
from bot.domain.health import Gap
from bot.domain.message import Account, Channel, Deletion, Message, MessageKey, PlatformName
from bot.domain.statement import OwnFlag, PastReport, Remark, Reply, Statement, StatementKind, remark_on
from bot.health.ports import KeptGap, Told
from bot.moderation.outcome import Filing, Outcome
from classifiers.assessment import Utterance


@dataclass(slots=True)
class _Planned:
    alert: DueAlert
    shown_revision: int = 0
    next_try_at: datetime | None = None
    failed: bool = False


class MemoryRecords:
    """Implements Ledger, casework's ports, Outbox and HealthStore over dictionaries; gone when the process ends."""

    def __init__(self) -> None:
        self.cursors: dict[Channel, int] = {}
        self.passed_over: list[tuple[MessageKey, str]] = []
        self.access: list[tuple[str, str, str]] = []
        self._cases: dict[str, Case] = {}
        self._evidence: dict[str, list[tuple[MessageKey, Evidence]]] = defaultdict(list)
        self._events: dict[str, list[CaseEvent]] = defaultdict(list)
        self._alerts: dict[int, _Planned] = {}
        self._notices: set[tuple[str, str]] = set()
        self._statements: list[Statement] = []
        self._replied: set[str] = set()
        self._silences: dict[str, datetime] = {}
        self._unassessed_at: list[datetime] = []
        self._gaps: dict[Gap, KeptGap] = {}
        self._told: dict[tuple[str, str], Told] = {}
        self._last_seen: dict[str, datetime] = {}

    def pseudonym(self, account: Account) -> str:
        """See the port."""
        return f"{account.platform}/{account.id}"

    # Ledger

    async def open_cases(self, group: str, since: datetime) -> Sequence[Case]:
        """See the port."""
        return [
            case
            for case in self._cases.values()
            if case.group == group and case.state is not State.DECIDED and case.last_flag_at >= since
        ]

    async def cases_holding(self, key: MessageKey) -> Sequence[Case]:
        """See the port."""
        return [self._cases[case_id] for case_id, held in self._evidence.items() if any(k == key for k, _ in held)]

    async def holds(self, key: MessageKey, revision: int) -> bool:
        """See the port."""
        return any(k == key and each.revision == revision for held in self._evidence.values() for k, each in held)

    async def record(self, outcome: Outcome) -> None:
        """See the port."""
        for filing in outcome.filings:
            self._check(filing.case)
        for filing in outcome.filings:
            self._file(outcome, filing)
        self._advance(outcome.message.key.channel, outcome.message.position)

    async def record_deletion(self, deletion: Deletion) -> bool:
        """See the port."""
        found = False
        for case_id, held in self._evidence.items():
            for place, (key, evidence) in enumerate(held):
                if key == deletion.key and evidence.deleted_at is None:
                    held[place] = (key, replace(evidence, deleted_at=deletion.deleted_at))
                    case = self._cases[case_id]
                    self._cases[case_id] = replace(case, revision=case.revision + 1)
                    self._events[case_id].append(CaseEvent(deletion.deleted_at, MACHINE, "deleted"))
                    found = True
        return found

    async def record_unassessed(self, message: Message, reason: str) -> None:
        """See the port."""
        self.passed_over.append((message.key, reason))
        self._unassessed_at.append(datetime.now(UTC))
        self._advance(message.key.channel, message.position)

    async def advance(self, positions: Mapping[Channel, int]) -> None:
        """See the port."""
        for channel, position in positions.items():
            self._advance(channel, position)

    async def cursor(self, channel: Channel) -> int | None:
        """See the port."""
        return self.cursors.get(channel)

    # CaseStore

    async def case(self, case_id: str) -> Case | None:
        """See the port."""
        return self._cases.get(case_id)

    async def latest(self, limit: int) -> Sequence[Case]:
        """See the port."""
        return sorted(self._cases.values(), key=lambda case: case.last_flag_at, reverse=True)[:limit]

    async def evidence(self, case_id: str) -> Sequence[Evidence]:
        """See the port."""
        return sorted((each for _, each in self._evidence[case_id]), key=lambda each: (each.sent_at, each.revision))

    async def events(self, case_id: str) -> Sequence[CaseEvent]:
        """See the port."""
        return list(self._events[case_id])

    async def remarks(self, case_id: str) -> Sequence[Remark]:
        """See the port."""
        mine = [each for each in self._statements if each.case_id == case_id and each.text]
        return [remark_on(each, self._cases[case_id].kind) for each in mine]

    async def save(self, case: Case, actor: str, action: Action, at: datetime, recipients: Sequence[str]) -> None:
        """See the port."""
        self._check(case)
        self._cases[case.id] = case
        self._events[case.id].append(CaseEvent(at, actor, action.value))
        self._plan(case.id, recipients)

    async def log_access(self, case_id: str, actor: str, purpose: str, at: datetime) -> None:
        """See the port."""
        self.access.append((case_id, actor, purpose))

    # StatementStore

    async def file(
        self, statement: Statement, case: Case, message: Message | None, at: datetime, recipients: Sequence[str]
    ) -> None:
        """See the port."""
        self._check(case)
        self._cases[case.id] = case
        kind_held = {self._cases[held].kind for held, _ in self._holding(message)} if message else set()
        if message is not None and case.kind not in kind_held:
            self._keep(Outcome(message, Utterance(message.text), None), case, ())
        self._statements.append(statement)
        self._events[case.id].append(CaseEvent(at, MACHINE, statement.kind.value))
        self._plan(case.id, recipients)

    async def statements_by(self, account: Account) -> Sequence[Statement]:
        """See the port."""
        return [each for each in self._statements if each.account == account]

    async def past_reports(self, account: Account) -> Sequence[PastReport]:
        """See the port."""
        return [
            PastReport(each.at, self._cases[each.case_id].verdict)
            for each in await self.statements_by(account)
            if each.kind is StatementKind.REPORT
        ]

    async def own_flags(self, account: Account) -> Sequence[OwnFlag]:
        """See the port."""
        found = [
            OwnFlag(evidence, key, self._cases[case_id])
            for case_id, held in self._evidence.items()
            for key, evidence in held
            if evidence.author.account == account
        ]
        return sorted(found, key=lambda own: (own.evidence.sent_at, own.evidence.revision), reverse=True)

    async def to_tell(self, limit: int) -> Sequence[Reply]:
        """See the port."""
        return [
            Reply(each.id, each.kind, each.account, verdict)
            for each in self._statements
            if each.id not in self._replied and (verdict := self._cases[each.case_id].verdict)
        ][:limit]

    async def note_reply(self, statement_id: str, at: datetime) -> None:
        """See the port."""
        self._replied.add(statement_id)

    # Outbox

    async def due(self, now: datetime, limit: int) -> Sequence[DueAlert]:
        """See the port."""
        due = [
            replace(planned.alert, case=case)
            for planned in self._alerts.values()
            if (case := self._cases[planned.alert.case.id]).revision > planned.shown_revision
            and not planned.failed
            and (planned.next_try_at is None or planned.next_try_at <= now)
            and (case.is_urgent or self._silences.get(planned.alert.staff_id, now) <= now)
        ]
        return sorted(due, key=lambda alert: (-alert.case.severity, alert.id))[:limit]

    async def shown(self, alert_id: int, revision: int, platform: PlatformName, reference: str) -> None:
        """See the port."""
        planned = self._alerts[alert_id]
        planned.shown_revision = revision
        planned.alert = replace(planned.alert, platform=platform, reference=reference, attempts=0)

    async def not_shown(self, alert_id: int, error: str, next_try_at: datetime) -> None:
        """See the port."""
        planned = self._alerts[alert_id]
        planned.next_try_at = next_try_at
        planned.alert = replace(planned.alert, attempts=planned.alert.attempts + 1)

    async def given_up(self, alert_id: int, error: str) -> int:
        """See the port."""
        self._alerts[alert_id].failed = True
        case_id = self._alerts[alert_id].alert.case.id
        return sum(planned.alert.case.id == case_id and not planned.failed for planned in self._alerts.values())

    async def take_up_again(self, case_id: str, at: datetime) -> None:
        """See the port."""
        for planned in self._alerts.values():
            if planned.alert.case.id == case_id and planned.failed:
                planned.failed, planned.next_try_at = False, at
                planned.alert = replace(planned.alert, attempts=0)

    async def notice_given(self, group: str, version: str) -> bool:
        """See the port."""
        return (group, version) in self._notices

    async def note_notice(self, group: str, version: str, at: datetime) -> None:
        """See the port."""
        self._notices.add((group, version))

    # Silences

    async def silences(self, now: datetime) -> Mapping[str, datetime]:
        """See the port."""
        return {staff_id: until for staff_id, until in self._silences.items() if until > now}

    async def be_silent(self, staff_id: str, until: datetime) -> None:
        """See the port."""
        self._silences[staff_id] = until

    # HealthStore

    async def add_gap(self, gap: Gap, found_at: datetime) -> None:
        """See the port."""
        self._gaps.setdefault(gap, KeptGap(len(self._gaps) + 1, gap, found_at))

    async def gaps(self, since: datetime) -> Sequence[KeptGap]:
        """See the port."""
        return [kept for kept in self._gaps.values() if kept.found_at >= since]

    async def told(self) -> Sequence[Told]:
        """See the port."""
        return list(self._told.values())

    async def note_told(self, told: Iterable[Told]) -> None:
        """See the port."""
        self._told |= {(each.admin, each.subject): each for each in told}

    async def last_seen(self) -> Mapping[str, datetime]:
        """See the port."""
        return dict(self._last_seen)

    async def note_last_seen(self, times: Mapping[str, datetime], now: datetime) -> None:
        """See the port."""
        for group, at in times.items():
            self._last_seen[group] = max(at, self._last_seen.get(group, at))

    async def unassessed(self, since: datetime) -> int:
        """See the port."""
        return sum(at >= since for at in self._unassessed_at)

    def _check(self, case: Case) -> None:
        stored = self._cases.get(case.id)
        if (stored.revision if stored else 0) != case.revision - 1:
            raise ConflictError(f"case {case.id} is no longer at revision {case.revision - 1}")

    def _file(self, outcome: Outcome, filing: Filing) -> None:
        case = filing.case
        self._cases[case.id] = case
        self._keep(outcome, case, filing.flags)
        event = "opened" if filing.new else "extended"
        self._events[case.id].append(CaseEvent(outcome.message.sent_at, MACHINE, event))
        self._plan(case.id, filing.recipients)

    def _keep(self, outcome: Outcome, case: Case, flags: tuple[Flag, ...]) -> None:
        message = outcome.message
        evidence = Evidence(
            id=uuid.uuid4().hex,
            case_id=case.id,
            author=message.author,
            text=message.text,
            sent_at=message.sent_at,
            revision=message.revision,
            flags=flags,
            reasons=outcome.reasons,
            before=tuple(Quoted(line.author.name, line.text, line.sent_at) for line in outcome.before),
            attachments=message.attachments,
            link=message.link,
        )
        self._evidence[case.id].append((message.key, evidence))

    def _holding(self, message: Message) -> list[tuple[str, Evidence]]:
        return [
            (case_id, evidence)
            for case_id, held in self._evidence.items()
            for key, evidence in held
            if key == message.key and evidence.revision == message.revision
        ]

    def _plan(self, case_id: str, recipients: Sequence[str]) -> None:
        mine = [planned for planned in self._alerts.values() if planned.alert.case.id == case_id]
        for planned in mine:
            planned.next_try_at = None
        known = {planned.alert.staff_id for planned in mine}
        for staff_id in recipients:
            if staff_id not in known:
                alert = DueAlert(len(self._alerts) + 1, self._cases[case_id], staff_id, 0)
                self._alerts[alert.id] = _Planned(alert)

    def _advance(self, channel: Channel, position: int) -> None:
        self.cursors[channel] = max(position, self.cursors.get(channel, position))
