"""Correcting a record: another one takes its place, or nothing does. No record is ever edited.

May import: facts' and people's domain and store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts.actions.recording import (
    FactsRecorded,
    Source,
    known_subjects,
    lock_year,
)
from appraisal_service.facts.domain.faults import (
    AlreadySuperseded,
    FactsRejected,
    NoSuchFact,
    message,
)
from appraisal_service.facts.domain.records import (
    Entry,
    Paper,
    Record,
    check_kind,
    clashes,
    read_entries,
)
from appraisal_service.facts.store import records as store
from appraisal_service.office import Office
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work


@dataclass(frozen=True, slots=True)
class Correction:
    """What a record should have said, and the paper that says so."""

    paper: Paper
    value: Mapping[str, Any]
    period: str | None = None
    """None: as it was."""


def supersede_fact(
    office: Office, actor: Actor, fact: str, correction: Correction
) -> FactsRecorded:
    """Put a corrected record in the place of the record ``fact``, about the same subject.

    Raises:
        NoSuchFact: there is none of this digest.
        NoSuchKind: two officers enter facts of its kind.
        AlreadySuperseded: it was corrected or withdrawn before.
        FactsRejected: the correction is wrong, or contradicts what stands.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        earlier = _standing(session, fact)
        source = _source(earlier, correction.paper)
        period = correction.period or (None if earlier.kind == "ranking" else earlier.period)
        entry = Entry(1, earlier.subject, correction.value, earlier.subject_kind, period)
        known = known_subjects(session, earlier.jurisdiction, earlier.year)
        records, faults = read_entries([entry], source.batch(), known)
        occupied = store.standing_keys(
            session, earlier.jurisdiction, earlier.year, earlier.kind, besides=fact
        )
        faults += clashes(records, occupied)
        if faults:
            raise FactsRejected(message(faults, "record"))
        record = replace(records[0][1], supersedes=fact)
        return _add(office, session, actor, source, record)


def withdraw_fact(
    office: Office, actor: Actor, fact: str, paper: Paper, reason: str
) -> FactsRecorded:
    """Take the record ``fact`` away and put nothing in its place; it stays readable.

    Raises:
        NoSuchFact, NoSuchKind, AlreadySuperseded: as ``supersede_fact``.
    """
    with unit_of_work(office.sessions) as uow:
        earlier = _standing(uow.session, fact)
        record = replace(
            earlier, paper=paper, value={"reason": reason}, supersedes=fact, withdrawn=True
        )
        return _add(office, uow.session, actor, _source(earlier, paper), record)


def _standing(session: Session, fact: str) -> Record:
    """Return a record that stands; its year is locked."""
    found = store.find_fact(session, fact)
    if found is None:
        raise NoSuchFact("There is no record of this digest.")
    check_kind(found.row.kind)
    lock_year(session, found.row.jurisdiction, found.row.year)
    now = store.find_fact(session, fact)
    if now is None or now.state != "in_force":
        raise AlreadySuperseded("That record does not stand any more; look at the newest one.")
    return now.record


def _source(earlier: Record, paper: Paper) -> Source:
    """Return where a correction of ``earlier`` comes from."""
    return Source(earlier.jurisdiction, earlier.year, earlier.kind, paper)


def _add(
    office: Office, session: Session, actor: Actor, source: Source, record: Record
) -> FactsRecorded:
    """Append a batch of one record."""
    batch = source.batch([record])
    store.add_fact_batch(session, batch, actor.name, office.clock())
    return FactsRecorded(batch.digest, [record.id])
