"""Attendance batches: rows are appended and never changed.

May import: SQLAlchemy, appraisal_service.db, this room's domain, shared.plumbing.db.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from appraisal_service.db import Base
from appraisal_service.facts.domain.attendance import Attendance, Batch, Kind
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
    meeting: Mapped[str] = mapped_column(String(20), primary_key=True)
    half_days: Mapped[int] = mapped_column(Integer)


def find_batch(session: Session, digest: str) -> BatchRow | None:
    """Return the batch, or None."""
    return session.get(BatchRow, digest)


def successor(session: Session, digest: str) -> BatchRow | None:
    """Return the batch that supersedes this one, or None."""
    return session.scalar(select(BatchRow).where(BatchRow.supersedes == digest))


def add_batch(session: Session, batch: Batch, by: str, at: datetime) -> None:
    """Append a batch with its facts."""
    digest = batch.digest
    session.add(
        BatchRow(
            digest=digest,
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
            batch=digest,
            person=row.person,
            date=row.date,
            kind=row.kind,
            meeting=row.meeting,
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


def batches_of(session: Session, jurisdiction: str, year: int) -> list[BatchRow]:
    """Return every batch of the year, superseded ones too, oldest first."""
    query = select(BatchRow).where(BatchRow.jurisdiction == jurisdiction, BatchRow.year == year)
    return list(session.scalars(query.order_by(BatchRow.imported_at, BatchRow.digest)))


def facts_of(session: Session, batches: list[str]) -> list[Attendance]:
    """Return every fact of ``batches``, sorted."""
    query = select(
        AttendanceRow.person,
        AttendanceRow.date,
        AttendanceRow.kind,
        AttendanceRow.half_days,
        AttendanceRow.meeting,
    ).where(AttendanceRow.batch.in_(batches))
    return [Attendance(*row) for row in sorted(session.execute(query), key=tuple)]
