"""Rows and queries of the room: attendance, findings, records of facts, sheets sent back.

Rows are appended and never changed; that a row stands is that nothing supersedes it.
"""

from appraisal_service.facts.store.attendance import (
    AttendanceRow,
    BatchRow,
    add_batch,
    batches_of,
    facts_of,
    find_batch,
    standing_batches,
    successor,
)
from appraisal_service.facts.store.findings import (
    FindingRow,
    add_finding,
    findings_of,
    newest_findings,
    page_of_findings,
)
from appraisal_service.facts.store.records import (
    FactBatchRow,
    FactRow,
    fact_batches,
    facts_of_kinds,
    followed_facts,
    papers_of,
    year_facts,
)
from appraisal_service.facts.store.sheets import SentSheetRow

__all__ = [
    "AttendanceRow",
    "BatchRow",
    "FactBatchRow",
    "FactRow",
    "FindingRow",
    "SentSheetRow",
    "add_batch",
    "add_finding",
    "batches_of",
    "fact_batches",
    "facts_of",
    "facts_of_kinds",
    "find_batch",
    "findings_of",
    "followed_facts",
    "newest_findings",
    "page_of_findings",
    "papers_of",
    "standing_batches",
    "successor",
    "year_facts",
]
