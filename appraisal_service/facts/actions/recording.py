"""Bringing facts of one kind from one paper: as a file or record by record.

May import: facts' and people's domain and store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts.actions.files import BroughtFile
from appraisal_service.facts.actions.leaves import LEAVE, approvals, differing_rows
from appraisal_service.facts.domain.faults import FactsRejected, Fault, TakenBack, message
from appraisal_service.facts.domain.named import Named, other_names
from appraisal_service.facts.domain.records import (
    Entry,
    FactBatch,
    Known,
    Paper,
    Record,
    check_kind,
    clashes,
    read_entries,
)
from appraisal_service.facts.domain.tables import Sheet, read_sheet
from appraisal_service.facts.store import records as store
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain.document_day import check_document_day
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work, wait_for_others

RECORDS_SHOWN = 500
"""Of a file that is only looked at."""


@dataclass(frozen=True, slots=True)
class Source:
    """Which year the facts are of, which kind they are, on which paper they stand."""

    jurisdiction: str
    year: int
    kind: str
    paper: Paper

    def batch(self, records: Sequence[Record] = ()) -> FactBatch:
        """Return a batch from here."""
        return FactBatch(self.jurisdiction, self.year, self.kind, self.paper, tuple(records))


@dataclass(frozen=True, slots=True)
class FactsRecorded:
    """Facts that stand."""

    batch: str
    facts: list[str]
    """Their ids, in the order in which they were brought."""


def preview_facts(office: Office, source: Source, file: BroughtFile) -> dict[str, Any]:
    """Return what an import of this file would do; nothing is stored.

    Raises:
        NoSuchKind: facts of this kind do not come as a file.
        NoSuchJurisdiction: set up neither for that year nor for a later one.
        TableRejected, FactsRejected: there are no facts of this kind in this file.
        TakenBack: exactly these facts were brought before, and do not all stand any more.
        DocumentAhead: their paper is dated after today.
    """
    check_kind(source.kind)
    check_document_day(source.paper.date, office.clock())
    table = file.table()
    sheet = read_sheet(source.kind, table)
    with reading(office.sessions) as session:
        records, faults = _checked(session, source, sheet.entries, sheet.named)
        batch = source.batch([record for _, record in records])
        known = store.find_fact_batch(session, batch.digest) is not None
        told = approvals(session, source.jurisdiction, source.year, batch.records)
    faults += sheet.faults
    return {
        "file": file.digest,
        "facts": len(batch.records),
        "imported_already": known,
        "records": [_looked_at(*one, told) for one in records[:RECORDS_SHOWN]],
        "faults": [fault.to_json() for fault in sorted(faults, key=lambda fault: fault.place)],
        "unused": sheet.unused,
        "notes": [
            *({"zh": note.chinese, "en": note.english} for note in sheet.notes),
            *differing_rows(records, told),
        ],
    }


def import_facts(office: Office, actor: Actor, source: Source, file: BroughtFile) -> FactsRecorded:
    """Append the facts of a file; the same facts from the same paper again change nothing.

    Raises:
        NoSuchKind, NoSuchJurisdiction, TableRejected, TakenBack, DocumentAhead: as
            ``preview_facts``.
        FactsRejected: rows are wrong, or state what stands already; nothing was stored.
    """
    check_kind(source.kind)
    sheet = read_sheet(source.kind, file.table())
    if sheet.faults:
        raise FactsRejected(message(sheet.faults))
    with unit_of_work(office.sessions) as uow:
        return _record(office, uow.session, actor, source, sheet)


def record_facts(
    office: Office, actor: Actor, source: Source, entries: Sequence[Entry]
) -> FactsRecorded:
    """Append facts that somebody wrote one by one.

    Raises:
        NoSuchKind: there is none of this name, or two officers enter it.
        NoSuchJurisdiction: set up neither for that year nor for a later one.
        FactsRejected: records are wrong, or state what stands already; nothing was stored.
        TakenBack, DocumentAhead: as ``preview_facts``.
    """
    check_kind(source.kind)
    with unit_of_work(office.sessions) as uow:
        return _record(office, uow.session, actor, source, entries)


def known_subjects(session: Session, jurisdiction: str, year: int) -> Known:
    """Return the subjects that facts of ``year`` can be about, whether they still serve or not.

    Raises:
        NoSuchJurisdiction: set up neither for that year nor for a later one.
    """
    people.known_year(session, jurisdiction, year)
    return {
        "official": people.ever(session, jurisdiction),
        "unit": set(people.unit_names(session, jurisdiction)),
    }


def known_names(
    session: Session, jurisdiction: str, year: int
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the names of the subjects in ``known_subjects`` by number: units', then people's.

    Raises:
        NoSuchJurisdiction: set up neither for that year nor for a later one.
    """
    people.known_year(session, jurisdiction, year)
    served, names = people.ever(session, jurisdiction), people.names(session)
    here = {person: name for person, name in names.items() if person in served}
    return people.unit_names(session, jurisdiction), here


