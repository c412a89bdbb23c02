"""Objections and corrections: a published grade is never edited, a new version takes its place.

May import: grades' domain and store, lower rooms' stores, appraisal_service.db, .office, shared.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.db import ApprovalRow
from appraisal_service.grades import domain
from appraisal_service.grades.actions.evidence import gather
from appraisal_service.grades.actions.proposing import add_version
from appraisal_service.grades.domain import Outcome
from appraisal_service.grades.store import rows
from appraisal_service.grades.store.tables import AppraisalRow, ObjectionRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain import PeopleRejected
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work
from shared.plumbing.two_person import approve


@dataclass(frozen=True, slots=True)
class Answered:
    """How far the answer to an objection has come."""

    approvals: int
    complete: bool


def enter_objection(
    office: Office, actor: Actor, jurisdiction: str, year: int, person: str, text: str
) -> str:
    """Keep a person's objection to their published or final grade; return its id.

    A final grade stays in force while people look at it again.

    Raises:
        NoSuchProposal, NotInState: there is no published grade to object to.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        row = rows.get_current(session, jurisdiction, year, person)
        domain.check_state(row.state, "published", "final")
        objection = secrets.token_hex(8)
        now = office.clock()
        session.add(
            ObjectionRow(
                id=objection, person=person, year=year, version=row.version, text=text, at=now
            )
        )
        rows.record(session, (jurisdiction, year, person), "object", actor.name, "", now)
    return objection


def answer_objection(
    office: Office, actor: Actor, objection: str, outcome: Outcome, reason: str
) -> Answered:
    """Answer an objection, once two deciders say the same; ``reopened`` opens a new version.

    Raises:
        NoSuchObjection, ObjectionAnswered: there is nothing to answer.
        SamePerson: this decider has answered so already.
        NotInState: the grade has moved on.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        entry = rows.get_objection(session, objection)
        jurisdiction = rows.jurisdiction_of(session, entry)
        people.lock_jurisdiction(session, jurisdiction, entry.year)
        session.refresh(entry)
        if entry.outcome is not None:
            raise domain.ObjectionAnswered("This objection was answered already.")
        act = f"objection_{outcome}"
        approval = approve(session, ApprovalRow, act, objection, actor, office.clock)
        if approval.complete:
            entry.outcome, entry.answer = outcome, reason
            entry.answered_by = "、".join(approval.names)
            who = (jurisdiction, entry.year, entry.person)
            rows.record(session, who, act, entry.answered_by, reason, office.clock())
            if outcome == "reopened":
                _new_version(session, *who)
    return Answered(approval.count, approval.complete)


def open_correction(
    office: Office, actor: Actor, jurisdiction: str, year: int, person: str, reason: str
) -> int:
    """Open a new version of a decided, published or final grade; return its number.

    A final grade stays in force, and in the feed, until the new version is final.

    Raises:
        NoSuchProposal, NotInState: there is no decided grade to correct.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        version = _new_version(session, jurisdiction, year, person)
        who = (jurisdiction, year, person)
        rows.record(session, who, "correct", actor.name, reason, office.clock())
    return version


def _new_version(session: Session, jurisdiction: str, year: int, person: str) -> int:
    """Propose a person's grade anew from the evidence as it stands."""
    row = rows.get_current(session, jurisdiction, year, person)
    domain.check_state(row.state, "decided", "published", "final")
    evidence = gather(session, jurisdiction, year)
    official = next((entry for entry in evidence.roster.people if entry.id == person), None)
    if official is None:
        raise PeopleRejected("This person no longer serves in this jurisdiction and year.")
    _supersede(row)
    add_version(session, evidence, person, evidence.derivation(official), row.version + 1)
    return row.version + 1


def _supersede(row: AppraisalRow) -> None:
    """A grade that is not final yet makes room at once."""
    if row.state != "final":
        row.state = "superseded"
