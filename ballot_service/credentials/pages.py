"""The page that keeps a voting right of blind mode and activates it: the same for everybody.

The right comes behind the ``#`` of the address, which browsers do not send, and stays in the
browser. The page is told the meeting's id and the desk's public key; no cookie is taken or set.

May import: Flask, the box's actions, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.actions.showing import show_meeting
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public
from shared.plumbing.pages import show


def activation_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this page for ``box``."""
    routes = Blueprint("activation", __name__)

    @routes.get("/a/<meeting>")
    @public("a right that was signed blindly is what lets one vote; a login would name the voter")
    def activation(meeting: str) -> Response:
        show_meeting(box, meeting)  # whoever mistyped the address is told so at once
        keys = " ".join(sorted(key.hex() for key in box.desk_keys.values()))
        return show("ballot/activation.html", meeting=meeting, desk_keys=keys)

    return routes
