"""What two deciders decide on an entry, and the steps of one officer after it.

May import: this room's domain and store, grades' actions and domain, lower rooms' stores, shared.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from appraisal_service.consequences.actions.grounds import still_stand
from appraisal_service.consequences.actions.opening import opened_now
from appraisal_service.consequences.domain import deciding as domain
from appraisal_service.consequences.domain.deciding import Act, Said, State, Word
from appraisal_service.consequences.domain.opening import due_from
from appraisal_service.consequences.store import rows
from appraisal_service.consequences.store.tables import ConsequenceRow, ConsequenceWordRow
from appraisal_service.grades.actions.evidence import gather
from appraisal_service.grades.domain import DecisionsDiffer, EvidenceChanged
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain.document_day import check_document_day
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, unit_of_work
from shared.plumbing.two_person import Compared, PersonNeeded, SamePerson, compare_entries

Where = tuple[str, int, str]
"""Jurisdiction, year and id of an entry."""


@dataclass(frozen=True, slots=True)
class Decided:
    """How far a decision has come."""

    state: State
    decisions: int
    """How many deciders stand behind it."""


def decide_consequence(office: Office, actor: Actor, where: Where, word: Word) -> Decided:
    """Write what ``actor`` decides; with a second decider's same word it is decided.

    Raises:
        DocumentAhead: the document is dated after today.
        NoSuchConsequence, NotInState: nothing waits to be decided here.
        ChoiceRejected, ReasonNeeded, PersonNeededForRole: people may not decide so.
        EvidenceChanged: the rulings have changed; bring the list up to date first.
        PersonNeeded, SamePerson: two different people have to decide.
        DecisionsDiffer: the two said different things; both decide again.
    """
    if actor.kind != "account":
        raise PersonNeeded("Only a signed-in person can decide this.")
    check_document_day(word.document_date, office.clock())
    with unit_of_work(office.sessions) as uow:
        decided = _decide(uow, office, actor, where, word)
    if decided is None:  # raised after the commit: that the earlier word lapsed has to stand
        raise DecisionsDiffer("The two decisions differ; both people decide again.")
    return decided


def _decide(
    uow: UnitOfWork, office: Office, actor: Actor, where: Where, word: Word
) -> Decided | None:
    """Write the decision; None if it differs from the first one, which lapses with it."""
    session, (jurisdiction, year, _) = uow.session, where
    people.lock_jurisdiction(session, jurisdiction, year)
    row = rows.get(session, *where)
    domain.check_state(row.state, "proposed")
    domain.check_word(word, row.content["choices"], row.role)
    if word.person is not None:
        _check_person(session, jurisdiction, year, word.person)
    _check_grounds(session, office, row)
    first = rows.first_word(session, row)
    before = first.reason if first is not None else ""
    compared = _said(session, actor, row, word)
    if compared.outcome == "same":
        raise SamePerson("A second person has to decide this.")
    rows.record(session, row, "say", actor.name, office.clock())
    if compared.outcome == "differ":
        return None
    if compared.outcome == "agreed":
        _settle(row, word, compared)
        reason = domain.reasons(compared.names, (before, word.reason))
        said = Said(
            reason, word.document_number, word.document_date, tuple(row.chosen or ()), row.person
        )
        rows.record(session, row, word.verdict, "、".join(compared.names), office.clock(), said)
    else:
        _keep_reason(session, row, word.reason)
    return Decided(row.state, len(compared.names))


def _keep_reason(session: Session, row: ConsequenceRow, reason: str) -> None:
    """Keep the first decider's reason unseen: it is no part of what the two have to agree on."""
    session.flush()
    word = rows.first_word(session, row)
    if word is not None:
        word.reason = reason


def _said(session: Session, actor: Actor, row: ConsequenceRow, word: Word) -> Compared:
    """Hold a decider's word against the one that waits."""
    said = {
        "verdict": word.verdict,
        "chosen": sorted(word.chosen),
        "person": word.person,
        "document_number": word.document_number,
        "document_date": word.document_date,
    }
    return compare_entries(session, ConsequenceWordRow, {"consequence": row.id}, said, actor)


def _settle(row: ConsequenceRow, word: Word, compared: Compared) -> None:
    """Write what two people decided."""
    row.state = "decided" if word.verdict == "decide" else "declined"
    row.chosen, row.person = sorted(word.chosen), word.person
    row.document_number, row.document_date = word.document_number, word.document_date
    row.decided_by = list(compared.names)
    if row.state == "decided":
        row.due_on = due_from(row.content["deadline"], word.document_date) or row.due_on


def _check_person(session: Session, jurisdiction: str, year: int, person: str) -> None:
    """Return if somebody of this number serves in the jurisdiction."""
    if all(official.id != person for official in people.roster(session, jurisdiction, year).people):
        raise domain.PersonNeededForRole("Nobody of this number serves here in this year.")


def _check_grounds(session: Session, office: Office, row: ConsequenceRow) -> None:
    """Return if the rulings still prescribe exactly this, on the evidence as it stands."""
    evidence = gather(session, row.jurisdiction, row.year)
    now = [one for one in opened_now(session, office, evidence, row) if one.digest == row.digest]
    if not now:
        raise EvidenceChanged(
            "The rulings behind this entry have changed; bring the list up to date first."
        )
    if row.digest not in still_stand(session, evidence, now):
        raise EvidenceChanged(
            "The evidence behind this entry has changed: have the grade computed anew, a decided "
            "one by a correction, and bring the list up to date."
        )


def step_consequence(office: Office, actor: Actor, where: Where, act: Act, said: Said) -> State:
    """Write that a decision was carried out, closed, or is opened again; return the state.

    Args:
        office: see ``Office``.
        actor: an officer.
        where: which entry.
        act: what was done.
        said: why, and on which paper.

    Raises:
        DocumentAhead: the paper is dated after today.
        NoSuchConsequence, NotInState: this step does not go on from here.
        ReasonNeeded: opened again without a reason.
    """
    check_document_day(said.date or "", office.clock())
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, *where[:2])
        row = rows.get(session, *where)
        state = domain.stepped(row.state, act, outdated=row.outdated, reason=said.reason)
        if state == "proposed":
            _open_again(session, office, row)
        else:
            row.state = state
        rows.record(session, row, act, actor.name, office.clock(), said)
    return row.state


def _open_again(session: Session, office: Office, row: ConsequenceRow) -> None:
    """Let an outdated entry be decided anew on the grounds of today, if there are any."""
    evidence = gather(session, row.jurisdiction, row.year)
    found = opened_now(session, office, evidence, row)
    key = row.subject_kind, row.subject, row.role, row.matter
    entry = next((each for each in found if each.key == key), None)
    row.state = "lapsed" if entry is None else "proposed"
    row.outdated = entry is not None and not still_stand(session, evidence, [entry])
    row.chosen = row.person = row.document_number = row.document_date = row.decided_by = None
    if entry is not None:
        rows.renew(session, row, entry)
