"""The doors of the board room: what is public of a closed box, and the scrutineers' slot.

May import: Flask, this room's actions, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.wsgi import wrap_file

from ballot_service.board.actions.closing import (
    show_closing,
    show_leftovers,
    sign_closing,
    take_leftovers,
)
from ballot_service.board.actions.publishing import (
    published_archive,
    show_checkpoint,
    show_trackers,
)
from ballot_service.box_gate import one_at_a_time
from ballot_service.box_side import BoxSide
from shared.documents.closing import ScrutineerSignature, SignedLeftovers
from shared.plumbing.access import public
from shared.plumbing.reading import answer, parse, read_json, read_json_bytes

LEFTOVERS_LIMIT = 64 * 1024 * 1024
"""Bytes; as many slips as an upload may have."""


def board_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this room for ``box``."""
    routes = Blueprint("board", __name__, url_prefix="/api/v1")
    scans = one_at_a_time()

    @routes.get("/boxes/<uuid>/checkpoint")
    @public("the closing checkpoint is everybody's to compare")
    def checkpoint(uuid: str) -> Response:
        return answer(show_checkpoint(box, uuid))

    @routes.get("/boxes/<uuid>/trackers")
    @public("every voter may look whether their ballot is there, and no other under their slip")
    def trackers(uuid: str) -> Response:
        return answer(show_trackers(box, uuid))

    @routes.get("/boxes/<uuid>/archive")
    @public("anybody may check the whole count")
    def archive(uuid: str) -> Response:
        path = published_archive(box, uuid)
        body = wrap_file(request.environ, path.open("rb"), 64 * 1024)
        response = Response(body, mimetype="application/octet-stream", direct_passthrough=True)
        response.content_length = path.stat().st_size
        return response

    @routes.get("/boxes/<uuid>/closing")
    @public("the closing record is read out in the hall")
    def closing(uuid: str) -> Response:
        return answer(show_closing(box, uuid))

    @routes.post("/boxes/<uuid>/closing")
    @public("the signature speaks: only keys the meeting manifest names are taken")
    def closing_signature(uuid: str) -> Response:
        return answer(sign_closing(box, uuid, read_json(ScrutineerSignature)))

    @routes.get("/meetings/<meeting>/leftovers")
    @public("anybody may check that no slip left over has voted")
    def leftovers(meeting: str) -> Response:
        scans = [scan.model_dump(mode="json") for scan in show_leftovers(box, meeting)]
        return answer({"leftovers": scans})

    @routes.post("/meetings/<meeting>/leftovers")
    @public("the two scrutineers' signatures speak")
    def leftover_scan(meeting: str) -> Response:
        content = read_json_bytes(LEFTOVERS_LIMIT)
        with scans.enter():
            take_leftovers(box, meeting, parse(SignedLeftovers, content))
        return answer({"meeting": meeting}, 201)

    return routes
