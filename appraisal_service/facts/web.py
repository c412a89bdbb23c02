"""HTTP doors of the room: attendance files and findings.

May import: Flask, pydantic, facts' actions and domain, shared.plumbing.
"""

from dataclasses import asdict

from flask import Blueprint, Response

from appraisal_service.facts import actions
from appraisal_service.facts.domain import FoundFact
from appraisal_service.present import office, query, read_csv
from shared.documents.base import Hex32, Identifier, Part, Title, Year
from shared.plumbing.access import actor, requires
from shared.plumbing.reading import Body, answer, read_json
from shared.rules.cases import Day, RuleId

blueprint = Blueprint("facts", __name__)

CSV_LIMIT = 4 * 1024 * 1024


class AttendanceQuery(Part):
    """Which year a file is for, and which batch it supersedes."""

    jurisdiction: Identifier
    year: Year
    supersedes: Hex32 | None = None


class FindingBody(Body):
    """A finding as it stands on paper."""

    jurisdiction: Identifier
    year: Year
    subject: Identifier
    rule: RuleId
    value: bool
    document: Title
    date: Day


@blueprint.post("/api/v1/facts/attendance")
@requires("officer")
def import_attendance() -> Response:
    """Import a CSV; 201 with the batch's digest and its number of rows."""
    asked = query(AttendanceQuery)
    imported = actions.import_attendance(
        office(),
        actor(),
        asked.jurisdiction,
        asked.year,
        read_csv(CSV_LIMIT),
        asked.supersedes,
    )
    return answer(asdict(imported), 201)


@blueprint.post("/api/v1/findings")
@requires("officer")
def enter_finding() -> Response:
    """Enter a finding; 201, and whether a second officer still has to."""
    body = read_json(FindingBody)
    found = FoundFact(body.subject, body.rule, body.value, body.document, body.date)
    entered = actions.enter_finding(office(), actor(), body.jurisdiction, body.year, found)
    return answer(asdict(entered), 201)


@blueprint.get("/api/v1/facts/batches/<digest>")
@requires("officer")
def one_batch(digest: str) -> Response:
    """Return an attendance batch, for an audit bundle."""
    return answer(actions.one_batch(office(), digest))
