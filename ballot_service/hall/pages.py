"""The hall as pages: the screen, what to do when something is wrong, test runs, paper.

Every form calls the action that the API calls (``web.py``).

May import: Flask, pydantic, ballot_service.desk, ballot_service.meetings' actions, this room's
actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response, url_for
from pydantic import ConfigDict, Field
from werkzeug.wrappers import Response as WerkzeugResponse

from ballot_service.desk import Desk
from ballot_service.hall.actions import annulling, ledgers, remedying, testing, turnout
from ballot_service.hall.domain.annulment import SignedFinding
from ballot_service.hall.web import EVERYBODY
from ballot_service.meetings.actions import showing
from ballot_service.meetings.pages import MEETING, ReasonForm
from shared.documents.base import ClassLetter, IsoDate, Title
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page
from shared.plumbing.office.frame import leave_for


class NumbersForm(Form):
    """One class's numbers as they should be, and why."""

    model_config = ConfigDict(str_strip_whitespace=True)

    electorate: ClassLetter
    present: Annotated[int, Field(ge=0, le=100_000)]
    printed: Annotated[int, Field(ge=0, le=100_000)]
    issued: Annotated[int, Field(ge=0, le=100_000)]
    reason: Title


class FindingForm(Form):
    """The organisation's signed document about fraud (B05)."""

    model_config = ConfigDict(str_strip_whitespace=True)

    document: Title
    date: IsoDate


def hall_pages(desk: Desk) -> Blueprint:
    """Return the pages of this room for ``desk``."""
    routes = Blueprint("hall_pages", __name__)
    _add_screen(routes, desk)
    _add_remedies(routes, desk)
    _add_again(routes, desk)
    _add_ledgers(routes, desk)
    _add_test_runs(routes, desk)
    return routes


def _add_screen(routes: Blueprint, desk: Desk) -> None:
    """Add what the hall's screen shows."""

    @routes.get("/meetings/<meeting>/turnout")
    @requires(*EVERYBODY)
    def turnout_screen(meeting: str) -> Response:
        """Show the hall how many people are present and how many ballots came in at least."""
        return show_page("desk/turnout.html", turnout=turnout.show_turnout(desk, meeting))


def _add_remedies(routes: Blueprint, desk: Desk) -> None:
    """Add what to do when something is wrong."""

    @routes.get("/meetings/<meeting>/remedies")
    @requires(*EVERYBODY)
    def remedies(meeting: str) -> Response:
        """Show the faults there is a remedy for."""
        return show_page(
            "desk/remedies.html",
            meeting=showing.show_meeting(desk, meeting),
            listed=remedying.list_remedies(desk, meeting),
        )

    @routes.get("/meetings/<meeting>/remedies/<fault>")
    @requires(*EVERYBODY)
    def remedy(meeting: str, fault: str) -> Response:
        """Show what to do about one fault."""
        return show_page(
            "desk/remedy.html",
            meeting=showing.show_meeting(desk, meeting),
            remedy=remedying.show_remedy(desk, meeting, fault),
        )


def _add_again(routes: Blueprint, desk: Desk) -> None:
    """Add what is done to a round that is over: annulled, repeated, held again."""

    @routes.post("/meetings/<meeting>/rounds/<round_id>/annul")
    @requires("organizer", "scrutineer")
    @returns_to(MEETING)
    def annul(meeting: str, round_id: str) -> Said:
        """Enter the document that finds fraud."""
        form = read_form(FindingForm)
        finding = SignedFinding(form.document, form.date)
        done = annulling.annul_round(desk, meeting, round_id, finding, actor())
        return Said("round_annulled" if done else "annulment_entered")

    @routes.post("/meetings/<meeting>/rounds/<round_id>/repeat")
    @requires("organizer")
    @returns_to(MEETING)
    def repeat(meeting: str, round_id: str) -> Said:
        """Begin another round of the same item."""
        annulling.repeat_round(desk, meeting, round_id, read_form(ReasonForm).reason, actor())
        return Said("round_repeated")

    @routes.post("/meetings/<meeting>/rounds/<round_id>/hold-again")
    @requires("organizer")
    @returns_to(MEETING)
    def hold_again(meeting: str, round_id: str) -> WerkzeugResponse:
        """Make a draft of a new meeting with new slips, and go there."""
        read_form(Form)
        made = annulling.hold_again(desk, meeting, round_id, actor())
        return leave_for(url_for(MEETING, meeting=made), Said("held_again"))


def _add_ledgers(routes: Blueprint, desk: Desk) -> None:
    """Add the correction of a wrong number."""

    @routes.post("/meetings/<meeting>/ledger-corrections")
    @requires("scrutineer")
    @returns_to(MEETING)
    def correct(meeting: str) -> Said:
        """Enter corrected numbers."""
        form = read_form(NumbersForm)
        numbers = ledgers.Corrected(form.present, form.printed, form.issued)
        done = ledgers.correct_numbers(
            desk, meeting, form.electorate, numbers, form.reason, actor()
        )
        return Said("ledger_corrected" if done else "ledger_correction_entered")


def _add_test_runs(routes: Blueprint, desk: Desk) -> None:
    """Add test runs."""

    @routes.post("/meetings/<meeting>/test-runs")
    @requires("organizer")
    @returns_to(MEETING)
    def start(meeting: str) -> WerkzeugResponse:
        """Make a test run, and go there."""
        read_form(Form)
        made = testing.start_test_run(desk, meeting, actor())
        return leave_for(url_for(MEETING, meeting=made), Said("test_run_made"))

    @routes.post("/meetings/<meeting>/wipe")
    @requires("organizer")
    @returns_to(MEETING)
    def wipe(meeting: str) -> Said:
        """Wipe this test run."""
        read_form(Form)
        testing.wipe_test_run(desk, meeting, actor())
        return Said("test_run_wiped")
