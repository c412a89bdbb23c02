"""Queries of the room.

May import: SQLAlchemy, grades' domain and tables, shared.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from appraisal_service.grades.domain import NoSuchObjection, NoSuchProposal
from appraisal_service.grades.store.tables import (
    AppraisalRow,
    DecisionRow,
    DerivationRow,
    EventRow,
    FeedHeadRow,
    ObjectionRow,
)
from shared.crypto import jsontext
from shared.plumbing.db import insert_once
from shared.rules.derivation import Derivation

HEAD = 1


def put_derivation(session: Session, derivation: Derivation) -> str:
    """Keep a derivation, once; return its digest."""
    content = jsontext.canonical(derivation.to_json())
    values = {"digest": derivation.digest, "content": content}
    insert_once(session, DerivationRow, values, ["digest"])
    return derivation.digest


def derivation(session: Session, digest: str) -> dict[str, Any]:
    """Return a stored derivation's document.

    Raises:
        NoSuchProposal: there is none of this digest.
    """
    row = session.get(DerivationRow, digest)
    if row is None:
        raise NoSuchProposal("There is no such derivation.")
    return cast(dict[str, Any], jsontext.decode(row.content))


def current(session: Session, jurisdiction: str, year: int) -> list[AppraisalRow]:
    """Return the newest version of everybody's grade, sorted by person."""
    query = (
        select(AppraisalRow)
        .where(AppraisalRow.jurisdiction == jurisdiction, AppraisalRow.year == year)
        .order_by(AppraisalRow.person, AppraisalRow.version)
    )
    newest = {row.person: row for row in session.scalars(query)}
    return list(newest.values())


def get_current(session: Session, jurisdiction: str, year: int, person: str) -> AppraisalRow:
    """Return the newest version of one person's grade.

    Raises:
        NoSuchProposal: nothing was proposed for them in this jurisdiction and year.
    """
    query = (
        select(AppraisalRow)
        .where(AppraisalRow.person == person, AppraisalRow.year == year)
        .where(AppraisalRow.jurisdiction == jurisdiction)
        .order_by(AppraisalRow.version.desc())
        .limit(1)
    )
    row = session.scalar(query)
    if row is None:
        raise NoSuchProposal("Nothing is proposed for this person in this year.")
    return row


def decisions(session: Session, row: AppraisalRow) -> list[DecisionRow]:
    """Return the decisions of the row's present attempt, in the order they came."""
    query = (
        select(DecisionRow)
        .where(DecisionRow.person == row.person, DecisionRow.year == row.year)
        .where(DecisionRow.version == row.version, DecisionRow.attempt == row.attempt)
        .order_by(DecisionRow.at, DecisionRow.account_id)
    )
    return list(session.scalars(query))


def get_objection(session: Session, objection: str) -> ObjectionRow:
    """Return an objection.

    Raises:
        NoSuchObjection: there is none of this id.
    """
    row = session.get(ObjectionRow, objection)
    if row is None:
        raise NoSuchObjection("There is no such objection.")
    return row


def objections(session: Session, rows: Sequence[AppraisalRow]) -> list[ObjectionRow]:
    """Return the objections to these versions, oldest first."""
    versions = {(row.person, row.year, row.version) for row in rows}
    years = {row.year for row in rows}
    query = select(ObjectionRow).where(ObjectionRow.year.in_(years)).order_by(ObjectionRow.at)
    found = session.scalars(query)
    return [row for row in found if (row.person, row.year, row.version) in versions]


def record(
    session: Session, row: tuple[str, int, str | None], act: str, by: str, reason: str, at: datetime
) -> None:
    """Write who did what and why; ``row`` is jurisdiction, year and person (None: everybody)."""
    jurisdiction, year, person = row
    session.add(
        EventRow(
            jurisdiction=jurisdiction,
            year=year,
            person=person,
            act=act,
            by=by,
            reason=reason,
            at=at,
        )
    )


def events(session: Session, jurisdiction: str, year: int) -> list[EventRow]:
    """Return what happened, oldest first."""
    query = (
        select(EventRow)
        .where(EventRow.jurisdiction == jurisdiction, EventRow.year == year)
        .order_by(EventRow.id)
    )
    return list(session.scalars(query))


def next_positions(session: Session, count: int) -> range:
    """Return ``count`` fresh places in the feed.

    The head's row stays locked until the transaction ends, so places become visible in their
    own order and a reader's cursor never passes one that is still to come.
    """
    insert_once(session, FeedHeadRow, {"id": HEAD, "last": 0}, ["id"])
    head = session.get_one(FeedHeadRow, HEAD, with_for_update=True, populate_existing=True)
    first = head.last + 1
    head.last += count
    return range(first, first + count)


def final_since(session: Session, year: int, position: int, limit: int) -> list[AppraisalRow]:
    """Return final grades of ``year`` after ``position``, in the order of the feed."""
    query = (
        select(AppraisalRow)
        .where(AppraisalRow.year == year, AppraisalRow.state == "final")
        .where(AppraisalRow.position > position)
        .order_by(AppraisalRow.position)
        .limit(limit)
    )
    return list(session.scalars(query))


def find_final(session: Session, person: str, year: int) -> AppraisalRow | None:
    """Return the final grade of a person and year that nothing has superseded, or None."""
    query = (
        select(AppraisalRow)
        .where(AppraisalRow.person == person, AppraisalRow.year == year)
        .where(AppraisalRow.state == "final")
        .order_by(AppraisalRow.version.desc())
        .limit(1)
    )
    return session.scalar(query)


def is_final_derivation(session: Session, digest: str) -> bool:
    """Tell whether a final grade, superseded since or not, rests on this derivation."""
    query = (
        select(func.count())
        .select_from(AppraisalRow)
        .where(AppraisalRow.derivation == digest, AppraisalRow.digest.is_not(None))
    )
    return bool(session.scalar(query))


def drop(session: Session, row: AppraisalRow) -> None:
    """Remove a proposal that nobody completed a decision on, with the words said on it."""
    session.execute(
        delete(DecisionRow).where(
            DecisionRow.person == row.person,
            DecisionRow.year == row.year,
            DecisionRow.version == row.version,
        )
    )
    session.delete(row)


def jurisdiction_of(session: Session, objection: ObjectionRow) -> str:
    """Return whose grade an objection is against."""
    key = (objection.person, objection.year, objection.version)
    return session.get_one(AppraisalRow, key).jurisdiction
