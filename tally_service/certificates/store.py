"""Certified results in the database: inserted once, never changed.

May import: SQLAlchemy, shared.plumbing.db, tally_service.db, .domain.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from shared.plumbing.db import JSONColumn, UTCDateTime
from tally_service.certificates.domain import NoSuchResult
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
