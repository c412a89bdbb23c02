"""The page in which an organizer makes slips, on a machine of their own.

Codes are made in the browser and never come here: what comes is public credentials, on a ticket
of the desk. The ticket stands behind the ``#`` of the address, which browsers do not send.

May import: Flask, box.actions, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.actions.showing import show_meeting
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public
from shared.plumbing.pages import show


def slip_pages_blueprint(box: BoxSide, origin: str) -> Blueprint:
    """Return the routes of this page for ``box``; ``origin`` is where voters find it."""
    routes = Blueprint("slip_pages", __name__)

    @routes.get("/s/<meeting>")
    @public("the upload ticket speaks, and it stands where no request carries it")
    def slips(meeting: str) -> Response:
        show_meeting(box, meeting)  # whoever mistyped the address is told so at once
        keys = " ".join(sorted(key.hex() for key in box.desk_keys.values()))
        return show(
            "ballot/slips.html",
            camera=True,
            meeting=meeting,
            desk_keys=keys,
            origin=origin.removesuffix("/"),
        )

    return routes
