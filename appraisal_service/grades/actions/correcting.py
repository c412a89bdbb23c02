"""Objections and corrections: a published grade is never edited, a new version takes its place.

May import: grades' domain and store, lower rooms' stores, appraisal_service.db, .office, shared.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.db import ApprovalRow
from appraisal_service.grades import domain
from appraisal_service.grades.actions.evidence import gather
from appraisal_service.grades.actions.proposing import add_version
from appraisal_service.grades.domain import Outcome
from appraisal_service.grades.store import rows
from appraisal_service.grades.store.tables import AppraisalRow, ObjectionRow, ObjectionWordRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain import PeopleRejected
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work
from shared.plumbing.two_person import Answer, answer, approvals

OBJECTION = "objection"
"""The act that deciders approve who answer one."""


@dataclass(frozen=True, slots=True)
class Answered:
    """How far the answer to an objection has come."""

    approvals: int
    complete: bool
    replaced: bool
    """Whether the decider had answered otherwise before, which counts no more."""


def enter_objection(
    office: Office, actor: Actor, jurisdiction: str, year: int, person: str, text: str
) -> str:
    """Keep a person's objection to their published or final grade; return its id.

    A final grade stays in force while people look at it again. The same words again, while nobody
    has answered them, are the same objection: an officer whose answer was lost sends them twice.

    Raises:
        NoSuchProposal, NotInState: there is no published grade to object to.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        row = rows.get_current(session, jurisdiction, year, person)
        domain.check_state(row.state, "published", "final")
        there = rows.open_objection(session, row, text)
        if there is not None:
            return there.id
        objection = secrets.token_hex(8)
        now = office.clock()
        session.add(
            ObjectionRow(
                id=objection, person=person, year=year, version=row.version, text=text, at=now
            )
        )
        people.record(session, (jurisdiction, year, person), "object", actor.name, "", now)
    return objection


def answer_objection(
    office: Office,
    actor: Actor,
    objection: str,
    outcome: Outcome,
    reason: str,
    whose: tuple[str, int, str] | None = None,
) -> Answered:
    """Answer an objection, once two deciders say the same; ``reopened`` opens a new version.

    Who answers otherwise than before takes the earlier answer back.

    Args:
        office: see ``Office``.
        actor: a decider.
        objection: its id.
        outcome: the answer.
        reason: what the person is told; both deciders' reasons are kept, each with its name.
        whose: jurisdiction, year and person that it has to be of; None: anybody's.

    Raises:
        NoSuchObjection, ObjectionAnswered: there is nothing to answer.
        SamePerson: this decider has answered so already.
        NotInState: the grade has moved on.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        entry = rows.get_objection(session, objection)
        jurisdiction = rows.jurisdiction_of(session, entry)
        if whose not in (None, (jurisdiction, entry.year, entry.person)):
            raise domain.NoSuchObjection("There is no such objection.")
        people.lock_jurisdiction(session, jurisdiction, entry.year)
        session.refresh(entry)
        if entry.outcome is not None:
            raise domain.ObjectionAnswered("This objection was answered already.")
        act = f"objection_{outcome}"
        given = Answer(objection, outcome)
        approval = answer(session, ApprovalRow, OBJECTION, given, actor, office.clock)
        session.merge(
            ObjectionWordRow(
                objection=objection, outcome=outcome, account_id=actor.account_id, reason=reason
            )
        )
        if approval.complete:
            said = [
                (name, session.get_one(ObjectionWordRow, (objection, outcome, account)).reason)
                for name, account in zip(approval.names, approval.accounts, strict=True)
            ]
            entry.outcome, entry.answer = outcome, _in_one(said)
            entry.answered_by = "、".join(approval.names)
            who = (jurisdiction, entry.year, entry.person)
            for name, why in said:
                people.record(session, who, act, name, why, office.clock())
            if outcome == "reopened":
                _new_version(session, *who)
    return Answered(approval.count, approval.complete, approval.replaced)


def behind_answers(session: Session, objection: str) -> dict[str, list[str]]:
    """Return the names of who stands behind which answer to an objection."""
    outcomes: tuple[Outcome, ...] = ("kept", "reopened")
    found = {
        one: approvals(session, ApprovalRow, OBJECTION, Answer(objection, one).subject)
        for one in outcomes
    }
    return {outcome: list(said.names) for outcome, said in found.items() if said.names}


def _in_one(said: Sequence[tuple[str, str]]) -> str:
    """Return the deciders' reasons as one text; which is whose, unless they are the same."""
    if len({why for _, why in said}) == 1:
        return said[0][1]
    return "；".join(f"{name}：{why}" for name, why in said)


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
        people.record(session, who, "correct", actor.name, reason, office.clock())
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
    version = rows.newest_versions(session, year, [person])[person] + 1
    add_version(session, evidence, person, evidence.derivation(official), version)
    return version


def _supersede(row: AppraisalRow) -> None:
    """A grade that is not final yet makes room at once."""
    if row.state != "final":
        row.state = "superseded"
