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
from shared.documents.base import digest_of
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work
from shared.plumbing.two_person import approve
from shared.rules.clauses import Clause
from shared.rules.findings import asks_for_finding


@dataclass(frozen=True, slots=True)
class FindingEntered:
    """How far a finding has come: it counts once a second officer entered the same."""

    approvals: int
    complete: bool


def enter_finding(
    office: Office, actor: Actor, jurisdiction: str, year: int, found: FoundFact
) -> FindingEntered:
    """Write that ``actor`` stands behind ``found``; with the second officer it counts (A07).

    Another value, document or date is another finding, which again needs two. Of the findings
    on one subject under one clause the newest counts.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        FindingRejected: no clause of the pack waits for it, or there is no such subject.
        SamePerson: this officer has entered it already.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        row = people.lock_jurisdiction(session, jurisdiction, year)
        clause = people.get_pack(session, row.pack).clauses.get(found.rule)
        _check_finding(clause, found, people.roster(session, jurisdiction, year))
        content = [jurisdiction, year, found.subject, found.rule, found.value]
        subject = digest_of([*content, found.document, found.date])
        approval = approve(session, ApprovalRow, "finding", subject, actor, office.clock)
        if approval.count == 2:
            by = "、".join(approval.names)
            finding_id = secrets.token_hex(16)
            store.add_finding(session, finding_id, jurisdiction, year, found, by)
    return FindingEntered(approval.count, approval.complete)


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
