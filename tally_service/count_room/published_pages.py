"""The certified results of a meeting that publishes them, for the hall's screen and the board.

Nobody signs in here, and nobody is told more than the signed certificates say to everybody.

May import: Flask, shared.plumbing, tally_service.certificates.report, this room's actions and
domain.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from shared.plumbing.access import public
from shared.plumbing.charts import bars
from shared.plumbing.gate import Gate
from shared.plumbing.office import show_page
from shared.plumbing.pages.qr import qr_code
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
from tally_service.count_room.actions.publishing import PublicPage, show_published
from tally_service.count_room.domain.sections import page_of_contests, told_rulings
from tally_service.tally import Tally

WHY = "the manifest says that this result is published, and two certifiers have signed it"
SIGNED = "/api/v1/certified-results"
AT_ONCE, WAITING = 1, 7
"""A large result is laid out in tenths of a second; a whole hall opens it in the same minute."""


def published_pages(tally: Tally) -> Blueprint:
    """Return the public pages of certified results for ``tally``."""
    routes, gate = Blueprint("published_pages", __name__), Gate(AT_ONCE, WAITING)

    @routes.get("/results/<meeting>")
    @public(WHY)
    def meeting_results(meeting: str) -> Response:
        """Show the rounds of a meeting; its only round with its numbers."""
        with gate.enter():
            return _shown(tally, show_published(tally, meeting))

    @routes.get("/results/<meeting>/<number>")
    @public(WHY)
    def round_result(meeting: str, number: str) -> Response:
        """Show one round, twenty contests at a time."""
        with gate.enter():
            return _shown(tally, show_published(tally, meeting, number))

    return routes


def _shown(tally: Tally, page: PublicPage) -> Response:
    """Return the page; numbers are on it only where there is a certified result."""
    numbers = _numbers(tally, page.contents) if page.contents is not None else {}
    return show_page(
        "tally/published.html",
        manifest=page.manifest,
        rounds=page.rounds,
        round=page.round,
        result=page.contents,
        certified_on=page.certified_on,
        **numbers,
    )


def _numbers(tally: Tally, contents: Contents) -> dict[str, object]:
    """Return what the page of a certified round shows beside its contents."""
    path = f"{SIGNED}/{contents.digest}"
    address = f"{tally.origin}{path}" if tally.origin else ""
    told, silent = told_rulings(contents)
    return {
        "told": told,
        "silent": silent,
        "states": RULING_STATES,
        "signed": path,
        "address": address,
        "qr": qr_code(address or contents.digest),
        "bars": bars,
        "words": {
            "ledger": PAPER_LEDGER if contents.paper else LEDGER,
            "medium": ON_PAPER,
            "unverified": NOT_VERIFIED,
            "bases": BASES,
            "kinds": KINDS,
            "states": RULING_STATES,
        },
        **page_of_contests(contents.contests, "", request.args.get("page", 1, type=int)),
    }
