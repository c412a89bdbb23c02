"""Findings as a page: what is missing, what was found, and the forms to find it.

May import: Flask, pydantic, shared.documents, shared.plumbing, this room's actions and domain.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from pydantic import ConfigDict

from shared.documents.base import Hex32, Identifier, IsoDate, Title
from shared.documents.findings import ClauseId, FindingValue
from shared.plumbing.access import actor, requires
from shared.plumbing.accounts.first import ADMIN
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from tally_service.rulings.actions import finding, showing
from tally_service.rulings.domain import Found
from tally_service.rulings.web import ROLE
from tally_service.tally import Tally

FINDINGS = "finding_pages.findings"


class FindingForm(Form):
    """What is found: clause, subject, answer, and the paper behind it."""

    model_config = ConfigDict(str_strip_whitespace=True)

    rule: ClauseId
    kind: Identifier
    subject: Identifier
    value: FindingValue
    document: Title
    date: IsoDate
    reason: Title


class ConfirmForm(Form):
    """What the page showed, which is what is confirmed."""

    proposal: Hex32


class TakeBackForm(Form):
    """Which proposal is taken back, and why."""

    model_config = ConfigDict(str_strip_whitespace=True)

    proposal: Hex32
    reason: Title


def finding_pages(tally: Tally) -> Blueprint:
    """Return the page of findings for ``tally``."""
    routes = Blueprint("finding_pages", __name__)

    @routes.get("/rounds/<meeting>/<number>/findings")
    @requires(ROLE, ADMIN)
    def findings(meeting: str, number: str) -> Response:
        """Show what may be found in a round, and what was found, proposed and done."""
        shown = seen_by_reader(showing.show_findings(tally, meeting, number))
        return show_page("tally/findings.html", round=shown, me=actor(), typed=typed())

    @routes.post("/rounds/<meeting>/<number>/findings")
    @requires(ROLE)
    @returns_to(FINDINGS, again=findings)
    def record(meeting: str, number: str) -> Said:
        """Stand behind a finding."""
        form = read_form(FindingForm)
        found = Found(**form.model_dump())
        done = finding.record_finding(tally, meeting, number, found, actor())
        return Said(f"finding_{done['state']}")

    @routes.post("/rounds/<meeting>/<number>/findings/confirm")
    @requires(ROLE)
    @returns_to(FINDINGS)
    def confirm(meeting: str, number: str) -> Said:
        """Stand behind a finding that somebody else entered."""
        proposal = read_form(ConfirmForm).proposal
        done = finding.confirm_finding(tally, meeting, number, proposal, actor())
        return Said(f"finding_{done['state']}")

    @routes.post("/rounds/<meeting>/<number>/findings/withdraw")
    @requires(ROLE, ADMIN)
    @returns_to(FINDINGS)
    def withdraw(meeting: str, number: str) -> Said:
        """Take back a finding that nobody else has confirmed."""
        return taken_back(tally, meeting, number)

    return routes


def seen_by_reader(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what the caller may see: an administrator who certifies nothing, only what waits."""
    return shown if ROLE in actor().roles else showing.only_waiting(shown)


def taken_back(tally: Tally, meeting: str, number: str) -> Said:
    """Take back the proposal that the form names; the page of annulment does so too."""
    form = read_form(TakeBackForm)
    finding.withdraw_proposal(tally, meeting, number, form.proposal, form.reason, actor())
    return Said("proposal_withdrawn")
