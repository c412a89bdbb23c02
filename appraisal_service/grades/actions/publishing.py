"""From decided grades to final, signed ones.

May import: grades' domain and store, lower rooms' stores, appraisal_service.office, shared.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from appraisal_service.grades import domain
from appraisal_service.grades.actions.evidence import YearEvidence, gather
from appraisal_service.grades.actions.grouping import groups_of
from appraisal_service.grades.actions.leaving import Left, left_out
from appraisal_service.grades.store import rows
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.office import ISSUER, Office
from appraisal_service.people import store as people
from shared.crypto import jsontext
from shared.documents.base import sign
from shared.documents.dates import day_in_china, local_day
from shared.documents.grades import Grade
from shared.errors import SuiteError
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work
from shared.rules.person_year import sources_of


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication came to."""

    published: int
    final_from: str
    """The first day on which these grades may become final."""
    left_out: list[Left]
    """Who was not published because they left before the year was over."""


@dataclass(frozen=True, slots=True)
class Finalized:
    """What finalizing came to."""

    final: int
    waiting: int
    """Published grades whose objection period runs, with an open objection, or outdated."""
    outdated: int
    """Those of them that are due and whose evidence has changed: they need corrections."""
    outdated_people: dict[str, str]
    """Who these are: the name by number."""


def publish_grades(office: Office, actor: Actor, jurisdiction: str, year: int) -> Published:
    """Publish every decided grade, so that people can object.

    Who left before the year was over is left out, decided or not, and named.

    Raises:
        NotDecided, NothingToPublish, QuotaExceeded: see ``domain.check_publishable``.
        EvidenceChanged: facts or results arrived after a decision.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        evidence = gather(session, jurisdiction, year)
        current = rows.current(session, jurisdiction, year)
        left = left_out(session, jurisdiction, year, current)
        there = [row for row in current if row.person not in left]
        domain.check_publishable(
            [row.state for row in there],
            [row.grade for row in there],
            evidence.pack,
            _groups(session, evidence, there),
        )
        decided = [row for row in there if row.state == "decided"]
        _check_evidence(session, evidence, decided)
        today = day_in_china(office.clock())
        names = people.names(session)
        for row in decided:
            row.state, row.published_on, row.name = "published", today, names[row.person]
        everybody = (jurisdiction, year, None)
        people.record(session, everybody, "publish", actor.name, "", office.clock())
        for one in left.values():
            who = (jurisdiction, year, one.person)
            people.record(session, who, "leave_out", actor.name, one.last_day or "", office.clock())
    due = domain.objections_end(today, evidence.pack.parameters.objection_days)
    return Published(len(decided), due.isoformat(), list(left.values()))


def _groups(session: Session, evidence: YearEvidence, there: list[AppraisalRow]) -> list[str]:
    """Return for each grade the group in which the share of 优秀 is taken."""
    where = evidence.jurisdiction, evidence.year
    groups = groups_of(session, where, evidence.pack.parameters.excellent_quota, there)
    return [groups[row.person] for row in there]


def _check_evidence(session: Session, evidence: YearEvidence, decided: list[AppraisalRow]) -> None:
    """Return if every decided grade rests on the evidence as it stands."""
    officials = {official.id: official for official in evidence.roster.people}
    documents = rows.derivations(session, (row.derivation for row in decided))
    changed = sum(
        1
        for row in decided
        if not evidence.still_gives(officials.get(row.person), documents[row.derivation])
    )
    if changed:
        raise _changed(changed, "decided")


def _changed(count: int, state: domain.State) -> domain.EvidenceChanged:
    """Return what to say of so many grades in this state."""
    return domain.EvidenceChanged(
        f"The evidence behind {count} {state} grades has changed; open corrections for them."
    )


def finalize_grades(office: Office, actor: Actor, jurisdiction: str, year: int) -> Finalized:
    """Make final, and sign, every published grade whose objection period is over.

    Grades with an open objection wait, and so do those whose evidence has changed since; they
    are named and hold up nobody else.

    Raises:
        NotInState: nothing is published.
        ObjectionPeriod: the period of none of them is over.
        ObjectionOpen: it is over, but all of them have an open objection.
        EvidenceChanged: no other grade is ready, and some need corrections.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        evidence = gather(session, jurisdiction, year)
        days = evidence.pack.parameters.objection_days
        published = [
            row for row in rows.current(session, jurisdiction, year) if row.state == "published"
        ]
        contested = {
            entry.person
            for entry in rows.objections(session, jurisdiction, year)
            if entry.outcome is None
        }
        due, reason = _due(contested, days, published, local_day(office.clock()))
        if not due:
            raise reason
        ready = [row for row in due if _still_holds(session, evidence, row)]
        if not ready:
            raise _changed(len(due), "published")
        positions = rows.next_positions(session, len(ready))
        for row, position in zip(ready, positions, strict=True):
            _make_final(session, office, row)
            row.position = position
        everybody = (jurisdiction, year, None)
        people.record(session, everybody, "finalize", actor.name, "", office.clock())
        late = {row.person: row.name or "" for row in due if row not in ready}
    return Finalized(len(ready), len(published) - len(ready), len(late), late)


def _still_holds(session: Session, evidence: YearEvidence, row: AppraisalRow) -> bool:
    """Tell whether what a grade rests on stands now as it did."""
    return evidence.still_holds(rows.derivation(session, row.derivation)["inputs"])


def _due(
    contested: set[str], days: int, published: list[AppraisalRow], today: date
) -> tuple[list[AppraisalRow], SuiteError]:
    """Return the grades whose time has come, uncontested, and what to say if there are none."""
    due = [
        row
        for row in published
        if row.published_on and today >= domain.objections_end(row.published_on, days)
    ]
    ready = [row for row in due if row.person not in contested]
    if not published:
        return ready, domain.NotInState("No published grade waits to become final.")
    if not due:
        return ready, domain.ObjectionPeriod("The days in which people may object are not over.")
    return ready, domain.ObjectionOpen("Every grade that is due has an open objection.")


def _make_final(session: Session, office: Office, row: AppraisalRow) -> None:
    """Sign one grade; the version before it, if it was final, is superseded."""
    before = rows.find_final(session, row.person, row.year)
    document = _document(session, row, before)
    row.signed = jsontext.canonical(sign(office.key, document))
    row.digest = document.digest
    row.state = "final"
    if before is not None:
        before.state = "superseded"


def _document(session: Session, row: AppraisalRow, before: AppraisalRow | None) -> Grade:
    """Return the grade document of one row: unit and post are as derived, the name as published."""
    derivation = rows.derivation(session, row.derivation)
    inputs = derivation["inputs"]
    person = inputs["person"]
    assert row.name, "a published grade names whose it is"
    assert row.grade, "a published grade was decided"
    assert row.document_number, "a published grade was decided"
    assert row.document_date, "a published grade was decided"
    return Grade(
        version=row.version,
        issued_by=ISSUER,
        supersedes=before.digest if before is not None else None,
        person=row.person,
        name=row.name,
        unit=person["unit"],
        post=person["post"],
        year=row.year,
        grade=row.grade,
        scale=person["scale"],
        state="final",
        document_number=row.document_number,
        document_date=row.document_date,
        score=derivation["score"],
        pack=derivation["pack"],
        sources=sources_of(inputs),
        derivation=row.derivation,
        decided_by=row.decided_by or [],
    )
