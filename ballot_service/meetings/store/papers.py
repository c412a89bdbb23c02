"""Rounds on paper: what tellers have entered so far, what they agreed on, the signed result.

An entry has the marks of every paper. It goes when the round is counted, so that no pattern of
marks stays (PROTOCOL P13); what stays are sums.

May import: SQLAlchemy, shared.plumbing.db, ballot_service.desk_db, this room's rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ballot_service.desk_db import Base
from ballot_service.meetings.store.rows import RoundRow
from shared.plumbing.db import JSONColumn


class PaperEntryRow(Base):
    """What one teller has entered for one class, until the papers are counted."""

    __tablename__ = "paper_entry"

    round: Mapped[str] = mapped_column(String(64), ForeignKey("round.id"), primary_key=True)
    electorate: Mapped[str] = mapped_column(String(1), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    issued: Mapped[int]
    papers: Mapped[dict[str, str]] = mapped_column(JSONColumn)
    """Paper number to its marks."""


class PaperRoundRow(Base):
    """That a round is held on paper, why, and its signed result once it is counted."""

    __tablename__ = "paper_round"

    round: Mapped[str] = mapped_column(String(64), ForeignKey("round.id"), primary_key=True)
    meeting: Mapped[str] = mapped_column(String(64), ForeignKey("meeting.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    signed: Mapped[dict[str, Any] | None] = mapped_column(JSONColumn, default=None)


def entries(session: Session, round_id: str) -> list[PaperEntryRow]:
    """Return what tellers have entered, by class and name."""
    query = select(PaperEntryRow).where(PaperEntryRow.round == round_id)
    ordered = query.order_by(PaperEntryRow.electorate, PaperEntryRow.name, PaperEntryRow.account_id)
    return list(session.scalars(ordered))


def forget_entries(session: Session, round_id: str) -> None:
    """Remove what tellers have entered."""
    session.execute(delete(PaperEntryRow).where(PaperEntryRow.round == round_id))


def results(session: Session, meeting_id: str) -> list[dict[str, Any]]:
    """Return the signed results of a meeting's rounds on paper that say how each round stands.

    A round annulled on a finding, after it was counted, is left out.
    """
    query = (
        select(PaperRoundRow.signed, RoundRow.state)
        .join(RoundRow, RoundRow.id == PaperRoundRow.round)
        .where(PaperRoundRow.meeting == meeting_id)
        .order_by(RoundRow.number)
    )
    return [
        signed
        for signed, state in session.execute(query)
        if signed and signed["document"]["state"] == state
    ]
