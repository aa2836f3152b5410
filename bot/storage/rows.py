"""The tables. What can name a person or quote a message is sealed; what must be looked up is a keyed pseudonym."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Named constraints, so that SQLite's batch migrations can find them again.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in UTC: stored without a zone, given back with one."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC, without a zone. Refuses naive values."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a stored time must be aware")
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back with UTC."""
        return value.replace(tzinfo=UTC) if value else None


class Row(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON, bytes: LargeBinary}


class CaseRow(Row):
    """A case; see bot.domain.case.Case."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    group_id: Mapped[str] = mapped_column(String(64), index=True)
    opened_at: Mapped[datetime]
    last_flag_at: Mapped[datetime] = mapped_column(index=True)
    severity: Mapped[int] = mapped_column(Integer)
    people: Mapped[list[str]]
    senders: Mapped[list[str]]
    categories: Mapped[list[str]]
    messages: Mapped[int] = mapped_column(Integer)
    alerting: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(String(16), index=True)
    owner: Mapped[str | None] = mapped_column(String(64))
    verdict: Mapped[str | None] = mapped_column(String(16))
    escalated: Mapped[int] = mapped_column(Integer)
    reports: Mapped[int] = mapped_column(Integer, server_default="0")
    contested: Mapped[bool] = mapped_column(Boolean, server_default=false())
    decided_before: Mapped[str | None] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(Integer)


class EvidenceRow(Row):
    """One revision of a flagged message, sealed with its author and the lines before it."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("message_ref", "kind", "revision"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    message_ref: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int] = mapped_column(BigInteger)
    sent_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    sealed: Mapped[bytes]


class FlagRow(Row):
    """One category of one piece of evidence that reached its threshold."""

    __tablename__ = "flags"
    __table_args__ = (UniqueConstraint("evidence_id", "category"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"))
    category: Mapped[str] = mapped_column(String(32))
    score: Mapped[float] = mapped_column(Float)
    threshold: Mapped[float] = mapped_column(Float)
    level: Mapped[str] = mapped_column(String(8))
    model: Mapped[str] = mapped_column(String(128))


class AlertRow(Row):
    """One person's view of one case; due whenever it shows an older revision than the case has."""

    __tablename__ = "alerts"
    __table_args__ = (UniqueConstraint("case_id", "staff_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    staff_id: Mapped[str] = mapped_column(String(64))
    shown_revision: Mapped[int] = mapped_column(Integer)
    platform: Mapped[str | None] = mapped_column(String(16))
    reference: Mapped[str | None] = mapped_column(String(128))
    attempts: Mapped[int] = mapped_column(Integer)
    next_try_at: Mapped[datetime]
    failed: Mapped[bool] = mapped_column(Boolean)
    last_error: Mapped[str | None] = mapped_column(String(256))


class CaseEventRow(Row):
    """What happened to a case, when, by whom (``machine`` for Pleinwacht itself)."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))


class AccessRow(Row):
    """Who read a case, when and where."""

    __tablename__ = "access_log"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    case_id: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(64))


class CursorRow(Row):
    """The last message of a channel whose outcome is committed."""

    __tablename__ = "cursors"

    platform: Mapped[str] = mapped_column(String(16), primary_key=True)
    channel: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


class UnassessedRow(Row):
    """A message that the classifier could not answer for: which, when and why, without its text."""

    __tablename__ = "unassessed"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    group_id: Mapped[str] = mapped_column(String(64))
    message_ref: Mapped[str] = mapped_column(String(32))
    sent_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(256))
    # None for rows of before this column was there
    noted_at: Mapped[datetime | None] = mapped_column(default=lambda: datetime.now(UTC))


class NoticeRow(Row):
    """A group was told about Pleinwacht, in this version of the text."""

    __tablename__ = "notices"

    group_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime]


class GapRow(Row):
    """Messages between two moments that were not seen; see bot.domain.health.Gap."""

    __tablename__ = "gaps"
    __table_args__ = (UniqueConstraint("platform", "channel", "since", "until"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    platform: Mapped[str] = mapped_column(String(16))
    channel: Mapped[str] = mapped_column(String(64))
    group_id: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(256))
    found_at: Mapped[datetime] = mapped_column(index=True)


class ToldRow(Row):
    """What an admin was told last on a subject of health; see bot.health.ports.Told."""

    __tablename__ = "told"

    admin: Mapped[str] = mapped_column(String(64), primary_key=True)
    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    is_well: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime]


class LastSeenRow(Row):
    """When the newest message of a group was sent; under the empty name, when Pleinwacht last ran."""

    __tablename__ = "last_seen"

    group_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]


class StatementRow(Row):
    """A report or an appeal: who made it and what they wrote are sealed, ``speaker`` is their pseudonym."""

    __tablename__ = "statements"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    speaker: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    sealed: Mapped[bytes]


class SilenceRow(Row):
    """Until when a member of staff wants to hear only what is urgent."""

    __tablename__ = "silences"

    staff_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime]


class ThresholdRow(Row):
    """A change of a threshold by an admin; without values it took the change before it back. The reason is sealed."""

    __tablename__ = "threshold_changes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(32))
    flag: Mapped[float | None] = mapped_column(Float)
    alert: Mapped[float | None] = mapped_column(Float)
    sealed: Mapped[bytes]


class LinkCodeRow(Row):
    """A code with which an account can be linked to a member of staff, once; only its keyed hash is kept."""

    __tablename__ = "link_codes"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]


class LinkedAccountRow(Row):
    """An account that was linked to a member of staff with a code; the account itself is sealed."""

    __tablename__ = "linked_accounts"

    account: Mapped[str] = mapped_column(String(32), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    sealed: Mapped[bytes]
