"""The page in which an organizer makes slips, on a machine of their own.

Codes are made in the browser and never come here: what comes is public credentials, on a ticket
of the desk. The ticket stands behind the ``#`` of the address, which browsers do not send.

May import: Flask, box.meeting_pages, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.meeting_pages import meeting_page
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public


def slip_pages_blueprint(box: BoxSide, origin: str) -> Blueprint:
    """Return the routes of this page for ``box``; ``origin`` is where voters find it."""
    routes = Blueprint("slip_pages", __name__)

    @routes.get("/s/<meeting>")
    @public("the upload ticket speaks, and it stands where no request carries it")
    def slips(meeting: str) -> Response:
        return meeting_page(
            box, "ballot/slips.html", meeting, camera=True, origin=origin.removesuffix("/")
        )

    return routes
