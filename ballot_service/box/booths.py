"""The page in which people vote: the same for everybody at one meeting.

Everything secret happens in the browser. The page is told the meeting's id and the desk's public
key, and nothing that is particular to a voter comes here: the slip's code stands behind the ``#``
of the address, which browsers do not send.

May import: Flask, this room's actions, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.actions.showing import show_meeting
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public
from shared.plumbing.pages import show


def booths_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this page for ``box``."""
    routes = Blueprint("booths", __name__)

    @routes.get("/b/<meeting>")
    @public("a slip is what lets one vote; a login would name the voter")
    def booth(meeting: str) -> Response:
        show_meeting(box, meeting)  # whoever mistyped the address is told so at once
        keys = " ".join(sorted(key.hex() for key in box.desk_keys.values()))
        return show("ballot/booth.html", camera=True, meeting=meeting, desk_keys=keys)

    return routes
