"""The doors of the credentials room: upload on a ticket, activation, what is published.

May import: Flask, this room's actions, ballot_service.box_side, shared.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from ballot_service.box_gate import one_at_a_time
from ballot_service.box_side import BoxSide
from ballot_service.credentials.actions import (
    activate,
    published_activations,
    published_list,
    upload_lists,
)
from shared.documents.activations import Activation
from shared.documents.base import Hex32
from shared.plumbing.access import machine, public
from shared.plumbing.reading import Body, answer, parse, read_json, read_json_bytes

ACTIVATION_LIMIT = 4096
"""Bytes; 896 hex digits and the names of three fields."""

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

    @routes.post("/boxes/<uuid>/activations")
    @public("the issuer's signature speaks; a login would name the voter")
    def activation(uuid: str) -> Response:
        body = read_json(Activation, ACTIVATION_LIMIT)
        activate(box, uuid, body)
        return answer({"uuid": uuid, "activated": body.credential})

    @routes.get("/boxes/<uuid>/activations")
    @public("anybody may check that every activated credential was signed by the issuer")
    def activations(uuid: str) -> Response:
        return answer(published_activations(box, uuid))

    return routes
