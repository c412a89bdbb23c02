"""Importing attendance, and entering findings that two officers stand behind.

May import: facts' and people's domain and store, appraisal_service.db, .office, shared.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.db import ApprovalRow
from appraisal_service.facts import domain, store
from appraisal_service.facts.domain import Batch, FoundFact
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.people.domain import PeopleList
from shared.documents.base import digest_of
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.two_person import approve
from shared.rules.checks import FindingNode, leaves
from shared.rules.clauses import Clause, ConditionClause


@dataclass(frozen=True, slots=True)
class BatchImported:
    """An attendance file that stands."""

    batch: str
    rows: int


@dataclass(frozen=True, slots=True)
class FindingEntered:
    """How far a finding has come: it counts once a second officer entered the same."""

    approvals: int
    complete: bool


def import_attendance(
    office: Office,
    actor: Actor,
    jurisdiction: str,
    year: int,
    content: bytes,
    supersedes: str | None = None,
) -> BatchImported:
    """Append an attendance file; the same file again changes nothing.

    Args:
        office: see ``Office``.
        actor: who imports.
        jurisdiction: whose officials' facts these are.
        year: the appraisal year, a calendar year (E19).
        content: the CSV, see ``domain.read_attendance``.
        supersedes: digest of the batch whose place this one takes as a whole.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        AttendanceRejected: wrong lines, or facts that stand already; nothing was stored.
        NoSuchBatch, AlreadySuperseded: the batch to be superseded cannot be.
    """
    with unit_of_work(office.sessions) as uow:
        session = uow.session
        people.lock_jurisdiction(session, jurisdiction, year)
        known = {official.id for official in people.roster(session, jurisdiction, year).people}
        rows = domain.read_attendance(content, year, known)
        batch = Batch(jurisdiction, year, supersedes, rows)
        if store.find_batch(session, batch.digest) is None:
            _check_supersedes(session, batch)
            standing = store.standing_batches(session, jurisdiction, year)
            others = [digest for digest in standing if digest != supersedes]
            domain.check_new(rows, set(store.facts_of(session, others)))
            store.add_batch(session, batch, actor.name, office.clock())
    return BatchImported(batch.digest, len(rows))


def _check_supersedes(session: Session, batch: Batch) -> None:
    """Return if the batch names no earlier one, or one that stands."""
    if batch.supersedes is None:
        return
    earlier = store.find_batch(session, batch.supersedes)
    if earlier is None or (earlier.jurisdiction, earlier.year) != (batch.jurisdiction, batch.year):
        raise domain.NoSuchBatch("There is no such batch in this year; nothing was stored.")
    if store.successor(session, batch.supersedes) is not None:
        raise domain.AlreadySuperseded("That batch was superseded; name the newest one instead.")


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
    if not isinstance(clause, ConditionClause) or not any(
        isinstance(leaf, FindingNode) for leaf in leaves(clause.when)
    ):
        raise domain.FindingRejected("No clause of this year's pack waits for this finding.")
    subjects = {
        "official": {official.id for official in roster.people},
        "team": {team.id for team in roster.teams},
    }
    if not any(found.subject in subjects.get(kind, set()) for kind in clause.subject):
        raise domain.FindingRejected("This clause has no such subject in this jurisdiction.")


def one_batch(office: Office, digest: str) -> dict[str, Any]:
    """Return an attendance batch as the plain value whose digest names it.

    Raises:
        NoSuchBatch: there is none of this digest.
    """
    with reading(office.sessions) as session:
        row = store.find_batch(session, digest)
        if row is None:
            raise domain.NoSuchBatch("There is no such batch.")
        stored = tuple(store.facts_of(session, [digest]))
        return Batch(row.jurisdiction, row.year, row.supersedes, stored).to_json()
