"""Queries about rounds, boxes and the documents on their way to other services.

May import: SQLAlchemy, shared.documents, shared.errors, this room's rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from ballot_service.meetings.store.rows import BoxRow, DocumentRow, RoundRow
from shared.documents.orders import RoundLedger
from shared.errors import NotFound

PASSED_OVER = "passed_over"
"""Instead of the slug of a refusal: the document is void, nobody sends it any more."""


class NoSuchRound(NotFound):
    """The meeting has no round of this id."""

    code = "no_such_round"


def rounds(session: Session, meeting_id: str) -> list[RoundRow]:
    """Return the meeting's rounds in the order in which they were made."""
    query = select(RoundRow).where(RoundRow.meeting == meeting_id).order_by(RoundRow.number)
    return list(session.scalars(query))


def get(session: Session, meeting_id: str, round_id: str) -> RoundRow:
    """Return a round of this meeting; ``NoSuchRound`` if it has none of this id."""
    row = session.get(RoundRow, round_id)
    if row is None or row.meeting != meeting_id:
        raise NoSuchRound("This meeting has no such round.")
    return row


def boxes(session: Session, meeting_id: str) -> list[BoxRow]:
    """Return every box of the meeting, by electorate and uuid."""
    query = select(BoxRow).where(BoxRow.meeting == meeting_id)
    return sorted(session.scalars(query), key=lambda row: (row.electorate, row.uuid))


def boxes_of(session: Session, round_id: str) -> list[BoxRow]:
    """Return the boxes of one round, by electorate."""
    query = select(BoxRow).where(BoxRow.round == round_id).order_by(BoxRow.electorate)
    return list(session.scalars(query))


def find_spare(session: Session, meeting_id: str, electorate: str) -> BoxRow | None:
    """Return the first box of the electorate that no round has taken; None if all are taken.

    First by code points, however the database sorts: whoever reads the boxes' list at the box
    tells two votes of one title apart by this order.
    """
    query = select(BoxRow).where(
        BoxRow.meeting == meeting_id, BoxRow.electorate == electorate, BoxRow.round.is_(None)
    )
    return min(session.scalars(query), key=lambda row: row.uuid, default=None)


def add_document(
    session: Session, meeting_id: str, reader: str, signed: dict[str, Any], round_id: str | None
) -> None:
    """Append a signed document for ``reader``; the meeting is locked."""
    last = select(func.max(DocumentRow.seq)).where(DocumentRow.meeting == meeting_id)
    row = DocumentRow(
        meeting=meeting_id,
        seq=(session.scalar(last) or 0) + 1,
        reader=reader,
        kind=signed["document"]["type"],
        round=round_id,
        signed=signed,
    )
    session.add(row)
    session.flush()


def undelivered(session: Session, meeting_id: str) -> list[DocumentRow]:
    """Return the documents that have not reached their reader, in order."""
    query = select(DocumentRow).where(
        DocumentRow.meeting == meeting_id, DocumentRow.delivered_at.is_(None)
    )
    return list(session.scalars(query.order_by(DocumentRow.seq)))


def next_document(session: Session, meeting_id: str, reader: str) -> DocumentRow | None:
    """Return the first document that ``reader`` has not got, None when it has all.

    A corrected ledger that was refused holds up nothing, because nothing stands on it.
    """
    waiting = [row for row in undelivered(session, meeting_id) if row.reader == reader]
    return next((row for row in waiting if not (row.refused and is_correction(row))), None)


def is_correction(row: DocumentRow) -> bool:
    """Return whether the document is a later version of a round's ledger."""
    return row.kind == RoundLedger.KIND and row.signed["document"]["version"] > 1


def pass_over(rows: Iterable[DocumentRow], at: datetime) -> None:
    """Settle documents that are void without sending them."""
    for row in rows:
        row.delivered_at, row.refused = at, PASSED_OVER


def find_document(session: Session, meeting_id: str, seq: int) -> DocumentRow | None:
    """Return one document, locked by its meeting; None if it was wiped meanwhile."""
    return session.get(DocumentRow, (meeting_id, seq))


def all_delivered(session: Session, round_id: str, kind: str) -> bool:
    """Return whether no document of this kind about the round is still on its way."""
    query = select(func.count()).where(
        DocumentRow.round == round_id,
        DocumentRow.kind == kind,
        DocumentRow.delivered_at.is_(None),
    )
    return session.scalar(query) == 0


def documents(session: Session, meeting_id: str, kind: str) -> list[dict[str, Any]]:
    """Return the meeting's signed documents of one kind, in order."""
    query = (
        select(DocumentRow.signed)
        .where(DocumentRow.meeting == meeting_id, DocumentRow.kind == kind)
        .order_by(DocumentRow.seq)
    )
    return list(session.scalars(query))


def forgive_refusals(session: Session, meeting_id: str) -> None:
    """Let the meeting's refused documents be sent again."""
    session.execute(
        update(DocumentRow)
        .where(
            DocumentRow.meeting == meeting_id,
            DocumentRow.refused.is_not(None),
            DocumentRow.delivered_at.is_(None),
        )
        .values(refused=None)
    )