def lock_year(session: Session, jurisdiction: str, year: int) -> None:
    """Let imports of the year's facts come one by one until the transaction ends.

    Those of the years beside it, too: a series of rankings goes on over New Year.

    Raises:
        NoSuchJurisdiction: set up neither for that year nor for a later one.
    """
    people.lock_jurisdiction(session, jurisdiction, people.known_year(session, jurisdiction, year))
    wait_for_others(session, f"facts {jurisdiction}")


def _record(
    office: Office,
    session: Session,
    actor: Actor,
    source: Source,
    brought: Sheet | Sequence[Entry],
) -> FactsRecorded:
    """Append what a file or somebody's entries state, or refuse all of it."""
    if isinstance(brought, Sheet):
        entries, named, place = brought.entries, brought.named, "row"
    else:
        entries, named, place = list(brought), [], "record"
    check_document_day(source.paper.date, office.clock())
    lock_year(session, source.jurisdiction, source.year)
    records, faults = _checked(session, source, entries, named)
    if faults:
        raise FactsRejected(message(faults, place))
    batch = source.batch([record for _, record in records])
    if store.find_fact_batch(session, batch.digest) is None:
        store.add_fact_batch(session, batch, actor.name, office.clock())
    return FactsRecorded(batch.digest, [record.id for record in batch.records])


def _looked_at(
    place: int, record: Record, told: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """Return what one row of a file says, for whoever brought it; of a leave, who approves it."""
    subject = {"kind": record.subject_kind, "id": record.subject}
    return {
        "place": place,
        "subject": subject,
        "period": record.period,
        "value": dict(record.value),
        **({"approvals": told.get(record.id, [])} if record.kind == LEAVE else {}),
    }


def _checked(
    session: Session, source: Source, entries: Sequence[Entry], named: Sequence[Named]
) -> tuple[list[tuple[int, Record]], list[Fault]]:
    """Return the records that right entries make, and what is wrong with the others.

    What is stored already under the same digest contradicts nothing while all of it stands. A
    record that was corrected or withdrawn keeps its id, so that its paper cannot bring it again.
    """
    jurisdiction, year = source.jurisdiction, source.year
    known = known_subjects(session, jurisdiction, year)
    records, faults = read_entries(entries, source.batch(), known)
    batch = source.batch([record for _, record in records])
    if named:
        faults += other_names(named, *known_names(session, jurisdiction, year))
    gone = store.taken_back(session, [record.id for _, record in records])
    if store.find_fact_batch(session, batch.digest) is None:
        faults += clashes(records, store.standing_keys(session, jurisdiction, year, source.kind))
        wrong = {fault.place for fault in faults}
        faults += [
            Fault(place, "taken_back")
            for place, record in records
            if record.id in gone and place not in wrong
        ]
    elif gone:
        raise TakenBack(
            "Exactly these facts were brought from this paper before, and some were corrected or "
            "withdrawn since. To bring those again, name the paper that says so."
        )
    return records, faults
