"""When an upload of public credentials is right: ticket, boxes, numbers, group members.

The box only ever sees public credentials; who drew which slip it cannot know. Source: PROTOCOL
section 4 and P6.

May import: stdlib, shared.crypto, shared.documents, shared.errors, box.domain.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ballot_service.box.domain.orders import BoxFacts
from shared.crypto.credentials import credential_list, list_digest
from shared.documents.orders import UploadTicket
from shared.errors import Conflict, InvalidInput


class TicketUsed(Conflict):
    """Other lists were uploaded on this ticket."""

    code = "ticket_used"


class TicketDiffers(Conflict):
    """The ticket does not name exactly the boxes of its electorate."""

    code = "ticket_differs"


class ListsFrozen(Conflict):
    """The lists of this meeting are fixed."""

    code = "lists_frozen"


class WrongLists(InvalidInput):
    """The upload is not one list for each box of the ticket, or a list has another length."""

    code = "wrong_lists"


@dataclass(frozen=True, slots=True)
class CredentialList:
    """One box's list in its published form."""

    text: str
    digest: str
    size: int


def make_lists(
    ticket: UploadTicket, uploaded: Mapping[str, Sequence[str]]
) -> dict[str, CredentialList]:
    """Return the published form of every list of the upload; each credential is tested.

    Raises:
        WrongLists: not exactly the ticket's boxes, or a list without ``ticket.printed`` entries.
        MalformedBytes, VerificationFailed: an entry is no group member, or comes twice.
    """
    lengths = {len(publics) for publics in uploaded.values()}
    if sorted(uploaded) != sorted(ticket.uuids) or lengths != {ticket.printed}:
        raise WrongLists("One list for each box of the ticket, one entry for each slip printed.")
    lists = {}
    for uuid, publics in uploaded.items():
        text = credential_list(publics)
        lists[uuid] = CredentialList(text, list_digest(text), len(publics))
    return lists


def check_ticket(ticket: UploadTicket, boxes: Iterable[BoxFacts], *, frozen: bool) -> None:
    """Return if lists may be put into the ticket's boxes now.

    Args:
        ticket: verified under the desk's key.
        boxes: every box of the meeting.
        frozen: whether the lists of the meeting are fixed.

    Raises:
        TicketDiffers: it does not name every box of its electorate, spare ones included.
        ListsFrozen: too late.
    """
    of_electorate = [box.uuid for box in boxes if box.electorate == ticket.electorate]
    if sorted(of_electorate) != sorted(ticket.uuids):
        raise TicketDiffers("The ticket does not name exactly the boxes of its electorate.")
    if frozen:
        raise ListsFrozen("The lists of this meeting are fixed and cannot change any more.")
