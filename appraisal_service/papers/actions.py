"""Reading a year's papers: everybody's grade that stands, and the derivation behind it.

May import: SQLAlchemy, papers' domain, lower rooms' stores, appraisal_service.office, shared.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from appraisal_service.grades.actions.grouping import named_groups
from appraisal_service.grades.actions.leaving import left_out
from appraisal_service.grades.store import rows
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.office import Office
from appraisal_service.papers.domain import (
    TOLD,
    Distribution,
    Notices,
    Publication,
    Record,
    Summary,
    YearRecords,
    distribution_of,
    notices_of,
    publication_of,
    summary_of,
)
from appraisal_service.people import store as people
from shared.plumbing.db import reading


def summary(office: Office, jurisdiction: str, year: int) -> Summary:
    """Return the year's 汇总表 as it stands; it says whether it is complete.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    return summary_of(_records(office, jurisdiction, year))


def notices(office: Office, jurisdiction: str, year: int) -> Notices:
    """Return the notices of everybody whose grade is published.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NotPublished: there is none.
    """
    return notices_of(_records(office, jurisdiction, year))


def notice(office: Office, jurisdiction: str, year: int, person: str) -> Notices:
    """Return the notice of one person.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NoSuchProposal: nothing was proposed for this person.
        NotPublished: the person's grade is not published yet.
    """
    return notices_of(_records(office, jurisdiction, year, person), person)


def distribution(office: Office, jurisdiction: str, year: int) -> Distribution:
    """Return who gets what.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NotPublished: no grade is published yet.
    """
    return distribution_of(_records(office, jurisdiction, year))


def publication(office: Office, jurisdiction: str, year: int) -> Publication:
    """Return what goes on the units' boards.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NothingToPost: the pack posts nothing.
        NotPublished: no grade of those concerned is published yet.
    """
    return publication_of(_records(office, jurisdiction, year))


def _records(
    office: Office, jurisdiction: str, year: int, person: str | None = None
) -> YearRecords:
    """Return the year's records in one reading, or those of one person."""
    with reading(office.sessions) as session:
        found = people.get_jurisdiction(session, jurisdiction, year)
        if person is None:
            everybody = rows.current(session, jurisdiction, year)
            left = left_out(session, jurisdiction, year, everybody)
            current = [
                row
                for row in everybody
                if row.person not in left or rows.find_final(session, row.person, year)
            ]
        else:
            current = [rows.get_current(session, jurisdiction, year, person)]
        names = people.names(session)
        contested = {
            entry.person
            for entry in rows.objections(session, jurisdiction, year)
            if entry.outcome is None
        }
        return YearRecords(
            title=found.title,
            year=year,
            pack=people.get_pack(session, found.pack),
            units=people.units_in_order(session, jurisdiction),
            groups=named_groups(session, jurisdiction, year),
            records=[_record(session, row, names[row.person], contested) for row in current],
        )


def _record(session: Session, newest: AppraisalRow, name: str, contested: set[str]) -> Record:
    """Return one person's record: a final grade stands until the one that corrects it is told."""
    final = None if newest.state in TOLD else rows.find_final(session, newest.person, newest.year)
    row = newest if final is None else final
    return Record(
        person=row.person,
        name=row.name or name,
        state=row.state,
        version=row.version,
        grade=row.grade,
        document_number=row.document_number,
        document_date=row.document_date,
        decided_by=tuple(row.decided_by or ()),
        published_on=row.published_on,
        grade_digest=row.digest,
        derivation=row.derivation,
        document=rows.derivation(session, row.derivation),
        correcting=row is not newest,
        contested=row.person in contested,
    )
