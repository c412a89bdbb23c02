"""One document for many people: a whole list is decided at once, each as if decided alone.

All or nothing: where one of the list cannot be decided so, nothing is stored and every reason is
named, so that a meeting's document is never half entered. That a second decider's word differs is
no refusal: it makes the two words on that person lapse, and the rest of the list stands.

May import: grades' domain, store and actions, people's store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from appraisal_service.grades import domain
from appraisal_service.grades.actions.deciding import Waiting, standing
from appraisal_service.grades.actions.evidence import gather
from appraisal_service.grades.actions.leaving import left_out
from appraisal_service.grades.actions.outdated import outdated
from appraisal_service.grades.domain import OneOfMany, Paper, Refused
from appraisal_service.grades.store import rows
from appraisal_service.grades.store.tables import DecisionRow
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain.document_day import check_document_day
from shared.errors import SuiteError
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.two_person import PersonNeeded, departed

Outcome = Literal["first", "decided", "differ"]
"""One decider has decided; both have, alike; their words differ, and both decide again."""


@dataclass(frozen=True, slots=True)
class DecidedMany:
    """What became of everybody on a list, in its order."""

    outcomes: Mapping[str, Outcome]
    """By person."""

    def of(self, outcome: Outcome) -> list[str]:
        """Return everybody with this outcome."""
        return [person for person, found in self.outcomes.items() if found == outcome]


def decide_many(
    office: Office,
    actor: Actor,
    where: tuple[str, int],
    paper: Paper,
    listed: Sequence[OneOfMany],
) -> DecidedMany:
    """Write what ``actor`` decides of everybody listed, under one document.

    Args:
        office: see ``Office``.
        actor: a decider.
        where: jurisdiction and year.
        paper: the document.
        listed: who is decided, how, and which proposal was shown.

    Raises:
        PersonNeeded: a machine's token tried to decide.
        DocumentAhead: the document is dated after today.
        NobodyListed: the list is empty.
        ManyRefused: somebody of the list cannot be decided so; it names everybody and says why.
    """
    if actor.kind != "account":
        raise PersonNeeded("Only a signed-in person can decide this.")
    check_document_day(paper.date, office.clock())
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, *where)
        there = waiting(session, where, {one.person for one in listed})
        refused = _refusals(session, where, actor, paper, listed, there)
        if refused:
            raise domain.ManyRefused(refused)
        at = office.clock()
        outcomes: dict[str, Outcome] = {}
        for one in listed:
            done = there[one.person].write(session, actor, paper.decision(one), at)
            outcomes[one.person] = _outcome(done.state if done else None)
    return DecidedMany(outcomes)


def preview_many(
    office: Office,
    actor: Actor,
    where: tuple[str, int],
    paper: Paper,
    listed: Sequence[OneOfMany],
) -> list[Refused]:
    """Return what ``decide_many`` would refuse now; nothing is stored.

    Raises:
        DocumentAhead, NobodyListed: as ``decide_many``.
    """
    check_document_day(paper.date, office.clock())
    with reading(office.sessions) as session:
        people.get_jurisdiction(session, *where)
        there = waiting(session, where, {one.person for one in listed})
        return _refusals(session, where, actor, paper, listed, there)


def waiting(
    session: Session, where: tuple[str, int], persons: Collection[str] | None = None
) -> dict[str, Waiting]:
    """Return these people's newest grades with the words on them, by person; None: everybody's.

    Whoever has no proposal is left out.
    """
    found = {
        row.person: row
        for row in rows.current(session, *where)
        if persons is None or row.person in persons
    }
    documents = rows.derivations(session, (row.derivation for row in found.values()))
    words = rows.words(session, *where)
    accounts = {word.account_id for said in words.values() for word in said}
    gone = departed(session, DecisionRow, accounts)
    return {
        person: Waiting(
            row, documents[row.derivation], standing(words.get((person, row.version), []), gone)
        )
        for person, row in found.items()
    }


def _refusals(
    session: Session,
    where: tuple[str, int],
    actor: Actor,
    paper: Paper,
    listed: Sequence[OneOfMany],
    there: Mapping[str, Waiting],
) -> list[Refused]:
    """Return who of a list cannot be decided so, and why."""
    if not listed:
        raise domain.NobodyListed("Choose a grade for at least one person.")
    graded = [one.row for one in there.values()]
    gone = left_out(session, *where, graded)
    changed = outdated(session, gather(session, *where), graded)
    refused: list[Refused] = []
    seen: set[str] = set()
    for place, one in enumerate(listed, 1):
        try:
            if one.person in seen:
                raise domain.ListedTwice("This person stands in the list twice.")
            seen.add(one.person)
            _check(there.get(one.person), actor, paper, one)
            _check_year(one.person, gone, changed)
        except SuiteError as error:  # every reason is told, not the first one alone
            refused.append(Refused(place, one.person, error))
    return refused


def _check(found: Waiting | None, actor: Actor, paper: Paper, one: OneOfMany) -> None:
    """Return if one person can be decided so; raises what ``decide_grade`` raises, and more."""
    if found is None:
        raise domain.NoSuchProposal("Nothing is proposed for this person in this year.")
    domain.check_state(found.row.state, "proposed")
    domain.check_seen(one, found.row.version, found.row.derivation)
    found.check(actor, paper.decision(one))


def _check_year(person: str, gone: Collection[str], changed: Collection[str]) -> None:
    """Return if the form for many shows this person as somebody to be decided."""
    if person in gone:
        raise domain.LeftEarly("This person left before the year was over; decide nothing.")
    if person in changed:
        raise domain.EvidenceChanged(
            "The evidence has changed since this was proposed; have the proposals computed again."
        )


def _outcome(state: domain.State | None) -> Outcome:
    """Return what became of a person whose grade is in this state now; None: the words differ."""
    if state is None:
        return "differ"
    return "decided" if state == "decided" else "first"
