"""Attendance batches and findings: rows are appended and never changed.

May import: SQLAlchemy, appraisal_service.db, appraisal_service.facts.domain.
"""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from appraisal_service.db import Base
from appraisal_service.facts.domain import Attendance, Batch, FoundFact, Kind
from shared.plumbing.db import UTCDateTime


class BatchRow(Base):
    """One imported attendance file."""

    __tablename__ = "attendance_batch"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    supersedes: Mapped[str | None] = mapped_column(
        ForeignKey("attendance_batch.digest"), unique=True
    )
    imported_by: Mapped[str] = mapped_column(String(200))
    imported_at: Mapped[datetime] = mapped_column(UTCDateTime)


class AttendanceRow(Base):
    """One fact of a batch."""

    __tablename__ = "attendance"

    batch: Mapped[str] = mapped_column(ForeignKey("attendance_batch.digest"), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    date: Mapped[str] = mapped_column(String(10), primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(16), primary_key=True)
    half_days: Mapped[int] = mapped_column(Integer)


class FindingRow(Base):
    """A finding two officers stand behind; of one subject and clause the newest counts."""

    __tablename__ = "finding"
    __table_args__ = (Index(None, "jurisdiction", "year"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    """Counts the findings of one jurisdiction and year: a higher one came later."""
    jurisdiction: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    subject: Mapped[str] = mapped_column(String(64))
    rule: Mapped[str] = mapped_column(String(8))
    value: Mapped[bool] = mapped_column(Boolean)
    document: Mapped[str] = mapped_column(String(200))
    date: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(450))


def find_batch(session: Session, digest: str) -> BatchRow | None:
    """Return the batch, or None."""
    return session.get(BatchRow, digest)


def successor(session: Session, digest: str) -> BatchRow | None:
    """Return the batch that supersedes this one, or None."""
    return session.scalar(select(BatchRow).where(BatchRow.supersedes == digest))


def add_batch(session: Session, batch: Batch, by: str, at: datetime) -> None:
    """Append a batch with its facts."""
    session.add(
        BatchRow(
            digest=batch.digest,
            jurisdiction=batch.jurisdiction,
            year=batch.year,
            supersedes=batch.supersedes,
            imported_by=by,
            imported_at=at,
        )
    )
    session.flush()
    session.add_all(
        AttendanceRow(
            batch=batch.digest,
            person=row.person,
            date=row.date,
            kind=row.kind,
            half_days=row.half_days,
        )
        for row in batch.rows
    )


def standing_batches(session: Session, jurisdiction: str, year: int) -> list[str]:
    """Return the digests of the batches that nothing has superseded, sorted."""
    later = aliased(BatchRow)
    query = (
        select(BatchRow.digest)
        .outerjoin(later, later.supersedes == BatchRow.digest)
        .where(BatchRow.jurisdiction == jurisdiction, BatchRow.year == year)
        .where(later.digest.is_(None))
        .order_by(BatchRow.digest)
    )
    return list(session.scalars(query))


def facts_of(session: Session, batches: list[str]) -> list[Attendance]:
    """Return every fact of ``batches``, sorted."""
    query = select(AttendanceRow).where(AttendanceRow.batch.in_(batches))
    return sorted(
        Attendance(row.person, row.date, row.kind, row.half_days) for row in session.scalars(query)
    )


def add_finding(
    session: Session, finding_id: str, jurisdiction: str, year: int, found: FoundFact, by: str
) -> None:
    """Append a finding."""
    session.add(
        FindingRow(
            id=finding_id,
            number=len(_findings(session, jurisdiction, year)) + 1,
            jurisdiction=jurisdiction,
            year=year,
            subject=found.subject,
            rule=found.rule,
            value=found.value,
            document=found.document,
            date=found.date,
            by=by,
        )
    )


def newest_findings(session: Session, jurisdiction: str, year: int) -> list[FindingRow]:
    """Return the finding that counts for each subject and clause."""
    newest = {(row.subject, row.rule): row for row in _findings(session, jurisdiction, year)}
    return [newest[key] for key in sorted(newest)]


def _findings(session: Session, jurisdiction: str, year: int) -> list[FindingRow]:
    """Return every finding of the year, oldest first."""
    query = (
        select(FindingRow)
        .where(FindingRow.jurisdiction == jurisdiction, FindingRow.year == year)
        .order_by(FindingRow.number)
    )
    return list(session.scalars(query))
