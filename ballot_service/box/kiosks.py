"""The page of a voting machine in the hall: one for all voters of a meeting, one after another.

The booth, with what a machine needs that nobody may leave anything behind on. The page is told the
meeting's id and the desk's public key; how a voter began or ended never comes here.

May import: Flask, this room, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.meeting_pages import meeting_page
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public


def kiosks_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this page for ``box``."""
    routes = Blueprint("kiosks", __name__)

    @routes.get("/k/<meeting>")
    @public("the staff open it before anybody votes; a slip is what lets one vote")
    def kiosk(meeting: str) -> Response:
        return meeting_page(box, "ballot/kiosk.html", meeting, camera=True)

    return routes
