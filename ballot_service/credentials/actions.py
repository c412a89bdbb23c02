"""Take an electorate's lists on a ticket; hand out a list once it is frozen.

May import: ballot_service.box_side, box.store, this room's domain and store, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ballot_service.box import store as boxes
from ballot_service.box_side import BoxSide
from ballot_service.credentials import store
from ballot_service.credentials.domain import (
    CredentialList,
    TicketUsed,
    check_ticket,
    make_lists,
)
from shared.documents.base import open_signed
from shared.documents.orders import UploadTicket
from shared.errors import NotFound
from shared.plumbing.db import reading, unit_of_work


class ListNotFrozen(NotFound):
    """The list is not published yet."""

    code = "list_not_frozen"


def upload_lists(
    box: BoxSide, signed_ticket: Mapping[str, Any], uploaded: Mapping[str, Sequence[str]]
) -> dict[str, CredentialList]:
    """Put an electorate's lists into its boxes; the same upload again changes nothing.

    A ticket works once. Lists uploaded on another ticket before the freeze are replaced.

    Raises:
        VerificationFailed, MalformedBytes: the ticket is not the desk's, or an entry is wrong.
        WrongLists, TicketDiffers, ListsFrozen, MeetingUnknown: see ``domain``.
        TicketUsed: other lists are in the boxes already.
    """
    ticket = open_signed(UploadTicket, signed_ticket, box.desk_keys)
    lists = make_lists(ticket, uploaded)
    with unit_of_work(box.sessions) as uow:
        meeting = boxes.get_meeting(uow.session, ticket.meeting, lock=True)
        rows = boxes.boxes_of(uow.session, ticket.meeting, lock=True)
        if store.use_ticket(uow.session, ticket.nonce):
            check_ticket(ticket, boxes.facts_of(rows), frozen=meeting.frozen is not None)
            store.put_lists(uow.session, rows, lists)
        elif any(row.list_digest != lists[row.uuid].digest for row in rows if row.uuid in lists):
            raise TicketUsed("This ticket was used. Ask the desk for a new one.")
    return lists


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
