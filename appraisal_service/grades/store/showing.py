"""Queries for pages: years, how far people's grades have come, one person's versions.

May import: stdlib, SQLAlchemy, grades' tables and rows, people's store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from appraisal_service.grades.store.rows import words_said
from appraisal_service.grades.store.tables import (
    AppraisalRow,
    DecisionRow,
    DerivationRow,
    ObjectionRow,
)
from appraisal_service.people.store import (
    EventRow,
    PersonRow,
    PostRow,
    ServiceRow,
)

FEW = 50
"""Derivations that are read at one time."""


def deciders(session: Session, year: int) -> Counter[tuple[str, int, int]]:
    """Return how many decided, by person, version and attempt."""
    query = select(DecisionRow.person, DecisionRow.version, DecisionRow.attempt).where(
        DecisionRow.year == year
    )
    return Counter(
        (person, version, attempt) for person, version, attempt in session.execute(query)
    )


def differed(session: Session, jurisdiction: str, year: int) -> dict[str, datetime]:
    """Return when two deciders' words last differed, by person, of the version of today.

    Whoever was opened again since is left out: the earlier version's words concern nobody now.
    """
    query = (
        select(EventRow.person, EventRow.act, EventRow.at)
        .where(EventRow.jurisdiction == jurisdiction, EventRow.year == year)
        .where(EventRow.act.in_(("differ", "correct", "objection_reopened")))
        .order_by(EventRow.id)
    )
    newest = {row.person: row for row in session.execute(query)}
    return {person: row.at for person, row in newest.items() if row.act == "differ"}


def words_by_moment(
    session: Session, jurisdiction: str, year: int
) -> dict[tuple[str | None, str, datetime], DecisionRow]:
    """Return every decision of a year, lapsed or not, by person, decider's name and moment."""
    said = session.scalars(words_said(jurisdiction, year))
    return {(word.person, word.name, word.at): word for word in said}


def contested(session: Session, year: int) -> set[str]:
    """Return everybody with an objection to a grade of the year that nobody answered."""
    query = select(ObjectionRow.person).where(
        ObjectionRow.year == year, ObjectionRow.outcome.is_(None)
    )
    return set(session.scalars(query))


def versions(session: Session, jurisdiction: str, year: int, person: str) -> list[AppraisalRow]:
    """Return every version of one person's grade, the newest first."""
    query = (
        select(AppraisalRow)
        .where(AppraisalRow.person == person, AppraisalRow.year == year)
        .where(AppraisalRow.jurisdiction == jurisdiction)
        .order_by(AppraisalRow.version.desc())
    )
    return list(session.scalars(query))


def earlier_years(session: Session, person: str, year: int, most: int) -> list[AppraisalRow]:
    """Return a person's newest version of each earlier year, the latest year first."""
    query = (
        select(AppraisalRow)
        .where(AppraisalRow.person == person, AppraisalRow.year < year)
        .order_by(AppraisalRow.year.desc(), AppraisalRow.version.desc())
    )
    newest: dict[int, AppraisalRow] = {}
    for row in session.scalars(query):
        newest.setdefault(row.year, row)
    return list(newest.values())[:most]


def resting_on(session: Session, jurisdiction: str, year: int, fact: str) -> list[AppraisalRow]:
    """Return the newest versions, of ``year`` and later ones, whose derivations name a fact.

    A derivation's bytes are searched for the digest as they are: it is nothing else's.
    """
    query = (
        select(AppraisalRow, DerivationRow.content)
        .join(DerivationRow, DerivationRow.digest == AppraisalRow.derivation)
        .where(AppraisalRow.jurisdiction == jurisdiction, AppraisalRow.year >= year)
        .order_by(AppraisalRow.person, AppraisalRow.year, AppraisalRow.version)
        .execution_options(yield_per=FEW)
    )
    found: dict[tuple[str, int], AppraisalRow | None] = {}
    for row, content in session.execute(query):
        found[row.person, row.year] = row if fact.encode() in content else None
    return [row for row in found.values() if row is not None]


def objections_to(session: Session, rows: Sequence[AppraisalRow]) -> list[ObjectionRow]:
    """Return the objections to any of one person's versions, the newest first."""
    if not rows:
        return []
    query = (
        select(ObjectionRow)
        .where(ObjectionRow.person == rows[0].person, ObjectionRow.year == rows[0].year)
        .order_by(ObjectionRow.at.desc())
    )
    known = {row.version for row in rows}
    return [entry for entry in session.scalars(query) if entry.version in known]


def unit_of(session: Session, jurisdiction: str, year: int, person: str) -> str | None:
    """Return the unit where a person serves in ``year``; None for whoever does not serve there."""
    query = (
        select(PostRow)
        .where(PostRow.person == person, PostRow.valid_from <= year)
        .order_by(PostRow.valid_from.desc())
        .limit(1)
    )
    row = session.scalar(query)
    here = row is not None and row.jurisdiction == jurisdiction and row.serves
    return row.unit if row is not None and here else None


def last_days(session: Session, jurisdiction: str, persons: Collection[str]) -> dict[str, str]:
    """Return the last day that people served here, of those for whom one is known."""
    query = (
        select(ServiceRow.person, func.max(ServiceRow.until))
        .where(ServiceRow.jurisdiction == jurisdiction, ServiceRow.person.in_(set(persons)))
        .group_by(ServiceRow.person)
    )
    return {person: last for person, last in session.execute(query) if last is not None}


def person_name(session: Session, person: str) -> str:
    """Return what a person is called; the number itself if nobody ever entered a name."""
    row = session.get(PersonRow, person)
    return row.name if row is not None else person
