"""Take an electorate's lists on a ticket, and activations; publish both once they are frozen.

May import: ballot_service.box_side, box.store, box.domain, this room's domain and store, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.box import store as boxes
from ballot_service.box.domain.activation import check_activation_open
from ballot_service.box_side import BoxSide
from ballot_service.credentials import store
from ballot_service.credentials.domain import (
    CredentialList,
    check_apart,
    check_not_on_slip,
    check_ticket,
    is_new_batch,
    make_lists,
)
from shared.crypto import jsontext
from shared.documents.activations import (
    Activation,
    Activations,
    IssuerKeys,
    check_activation,
    in_list_order,
    trusted_keys,
)
from shared.documents.base import open_signed
from shared.documents.orders import UploadTicket
from shared.errors import NotFound
from shared.plumbing.db import reading, unit_of_work

KEYS_KEPT = 256
"""Boxes whose issuer key one process keeps in memory."""


class ListNotFrozen(NotFound):
    """The list is not published yet."""

    code = "list_not_frozen"


def upload_lists(
    box: BoxSide, signed_ticket: Mapping[str, Any], uploaded: Mapping[str, Sequence[str]]
) -> dict[str, CredentialList]:
    """Put an electorate's lists into its boxes; the same upload again changes nothing.

    A ticket works once. Lists of an older batch are replaced until the freeze.

    Raises:
        VerificationFailed, MalformedBytes: the ticket is not the desk's, or an entry is wrong.
        MeetingUnknown: no such meeting is here.
        WrongLists, TicketDiffers, TicketSuperseded, TicketUsed, ListsFrozen: see ``domain``.
    """
    ticket = open_signed(UploadTicket, signed_ticket, box.desk_keys)
    lists = make_lists(ticket, uploaded)
    with unit_of_work(box.sessions) as uow:
        meeting = boxes.get_meeting(uow.session, ticket.meeting, lock=True)
        rows = boxes.boxes_of(uow.session, ticket.meeting, lock=True)
        facts = boxes.facts_of(rows)
        check_ticket(ticket, facts)
        if is_new_batch(ticket, facts, lists, frozen=meeting.frozen is not None):
            for uuid, publics in uploaded.items():
                check_apart(boxes.activated_in(uow.session, uuid), publics)
            store.put_lists(uow.session, rows, lists, ticket.batch)
    return lists


def activate(box: BoxSide, uuid: str, activation: Activation) -> None:
    """Put a credential that the issuer signed blindly on the list that is being made; once.

    The signature is looked at before anything is said, so nobody without one learns what is
    activated. The same activation again changes nothing, even after the end.

    Raises:
        BoxUnknown: no such box.
        ActivationNotOpen, ActivationEnded: not at this time.
        MalformedBytes, VerificationFailed: the issuer did not sign this credential for this box.
        CredentialOnSlip: it is on a slip.
    """
    with reading(box.sessions) as session:
        meeting = boxes.get_box(session, uuid).meeting
        state = boxes.get_meeting(session, meeting).activation
    if state is None:
        check_activation_open(state)
    check_activation(_issuer_key(box.sessions, uuid), uuid, activation)
    with unit_of_work(box.sessions) as uow:
        state = store.activation_state(uow.session, meeting)
        if store.has_activation(uow.session, uuid, activation.credential):
            return
        check_activation_open(state)
        check_not_on_slip(activation.credential, boxes.listed_in(uow.session, uuid))
        store.add_activation(uow.session, uuid, activation)


def published_activations(box: BoxSide, uuid: str) -> Activations:
    """Return every activation of a box, in the order of its list; none where slips are used.

    Raises:
        BoxUnknown: no such box.
        ListNotFrozen: how many they are appears only with the frozen list.
    """
    with reading(box.sessions) as session:
        row = boxes.get_box(session, uuid)
        if boxes.get_meeting(session, row.meeting).frozen is None:
            raise ListNotFrozen("The list of this box is not published yet.")
        found = {one.credential: one for one in store.activations_of(session, uuid)}
        order = in_list_order(found, boxes.listed_in(session, uuid))
    return Activations(uuid=uuid, activations=[found[credential] for credential in order])


@lru_cache(maxsize=KEYS_KEPT)
def _issuer_key(sessions: sessionmaker[Session], uuid: str) -> RSAPublicKey:
    """Return the issuer's key of a box; once it is here it cannot change any more."""
    with reading(sessions) as session:
        meeting = boxes.get_meeting(session, boxes.get_box(session, uuid).meeting)
    assert meeting.issuer_keys is not None, "activation opens with the issuer's keys"
    envelope = jsontext.decode(meeting.issuer_keys)
    assert isinstance(envelope, dict)
    keys = IssuerKeys.parse(envelope["document"]).keys
    spki = {entry.uuid: entry.spki for entry in keys if entry.uuid == uuid}
    return trusted_keys(spki, boxes.manifest_of(meeting))[uuid]


def published_list(box: BoxSide, uuid: str) -> str:
    """Return the text of a box's list.

    Raises:
        BoxUnknown: no such box.
        ListNotFrozen: it may still change.
    """
    with reading(box.sessions) as session:
        row = boxes.get_box(session, uuid)
        frozen = boxes.get_meeting(session, row.meeting).frozen is not None
        text = store.find_list(session, uuid) if frozen else None
    if text is None:
        raise ListNotFrozen("The list of this box is not published yet.")
    return text
