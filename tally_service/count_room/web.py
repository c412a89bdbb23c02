"""The count room over HTTP.

May import: Flask, shared.plumbing, tally_service.db, this room's actions.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from shared.plumbing.access import actor, public, requires
from shared.plumbing.reading import answer
from tally_service.count_room.actions.listing import page_of_rounds
from tally_service.count_room.actions.showing import show_progress
from tally_service.count_room.actions.wiping import list_wipes
from tally_service.db import ROLES
from tally_service.tally import Tally

EVERYBODY = tuple(sorted(ROLES))
"""Whoever works here sees how far the rounds are."""


def count_room_blueprint(tally: Tally) -> Blueprint:
    """Return the routes of the count room."""
    blueprint = Blueprint("count_room", __name__, url_prefix="/api/v1/rounds")

    @blueprint.get("")
    @requires(*EVERYBODY)
    def rounds() -> Response:
        """List meetings and rounds with their next steps, ten meetings a page."""
        return answer(page_of_rounds(tally, request.args.get("page", 1, type=int)))

    @blueprint.get("/<meeting>/<number>/progress")
    @requires(*EVERYBODY)
    def progress(meeting: str, number: str) -> Response:
        """Show how far a round is."""
        return answer(show_progress(tally, meeting, number, actor()))

    @blueprint.get("/wiped-tests")
    @public("that a test run was wiped is no secret; the signed order holds no votes and no names")
    def wiped() -> Response:
        """List the notices of wiped test runs."""
        return answer({"wiped": list_wipes(tally)})

    return blueprint
