"""Computing proposals from the evidence; nothing that people decided is touched.

May import: grades' domain and store, lower rooms' stores, appraisal_service.office, shared.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.grades.actions.elsewhere import Elsewhere, appraised_elsewhere
from appraisal_service.grades.actions.evidence import YearEvidence, gather
from appraisal_service.grades.store import rows
from appraisal_service.grades.store import showing as queries
from appraisal_service.grades.store.tables import AppraisalRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work
from shared.rules.derivation import Derivation


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a computation came to, in numbers of people."""

    proposed: int
    """Waiting for a decision, new or unchanged."""
    changed: int
    """Of these, with another derivation than before: earlier single decisions lapsed."""
    outdated: int
    """Decided or later, although the evidence has changed since: open a correction."""
    elsewhere: list[Elsewhere]
    """For whom nothing is proposed, because another jurisdiction appraises them for the year."""


def propose_grades(office: Office, actor: Actor, jurisdiction: str, year: int) -> Proposed:
    """Derive everybody's grade from the evidence as it stands, and keep it as a proposal.

    Safe to repeat: the same evidence gives the same derivations and changes nothing.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        SeveralResults: two certified results of one kind grade a person.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        evidence = gather(session, jurisdiction, year)
        there = {row.person: row for row in rows.current(session, jurisdiction, year)}
        made = evidence.derivations()
        new = made.keys() - there.keys()
        elsewhere = appraised_elsewhere(session, jurisdiction, year, new)
        versions = rows.newest_versions(session, year, new)
        changed = outdated = 0
        for person, derivation in made.items():
            row = there.get(person)
            if person in elsewhere:
                continue
            if row is None:
                version = versions.get(person, 0) + 1
                add_version(session, evidence, person, derivation, version)
            elif row.derivation != derivation.digest:
                changed += row.state == "proposed"
                outdated += row.state != "proposed"
                _renew(session, row, derivation)
        for person in _drop_departed(session, list(there.values()), set(made)):
            who = (jurisdiction, year, person)
            people.record(session, who, "drop_departed", actor.name, "", office.clock())
        session.flush()
        waiting = [r for r in rows.current(session, jurisdiction, year) if r.state == "proposed"]
        at = (jurisdiction, year, None)
        people.record(session, at, "propose", actor.name, "", office.clock())
    return Proposed(len(waiting), changed, outdated, list(elsewhere.values()))


def add_version(
    session: Session, evidence: YearEvidence, person: str, derivation: Derivation, version: int
) -> None:
    """Add one version of a person's grade, as a proposal."""
    session.add(
        AppraisalRow(
            person=person,
            year=evidence.year,
            version=version,
            jurisdiction=evidence.jurisdiction,
            state="proposed",
            derivation=rows.put_derivation(session, derivation),
            attempt=1,
        )
    )


def _renew(session: Session, row: AppraisalRow, derivation: Derivation) -> None:
    """Give an undecided proposal its new derivation; a first decider's word lapses with it."""
    if row.state == "proposed":
        row.derivation = rows.put_derivation(session, derivation)
        row.attempt += 1


def _drop_departed(session: Session, there: list[AppraisalRow], serving: set[str]) -> list[str]:
    """Remove first proposals, never decided, of people who no longer serve there.

    Returns:
        Of these people those on whom a decider's word waited: it goes with the proposal.
    """
    decided = []
    for row in there:
        if row.person in serving or row.state != "proposed":
            continue
        if queries.versions(session, row.jurisdiction, row.year, row.person) == [row]:
            if rows.decisions(session, row):
                decided.append(row.person)
            rows.drop(session, row)
    return decided
