"""The two-person decision on a grade.

May import: grades' domain and store, people's store, appraisal_service.office, shared.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.grades import domain
from appraisal_service.grades.domain import Decision, State
from appraisal_service.grades.store import rows
from appraisal_service.grades.store.tables import AppraisalRow, DecisionRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, unit_of_work
from shared.plumbing.two_person import PersonNeeded, SamePerson, departed


@dataclass(frozen=True, slots=True)
class Decided:
    """How far a decision has come."""

    state: State
    decisions: int
    """How many deciders stand behind this grade."""


def decide_grade(
    office: Office, actor: Actor, jurisdiction: str, year: int, person: str, decision: Decision
) -> Decided:
    """Write what ``actor`` decides; with a second decider's same word the grade is decided.

    Raises:
        NoSuchProposal, NotInState: nothing waits to be decided for this person.
        ForcedGrade: a clause sets another grade.
        PersonNeeded, SamePerson: two different people have to decide.
        DecisionsDiffer: the two gave different grades or documents; both have to decide again.
    """
    if actor.kind != "account":
        raise PersonNeeded("Only a signed-in person can decide this.")
    with unit_of_work(office.sessions) as uow:
        decided = _decide(uow, office, actor, (jurisdiction, year, person), decision)
    if decided is None:  # raised after the commit: that the earlier word lapsed has to stand
        raise domain.DecisionsDiffer("The two decisions differ; both people decide again.")
    return decided


def _decide(
    uow: UnitOfWork, office: Office, actor: Actor, who: tuple[str, int, str], decision: Decision
) -> Decided | None:
    """Write the decision; None if it differs from the first one, which lapses with it.

    Whose account was closed since no longer stands behind what they decided.
    """
    session = uow.session
    jurisdiction, year, person = who
    people.lock_jurisdiction(session, jurisdiction, year)
    row = rows.get_current(session, jurisdiction, year, person)
    domain.check_state(row.state, "proposed")
    proposal = rows.derivation(session, row.derivation)["proposal"]
    domain.check_decision(decision, proposal["kind"], proposal["grade"])
    said = rows.decisions(session, row)
    gone = departed(session, DecisionRow, [entry.account_id for entry in said])
    earlier = [entry for entry in said if entry.account_id not in gone]
    if any(entry.account_id == actor.account_id for entry in earlier):
        raise SamePerson("A second person has to decide this.")
    _add(session, office, actor, row, decision)
    rows.record(session, who, "decide", actor.name, decision.reason, office.clock())
    if any(not decision.agrees(_said(entry)) for entry in earlier):
        row.attempt += 1
        return None
    if len(earlier) + 1 < domain.NEEDED:
        return Decided(row.state, len(earlier) + 1)
    row.state = "decided"
    row.grade = decision.grade
    row.document_number = decision.document_number
    row.document_date = decision.document_date
    row.decided_by = [*(entry.name for entry in earlier), actor.name]
    return Decided(row.state, len(earlier) + 1)


def _said(entry: DecisionRow) -> Decision:
    """Return a stored decision as the domain's value."""
    return Decision(entry.grade, entry.document_number, entry.document_date, entry.reason)


def _add(
    session: Session, office: Office, actor: Actor, row: AppraisalRow, decision: Decision
) -> None:
    """Append one decider's word."""
    session.add(
        DecisionRow(
            person=row.person,
            year=row.year,
            version=row.version,
            attempt=row.attempt,
            account_id=actor.account_id,
            name=actor.name,
            grade=decision.grade,
            document_number=decision.document_number,
            document_date=decision.document_date,
            reason=decision.reason,
            at=office.clock(),
        )
    )
