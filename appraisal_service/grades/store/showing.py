"""Queries for pages: years, how far people's grades have come, one person's versions.

May import: stdlib, SQLAlchemy, grades' tables, people's store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from appraisal_service.grades.store.tables import AppraisalRow, DecisionRow, ObjectionRow
from appraisal_service.people.store import JurisdictionRow, PersonRow, PostRow, UnitRow


def years(session: Session) -> list[JurisdictionRow]:
    """Return every jurisdiction's years, the newest year first."""
    query = select(JurisdictionRow).order_by(JurisdictionRow.year.desc(), JurisdictionRow.id)
    return list(session.scalars(query))


def deciders(session: Session, year: int) -> Counter[tuple[str, int, int]]:
    """Return how many decided, by person, version and attempt."""
    query = select(DecisionRow.person, DecisionRow.version, DecisionRow.attempt).where(
        DecisionRow.year == year
    )
    return Counter(
        (person, version, attempt) for person, version, attempt in session.execute(query)
    )


def contested(session: Session, year: int) -> set[tuple[str, int]]:
    """Return person and version of every grade of the year with an objection nobody answered."""
    query = select(ObjectionRow.person, ObjectionRow.version).where(
        ObjectionRow.year == year, ObjectionRow.outcome.is_(None)
    )
    return {(person, version) for person, version in session.execute(query)}


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


def unit_names(session: Session, jurisdiction: str) -> dict[str, str]:
    """Return the name of every unit of the jurisdiction, by id."""
    query = select(UnitRow.id, UnitRow.name).where(UnitRow.jurisdiction == jurisdiction)
    return {row.id: row.name for row in session.execute(query)}


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


def person_name(session: Session, person: str) -> str:
    """Return what a person is called; the number itself if nobody ever entered a name."""
    row = session.get(PersonRow, person)
    return row.name if row is not None else person
