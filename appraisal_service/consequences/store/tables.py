"""The tables of the room.

May import: SQLAlchemy, appraisal_service.db, this room's domain, shared.plumbing.db.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column

from appraisal_service.consequences.domain.deciding import State, Verdict
from appraisal_service.db import Base
from shared.plumbing.db import JSONColumn, UTCDateTime

KEY = ("jurisdiction", "year", "subject_kind", "subject", "role", "matter")
"""What makes it the same entry when the rulings are made again."""


class ConsequenceRow(Base):
    """One thing to be decided, and how far it has come."""

    __tablename__ = "consequence"
    __table_args__ = (
        Unique(*KEY, name="uq_consequence_matter"),
        Index(None, "jurisdiction", "year", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    subject_kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    matter: Mapped[str] = mapped_column(String(100))
    content: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    """What the rulings prescribe: for a decided entry, what it was decided on."""
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[State] = mapped_column(String(16))
    outdated: Mapped[bool] = mapped_column(Boolean)
    """The rulings have changed since people decided."""
    due_on: Mapped[str | None] = mapped_column(String(10))
    chosen: Mapped[list[str] | None] = mapped_column(JSONColumn, default=None)
    person: Mapped[str | None] = mapped_column(String(64), default=None)
    """Whom the decision named, where the rules knew only a role."""
    document_number: Mapped[str | None] = mapped_column(String(200), default=None)
    document_date: Mapped[str | None] = mapped_column(String(10), default=None)
    decided_by: Mapped[list[str] | None] = mapped_column(JSONColumn, default=None)


class ConsequenceWordRow(Base):
    """What the first of two deciders said; it waits for the second and is shown to nobody."""

    __tablename__ = "consequence_word"

    consequence: Mapped[str] = mapped_column(ForeignKey("consequence.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    verdict: Mapped[Verdict] = mapped_column(String(16))
    chosen: Mapped[list[str]] = mapped_column(JSONColumn)
    person: Mapped[str | None] = mapped_column(String(64))
    document_number: Mapped[str] = mapped_column(String(200))
    document_date: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    """Goes on record with the second decider's; the two need not give the same."""


class ConsequenceStepRow(Base):
    """Who moved an entry, when, why and on which paper."""

    __tablename__ = "consequence_step"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    consequence: Mapped[str] = mapped_column(ForeignKey("consequence.id"), index=True)
    act: Mapped[str] = mapped_column(String(64))
    by: Mapped[str] = mapped_column(String(450))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(String(200))
    date: Mapped[str | None] = mapped_column(String(10))
    chosen: Mapped[list[str] | None] = mapped_column(JSONColumn, default=None)
    """Of a decision: it stays here when the entry is opened again."""
    person: Mapped[str | None] = mapped_column(String(64), default=None)
