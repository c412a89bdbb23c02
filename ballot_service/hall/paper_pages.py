"""A round on paper as pages: begin it, enter its papers, print its result.

May import: Flask, pydantic, ballot_service.desk, ballot_service.meetings' actions and pages, this
room's actions and web, shared.
"""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Blueprint, Response, url_for
from pydantic import ConfigDict, Field
from werkzeug.wrappers import Response as WerkzeugResponse

from ballot_service.desk import Desk
from ballot_service.hall.actions import papers
from ballot_service.hall.web import PAPERS_LIMIT
from ballot_service.meetings.actions import showing
from ballot_service.meetings.pages import MEETING
from shared.documents.base import ClassLetter, Count, Identifier, Title
from shared.plumbing.access import actor, requires
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page, typed
from shared.plumbing.office.frame import leave_for

PAPERS = "paper_pages.show"
FORM_LIMIT = 3 * PAPERS_LIMIT
"""Bytes: what the API takes, for a form sends the end of a line and a plus as three each."""


class PaperRoundForm(Form):
    """What is voted on, why on paper, and why once more if it was voted on before."""

    model_config = ConfigDict(str_strip_whitespace=True)

    item: Identifier
    reason: Title
    repeat_reason: Title | Literal[""] = ""


class PapersForm(Form):
    """One teller's entry of one class."""

    electorate: ClassLetter
    issued: Count
    papers: Annotated[str, Field(max_length=PAPERS_LIMIT)]


def paper_pages(desk: Desk) -> Blueprint:
    """Return the pages of rounds on paper for ``desk``."""
    routes = Blueprint("paper_pages", __name__)

    @routes.post("/meetings/<meeting>/paper-rounds")
    @requires("organizer")
    @returns_to(MEETING)
    def begin(meeting: str) -> WerkzeugResponse:
        """Begin a round on paper, and go to its page."""
        form = read_form(PaperRoundForm)
        again = form.repeat_reason or None
        made = papers.begin_paper_round(desk, meeting, form.item, form.reason, actor(), again)
        return leave_for(url_for(PAPERS, meeting=meeting, round_id=made), Said("paper_round_begun"))

    @routes.get("/meetings/<meeting>/rounds/<round_id>/papers")
    @requires("organizer", "scrutineer")
    def show(meeting: str, round_id: str) -> Response:
        """Show how far a round on paper is, and the reader's own entries."""
        shown = showing.show_meeting(desk, meeting)
        return show_page(
            "desk/papers.html",
            meeting=shown,
            paper=papers.show_paper_round(desk, meeting, round_id, actor()),
            teller=actor().account_id in {one["account"] for one in shown["scrutineers"]},
            typed=typed(),
        )

    @routes.post("/meetings/<meeting>/rounds/<round_id>/papers")
    @requires("scrutineer")
    @returns_to(PAPERS, again=show)
    def enter(meeting: str, round_id: str) -> Said:
        """Enter every paper of one class."""
        form = read_form(PapersForm, limit=FORM_LIMIT)
        sent = (form.electorate, form.issued, form.papers)
        stands = papers.enter_papers(desk, meeting, round_id, sent, actor())
        if stands.agreed:
            return Said("papers_agree")
        waits = len(stands.tellers) < papers.TELLERS
        return Said("papers_entered" if waits else "papers_differ")

    return routes
