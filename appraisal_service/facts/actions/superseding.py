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
    NoSuchFact,
    rejected,
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
from appraisal_service.people.domain.document_day import check_document_day
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work


@dataclass(frozen=True, slots=True)
class Correction:
    """What a record should have said, and the paper that says so."""

    paper: Paper
    value: Mapping[str, Any]
    reason: str
    """Why the record is wrong; kept beside the correction, not in its digest."""
    period: str | None = None
    """None: as it was."""


def supersede_fact(
    office: Office,
    actor: Actor,
    fact: str,
    correction: Correction,
    where: store.Where | None = None,
) -> FactsRecorded:
    """Put a corrected record in the place of the record ``fact``, about the same subject.

    Args:
        office: see ``Office``.
        actor: who corrects it.
        fact: the record's digest.
        correction: what it should have said.
        where: the year and kind that the record has to be of; None: any.

    Raises:
        NoSuchFact: there is none of this digest.
        NoSuchKind: two officers enter facts of its kind.
        AlreadySuperseded: it was corrected or withdrawn before.
        DocumentAhead: the document is dated after today.
        FactsRejected: the correction is wrong, or contradicts what stands.
    """
    check_document_day(correction.paper.date, office.clock())
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        earlier = _standing(session, fact, where)
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
            raise rejected(faults)
        record = replace(records[0][1], supersedes=fact)
        return _add(office, session, actor, source, record, correction.reason)


def withdraw_fact(
    office: Office,
    actor: Actor,
    fact: str,
    paper: Paper,
    reason: str,
    where: store.Where | None = None,
) -> FactsRecorded:
    """Take the record ``fact`` away and put nothing in its place; it stays readable.

    Args:
        office: see ``Office``.
        actor: who withdraws it.
        fact: the record's digest.
        paper: which says so.
        reason: why.
        where: the year and kind that the record has to be of; None: any.

    Raises:
        NoSuchFact, NoSuchKind, AlreadySuperseded, DocumentAhead: as ``supersede_fact``.
    """
    check_document_day(paper.date, office.clock())
    with unit_of_work(office.sessions) as uow:
        earlier = _standing(uow.session, fact, where)
        record = replace(
            earlier, paper=paper, value={"reason": reason}, supersedes=fact, withdrawn=True
        )
        return _add(office, uow.session, actor, _source(earlier, paper), record, reason)


def _standing(session: Session, fact: str, where: store.Where | None = None) -> Record:
    """Return a record that stands, of the year and kind ``where``; its year is locked."""
    found = store.find_fact(session, fact)
    if found is None or where not in (None, found.where):
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
    office: Office, session: Session, actor: Actor, source: Source, record: Record, reason: str
) -> FactsRecorded:
    """Append a batch of one record."""
    batch = source.batch([record])
    store.add_fact_batch(session, batch, actor.name, office.clock(), reason)
    return FactsRecorded(batch.digest, [record.id])
