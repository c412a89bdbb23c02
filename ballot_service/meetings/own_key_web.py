"""A scrutineer's own key over HTTP: only the caller's is ever reached.

Whose key it is to be is named when one is recorded, and refused if somebody else is signed in.

May import: Flask, pydantic, ballot_service.desk, this room's actions and domain, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.desk import Desk
from ballot_service.meetings.actions import own_key
from ballot_service.meetings.domain.drafts import AccountId
from shared.documents.base import Hex32
from shared.plumbing.access import actor, requires
from shared.plumbing.reading import Body, answer, read_json


class KeyBody(Body):
    """A raw public key, the one whose place it takes, and its account: as its owner saw them."""

    key: Hex32
    replaces: Hex32 | None
    account: AccountId


def own_key_blueprint(desk: Desk) -> Blueprint:
    """Return the routes of the caller's own key for ``desk``."""
    routes = Blueprint("own_key", __name__, url_prefix="/api/v1")

    @routes.get("/scrutineer-key")
    @requires("scrutineer")
    def show() -> Response:
        """Show the caller's key, their earlier ones, and the meetings that name them."""
        return answer(own_key.show_own_key(desk, actor()))

    @routes.put("/scrutineer-key")
    @requires("scrutineer")
    def record() -> Response:
        """Put the caller's public key on record; the same one again changes nothing."""
        body = read_json(KeyBody)
        new = own_key.record_own_key(desk, body.key, body.replaces, body.account, actor())
        return answer(own_key.show_own_key(desk, actor()), 201 if new else 200)

    return routes
