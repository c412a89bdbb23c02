"""When an upload of public credentials is right: ticket, boxes, numbers, group members.

The box only ever sees public credentials; who drew which slip it cannot know. Source: PROTOCOL
section 4 and P6.

May import: stdlib, shared.crypto, shared.documents, shared.errors, box.domain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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


class TicketSuperseded(Conflict):
    """The lists of a newer batch are in the boxes."""

    code = "ticket_superseded"


class ListsFrozen(Conflict):
    """The lists of this meeting are fixed."""

    code = "lists_frozen"


class CredentialActivated(Conflict):
    """A credential of the upload was signed blindly and activated already."""

    code = "credential_activated"


class CredentialOnSlip(Conflict):
    """The credential that is to be activated is a slip's."""

    code = "credential_on_slip"


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


def check_apart(activated: Collection[str], on_slips: Collection[str]) -> None:
    """Return if no credential is both on a slip and activated: it would be counted as both.

    Raises:
        CredentialActivated: one is.
    """
    if not set(activated).isdisjoint(on_slips):
        raise CredentialActivated("A slip of this upload was activated. Make new slips.")


def check_not_on_slip(credential: str, on_slips: Collection[str]) -> None:
    """Return if the credential to be activated is on no slip.

    Raises:
        CredentialOnSlip: it is.
    """
    if credential in on_slips:
        raise CredentialOnSlip("This credential is on a slip already. Vote with the slip.")


def check_ticket(ticket: UploadTicket, boxes: Iterable[BoxFacts]) -> None:
    """Return if the ticket names every box of its electorate, spare ones included.

    Args:
        ticket: verified under the desk's key.
        boxes: every box of the meeting.

    Raises:
        TicketDiffers: a box is missing, too many or of another electorate.
    """
    of_electorate = [box.uuid for box in boxes if box.electorate == ticket.electorate]
    if sorted(of_electorate) != sorted(ticket.uuids):
        raise TicketDiffers("The ticket does not name exactly the boxes of its electorate.")


def is_new_batch(
    ticket: UploadTicket,
    boxes: Iterable[BoxFacts],
    lists: Mapping[str, CredentialList],
    *,
    frozen: bool,
) -> bool:
    """Return whether ``lists`` have to be stored; False if just these are in the boxes.

    Batches go one way: what a newer ticket brought, an older one cannot take away.

    Args:
        ticket: after ``check_ticket``.
        boxes: every box of the meeting.
        lists: the upload in its published form.
        frozen: whether the lists of the meeting are fixed.

    Raises:
        TicketSuperseded: a newer batch is in the boxes.
        TicketUsed: other lists were uploaded on this very ticket.
        ListsFrozen: too late for a new batch.
    """
    here = [box for box in boxes if box.uuid in lists]
    standing = max(box.list_batch or 0 for box in here)
    if ticket.batch < standing:
        raise TicketSuperseded("Slips of a newer batch stand. Destroy these and use the new ones.")
    if ticket.batch == standing:
        if any(box.list_digest != lists[box.uuid].digest for box in here):
            raise TicketUsed("This ticket was used. Ask the desk for a new one.")
        return False
    if frozen:
        raise ListsFrozen("The lists of this meeting are fixed and cannot change any more.")
    return True
