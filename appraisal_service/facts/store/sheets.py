"""Which line ratings were sent back to a township's party committee, on which paper.

May import: SQLAlchemy, appraisal_service.db, this room's domain, shared.plumbing.db.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from appraisal_service.db import Base
from appraisal_service.facts.domain.line_ratings import RatingSheet
from shared.plumbing.db import UTCDateTime


class SentSheetRow(Base):
    """One sheet that was sent, by the digest of what stood on it."""

    __tablename__ = "line_rating_sent"
    __table_args__ = (Index(None, "jurisdiction", "year"),)

    sheet: Mapped[str] = mapped_column(String(64), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(String(64))
    year: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(String(200))
    date: Mapped[str] = mapped_column(String(10))
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True, slots=True)
class Sending:
    """With which paper, of which day, by whom and when a sheet was sent."""

    document: str
    date: str
    by: str
    at: datetime


def find_sent(session: Session, sheet: str) -> SentSheetRow | None:
    """Return the sending of exactly this sheet, or None."""
    return session.get(SentSheetRow, sheet)


def sent(session: Session, jurisdiction: str, year: int) -> dict[str, SentSheetRow]:
    """Return the newest sending of each township."""
    query = (
        select(SentSheetRow)
        .where(SentSheetRow.jurisdiction == jurisdiction, SentSheetRow.year == year)
        .order_by(SentSheetRow.at)
    )
    return {row.unit: row for row in session.scalars(query)}


def add_sent(session: Session, sheet: RatingSheet, sending: Sending) -> None:
    """Append a sending."""
    session.add(
        SentSheetRow(
            sheet=sheet.digest,
            jurisdiction=sheet.jurisdiction,
            year=sheet.year,
            unit=sheet.unit,
            document=sending.document,
            date=sending.date,
            by=sending.by,
            at=sending.at,
        )
    )
