"""The doors of the box room: the desk's inbox, the pages of meetings and boxes, the slot.

No cookie, no account, no log: a request leaves nothing but its ballot.

May import: Flask, this room's actions, ballot_service.box_side, shared.
"""

from __future__ import annotations

from flask import Blueprint, Response

from ballot_service.box.actions.casting import Receipt, cast_ballot, find_receipt
from ballot_service.box.actions.orders import take_in
from ballot_service.box.actions.showing import show_box, show_meeting
from ballot_service.box.actions.turnout import answer_turnout
from ballot_service.box.domain.casting import BALLOT_LIMIT
from ballot_service.box.domain.turnout import Glances
from ballot_service.box_gate import one_at_a_time
from ballot_service.box_side import BoxSide
from shared.crypto import jsontext
from shared.crypto.jsontext import b64
from shared.plumbing.access import machine, public
from shared.plumbing.reading import answer, read_json_bytes

DOCUMENT_LIMIT = 8 * 1024 * 1024
"""Bytes; a sheet of 577 officials with its titles needs about 2 MB."""


QUESTION_LIMIT = 4096
"""Bytes of a question about turnout."""


def box_blueprint(box: BoxSide) -> Blueprint:
    """Return the routes of this room for ``box``."""
    routes = Blueprint("box", __name__, url_prefix="/api/v1")
    documents, glances = one_at_a_time(), Glances()

    @routes.get("/keys")
    @public("everybody has to be able to check receipts, checkpoints and the desk's documents")
    def keys() -> Response:
        desk = sorted(key.hex() for key in box.desk_keys.values())
        return answer({"key_id": box.key.key_id, "public": box.key.public.hex(), "desk": desk})

    @routes.post("/inbox")
    @machine("the desk's signature on the document, or its digest in one the desk signed")
    def inbox() -> Response:
        content = read_json_bytes(DOCUMENT_LIMIT)
        with documents.enter():
            return answer(take_in(box, content))

    @routes.post("/turnout")
    @machine("the desk's signature on the question; the answer is coarse even for the desk")
    def turnout() -> Response:
        return answer(
            answer_turnout(box, glances, jsontext.decode(read_json_bytes(QUESTION_LIMIT)))
        )

    @routes.get("/meetings/<meeting>")
    @public("what was agreed before the vote is everybody's to compare")
    def meeting_page(meeting: str) -> Response:
        return answer(show_meeting(box, meeting))

    @routes.get("/boxes/<uuid>")
    @public("what is voted on is everybody's to compare")
    def box_page(uuid: str) -> Response:
        return answer(show_box(box, uuid))

    @routes.post("/boxes/<uuid>/ballots")
    @public("the ballot carries its own anonymous credential; a login would name the voter")
    def cast(uuid: str) -> Response:
        return _receipt(cast_ballot(box, uuid, read_json_bytes(BALLOT_LIMIT)), 201)

    @routes.get("/boxes/<uuid>/receipts/<tracker>")
    @public("only who made the ballot knows its tracker before the box closes")
    def receipt(uuid: str, tracker: str) -> Response:
        return _receipt(find_receipt(box, uuid, tracker), 200)

    return routes


def _receipt(receipt: Receipt, status: int) -> Response:
    """Return a receipt as JSON; the tracker in base64, as people see it."""
    shown = {
        "uuid": receipt.uuid,
        "tracker": b64(receipt.tracker),
        "receipt": receipt.signature.hex(),
        "key": receipt.key_id,
    }
    return answer(shown, status)
