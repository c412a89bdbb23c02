"""Queries of the room.

May import: SQLAlchemy, grades' domain and tables, shared.
"""

import json
from collections.abc import Collection, Iterable
from typing import Any, cast

from sqlalchemy import Select, and_, delete, func, select
from sqlalchemy.orm import Session

from appraisal_service.grades.domain import NoSuchObjection, NoSuchProposal, rests_on
from appraisal_service.grades.store.tables import (
    AppraisalRow,
    DecisionRow,
    DerivationRow,
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
    document = derivation.document
    values = {
        "digest": derivation.digest,
        "content": content,
        "rests_on": rests_on(document["pack"], document["inputs"]),
    }
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


def derivations(session: Session, digests: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return many stored derivations' documents, by digest, in one query.

    They are read without the strict reader's checks: only bytes that we wrote are stored.
    """
    query = select(DerivationRow).where(DerivationRow.digest.in_(set(digests)))
    return {row.digest: json.loads(row.content) for row in session.scalars(query)}


def rested_on(session: Session, jurisdiction: str, year: int) -> dict[str, str]:
    """Return by derivation what each one of a year rests on, as one digest."""
    query = (
        select(DerivationRow.digest, DerivationRow.rests_on)
        .join(AppraisalRow, AppraisalRow.derivation == DerivationRow.digest)
        .where(AppraisalRow.jurisdiction == jurisdiction, AppraisalRow.year == year)
    )
    return {row.digest: row.rests_on for row in session.execute(query)}


def of_derivations(session: Session, digests: Collection[str]) -> list[AppraisalRow]:
    """Return the rows that rest on these derivations."""
    query = select(AppraisalRow).where(AppraisalRow.derivation.in_(list(digests)))
    return list(session.scalars(query.order_by(AppraisalRow.person, AppraisalRow.version)))


def current(session: Session, jurisdiction: str, year: int) -> list[AppraisalRow]:
    """Return the newest version of everybody's grade, sorted by person."""
    query = (
        select(AppraisalRow)
        .where(AppraisalRow.jurisdiction == jurisdiction, AppraisalRow.year == year)
        .order_by(AppraisalRow.person, AppraisalRow.version)
    )
    newest = {row.person: row for row in session.scalars(query)}
    return list(newest.values())


def newest_versions(session: Session, year: int, persons: Collection[str]) -> dict[str, int]:
    """Return the highest version of these people's grades of a year, in any jurisdiction.

    Who moved within the year may have one where they were before.
    """
    query = (
        select(AppraisalRow.person, func.max(AppraisalRow.version))
        .where(AppraisalRow.year == year, AppraisalRow.person.in_(set(persons)))
        .group_by(AppraisalRow.person)
    )
    return {person: version for person, version in session.execute(query) if version}


def of_other_jurisdictions(
    session: Session, jurisdiction: str, year: int, persons: Collection[str]
) -> list[AppraisalRow]:
    """Return every version of these people's grades in other jurisdictions, by version."""
    query = (
        select(AppraisalRow)
        .where(AppraisalRow.year == year, AppraisalRow.person.in_(set(persons)))
        .where(AppraisalRow.jurisdiction != jurisdiction)
        .order_by(AppraisalRow.person, AppraisalRow.version)
    )
    return list(session.scalars(query))


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


def words_said(jurisdiction: str, year: int) -> Select[DecisionRow]:
    """Return the query of every decision of a year, lapsed or not."""
    same = [
        getattr(DecisionRow, name) == getattr(AppraisalRow, name)
        for name in ("person", "year", "version")
    ]
    query = select(DecisionRow).join(AppraisalRow, and_(*same))
    return query.where(AppraisalRow.jurisdiction == jurisdiction, AppraisalRow.year == year)


def words(
    session: Session, jurisdiction: str, year: int
) -> dict[tuple[str, int], list[DecisionRow]]:
    """Return the decisions of all present attempts, by person and version, in their order."""
    query = words_said(jurisdiction, year).where(DecisionRow.attempt == AppraisalRow.attempt)
    query = query.order_by(DecisionRow.at, DecisionRow.account_id)
    found: dict[tuple[str, int], list[DecisionRow]] = {}
    for word in session.scalars(query):
        found.setdefault((word.person, word.version), []).append(word)
    return found


def last_word(session: Session, jurisdiction: str, year: int, account: str) -> DecisionRow | None:
    """Return the newest decision of one account in a year, lapsed or not."""
    query = words_said(jurisdiction, year).where(DecisionRow.account_id == account)
    return session.scalar(query.order_by(DecisionRow.at.desc()).limit(1))


def get_objection(session: Session, objection: str) -> ObjectionRow:
    """Return an objection.

    Raises:
        NoSuchObjection: there is none of this id.
    """
    row = session.get(ObjectionRow, objection)
    if row is None:
        raise NoSuchObjection("There is no such objection.")
    return row


def open_objection(session: Session, row: AppraisalRow, text: str) -> ObjectionRow | None:
    """Return the objection in these words to this version that nobody has answered, or None."""
    query = select(ObjectionRow).where(
        ObjectionRow.person == row.person,
        ObjectionRow.year == row.year,
        ObjectionRow.version == row.version,
        ObjectionRow.outcome.is_(None),
        ObjectionRow.text == text,
    )
    return session.scalar(query.limit(1))


def objections(session: Session, jurisdiction: str, year: int) -> list[ObjectionRow]:
    """Return the objections to the year's grades, to whichever version, oldest first."""
    key = (ObjectionRow.person, ObjectionRow.year, ObjectionRow.version)
    of = (AppraisalRow.person, AppraisalRow.year, AppraisalRow.version)
    same = [mine == theirs for mine, theirs in zip(key, of, strict=True)]
    query = (
        select(ObjectionRow)
        .join(AppraisalRow, and_(*same))
        .where(AppraisalRow.jurisdiction == jurisdiction, AppraisalRow.year == year)
        .order_by(ObjectionRow.at, ObjectionRow.id)
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


def last_position(session: Session) -> int:
    """Return the newest place in the feed, 0 while there is none."""
    head = session.get(FeedHeadRow, HEAD)
    return head.last if head is not None else 0


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
