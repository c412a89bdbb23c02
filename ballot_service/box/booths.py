"""The page in which people vote: the same for everybody at one meeting.

Everything secret happens in the browser. The page is told the meeting's id and the desk's public
key, and nothing that is particular to a voter comes here: the slip's code stands behind the ``#``
of the address, which browsers do not send.

May import: Flask, this room, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.meeting_pages import meeting_page
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public


def booths_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this page for ``box``."""
    routes = Blueprint("booths", __name__)

    @routes.get("/b/<meeting>")
    @public("a slip is what lets one vote; a login would name the voter")
    def booth(meeting: str) -> Response:
        return meeting_page(box, "ballot/booth.html", meeting, camera=True)

    return routes
