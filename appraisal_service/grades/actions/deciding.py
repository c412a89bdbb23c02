"""The two-person decision on a grade.

May import: grades' domain and store, people's store, appraisal_service.office, shared.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.grades import domain
from appraisal_service.grades.domain import Decision, State
from appraisal_service.grades.store import rows
from appraisal_service.grades.store.tables import AppraisalRow, DecisionRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain.document_day import check_document_day
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
        DocumentAhead: the document is dated after today.
        NoSuchProposal, NotInState: nothing waits to be decided for this person.
        ProposalChanged: it is not the proposal that the decider was shown.
        ForcedGrade: a clause sets another grade.
        PersonNeeded, SamePerson: two different people have to decide.
        DecisionsDiffer: the two gave different grades or documents; both have to decide again.
    """
    if actor.kind != "account":
        raise PersonNeeded("Only a signed-in person can decide this.")
    check_document_day(decision.document_date, office.clock())
    with unit_of_work(office.sessions) as uow:
        decided = _decide(uow, office, actor, (jurisdiction, year, person), decision)
    if decided is None:  # raised after the commit: that the earlier word lapsed has to stand
        raise domain.DecisionsDiffer("The two decisions differ; both people decide again.")
    return decided


def take_back(office: Office, actor: Actor, jurisdiction: str, year: int, person: str) -> None:
    """Take back what ``actor`` decided, while nobody has decided with it; both may decide anew.

    The word is kept with its attempt, which is over.

    Raises:
        NoSuchProposal: nothing is proposed for this person.
        NotInState: the grade is decided; only a correction changes it.
        NothingToTakeBack: no word of this decider waits.
    """
    if actor.kind != "account":
        raise PersonNeeded("Only a signed-in person can decide this.")
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        row = rows.get_current(session, jurisdiction, year, person)
        domain.check_state(row.state, "proposed")
        said = rows.decisions(session, row)
        if all(entry.account_id != actor.account_id for entry in said):
            raise domain.NothingToTakeBack("No decision of yours on this person waits.")
        row.attempt += 1
        who = (jurisdiction, year, person)
        people.record(session, who, "take_back", actor.name, "", office.clock())


def _decide(
    uow: UnitOfWork, office: Office, actor: Actor, who: tuple[str, int, str], decision: Decision
) -> Decided | None:
    """Write the decision; None if it differs from the first one, which lapses with it."""
    session = uow.session
    jurisdiction, year, person = who
    people.lock_jurisdiction(session, jurisdiction, year)
    row = rows.get_current(session, jurisdiction, year, person)
    said = rows.decisions(session, row)
    gone = departed(session, DecisionRow, [entry.account_id for entry in said])
    document = rows.derivation(session, row.derivation)
    waiting = Waiting(row, document, standing(said, gone))
    waiting.check(actor, decision)
    return waiting.write(session, actor, decision, office.clock())


def standing(said: Sequence[DecisionRow], gone: Collection[str]) -> list[DecisionRow]:
    """Return those words that count: whose account was closed since no longer stands behind it."""
    return [entry for entry in said if entry.account_id not in gone]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person's grade, and what deciders said of it."""

    row: AppraisalRow
    document: Mapping[str, Any]
    """The derivation that is proposed."""
    earlier: Sequence[DecisionRow]
    """The words of the present attempt that stand."""

    def check(self, actor: Actor, decision: Decision) -> None:
        """Return if ``actor`` may decide so.

        Raises:
            NotInState: nothing waits to be decided.
            ProposalChanged: it is not the proposal that they were shown.
            ForcedGrade, ReasonMissing: see ``domain.check_decision``.
            SamePerson: they have decided already.
        """
        domain.check_state(self.row.state, "proposed")
        domain.check_seen(decision, self.row.version, self.row.derivation)
        proposal = self.document["proposal"]
        domain.check_decision(decision, proposal["kind"], proposal["grade"])
        if any(entry.account_id == actor.account_id for entry in self.earlier):
            raise SamePerson("A second person has to decide this.")

    def write(
        self, session: Session, actor: Actor, decision: Decision, at: datetime
    ) -> Decided | None:
        """Write what was checked; None if it differs from the first word, which lapses with it."""
        row = self.row
        _add(session, actor, row, decision, at)
        who = (row.jurisdiction, row.year, row.person)
        people.record(session, who, "decide", actor.name, decision.reason, at)
        if any(not decision.agrees(_said(entry)) for entry in self.earlier):
            row.attempt += 1
            people.record(session, who, "differ", actor.name, "", at)
            return None
        if len(self.earlier) + 1 < domain.NEEDED:
            return Decided(row.state, len(self.earlier) + 1)
        row.state = "decided"
        row.grade = decision.grade
        row.document_number = decision.document_number
        row.document_date = decision.document_date
        row.decided_by = [*(entry.name for entry in self.earlier), actor.name]
        return Decided(row.state, len(self.earlier) + 1)


def _said(entry: DecisionRow) -> Decision:
    """Return a stored decision as the domain's value."""
    return Decision(entry.grade, entry.document_number, entry.document_date, entry.reason)


def _add(
    session: Session, actor: Actor, row: AppraisalRow, decision: Decision, at: datetime
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
            at=at,
        )
    )
