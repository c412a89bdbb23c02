"""The page on which voters check receipts and slips: the same for everybody at one meeting.

What is asked stands behind the ``#`` of the address, which browsers do not send, or is typed; the
page holds it against what the box publishes. A slip's code stays in the browser.

May import: Flask, box.meeting_pages, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.meeting_pages import meeting_page
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public


def receipts_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this page for ``box``."""
    routes = Blueprint("receipts", __name__)

    @routes.get("/r/<meeting>")
    @public("whoever has voted may check it; a login would name the voter")
    def receipt(meeting: str) -> Response:
        return meeting_page(box, "ballot/receipt.html", meeting, camera=True)

    return routes
