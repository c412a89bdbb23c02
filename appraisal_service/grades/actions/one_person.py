"""What one person's page shows: the derivation as it was stored, and all that people did since.

Nothing is derived here, and nobody else's votes are read.

May import: grades' domain, next_step and store, people's store, appraisal_service.db, .office,
shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.db import ApprovalRow
from appraisal_service.grades import domain
from appraisal_service.grades.actions.showing import stage_of
from appraisal_service.grades.next_step import Stage
from appraisal_service.grades.store import rows as stored
from appraisal_service.grades.store import showing as queries
from appraisal_service.grades.store.ballots import Ballot, ballot_of
from appraisal_service.grades.store.tables import AppraisalRow, DecisionRow, ObjectionRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.plumbing.access import Actor
from shared.plumbing.db import reading
from shared.plumbing.two_person import approvals, departed
from shared.rules.packs import Pack

YEARS_BACK = 4


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One version of one person's grade, with everything that belongs to it."""

    jurisdiction: str
    jurisdiction_title: str
    year: int
    person: str
    name: str
    unit: str
    pack: Pack
    document: Mapping[str, Any] | None
    """The derivation; None while nothing was proposed."""
    row: Mapping[str, Any] | None
    """State, grade, document, deciders and digests of this version."""
    stage: Stage
    current: bool
    """Whether this is the newest version."""
    decided: Sequence[Mapping[str, Any]]
    """Who decided in the present attempt, with the paper; the grade only of the reader's own."""
    objections: Sequence[Mapping[str, Any]]
    versions: Sequence[Mapping[str, Any]]
    earlier: Sequence[Mapping[str, Any]]
    """Year, grade, shares and score of earlier years."""
    final_from: date | None
    """The first day on which a published grade may become final."""
    ballots: Sequence[Ballot]
    """The certified results behind the votes that may be shown, class by class."""


def show_person(
    office: Office,
    reader: Actor,
    where: tuple[str, int, str],
    version: int | None = None,
) -> PersonPage:
    """Return what is to be seen of one person in one year.

    Args:
        office: see ``Office``.
        reader: who looks: an undecided grade's first decision is shown to its own author only.
        where: jurisdiction, year, person.
        version: which version; None: the newest.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NoSuchProposal: no such person or version.
    """
    jurisdiction, year, person = where
    with reading(office.sessions) as session:
        home = people.get_jurisdiction(session, jurisdiction, year)
        versions = queries.versions(session, jurisdiction, year, person)
        row = _chosen(versions, version)
        serves_in = queries.unit_of(session, jurisdiction, year, person)
        if row is None and (serves_in is None or version is not None):
            raise domain.NoSuchProposal("There is no such person or version in this year.")
        document = stored.derivation(session, row.derivation) if row is not None else None
        units = queries.unit_names(session, jurisdiction)
        unit = document["inputs"]["person"]["unit"] if document is not None else serves_in
        shown = document["votes"] if document is not None else []
        said = _said(session, row)
        pack = people.get_pack(session, home.pack)
        return PersonPage(
            jurisdiction=jurisdiction,
            jurisdiction_title=home.title,
            year=year,
            person=person,
            name=queries.person_name(session, person),
            unit=units.get(str(unit), str(unit)),
            pack=pack,
            document=document,
            row=_row(row) if row is not None else None,
            stage=stage_of(row, {(one.person, one.version, one.attempt): 1 for one in said}),
            current=bool(versions) and row is versions[0],
            decided=[_decided(one, reader) for one in said],
            objections=[
                _objection(session, entry) for entry in queries.objections_to(session, versions)
            ],
            versions=[_row(one) for one in versions],
            earlier=[
                _earlier(session, one)
                for one in queries.earlier_years(session, person, year, YEARS_BACK)
            ],
            final_from=_final_from(row, pack),
            ballots=[
                ballot_of(session, entry["result"], person, pack.parameters.disclosure_floor)
                for entry in shown
                if not entry.get("sealed")
            ],
        )


def _chosen(versions: Sequence[AppraisalRow], version: int | None) -> AppraisalRow | None:
    """Return the version that was asked for, the newest if none was; None if there is none."""
    asked = (row for row in versions if version in (None, row.version))
    return next(asked, None)


def _said(session: Session, row: AppraisalRow | None) -> list[DecisionRow]:
    """Return the decisions that stand on the present attempt of a version."""
    if row is None:
        return []
    said = stored.decisions(session, row)
    if row.state != "proposed":
        return said
    gone = departed(session, DecisionRow, [one.account_id for one in said])
    return [one for one in said if one.account_id not in gone]


def _row(row: AppraisalRow) -> dict[str, Any]:
    """Return one version's state as a page shows it."""
    return {
        "version": row.version,
        "state": row.state,
        "grade": row.grade,
        "document_number": row.document_number,
        "document_date": row.document_date,
        "decided_by": row.decided_by or [],
        "published_on": row.published_on,
        "digest": row.digest,
        "derivation": row.derivation,
    }


def _decided(said: DecisionRow, reader: Actor) -> dict[str, Any]:
    """Return who decided and under which paper; what, only to whoever said it."""
    own = said.account_id == reader.account_id
    return {
        "name": said.name,
        "own": own,
        "document_number": said.document_number,
        "document_date": said.document_date,
        "grade": said.grade if own else None,
        "reason": said.reason if own else "",
    }


def _objection(session: Session, entry: ObjectionRow) -> dict[str, Any]:
    """Return an objection and who stands behind which answer to it."""
    waiting = {
        outcome: list(approvals(session, ApprovalRow, f"objection_{outcome}", entry.id).names)
        for outcome in ("kept", "reopened")
    }
    return {
        "objection": entry.id,
        "version": entry.version,
        "text": entry.text,
        "at": entry.at.date().isoformat(),
        "outcome": entry.outcome,
        "answer": entry.answer,
        "answered_by": entry.answered_by,
        "waiting": {outcome: names for outcome, names in waiting.items() if names},
    }


def _earlier(session: Session, row: AppraisalRow) -> dict[str, Any]:
    """Return what an earlier year came to."""
    document = stored.derivation(session, row.derivation)
    return {
        "year": row.year,
        "jurisdiction": row.jurisdiction,
        "state": row.state,
        "grade": row.grade,
        "merge": document["merge"],
        "score": document["score"],
    }


def _final_from(row: AppraisalRow | None, pack: Pack) -> date | None:
    """Return the first day on which a published grade may become final."""
    if row is None or row.state != "published" or not row.published_on:
        return None
    return domain.objections_end(row.published_on, pack.parameters.objection_days)
