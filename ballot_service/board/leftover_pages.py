"""The pages of two scrutineers: leftover slips (P14), and later the closing records (P4).

Nobody signs in here: what is published counts by two signatures of keys that the meeting manifest
names, and those are made in the browser. The pages are the same for everybody.

May import: Flask, box.meeting_pages, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.meeting_pages import meeting_page
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public


def leftover_pages_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of these pages for ``box``."""
    routes = Blueprint("leftover_pages", __name__)

    @routes.get("/l/<meeting>")
    @public("the scrutineers' signatures speak; a login would name them to the box")
    def leftovers(meeting: str) -> Response:
        return meeting_page(box, "ballot/leftovers.html", meeting, camera=True)

    @routes.get("/c/<meeting>")
    @public("the scrutineers' signatures speak; a login would name them to the box")
    def closing(meeting: str) -> Response:
        return meeting_page(box, "ballot/closing.html", meeting)

    return routes
