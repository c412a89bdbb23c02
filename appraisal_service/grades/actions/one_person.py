"""What one person's page shows: the derivation as it was stored, and all that people did since.

The grade is not derived here, only the rulings that read it once it is final, and nobody else's
votes are read.

May import: grades' domain, next_step and store, people's and facts' stores, appraisal_service
.db, .office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts import store as recorded
from appraisal_service.grades import domain
from appraisal_service.grades.actions.correcting import behind_answers
from appraisal_service.grades.actions.elsewhere import Elsewhere, appraised_elsewhere
from appraisal_service.grades.actions.evidence import gather
from appraisal_service.grades.actions.leaving import left_out
from appraisal_service.grades.actions.outdated import Changed, changed_since
from appraisal_service.grades.actions.overview import after_final_of
from appraisal_service.grades.actions.showing import stage_of
from appraisal_service.grades.next_step import Stage
from appraisal_service.grades.store import rows as stored
from appraisal_service.grades.store import showing as queries
from appraisal_service.grades.store.ballots import Ballot, ballot_of
from appraisal_service.grades.store.tables import AppraisalRow, DecisionRow, ObjectionRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.documents.dates import day_in_china, local_day
from shared.plumbing.access import Actor
from shared.plumbing.db import reading
from shared.plumbing.two_person import departed
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
    """Who decided in the present attempt, with the paper; grade and reason only of the reader's
    own, until it is decided."""
    differed: date | None
    """The day on which two deciders' words differed, while it waits to be decided again."""
    objections: Sequence[Mapping[str, Any]]
    versions: Sequence[Mapping[str, Any]]
    earlier: Sequence[Mapping[str, Any]]
    """Year, grade, shares and score of earlier years."""
    final_from: date | None
    """The first day on which a published grade may become final."""
    ballots: Sequence[Ballot]
    """The certified results behind the votes that may be shown, class by class."""
    papers: Mapping[str, Mapping[str, str]]
    """Number, day and source of the paper behind each recorded fact, by the fact's id."""
    files: Sequence[Mapping[str, Any]]
    """Who imported each attendance file, and when."""
    changed: Changed | None
    """What has changed since the newest version was computed; None of an earlier one, and of who
    left before the year was over."""
    later: Mapping[str, Any] | None
    """The rulings that read the final grade, with it; None while there is none."""
    elsewhere: Elsewhere | None
    """The grade of the year in another jurisdiction, where that keeps one from coming here."""


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
        units = people.unit_names(session, jurisdiction)
        unit = document["inputs"]["person"]["unit"] if document is not None else serves_in
        said = _said(session, row)
        pack = people.get_pack(session, home.pack)
        current = bool(versions) and row is versions[0]
        changed, later = _since(session, versions, document if current else None)
        other = appraised_elsewhere(session, jurisdiction, year, [] if versions else [person])
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
            current=current,
            decided=[_decided(one, reader, row) for one in said if _counts(one, row)],
            differed=_differed(session, row) if current else None,
            objections=_objections(session, versions),
            versions=[_row(one) for one in versions],
            earlier=_earlier_years(session, person, year),
            final_from=_final_from(row, pack),
            ballots=_ballots(session, document, person, pack) if document is not None else [],
            papers=_papers(session, document) if document is not None else {},
            files=_files(session, document) if document is not None else [],
            changed=changed,
            later=later,
            elsewhere=other.get(person),
        )


def _ballots(
    session: Session, document: Mapping[str, Any], person: str, pack: Pack
) -> list[Ballot]:
    """Return the certified results behind the votes that may be shown."""
    floor = pack.parameters.disclosure_floor
    shown = [entry["result"] for entry in document["votes"] if not entry.get("sealed")]
    return [ballot_of(session, result, person, floor) for result in shown]


def _papers(session: Session, document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the paper of each fact that a derivation rests on."""
    inputs = document["inputs"]
    kinds = ("facts", "unit_facts", "team_facts", "overlap")
    ids = {fact["id"] for key in kinds for fact in inputs.get(key, [])}
    return {
        fact: {"document": paper.document, "date": paper.date, "source_body": paper.source_body}
        for fact, paper in recorded.papers_of(session, ids).items()
    }


def _files(session: Session, document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the attendance files that a derivation rests on."""
    attendance = document["inputs"].get("attendance")
    found = [recorded.find_batch(session, one) for one in (attendance or {}).get("batches", [])]
    return [
        {"by": one.imported_by, "day": local_day(one.imported_at), "digest": one.digest}
        for one in found
        if one is not None
    ]


def _since(
    session: Session, versions: Sequence[AppraisalRow], document: Mapping[str, Any] | None
) -> tuple[Changed | None, Mapping[str, Any] | None]:
    """Return what changed since the newest version was computed, and what its final grade began.

    Args:
        session: the caller's.
        versions: of one person's grade, the newest first.
        document: the derivation of the newest one; None where an earlier one is shown.
    """
    if not versions:
        return None, None
    newest = versions[0]
    evidence = gather(session, newest.jurisdiction, newest.year)
    left = left_out(session, newest.jurisdiction, newest.year, [newest])
    compared = document if document is not None and not left else None
    changed = changed_since(evidence, newest, compared) if compared is not None else None
    return changed, after_final_of(session, evidence, newest.person)


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


def _counts(said: DecisionRow, row: AppraisalRow | None) -> bool:
    """Tell whether a word waits for another, or is one of the two behind the grade."""
    if row is None or row.state == "proposed" or row.decided_by is None:
        return True
    paper = (said.grade, said.document_number, said.document_date)
    decided = (row.grade, row.document_number, row.document_date)
    return paper == decided and said.name in row.decided_by


def _differed(session: Session, row: AppraisalRow | None) -> date | None:
    """Return the day on which the deciders of a grade that waits differed; None if they did not."""
    if row is None or row.state != "proposed":
        return None
    at = queries.differed(session, row.jurisdiction, row.year).get(row.person)
    return local_day(at) if at is not None else None


def _decided(said: DecisionRow, reader: Actor, row: AppraisalRow | None) -> dict[str, Any]:
    """Return who decided and under which paper; what and why, to others once it is decided."""
    own = said.account_id == reader.account_id
    told = own or (row is not None and row.state != "proposed")
    return {
        "name": said.name,
        "own": own,
        "document_number": said.document_number,
        "document_date": said.document_date,
        "grade": said.grade if told else None,
        "reason": said.reason if told else "",
    }


def _objections(session: Session, versions: Sequence[AppraisalRow]) -> list[dict[str, Any]]:
    """Return the objections to any of one person's versions."""
    return [_objection(session, entry) for entry in queries.objections_to(session, versions)]


def _objection(session: Session, entry: ObjectionRow) -> dict[str, Any]:
    """Return an objection and who stands behind which answer to it."""
    return {
        "objection": entry.id,
        "version": entry.version,
        "text": entry.text,
        "at": day_in_china(entry.at),
        "outcome": entry.outcome,
        "answer": entry.answer,
        "answered_by": entry.answered_by,
        "waiting": behind_answers(session, entry.id),
    }


def _earlier_years(session: Session, person: str, year: int) -> list[dict[str, Any]]:
    """Return what a person's earlier years came to, the latest first."""
    found = queries.earlier_years(session, person, year, YEARS_BACK)
    return [_earlier(session, one) for one in found]


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
