"""The doors of the credentials room: upload on a ticket, the published list.

May import: Flask, this room's actions, ballot_service.box_side, shared.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from ballot_service.box_gate import one_at_a_time
from ballot_service.box_side import BoxSide
from ballot_service.credentials.actions import published_list, upload_lists
from shared.documents.base import Hex32
from shared.plumbing.access import machine, public
from shared.plumbing.reading import Body, answer, parse, read_json_bytes

UPLOAD_LIMIT = 64 * 1024 * 1024
"""Bytes; 100 000 slips for nine boxes."""


class Upload(Body):
    """A signed ticket, and for each of its boxes the public credentials in hex."""

    ticket: dict[str, Any]
    lists: dict[str, list[Hex32]]


def credentials_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this room for ``box``."""
    routes = Blueprint("credentials", __name__, url_prefix="/api/v1")
    uploads = one_at_a_time()

    @routes.post("/credentials")
    @machine("the desk's signature on the upload ticket")
    def upload() -> Response:
        content = read_json_bytes(UPLOAD_LIMIT)
        with uploads.enter():
            body = parse(Upload, content)
            lists = upload_lists(box, body.ticket, body.lists)
        shown = {uuid: {"digest": one.digest, "size": one.size} for uuid, one in lists.items()}
        return answer({"lists": shown})

    @routes.get("/boxes/<uuid>/credentials")
    @public("who may vote is published, in public credentials, before the vote")
    def credential_list(uuid: str) -> Response:
        return Response(published_list(box, uuid), mimetype="application/json")

    return routes
