"""The tables of the room.

A derivation and a signed grade are kept as the exact bytes whose digest names them.

May import: SQLAlchemy, appraisal_service.db, grades' domain, shared.
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Text
from sqlalchemy import LargeBinary as Bytes
from sqlalchemy.orm import Mapped, mapped_column

from appraisal_service.db import Base
from appraisal_service.grades.domain import Outcome, State
from shared.documents.grades import GradeCode
from shared.plumbing.db import JSONColumn, UTCDateTime


class DerivationRow(Base):
    """A derivation's canonical bytes, by digest."""

    __tablename__ = "derivation"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(Bytes)
    rests_on: Mapped[str] = mapped_column(String(64))
    """Digest of its pack and inputs: whether the evidence has moved on, without reading it."""


class AppraisalRow(Base):
    """One version of one person's grade of one year, from proposal to final."""

    __tablename__ = "appraisal"
    __table_args__ = (Index(None, "jurisdiction", "year"),)

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(String(64))
    state: Mapped[State] = mapped_column(String(16))
    derivation: Mapped[str] = mapped_column(ForeignKey("derivation.digest"))
    attempt: Mapped[int] = mapped_column(Integer, default=1)
    """Counts up when deciders differ or the evidence changes: earlier decisions lapse."""
    grade: Mapped[GradeCode | None] = mapped_column(String(32), default=None)
    document_number: Mapped[str | None] = mapped_column(String(200), default=None)
    document_date: Mapped[str | None] = mapped_column(String(10), default=None)
    decided_by: Mapped[list[str] | None] = mapped_column(JSONColumn, default=None)
    published_on: Mapped[str | None] = mapped_column(String(10), default=None)
    name: Mapped[str | None] = mapped_column(String(200), default=None)
    """The person's, as published; a later correction of it is in the next version."""
    digest: Mapped[str | None] = mapped_column(String(64), default=None, unique=True)
    """Of the grade document, once final."""
    signed: Mapped[bytes | None] = mapped_column(Bytes, default=None)
    """The signed grade document, once final."""
    position: Mapped[int | None] = mapped_column(BigInteger, default=None, unique=True)
    """Place in the feed, once final."""


class DecisionRow(Base):
    """What one decider said on one version, in one attempt."""

    __tablename__ = "decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["person", "year", "version"],
            ["appraisal.person", "appraisal.year", "appraisal.version"],
        ),
    )

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    attempt: Mapped[int] = mapped_column(Integer, primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    grade: Mapped[GradeCode] = mapped_column(String(32))
    document_number: Mapped[str] = mapped_column(String(200))
    document_date: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ObjectionRow(Base):
    """A person's objection to a published grade, and how it was answered (复核申请)."""

    __tablename__ = "objection"
    __table_args__ = (
        ForeignKeyConstraint(
            ["person", "year", "version"],
            ["appraisal.person", "appraisal.year", "appraisal.version"],
        ),
        Index(None, "person", "year"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    outcome: Mapped[Outcome | None] = mapped_column(String(16), default=None)
    answer: Mapped[str | None] = mapped_column(Text, default=None)
    answered_by: Mapped[str | None] = mapped_column(String(450), default=None)


class ObjectionWordRow(Base):
    """What one decider gave as the reason of an answer; it is told once two say the same."""

    __tablename__ = "objection_word"

    objection: Mapped[str] = mapped_column(ForeignKey("objection.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(String(16), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)


class FeedHeadRow(Base):
    """The last place given in the feed; locked while places are given, so none comes late."""

    __tablename__ = "feed_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)
