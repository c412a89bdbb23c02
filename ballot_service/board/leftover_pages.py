"""The pages of two scrutineers: leftover slips (P14), and later the closing records (P4).

Nobody signs in here: what is published counts by two signatures of keys that the meeting manifest
names, and those are made in the browser. The pages are the same for everybody.

May import: Flask, ballot_service.box_side, box.actions.showing, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.actions.showing import show_meeting
from ballot_service.box_side import BoxSide
from shared.plumbing.access import public
from shared.plumbing.pages import show


def leftover_pages_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of these pages for ``box``."""
    routes = Blueprint("leftover_pages", __name__)

    @routes.get("/l/<meeting>")
    @public("the scrutineers' signatures speak; a login would name them to the box")
    def leftovers(meeting: str) -> Response:
        return _page("ballot/leftovers.html", meeting, camera=True)

    @routes.get("/c/<meeting>")
    @public("the scrutineers' signatures speak; a login would name them to the box")
    def closing(meeting: str) -> Response:
        return _page("ballot/closing.html", meeting, camera=False)

    def _page(template: str, meeting: str, *, camera: bool) -> Response:
        show_meeting(box, meeting)  # whoever mistyped the address is told so at once
        keys = " ".join(sorted(key.hex() for key in box.desk_keys.values()))
        return show(template, camera=camera, meeting=meeting, desk_keys=keys)

    return routes
