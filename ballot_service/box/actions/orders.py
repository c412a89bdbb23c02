"""Obey the desk: its manifests, freezes and orders, each once, in one transaction.

The inbox answers a document that was obeyed before with the same digest and does nothing, so
the desk may send until it hears. Nothing here speaks of a person. Source: PROTOCOL P6.

May import: ballot_service.box_side, this room's domain and store, shared.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.box import store
from ballot_service.box.actions.wiping import take_wipe
from ballot_service.box.domain import activation, orders
from ballot_service.box.domain.states import State, move
from ballot_service.box_db import BoxRow, OutboxRow
from ballot_service.box_job_names import ACTIVATION_ENDED, PUBLISH_BOARD
from ballot_service.box_side import BoxSide
from shared.crypto import jsontext
from shared.crypto.signing import open_document
from shared.documents.activations import IssuerKeys, open_issuer_keys
from shared.documents.base import digest_of
from shared.documents.boards import Board
from shared.documents.manifests import BoxManifest, MeetingManifest, election_of
from shared.documents.orders import ActivationOrder, FrozenLists, MeetingEnd, RoundOrder
from shared.documents.wipes import TestWipe
from shared.errors import InvalidInput
from shared.plumbing.db import UnitOfWork, reading, unit_of_work
from shared.plumbing.outbox import put


class KindUnknown(InvalidInput):
    """The inbox does not take documents of this kind."""

    code = "kind_unknown"


def take_in(box: BoxSide, content: bytes) -> dict[str, Any]:
    """Obey the signed document ``content`` unless that was done before.

    Returns:
        Its digest; to the order that ends activation also the final lists, each time it comes.

    Raises:
        MalformedBytes, MalformedDocument: it cannot be read.
        VerificationFailed: it is not signed by the desk.
        KindUnknown: nothing that a box obeys.
        Conflict: the present state forbids it (``orders``, ``states``, ``store``).
    """
    envelope = jsontext.decode(content)
    if _kind_claimed(envelope) == Board.KIND:
        return {"digest": _take_board(box, envelope)}
    document = open_document(envelope, box.desk_keys)
    obey = OBEY.get(str(document["type"]))
    if obey is None:
        raise KindUnknown("The box does not take documents of this kind.")
    digest = digest_of(document)
    with unit_of_work(box.sessions) as uow:
        if store.add_document(uow.session, digest, str(document["type"])):
            obey(box, uow, document, jsontext.canonical(envelope).decode())
    if document["type"] == ActivationOrder.KIND and document["action"] == "end":
        return {"digest": digest, "lists": _final_lists(box, document["meeting"])}
    return {"digest": digest}


def _take_board(box: BoxSide, envelope: Any) -> str:
    """Keep a board of trustees that a manifest of the desk names by its digest."""
    board = Board.parse(envelope["document"])
    with unit_of_work(box.sessions) as uow:
        if store.find_trustees(uow.session, board.digest) is None:
            orders.check_board(board, store.manifests_naming(uow.session, board.digest))
            store.add_board(uow.session, board.digest, board.trustees_text)
    return board.digest


def _take_meeting(box: BoxSide, uow: UnitOfWork, document: dict[str, Any], signed: str) -> None:
    """Begin a meeting: its manifest and all its boxes, spare ones too."""
    manifest = MeetingManifest.parse(document)
    orders.check_meeting_manifest(manifest, box.key.public)
    store.add_meeting(uow.session, manifest, signed, State.DRAFT)


def _take_box_manifest(
    _box: BoxSide, uow: UnitOfWork, document: dict[str, Any], signed: str
) -> None:
    """Assign a sheet to a box."""
    manifest = BoxManifest.parse(document)
    meeting, boxes = _locked(uow.session, manifest.meeting)
    orders.check_box_manifest(manifest, meeting, store.facts_of(boxes))
    box = next(row for row in boxes if row.uuid == manifest.uuid)
    if box.state not in (State.DRAFT, State.FROZEN):
        raise orders.BoxAssigned("This box takes no sheet any more.")
    election = election_of(manifest)
    box.round = manifest.round
    store.add_sheet(uow.session, box.uuid, signed, election.text, election.fingerprint)


def _take_issuer_keys(
    _box: BoxSide, uow: UnitOfWork, document: dict[str, Any], signed: str
) -> None:
    """Keep the issuer's keys of a blind meeting, each the one that the manifest names."""
    keys = IssuerKeys.parse(document)
    row = store.get_meeting(uow.session, keys.meeting, lock=True)
    open_issuer_keys(keys, store.manifest_of(row))
    if row.issuer_keys is not None:
        raise activation.IssuerKeysStand("The issuer's keys of this meeting are here already.")
    row.issuer_keys = signed


