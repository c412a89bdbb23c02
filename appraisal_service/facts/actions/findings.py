"""Findings that two officers stand behind.

May import: facts' and people's domain and store, appraisal_service.db, .office, shared.
"""

import secrets
from dataclasses import dataclass

from appraisal_service.db import ApprovalRow
from appraisal_service.facts import store
from appraisal_service.facts.domain.findings import FindingRejected, FoundFact
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain import PeopleList
from appraisal_service.people.domain.document_day import check_document_day
from shared.documents.base import digest_of
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work
from shared.plumbing.two_person import Answer, answer
from shared.rules.clauses import Clause
from shared.rules.findings import asks_for_finding


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
