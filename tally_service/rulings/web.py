"""Findings over HTTP.

May import: Flask, pydantic, shared.documents, shared.plumbing, this room's actions and domain.
"""

from __future__ import annotations

from flask import Blueprint, Response

from shared.documents.base import IsoDate, Title
from shared.documents.findings import ClauseId, FindingValue, FoundAbout
from shared.plumbing.access import actor, requires
from shared.plumbing.accounts.first import ADMIN
from shared.plumbing.reading import Body, answer, read_json
from tally_service.rulings.actions import finding, showing
from tally_service.rulings.domain import Found
from tally_service.tally import Tally

ROLE = "certifier"


class FindingBody(Body):
    """What is found: clause, subject, answer, and the paper behind it."""

    rule: ClauseId
    subject: FoundAbout
    value: FindingValue
    document: Title
    date: IsoDate
    reason: Title


class WhyBody(Body):
    """Why a finding that waits for a second person is taken back."""

    reason: Title


def findings_blueprint(tally: Tally) -> Blueprint:
    """Return the routes of findings."""
    blueprint = Blueprint("findings", __name__, url_prefix="/api/v1")

    @blueprint.get("/rounds/<meeting>/<number>/findings")
    @requires(ROLE)
    def show(meeting: str, number: str) -> Response:
        """Show what may be found in a round, and what was found, proposed and done."""
        return answer(showing.show_findings(tally, meeting, number))

    @blueprint.post("/rounds/<meeting>/<number>/findings")
    @requires(ROLE)
    def record(meeting: str, number: str) -> Response:
        """Stand behind a finding, as the account that asks."""
        body = read_json(FindingBody)
        about, paper = body.subject, (body.document, body.date, body.reason)
        found = Found(body.rule, about.kind, about.id, body.value, *paper)
        return answer(finding.record_finding(tally, meeting, number, found, actor()))

    @blueprint.post("/rounds/<meeting>/<number>/findings/<proposal>/confirmations")
    @requires(ROLE)
    def confirm(meeting: str, number: str, proposal: str) -> Response:
        """Stand behind a finding that somebody else entered; a body is not needed."""
        return answer(finding.confirm_finding(tally, meeting, number, proposal, actor()))

    @blueprint.post("/rounds/<meeting>/<number>/findings/<proposal>/withdrawal")
    @requires(ROLE, ADMIN)
    def withdraw(meeting: str, number: str, proposal: str) -> Response:
        """Take back a finding, fraud too, that nobody else has confirmed."""
        reason = read_json(WhyBody).reason
        return answer(finding.withdraw_proposal(tally, meeting, number, proposal, reason, actor()))

    return blueprint
