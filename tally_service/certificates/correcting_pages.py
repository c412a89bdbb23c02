"""Correcting a certified result, and annulling a round, as pages.

May import: Flask, pydantic, shared.documents, shared.plumbing, lower rooms, this room's actions.
"""

from __future__ import annotations

from flask import Blueprint, Response
from pydantic import ConfigDict

from shared.documents.base import IsoDate, Title
from shared.plumbing.access import actor, requires
from shared.plumbing.accounts.first import ADMIN
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page
from tally_service.certificates import correcting
from tally_service.certificates.correcting import Paper
from tally_service.certificates.web import ROLE
from tally_service.rulings.actions import showing
from tally_service.rulings.pages import ConfirmForm, seen_by_reader, taken_back
from tally_service.tally import Tally

CORRECT = "correcting_pages.correction"
ANNUL = "correcting_pages.annulment"


class PaperForm(Form):
    """The decision that orders it: number, date, and why."""

    model_config = ConfigDict(str_strip_whitespace=True)

    document: Title
    date: IsoDate
    reason: Title

    @property
    def paper(self) -> Paper:
        """The same for the action."""
        return Paper(self.document, self.date, self.reason)


class WhyForm(Form):
    """Why a correction is taken back."""

    model_config = ConfigDict(str_strip_whitespace=True)

    reason: Title


def correcting_pages(tally: Tally) -> Blueprint:
    """Return both pages for ``tally``."""
    routes = Blueprint("correcting_pages", __name__)
    _add_correction(routes, tally)
    _add_annulment(routes, tally)
    return routes


def _add_correction(routes: Blueprint, tally: Tally) -> None:
    """Add the page on which the next version of a result begins."""

    @routes.get("/rounds/<meeting>/<number>/correct")
    @requires(ROLE)
    def correction(meeting: str, number: str) -> Response:
        """Show the versions of a result, and what can be done to it."""
        return _shown(tally, "tally/correct.html", meeting, number)

    @routes.post("/rounds/<meeting>/<number>/correct")
    @requires(ROLE)
    @returns_to(CORRECT)
    def correct(meeting: str, number: str) -> Said:
        """Open the correction of a certified result."""
        paper = read_form(PaperForm).paper
        correcting.open_correction(tally, meeting, number, paper, actor())
        return Said("correction_opened")

    @routes.post("/rounds/<meeting>/<number>/correct/withdraw")
    @requires(ROLE)
    @returns_to(CORRECT)
    def withdraw(meeting: str, number: str) -> Said:
        """Close a correction that was opened by mistake."""
        reason = read_form(WhyForm).reason
        correcting.withdraw_correction(tally, meeting, number, reason, actor())
        return Said("correction_withdrawn")


def _add_annulment(routes: Blueprint, tally: Tally) -> None:
    """Add the page on which two people annul a round."""

    @routes.get("/rounds/<meeting>/<number>/annul")
    @requires(ROLE, ADMIN)
    def annulment(meeting: str, number: str) -> Response:
        """Show what annulling means, and who has confirmed."""
        return _shown(tally, "tally/annul.html", meeting, number)

    @routes.post("/rounds/<meeting>/<number>/annul")
    @requires(ROLE)
    @returns_to(ANNUL)
    def annul(meeting: str, number: str) -> Said:
        """Stand behind a finding of fraud."""
        paper = read_form(PaperForm).paper
        return _said(correcting.annul_round(tally, meeting, number, paper, actor()))

    @routes.post("/rounds/<meeting>/<number>/annul/confirm")
    @requires(ROLE)
    @returns_to(ANNUL)
    def confirm(meeting: str, number: str) -> Said:
        """Stand behind a finding of fraud that somebody else entered."""
        proposal = read_form(ConfirmForm).proposal
        return _said(correcting.confirm_annulment(tally, meeting, number, proposal, actor()))

    @routes.post("/rounds/<meeting>/<number>/annul/withdraw")
    @requires(ROLE, ADMIN)
    @returns_to(ANNUL)
    def take_back(meeting: str, number: str) -> Said:
        """Take back a finding of fraud that nobody else has confirmed."""
        return taken_back(tally, meeting, number)


def _shown(tally: Tally, template: str, meeting: str, number: str) -> Response:
    """Return a page about a round's result and its versions."""
    shown = seen_by_reader(showing.show_findings(tally, meeting, number))
    versions = correcting.show_versions(tally, meeting, number)
    return show_page(template, round=shown, me=actor(), **versions)


def _said(done: dict[str, object]) -> Said:
    """Return what came of a confirmation."""
    return Said("round_annulled" if done["annulled"] else "annulment_proposed")