def _take_activation(box: BoxSide, uow: UnitOfWork, document: dict[str, Any], _signed: str) -> None:
    """Let credentials be activated, or end that; then what the engine knows of order is removed."""
    order = ActivationOrder.parse(document)
    row = store.get_meeting(uow.session, order.meeting, lock=True)
    meeting, frozen = store.manifest_of(row), row.frozen is not None
    after = activation.after_order(order, meeting, row.activation, frozen=frozen)
    if row.issuer_keys is None:
        raise activation.ActivationNotOpen("The issuer's keys have not come yet.")
    row.activation, row.activation_ends_at = after, order.ends_at
    if after == "ended":
        put(uow, OutboxRow, ACTIVATION_ENDED, order.meeting, box.ring, box.clock)


def _take_freeze(_box: BoxSide, uow: UnitOfWork, document: dict[str, Any], signed: str) -> None:
    """Fix every list of the meeting at once."""
    frozen = FrozenLists.parse(document)
    meeting, boxes = _locked(uow.session, frozen.meeting)
    row = store.get_meeting(uow.session, frozen.meeting)
    activation.check_may_freeze(meeting, row.activation)
    lists = store.final_lists(uow.session, boxes) if meeting.blind else {}
    orders.check_frozen(frozen, meeting, store.facts_of(boxes, lists))
    store.put_final_lists(uow.session, boxes, lists)
    for box in boxes:
        if box.state != State.CANCELLED:
            box.state = move(box.state, "freeze")
    row.frozen = signed


def _final_lists(box: BoxSide, meeting: str) -> list[dict[str, Any]]:
    """Return every list of a blind meeting whose activation has ended, for the desk alone."""
    with reading(box.sessions) as session:
        boxes = store.boxes_of(session, meeting)
        lists = store.final_lists(session, boxes)
    return [
        {
            "uuid": row.uuid,
            "electorate": row.electorate,
            "digest": lists[row.uuid].digest,
            "size": lists[row.uuid].size,
            "activated": lists[row.uuid].activated,
        }
        for row in boxes
    ]


def _take_order(box: BoxSide, uow: UnitOfWork, document: dict[str, Any], _signed: str) -> None:
    """Open, close, annul or cancel the boxes of one round."""
    order = RoundOrder.parse(document)
    meeting, boxes = _locked(uow.session, order.meeting)
    ended = store.get_meeting(uow.session, order.meeting).ended is not None
    orders.check_round(order, store.facts_of(boxes), ended=ended)
    if order.action == "open" and store.find_trustees(uow.session, meeting.board.digest) is None:
        raise orders.BoardMissing("The meeting's board of trustees has not come yet.")
    for row in boxes:
        if row.uuid in order.uuids:
            was, row.state = row.state, move(row.state, order.action)
            if was == State.OPEN:  # casting has ended, by close or by annulment
                put(uow, OutboxRow, PUBLISH_BOARD, row.uuid, box.ring, box.clock)


def _take_end(_box: BoxSide, uow: UnitOfWork, document: dict[str, Any], signed: str) -> None:
    """Note that no further round opens; what is open or published stays as it is."""
    end = MeetingEnd.parse(document)
    row = store.get_meeting(uow.session, end.meeting, lock=True)
    orders.check_end(end, store.manifest_of(row))
    row.ended = signed


def _locked(session: Session, meeting: str) -> tuple[MeetingManifest, list[BoxRow]]:
    """Return manifest and boxes of ``meeting``, held so that documents come one by one.

    Holding a box for change waits until the ballots that are being stored in it are there.
    """
    row = store.get_meeting(session, meeting, lock=True)
    return store.manifest_of(row), store.boxes_of(session, meeting, lock=True)


def _kind_claimed(envelope: object) -> object:
    """Return the type that an envelope says its document has; nothing is verified."""
    document = envelope.get("document") if isinstance(envelope, dict) else None
    return document.get("type") if isinstance(document, dict) else None


Obey = Callable[[BoxSide, UnitOfWork, dict[str, Any], str], None]

OBEY: dict[str, Obey] = {
    MeetingManifest.KIND: _take_meeting,
    BoxManifest.KIND: _take_box_manifest,
    FrozenLists.KIND: _take_freeze,
    IssuerKeys.KIND: _take_issuer_keys,
    ActivationOrder.KIND: _take_activation,
    RoundOrder.KIND: _take_order,
    MeetingEnd.KIND: _take_end,
    TestWipe.KIND: take_wipe,
}
"""kind of document: what obeying it means"""
