"""Queries of the room.

May import: SQLAlchemy, this room's domain and tables, shared.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from appraisal_service.consequences.domain.deciding import (
    NOTHING,
    NoSuchConsequence,
    Said,
    State,
)
from appraisal_service.consequences.domain.opening import Opened
from appraisal_service.consequences.store.tables import (
    ConsequenceRow,
    ConsequenceStepRow,
    ConsequenceWordRow,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; None asks for all."""

    states: Sequence[State] | None = None
    due_before: str | None = None
    subject: str | None = None


def of_year(session: Session, jurisdiction: str, year: int) -> list[ConsequenceRow]:
    """Return every entry of the year."""
    return list(session.scalars(_query(jurisdiction, year, Wanted())))


def state_of(session: Session, jurisdiction: str, year: int, entry: Opened) -> State | None:
    """Return the state of what stands in the year's list for ``entry``; None if nothing does."""
    row = ConsequenceRow
    kind, subject, role, matter = entry.key
    query = select(row.state).where(row.jurisdiction == jurisdiction, row.year == year)
    query = query.where(row.subject_kind == kind, row.subject == subject)
    return session.scalar(query.where(row.role == role, row.matter == matter))


def page(
    session: Session, jurisdiction: str, year: int, wanted: Wanted, span: tuple[int, int]
) -> tuple[list[ConsequenceRow], int]:
    """Return one page of entries, the most urgent first, and how many there are in all.

    Args:
        session: the caller's.
        jurisdiction: whose.
        year: of the appraisal.
        wanted: which.
        span: how many to skip, and how many to return.
    """
    query = _query(jurisdiction, year, wanted)
    count = session.scalar(select(func.count()).select_from(query.subquery()))
    skip, most = span
    return list(session.scalars(query.offset(skip).limit(most))), count or 0


def _query(jurisdiction: str, year: int, wanted: Wanted) -> Select[ConsequenceRow]:
    """Return the query for ``wanted``: by day, what has none last."""
    row = ConsequenceRow
    query = select(row).where(row.jurisdiction == jurisdiction, row.year == year)
    if wanted.states is not None:
        query = query.where(row.state.in_(wanted.states))
    if wanted.due_before is not None:
        query = query.where(row.due_on < wanted.due_before)
    if wanted.subject is not None:
        query = query.where(row.subject == wanted.subject)
    urgent = (row.due_on.is_(None), row.due_on)
    return query.order_by(*urgent, row.subject_kind, row.subject, row.matter, row.role)


def get(session: Session, jurisdiction: str, year: int, consequence: str) -> ConsequenceRow:
    """Return one entry of a year.

    Raises:
        NoSuchConsequence: there is none of this id in this year.
    """
    row = session.get(ConsequenceRow, consequence, populate_existing=True)
    if row is None or (row.jurisdiction, row.year) != (jurisdiction, year):
        raise NoSuchConsequence("There is no such entry in this year's list of consequences.")
    return row


def add(session: Session, jurisdiction: str, year: int, entry: Opened) -> ConsequenceRow:
    """Append a proposed entry."""
    row = ConsequenceRow(
        id=secrets.token_hex(8),
        jurisdiction=jurisdiction,
        year=year,
        subject_kind=entry.subject_kind,
        subject=entry.subject,
        role=entry.role,
        matter=entry.matter,
        content=entry.to_json(),
        digest=entry.digest,
        state="proposed",
        outdated=False,
        due_on=entry.due_on,
    )
    session.add(row)
    session.flush()
    return row


def renew(session: Session, row: ConsequenceRow, entry: Opened) -> None:
    """Write what the rulings prescribe now; what a first decider said of the old lapses."""
    row.content, row.digest, row.due_on = entry.to_json(), entry.digest, entry.due_on
    forget_word(session, row)


def forget_word(session: Session, row: ConsequenceRow) -> None:
    """Drop what waits for a second decider."""
    words = ConsequenceWordRow
    session.execute(delete(words).where(words.consequence == row.id))


def record(
    session: Session, row: ConsequenceRow, act: str, by: str, at: datetime, said: Said = NOTHING
) -> None:
    """Write who moved an entry, when and why."""
    session.add(
        ConsequenceStepRow(
            consequence=row.id,
            act=act,
            by=by,
            at=at,
            reason=said.reason,
            document=said.document,
            date=said.date,
            chosen=list(said.chosen) if said.chosen is not None else None,
            person=said.person,
        )
    )


def steps(session: Session, row: ConsequenceRow) -> list[ConsequenceStepRow]:
    """Return what happened to an entry, oldest first."""
    step = ConsequenceStepRow
    return list(session.scalars(select(step).where(step.consequence == row.id).order_by(step.id)))


def first_word(session: Session, row: ConsequenceRow) -> ConsequenceWordRow | None:
    """Return what waits for a second decider, or None."""
    return session.get(ConsequenceWordRow, row.id)


def waiting(session: Session, rows: Sequence[ConsequenceRow]) -> set[str]:
    """Return the ids of those entries on which one decider's word waits for another's."""
    ids = [row.id for row in rows]
    word = ConsequenceWordRow.consequence
    return set(session.scalars(select(word).where(word.in_(ids))))
