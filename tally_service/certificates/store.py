"""Certified results in the database: inserted once, never changed.

May import: SQLAlchemy, shared.documents, shared.plumbing.db, tally_service.counts,
tally_service.db, .domain.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.documents.results import Correction
from shared.plumbing.db import JSONColumn, UTCDateTime
from tally_service.certificates.domain import NoSuchResult
from tally_service.counts.store import RoundRow
from tally_service.db import Base


class CertificateRow(Base):
    """One version of a round's certified result, signed by this service."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("meeting", "round", "version"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    meeting: Mapped[str] = mapped_column(String(64))
    round: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    document: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    certified_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def state(self) -> str:
        """What this version says of the round: certified, or annulled."""
        return str(self.document["document"].get("state", "certified"))


class CorrectionRow(Base):
    """Why a certified result is made anew, and what came of it; at most one of a round is open."""

    __tablename__ = "correction"
    __table_args__ = (Index(None, "meeting", "round"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    meeting: Mapped[str] = mapped_column(String(64))
    round: Mapped[str] = mapped_column(String(64))
    version: Mapped[int] = mapped_column(Integer)
    """Of the result that is being made."""
    notice: Mapped[dict[str, Any]] = mapped_column(JSONColumn)
    """As it will stand in that result."""
    state: Mapped[str] = mapped_column(String(16))
    """open, certified, withdrawn or annulled."""
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def get(session: Session, digest: str) -> CertificateRow:
    """Return the certified result of this digest.

    Raises:
        NoSuchResult: there is none.
    """
    row = session.get(CertificateRow, digest)
    if row is None:
        raise NoSuchResult("There is no certified result of this digest.")
    return row


def find(session: Session, meeting: str, number: str) -> CertificateRow | None:
    """Return the newest certified result of a round, or None."""
    query = select(CertificateRow).where(
        CertificateRow.meeting == meeting, CertificateRow.round == number
    )
    return session.scalars(query.order_by(CertificateRow.version.desc()).limit(1)).first()


def of_meeting(session: Session, meeting: str) -> list[CertificateRow]:
    """Return the certified results of a meeting."""
    query = select(CertificateRow).where(CertificateRow.meeting == meeting)
    return list(session.scalars(query.order_by(CertificateRow.round, CertificateRow.version)))


def add_correction(session: Session, row: RoundRow, notice: Correction, at: datetime) -> None:
    """Open a correction of a round that has none; the caller holds its lock."""
    session.add(
        CorrectionRow(
            id=secrets.token_hex(16),
            meeting=row.meeting,
            round=row.round,
            version=row.versions + 1,
            notice=notice.model_dump(mode="json"),
            state="open",
            at=at,
        )
    )


def open_correction(session: Session, meeting: str, number: str) -> CorrectionRow | None:
    """Return the correction of a round that is open, or None."""
    query = select(CorrectionRow).where(
        CorrectionRow.meeting == meeting,
        CorrectionRow.round == number,
        CorrectionRow.state == "open",
    )
    return session.scalars(query).first()


def corrections(session: Session, meeting: str, number: str) -> list[CorrectionRow]:
    """Return every correction of a round, oldest first."""
    query = select(CorrectionRow).where(
        CorrectionRow.meeting == meeting, CorrectionRow.round == number
    )
    return list(session.scalars(query.order_by(CorrectionRow.at, CorrectionRow.id)))


def of_round(session: Session, meeting: str, number: str) -> list[CertificateRow]:
    """Return every version of a round's result, the first one first."""
    query = select(CertificateRow).where(
        CertificateRow.meeting == meeting, CertificateRow.round == number
    )
    return list(session.scalars(query.order_by(CertificateRow.version)))


def forget_meeting(session: Session, meeting: str) -> None:
    """Remove what is here of a test meeting that is wiped."""
    for table in (CertificateRow, CorrectionRow):
        session.execute(delete(table).where(table.meeting == meeting))
