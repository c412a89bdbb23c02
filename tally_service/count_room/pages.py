"""The count room as pages: the rounds, how far one is, its numbers and rulings, and signing it.

Every form calls the action that the API calls (``certificates/web.py``). Nobody but a certifier
sees a number of votes before the round is certified; all pages of such a round say that they are
not certified.

May import: Flask, pydantic, shared.plumbing, tally_service.certificates, this room's actions and
domain.
"""

from __future__ import annotations

from typing import Literal

from flask import Blueprint, Response, request
from pydantic import Field

from shared.documents.base import Hex32
from shared.plumbing.access import Actor, actor, requires
from shared.plumbing.charts import bars
from shared.plumbing.office import Form, Said, read_form, returns_to, show_page
from tally_service.certificates import actions as certificates
from tally_service.certificates.domain import DraftNotReady, SignOff
from tally_service.certificates.report.contents import Contents
from tally_service.certificates.report.words import (
    BASES,
    KINDS,
    LEDGER,
    NOT_VERIFIED,
    ON_PAPER,
    PAPER_LEDGER,
    RULING_STATES,
)
from tally_service.certificates.web import ROLE as CERTIFIER
from tally_service.count_room.actions.listing import page_of_rounds
from tally_service.count_room.actions.results import Shown, show_result
from tally_service.count_room.actions.showing import show_progress
from tally_service.count_room.actions.wiping import list_wipes
from tally_service.count_room.domain.refusals import CountsNotCertified
from tally_service.count_room.domain.sections import (
    awaiting_findings,
    page_of_contests,
    page_of_rulings,
)
from tally_service.count_room.web import EVERYBODY
from tally_service.tally import Tally

ROUND = "count_room_pages.one_round"
PAPER = {"ledger": PAPER_LEDGER, "medium": ON_PAPER, "unverified": NOT_VERIFIED}
"""The words of a round on paper."""


class SignForm(Form):
    """A certifier's own name, the draft that the page showed, and that unanimity was seen."""

    name: str = Field(max_length=200)
    draft: Hex32
    unanimity_seen: Literal["yes", ""] = ""


def count_room_pages(tally: Tally) -> Blueprint:
    """Return the pages of this room for ``tally``."""
    routes = Blueprint("count_room_pages", __name__)
    _add_rounds(routes, tally)
    _add_results(routes, tally)
    _add_signing(routes, tally)
    return routes


def _add_rounds(routes: Blueprint, tally: Tally) -> None:
    """Add the list, and how far one round is."""

    @routes.get("/")
    @requires(*EVERYBODY)
    def rounds() -> Response:
        """Show meetings and rounds."""
        page = request.args.get("page", 1, type=int)
        return show_page(
            "tally/rounds.html", wiped=list_wipes(tally), **page_of_rounds(tally, page)
        )

    @routes.get("/rounds/<meeting>/<number>")
    @requires(*EVERYBODY)
    def one_round(meeting: str, number: str) -> Response:
        """Show how far a round is, and what its reader can do."""
        # The step first: whoever it asks to sign then finds the numbers, however fast they come.
        progress = show_progress(tally, meeting, number, actor())
        result = _result(tally, meeting, number, actor())
        return show_page(
            "tally/round.html",
            round=progress,
            result=result,
            findings_away=awaiting_findings(result.rulings) if result else 0,
            certifier=CERTIFIER in actor().roles,
            me=actor(),
            ledger_words=LEDGER,
            paper_words=PAPER,
        )


def _add_results(routes: Blueprint, tally: Tally) -> None:
    """Add numbers and rulings, which stay the certifiers' until they are certified."""

    @routes.get("/rounds/<meeting>/<number>/result")
    @requires(*EVERYBODY)
    def result(meeting: str, number: str) -> Response:
        """Show the contests, twenty at a time, with their charts."""
        shown = _shown(tally, meeting, number)
        wanted = request.args.get("q", "")
        page = request.args.get("page", 1, type=int)
        return show_page(
            "tally/result.html",
            result=shown.contents,
            state=shown.state,
            correcting=shown.correcting,
            words={
                "ledger": PAPER_LEDGER if shown.contents.paper else LEDGER,
                "paper": PAPER,
                "bases": BASES,
                "kinds": KINDS,
                "states": RULING_STATES,
            },
            bars=bars,
            q=wanted,
            **page_of_contests(shown.contents.contests, wanted, page),
        )

    @routes.get("/rounds/<meeting>/<number>/rulings")
    @requires(*EVERYBODY)
    def rulings(meeting: str, number: str) -> Response:
        """Show the rulings, those that people have to look at first."""
        shown = _shown(tally, meeting, number)
        page = request.args.get("page", 1, type=int)
        return show_page(
            "tally/rulings.html",
            result=shown.contents,
            state=shown.state,
            correcting=shown.correcting,
            states=RULING_STATES,
            **page_of_rulings(shown.contents.rulings, page),
        )


def _add_signing(routes: Blueprint, tally: Tally) -> None:
    """Add what a certifier does."""

    @routes.post("/rounds/<meeting>/<number>/signatures")
    @requires(CERTIFIER)
    @returns_to(ROUND)
    def sign(meeting: str, number: str) -> Said:
        """Sign a round under one's own name."""
        form = read_form(SignForm)
        sign_off = SignOff(form.name, form.draft, bool(form.unanimity_seen))
        done = certificates.sign_round(tally, meeting, number, actor(), sign_off)
        return Said("round_certified" if done["digest"] else "round_signed")


def _shown(tally: Tally, meeting: str, number: str) -> Shown:
    """Return the numbers that the address asks for: ``?standing`` is the certified result."""
    return show_result(tally, meeting, number, actor(), standing="standing" in request.args)


def _result(tally: Tally, meeting: str, number: str, reader: Actor) -> Contents | None:
    """Return the round's numbers if its reader may see them and they are there."""
    try:
        return show_result(tally, meeting, number, reader).contents
    except (DraftNotReady, CountsNotCertified):
        return None
