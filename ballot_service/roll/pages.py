"""The page of a personal invitation: the same bytes for everybody.

Whose invitation it is stands behind the ``#`` of the address, which browsers do not send; the
page's script takes it out of the address bar and shows it to the API alone.

May import: Flask, ballot_service.desk, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.desk import Desk
from shared.plumbing.access import public
from shared.plumbing.pages import show


def invitation_blueprint(desk: Desk) -> Blueprint:
    """Return the routes of this page for ``desk``."""
    routes = Blueprint("invitation", __name__)

    @routes.get("/i/<meeting>")
    @public("the invitation's secret, which this address does not hold, is what lets one go on")
    def invitation(meeting: str) -> Response:
        return show("roll/invitation.html", meeting=meeting, desk_keys=desk.key.public.hex())

    return routes
