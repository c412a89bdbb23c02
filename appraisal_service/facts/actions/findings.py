"""Findings that two officers stand behind.

May import: facts' and people's domain and store, appraisal_service.db, .office, shared.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from appraisal_service.db import ApprovalRow
from appraisal_service.facts import store
from appraisal_service.facts.domain.findings import FindingRejected, FoundFact
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain import PeopleList
from appraisal_service.people.domain.document_day import check_document_day
from shared.documents.base import digest_of
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.two_person import Answer, answer
from shared.rules.clauses import Clause
from shared.rules.findings import asks_for_finding
from shared.rules.person_year.choosing import findings_back

FINDINGS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class FindingEntered:
    """How far a finding has come: it counts once a second officer entered the same."""

    approvals: int
    complete: bool
    replaced: bool
    """Whether the officer had said something else before, which counts no more."""


def enter_finding(
    office: Office, actor: Actor, jurisdiction: str, year: int, found: FoundFact
) -> FindingEntered:
    """Write that ``actor`` stands behind ``found``; with the second officer it counts (A07).

    Another value, document or date is another finding, which again needs two; one of the same
    officer that waits is dropped by it. Of the findings on one subject under one clause the newest
    counts.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        FindingRejected: no clause of the pack waits for it, or there is no such subject.
        DocumentAhead: the document is dated after today.
        SamePerson: this officer has entered it already.
    """
    check_document_day(found.date, office.clock())
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        row = people.lock_jurisdiction(session, jurisdiction, year)
        clause = people.get_pack(session, row.pack).clauses.get(found.rule)
        _check_finding(clause, found, people.roster(session, jurisdiction, year))
        question = digest_of([jurisdiction, year, found.subject, found.rule])
        said = Answer(question[:32], digest_of([found.value, found.document, found.date]))
        approval = answer(session, ApprovalRow, "finding", said, actor, office.clock)
        if approval.count == 2:
            by = "、".join(approval.names)
            finding_id = secrets.token_hex(16)
            store.add_finding(session, finding_id, jurisdiction, year, found, by)
    return FindingEntered(approval.count, approval.complete, approval.replaced)


def list_findings(
    office: Office, jurisdiction: str, year: int, wanted: Mapping[str, str], page: int
) -> dict[str, Any]:
    """Return what two officers entered as found for a year, oldest first.

    What one officer has entered alone is shown to nobody. Of the findings on one subject under
    one clause the latest paper is ``in_force``, as in ``newest_findings``; the others are
    ``superseded``. What a certified result carries stands with the result and is not listed.

    Args:
        office: see ``Office``.
        jurisdiction: whose.
        year: which.
        wanted: perhaps the ``subject`` and the ``rule`` that are asked for.
        page: from 1; what is out of bounds becomes the nearest that is there.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        row = people.get_jurisdiction(session, jurisdiction, year)
        clauses = people.get_pack(session, row.pack).clauses.values()
        counting = store.newest_findings(session, jurisdiction, year, findings_back(clauses))
        in_force = {found.id for found in counting}
        of = (jurisdiction, year)
        total, _ = store.page_of_findings(session, of, wanted, 0, 0)
        last = max(1, -(-total // FINDINGS_A_PAGE))
        page = min(page, last)
        offset = (page - 1) * FINDINGS_A_PAGE
        _, found = store.page_of_findings(session, of, wanted, offset, FINDINGS_A_PAGE)
        findings = [
            {
                "id": one.id,
                "subject": one.subject,
                "rule": one.rule,
                "value": one.value,
                "document": one.document,
                "date": one.date,
                "by": one.by,
                "state": "in_force" if one.id in in_force else "superseded",
            }
            for one in found
        ]
    return {"findings": findings, "total": total, "page": page, "last": last}


def _check_finding(clause: Clause | None, found: FoundFact, roster: PeopleList) -> None:
    """Return if ``clause`` waits for a finding about this kind of subject."""
    if clause is None or not asks_for_finding(clause):
        raise FindingRejected("No clause of this year's pack waits for this finding.")
    subjects = {
        "official": {official.id for official in roster.people},
        "team": {team.id for team in roster.teams},
        "unit": {unit.id for unit in roster.units},
    }
    if not any(found.subject in subjects.get(kind, set()) for kind in clause.subject):
        raise FindingRejected("This clause has no such subject in this jurisdiction.")
