"""Between rows and domain values: pure functions, so that the repositories only query."""

from datetime import datetime
from typing import Any

from bot.domain.case import Case, Kind, State, Verdict
from bot.domain.evidence import Evidence, Quoted, Reason
from bot.domain.flag import Flag, Level, Severity
from bot.domain.message import Account, Attachment, Author, Channel, MessageKey, PlatformName, Role
from bot.domain.statement import Statement, StatementKind
from bot.moderation.outcome import Outcome
from bot.storage.rows import CaseRow, EvidenceRow, FlagRow, StatementRow
from bot.storage.sealing import Sealer
from classifiers.assessment import Category


def account_ref(sealer: Sealer, account: Account) -> str:
    """The pseudonym under which an account stands in cases and can be looked up."""
    return sealer.pseudonym("account", account.platform, account.id)


def message_ref(sealer: Sealer, key: MessageKey) -> str:
    """The pseudonym under which a message can be looked up."""
    return sealer.pseudonym("message", key.channel.platform, key.channel.id, key.id)


def place(evidence_id: str) -> str:
    """To what the sealed part of an evidence row is bound."""
    return f"evidence/{evidence_id}"


def case_values(case: Case) -> dict[str, Any]:
    """Column values of a case."""
    return {
        "id": case.id,
        "kind": case.kind.value,
        "group_id": case.group,
        "opened_at": case.opened_at,
        "last_flag_at": case.last_flag_at,
        "severity": int(case.severity),
        "people": sorted(case.people),
        "senders": sorted(case.senders),
        "categories": sorted(case.categories),
        "messages": case.messages,
        "alerting": case.alerting,
        "state": case.state.value,
        "owner": case.owner,
        "verdict": case.verdict.value if case.verdict else None,
        "escalated": case.escalated,
        "reports": case.reports,
        "contested": case.contested,
        "decided_before": case.decided_before,
        "revision": case.revision,
    }


def to_case(row: CaseRow) -> Case:
    """A case from its row."""
    return Case(
        id=row.id,
        kind=Kind(row.kind),
        group=row.group_id,
        opened_at=row.opened_at,
        last_flag_at=row.last_flag_at,
        severity=Severity(row.severity),
        people=frozenset(row.people),
        senders=frozenset(row.senders),
        categories=frozenset(Category(name) for name in row.categories),
        messages=row.messages,
        alerting=row.alerting,
        state=State(row.state),
        owner=row.owner,
        verdict=Verdict(row.verdict) if row.verdict else None,
        escalated=row.escalated,
        reports=row.reports,
        contested=row.contested,
        decided_before=row.decided_before,
        revision=row.revision,
    )


def sealed_part(outcome: Outcome) -> dict[str, Any]:
    """Everything of a flagged message that can name a person or quote one."""
    message = outcome.message
    return {
        "text": message.text,
        "author": {
            "platform": message.author.account.platform,
            "id": message.author.account.id,
            "name": message.author.name,
            "role": message.author.role,
        },
        "channel": message.key.channel.id,
        "message": message.key.id,
        "link": message.link,
        "attachments": [[attachment.kind, attachment.name] for attachment in message.attachments],
        "before": [[line.author.name, line.text, line.sent_at.isoformat()] for line in outcome.before],
        "reasons": {
            category: [list(reason.words), [list(span) for span in reason.spans], reason.context]
            for category, reason in outcome.reasons.items()
        },
    }


def to_evidence(row: EvidenceRow, flags: list[FlagRow], sealer: Sealer) -> Evidence:
    """Evidence from its row, opened.

    Raises:
        StorageError: the row was tampered with or its key is missing.
    """
    opened = sealer.open(row.sealed, place(row.id))
    author = opened["author"]
    return Evidence(
        id=row.id,
        case_id=row.case_id,
        author=Author(
            Account(PlatformName(author["platform"]), author["id"]),
            author["name"],
            Role(author["role"]) if author["role"] else None,
        ),
        text=opened["text"],
        sent_at=row.sent_at,
        revision=row.revision,
        flags=tuple(to_flag(flag) for flag in flags),
        reasons={
            Category(name): Reason(tuple(words), tuple((start, end) for start, end in spans), context)
            for name, (words, spans, context) in opened["reasons"].items()
        },
        before=tuple(Quoted(name, text, datetime.fromisoformat(at)) for name, text, at in opened["before"]),
        attachments=tuple(Attachment(kind, name) for kind, name in opened["attachments"]),
        link=opened["link"],
        deleted_at=row.deleted_at,
    )


def to_flag(row: FlagRow) -> Flag:
    """A flag from its row."""
    return Flag(Category(row.category), row.score, row.threshold, Level(row.level), row.model)


def statement_place(statement_id: str) -> str:
    """To what the sealed part of a statement row is bound."""
    return f"statement/{statement_id}"


def sealed_statement(statement: Statement) -> dict[str, Any]:
    """Everything of a statement that can name a person or quote one."""
    about = statement.about
    return {
        "account": [statement.account.platform, statement.account.id],
        "text": statement.text,
        "about": [about.channel.platform, about.channel.id, about.id] if about else None,
    }


def to_statement(row: StatementRow, sealer: Sealer) -> Statement:
    """A statement from its row, opened.

    Raises:
        StorageError: the row was tampered with or its key is missing.
    """
    opened = sealer.open(row.sealed, statement_place(row.id))
    platform, account = opened["account"]
    about = opened["about"]
    return Statement(
        id=row.id,
        kind=StatementKind(row.kind),
        case_id=row.case_id,
        account=Account(PlatformName(platform), account),
        at=row.at,
        text=opened["text"],
        about=MessageKey(Channel(PlatformName(about[0]), about[1]), about[2]) if about else None,
    )


def own_key(row: EvidenceRow, author: Account, sealer: Sealer) -> MessageKey:
    """Which message a piece of evidence is of."""
    opened = sealer.open(row.sealed, place(row.id))
    return MessageKey(Channel(author.platform, opened["channel"]), opened["message"])
