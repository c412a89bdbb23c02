"""Looking at facts: lists, one record with its history, batches, empty files to fill in.

May import: facts' domain and store, appraisal_service.office, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.facts import store as attendance
from appraisal_service.facts.actions.leaves import LEAVE, approvals
from appraisal_service.facts.domain.attendance import COLUMNS as ATTENDANCE
from appraisal_service.facts.domain.attendance import Batch
from appraisal_service.facts.domain.columns import COLUMNS, in_file, template_of
from appraisal_service.facts.domain.consequent import consequent
from appraisal_service.facts.domain.faults import NoSuchBatch, NoSuchFact, NoSuchKind
from appraisal_service.facts.domain.kinds import KINDS
from appraisal_service.facts.domain.records import FactBatch, Paper, Wanted
from appraisal_service.facts.domain.telling import Language, kind_name
from appraisal_service.facts.store import records as store
from appraisal_service.facts.store.records import Stored, Where
from appraisal_service.office import Office
from shared.documents.dates import moment_in_china
from shared.plumbing.db import reading
from shared.tables.writing import write_template

FACTS_A_PAGE = 100


def list_facts(office: Office, wanted: Wanted, page: int) -> dict[str, Any]:
    """Return the records of a year, superseded ones with their state too.

    Args:
        office: see ``Office``.
        wanted: whose, which year, perhaps which kind and subject.
        page: from 1; what is out of bounds becomes the nearest that is there.

    Raises:
        NoSuchKind: facts are asked for of a kind that there is not.
    """
    if wanted.kind is not None and wanted.kind not in KINDS:
        raise NoSuchKind("There is no such kind of facts; docs/how-to/facts.md lists them.")
    with reading(office.sessions) as session:
        total, _ = store.page(session, wanted, 0, 0)
        last = max(1, -(-total // FACTS_A_PAGE))
        page = min(page, last)
        _, found = store.page(session, wanted, (page - 1) * FACTS_A_PAGE, FACTS_A_PAGE)
        facts = _all_shown(session, found)
    return {"facts": facts, "total": total, "page": page, "last": last}


def one_fact(office: Office, fact: str, where: Where | None = None) -> dict[str, Any]:
    """Return a record: the value whose digest is its id, and what the service knows beside it.

    Args:
        office: see ``Office``.
        fact: the digest.
        where: the year and kind that it has to be of; None: any.

    Raises:
        NoSuchFact: there is none of this digest there.
    """
    with reading(office.sessions) as session:
        found = store.find_fact(session, fact)
        if found is None or where not in (None, found.where):
            raise NoSuchFact("There is no record of this digest.")
        (shown,) = _all_shown(session, [found])
    return shown


def fact_with_neighbours(
    office: Office, fact: str, where: Where
) -> tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any] | None]:
    """Return a record, the one whose place it took, and the one that took its place.

    Raises:
        NoSuchFact: there is none of this digest in the year and kind ``where``.
    """
    record = one_fact(office, fact, where)
    earlier, later = record["fact"]["supersedes"], record["superseded_by"]
    return (
        record,
        one_fact(office, earlier) if earlier else None,
        one_fact(office, later) if later else None,
    )


def list_batches(office: Office, jurisdiction: str, year: int) -> list[dict[str, Any]]:
    """Return what was imported for a year: attendance files, then batches of facts, oldest first.

    Whoever audits a year fetches each by its digest, so that nothing can be left out.
    """
    with reading(office.sessions) as session:
        files = attendance.batches_of(session, jurisdiction, year)
        batches = store.fact_batches(session, jurisdiction, year)
    return [
        *(
            {
                "batch": row.digest,
                "kind": "attendance",
                "supersedes": row.supersedes,
                "imported_by": row.imported_by,
                "imported_at": moment_in_china(row.imported_at),
            }
            for row in files
        ),
        *(
            {
                "batch": row.digest,
                "kind": row.kind,
                "document": row.document,
                "date": row.date,
                "source_body": row.source_body,
                "imported_by": row.imported_by,
                "imported_at": moment_in_china(row.imported_at),
            }
            for row in batches
        ),
    ]


def one_batch(office: Office, digest: str) -> dict[str, Any]:
    """Return an attendance file or a batch of facts as the value whose digest names it.

    Raises:
        NoSuchBatch: there is none of this digest.
    """
    with reading(office.sessions) as session:
        file = attendance.find_batch(session, digest)
        if file is not None:
            rows = tuple(attendance.facts_of(session, [digest]))
            return Batch(file.jurisdiction, file.year, file.supersedes, rows).to_json()
        row = store.find_fact_batch(session, digest)
        if row is None:
            raise NoSuchBatch("There is no such batch.")
        paper = Paper(row.document, row.date, row.source_body)
        records = store.records_of(session, digest)
        return FactBatch(row.jurisdiction, row.year, row.kind, paper, records).to_json()


def make_template(kind: str, language: Language) -> bytes:
    """Return an XLSX file with the columns of a kind of facts, or of attendance, and no row.

    Raises:
        NoSuchKind: facts of this kind do not come as a file.
    """
    if kind != "attendance" and kind not in COLUMNS:
        raise NoSuchKind("There is no such kind of facts; docs/how-to/facts.md lists them.")
    cells = ATTENDANCE if kind == "attendance" else in_file(kind)
    header, choices = template_of(cells, language)
    return write_template(kind_name(kind, language), header, choices)


def _all_shown(session: Session, listed: Sequence[Stored]) -> list[dict[str, Any]]:
    """Return records of one jurisdiction and year for a list; of a leave, who approves it."""
    standing = [one.record for one in listed if one.state == "in_force"]
    where = listed[0].where[:2] if listed else ("", 0)
    told = approvals(session, *where, standing)
    return [_shown(one, told) for one in listed]


def _shown(found: Stored, told: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return one record for a list."""
    row, batch = found.row, found.batch
    return {
        "id": row.id,
        "fact": found.record.to_json(),
        "state": found.state,
        "superseded_by": found.superseded_by,
        "consequent": {} if row.withdrawn else consequent(row.kind, row.value),
        "batch": row.batch,
        "imported_by": batch.imported_by,
        "imported_at": moment_in_china(batch.imported_at),
        "reason": batch.reason,
        **({"approvals": told.get(row.id, [])} if row.kind == LEAVE else {}),
    }
