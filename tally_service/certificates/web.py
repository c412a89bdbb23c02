"""Rounds and certified results over HTTP.

May import: Flask, shared.plumbing, this room's actions.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from shared.plumbing.access import actor, public, requires
from shared.plumbing.reading import answer
from tally_service.certificates import actions
from tally_service.tally import Tally

ROLE = "certifier"


def certificates_blueprint(tally: Tally) -> Blueprint:
    """Return the routes of rounds and certified results."""
    blueprint = Blueprint("certificates", __name__, url_prefix="/api/v1")

    @blueprint.get("/rounds/<meeting>/<number>")
    @requires(ROLE)
    def show(meeting: str, number: str) -> Response:
        """Show what is to be signed."""
        return answer(actions.show_round(tally, meeting, number))

    @blueprint.post("/rounds/<meeting>/<number>/signatures")
    @requires(ROLE)
    def sign(meeting: str, number: str) -> Response:
        """Sign as the account that asks; a body is not needed."""
        return answer(actions.sign_round(tally, meeting, number, actor()))

    @blueprint.get("/certified-results")
    @public("certified results are published")
    def listed() -> Response:
        """List the certified results of one meeting."""
        meeting = request.args.get("meeting", "")
        return answer(actions.certified_results(tally, meeting))

    @blueprint.get("/certified-results/<digest>")
    @public("certified results are published")
    def one(digest: str) -> Response:
        """Give one signed certified result."""
        return answer(actions.certified_result(tally, digest))

    return blueprint
