"""Rounds on paper: what tellers have entered so far, what they agreed on, the signed result.

An entry has the marks of every paper. It goes when the round is counted, and the code of the
envelope with it, so that no pattern of marks stays (PROTOCOL P13); what stays are sums.

May import: SQLAlchemy, shared.documents, shared.plumbing.db, ballot_service.desk_db, this floor.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ballot_service.desk_db import Base
from ballot_service.meetings.store import rounds
from ballot_service.meetings.store.rows import RoundRow
from shared.documents.paper import PaperResult
from shared.plumbing.db import JSONColumn

ANNULLED = "annulled"


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
    codes: Mapped[dict[str, str] | None] = mapped_column(JSONColumn, default=None)
    """Class to the code that tellers write on its envelope; None once the papers are counted."""


def of_round(session: Session, round_id: str) -> PaperRoundRow | None:
    """Return what is kept of a round on paper."""
    return session.get(PaperRoundRow, round_id)


def entries(session: Session, round_id: str) -> list[PaperEntryRow]:
    """Return what tellers have entered, by class and name."""
    query = select(PaperEntryRow).where(PaperEntryRow.round == round_id)
    ordered = query.order_by(PaperEntryRow.electorate, PaperEntryRow.name, PaperEntryRow.account_id)
    return list(session.scalars(ordered))


def forget_entries(session: Session, round_id: str) -> None:
    """Remove what tellers have entered, and the codes without which nobody can guess at it."""
    session.execute(delete(PaperEntryRow).where(PaperEntryRow.round == round_id))
    kept = of_round(session, round_id)
    if kept is not None:
        kept.codes = None


def results(session: Session, meeting_id: str) -> list[dict[str, Any]]:
    """Return the signed results of a meeting's rounds on paper that may be handed on, by number.

    One annulled on a finding, after it was counted, is left out unless it was handed on before.
    """
    sent = {
        signed["document"]["round"]
        for signed in rounds.documents(session, meeting_id, PaperResult.KIND)
    }
    query = (
        select(PaperRoundRow.signed, RoundRow.state)
        .join(RoundRow, RoundRow.id == PaperRoundRow.round)
        .where(PaperRoundRow.meeting == meeting_id)
        .order_by(RoundRow.number)
    )
    return [
        signed
        for signed, state in session.execute(query)
        if signed and (state != ANNULLED or _stands(signed, sent))
    ]


def _stands(signed: dict[str, Any], sent: set[str]) -> bool:
    """Return whether an annulled round's result says so itself, or was handed on before."""
    document = signed["document"]
    return document["state"] == ANNULLED or document["round"] in sent
