"""The roll and check-in over HTTP: parse, call one action, answer.

May import: Flask, pydantic, ballot_service.desk, this room's actions and domain, shared.
"""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response, request
from pydantic import Field

from ballot_service.desk import Desk
from ballot_service.roll import actions
from ballot_service.roll.domain import MOST_BYTES, RollRejected
from shared.documents.base import Identifier, Title
from shared.plumbing.access import actor, requires
from shared.plumbing.reading import Body, WrongContentType, answer, read_json, read_raw

CHECK_IN_LIMIT = 256 * 1024
ROLL_READ_LIMIT = MOST_BYTES + 1
"""One byte more than is taken, so that a larger roll gets the roll's own refusal."""


class CheckInBody(Body):
    """Who is at the door."""

    people: Annotated[list[Identifier], Field(min_length=1, max_length=2000)]


class UndoBody(Body):
    """Whose check-in was a mistake, and why."""

    person: Identifier
    reason: Title


def roll_blueprint(desk: Desk) -> Blueprint:
    """Return the routes of this room for ``desk``."""
    routes = Blueprint("roll", __name__, url_prefix="/api/v1/meetings/<meeting>")

    @routes.post("/roll")
    @requires("organizer")
    def import_roll(meeting: str) -> Response:
        """Import the roll."""
        counted = actions.import_roll(desk, meeting, _csv(), actor())
        return answer({"imported": sum(counted.values()), "by_electorate": counted})

    @routes.get("/roll")
    @requires("organizer", "registrar")
    def show_roll(meeting: str) -> Response:
        """Show the roll's size and its overlap with other meetings."""
        return answer(actions.show_roll(desk, meeting))

    @routes.get("/people")
    @requires("organizer", "registrar")
    def people(meeting: str) -> Response:
        """List the people on the roll."""
        return answer({"people": actions.list_people(desk, meeting)})

    @routes.post("/check-ins")
    @requires("registrar")
    def check_in(meeting: str) -> Response:
        """Check people in."""
        body = read_json(CheckInBody, CHECK_IN_LIMIT)
        already = actions.check_in(desk, meeting, body.people, actor())
        return answer({"checked_in": len(set(body.people)) - len(already), "already": already})

    @routes.post("/check-ins/undo")
    @requires("registrar")
    def undo(meeting: str) -> Response:
        """Take back a check-in."""
        body = read_json(UndoBody)
        actions.undo_check_in(desk, meeting, body.person, body.reason, actor())
        return answer({"undone": body.person})

    return routes


def _csv() -> bytes:
    """Return the body if it is sent as CSV and is not too large."""
    if request.mimetype != "text/csv":
        raise WrongContentType("Send the roll as text/csv.")
    if (request.content_length or 0) > MOST_BYTES:
        raise RollRejected("The roll is larger than 2 MB.")
    return read_raw(ROLL_READ_LIMIT)
