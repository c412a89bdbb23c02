"""Importing attendance files.

May import: facts' and people's domain and store, appraisal_service.office, shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts import store
from appraisal_service.facts.actions.files import BroughtFile
from appraisal_service.facts.actions.recording import RECORDS_SHOWN
from appraisal_service.facts.domain.attendance import (
    FIRST,
    Attendance,
    AttendanceSheet,
    Batch,
    check_new,
    read_attendance,
)
from appraisal_service.facts.domain.faults import AlreadySuperseded, NoSuchBatch
from appraisal_service.facts.domain.named import other_names
from appraisal_service.office import Office
from appraisal_service.people import store as people
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.tables.table import Table


@dataclass(frozen=True, slots=True)
class BatchImported:
    """An attendance file that stands."""

    batch: str
    rows: int


def preview_attendance(
    office: Office,
    jurisdiction: str,
    year: int,
    file: BroughtFile,
    supersedes: str | None = None,
) -> dict[str, Any]:
    """Return what an import of this file would do; nothing is stored.

    Raises:
        NoSuchJurisdiction, TableRejected: as ``import_attendance``.
        AttendanceRejected, NoSuchBatch, AlreadySuperseded: as there, of rows without a fault.
    """
    table = file.table()
    with reading(office.sessions) as session:
        people.get_jurisdiction(session, jurisdiction, year)
        sheet = _read(session, table, jurisdiction, year)
        known = False
        if not sheet.faults:
            known = _is_known(session, Batch(jurisdiction, year, supersedes, sheet.facts()))
    return {
        "file": file.digest,
        "rows": len(sheet.rows),
        "imported_already": known,
        "records": [_looked_at(*row) for row in sheet.rows[:RECORDS_SHOWN]],
        "faults": [fault.to_json() for fault in sheet.faults],
        "unused": sheet.unused,
        "notes": [{"zh": note.chinese, "en": note.english} for note in table.notes],
    }


def import_attendance(
    office: Office,
    actor: Actor,
    jurisdiction: str,
    year: int,
    file: BroughtFile,
    supersedes: str | None = None,
) -> BatchImported:
    """Append an attendance file; the same file again changes nothing.

    Args:
        office: see ``Office``.
        actor: who imports.
        jurisdiction: whose officials' facts these are.
        year: the appraisal year, a calendar year (E19).
        file: XLSX, XLS, ODS or CSV, see ``read_attendance``.
        supersedes: digest of the batch whose place this one takes as a whole.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        TableRejected: there is no attendance in this file.
        AttendanceRejected: wrong rows, or facts that stand already; nothing was stored.
        NoSuchBatch, AlreadySuperseded: the batch to be superseded cannot be, or this very file
            was superseded.
    """
    table = file.table()
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        rows = _read(session, table, jurisdiction, year).facts()
        batch = Batch(jurisdiction, year, supersedes, rows)
        if not _is_known(session, batch):
            store.add_batch(session, batch, actor.name, office.clock())
    return BatchImported(batch.digest, len(rows))


def _read(session: Session, table: Table, jurisdiction: str, year: int) -> AttendanceSheet:
    """Return what a table says of the officials of that year."""
    serving = people.roster(session, jurisdiction, year).people
    names = {official.id: official.name for official in serving}
    sheet = read_attendance(table, year, names)
    sheet.faults.extend(other_names(sheet.named, names))
    return sheet


def _looked_at(place: int, row: Attendance) -> dict[str, Any]:
    """Return what one row of a file says, for whoever brought it."""
    value: dict[str, Any] = {"date": row.date, "kind": row.kind}
    if row.half_days:
        value["half_days"] = row.half_days
    if row.meeting != FIRST:
        value["meeting"] = row.meeting
    subject = {"kind": "official", "id": row.person}
    return {"place": place, "subject": subject, "period": row.date[:4], "value": value}


def _is_known(session: Session, batch: Batch) -> bool:
    """Tell whether the batch stands already; return only if it does, or may be appended.

    Raises:
        AttendanceRejected, NoSuchBatch, AlreadySuperseded: it may not.
    """
    if store.find_batch(session, batch.digest) is not None:
        if store.successor(session, batch.digest) is not None:
            raise AlreadySuperseded("This very file was superseded; supersede the newest one.")
        return True
    _check_supersedes(session, batch)
    standing = store.standing_batches(session, batch.jurisdiction, batch.year)
    others = [digest for digest in standing if digest != batch.supersedes]
    check_new(batch.rows, set(store.facts_of(session, others)))
    return False


def _check_supersedes(session: Session, batch: Batch) -> None:
    """Return if the batch names no earlier one, or one that stands."""
    if batch.supersedes is None:
        return
    earlier = store.find_batch(session, batch.supersedes)
    if earlier is None or (earlier.jurisdiction, earlier.year) != (batch.jurisdiction, batch.year):
        raise NoSuchBatch("There is no such batch in this year; nothing was stored.")
    if store.successor(session, batch.supersedes) is not None:
        raise AlreadySuperseded("That batch was superseded; name the newest one instead.")
