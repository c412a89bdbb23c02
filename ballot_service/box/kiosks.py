"""The page of a voting machine in the hall: one for all voters of a meeting, one after another.

The booth, with what a machine needs that nobody may leave anything behind on. The page is told the
meeting's id and the desk's public key; how a voter began or ended never comes here.

May import: Flask, this room's actions, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.actions.showing import show_meeting
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public
from shared.plumbing.pages import show


def kiosks_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this page for ``box``."""
    routes = Blueprint("kiosks", __name__)

    @routes.get("/k/<meeting>")
    @public("the staff open it before anybody votes; a slip is what lets one vote")
    def kiosk(meeting: str) -> Response:
        show_meeting(box, meeting)  # a mistyped address is found before the hall is full
        keys = " ".join(sorted(key.hex() for key in box.desk_keys.values()))
        return show("ballot/kiosk.html", camera=True, meeting=meeting, desk_keys=keys)

    return routes
