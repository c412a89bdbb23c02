"""The page that keeps a voting right of blind mode and activates it: the same for everybody.

The right comes behind the ``#`` of the address, which browsers do not send, and stays in the
browser. The page is told the meeting's id and the desk's public key; no cookie is taken or set.

May import: Flask, box.meeting_pages, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.meeting_pages import meeting_page
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public


def activation_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this page for ``box``."""
    routes = Blueprint("activation", __name__)

    @routes.get("/a/<meeting>")
    @public("a right that was signed blindly is what lets one vote; a login would name the voter")
    def activation(meeting: str) -> Response:
        return meeting_page(box, "ballot/activation.html", meeting)

    return routes
