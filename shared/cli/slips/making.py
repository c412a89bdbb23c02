"""Codes and what leaves the organizer's machine of them: public credentials, nothing else.

The generator draws each code at random, keeps none, and puts them in random order: neither
the order of the slips nor that of a list says anything about another. Source: PROTOCOL P6, P10.

May import: stdlib, shared.crypto, shared.documents, shared.plumbing.http.
"""

from collections.abc import Callable, Mapping, Sequence
from secrets import token_bytes
from time import sleep

from shared.crypto.credentials import derive, new_code
from shared.crypto.scalars import Random
from shared.documents.orders import UploadTicket
from shared.errors import Conflict, Unavailable
from shared.plumbing.http import Peer, PeerAway, PeerConflict

TRIES = 3
WAIT_SECONDS = 2.0


class BoxAway(Unavailable):
    """The box did not answer an upload, however often it was sent."""

    code = "box_away"


class BatchRefused(Conflict):
    """The box does not take these slips; the message says why."""

    code = "batch_refused"


REASONS: Mapping[str, str] = {
    "ticket_used": "Other slips were made with this ticket. Ask the desk for a new ticket.",
    "ticket_superseded": "There are newer slips than this ticket's. Ask the desk for a new ticket.",
    "ticket_differs": "The ticket does not fit the meeting's boxes. Ask the desk for a new ticket.",
    "lists_frozen": "The lists of this meeting are fixed: no slips can be made any more.",
}
"""slug of the box: what it means to whoever makes slips"""


def make_codes(count: int, random: Random = token_bytes) -> list[str]:
    """Return ``count`` fresh private codes, all different, in random order."""
    codes: set[str] = set()
    while len(codes) < count:
        codes.add(new_code(random))
    return sorted(codes, key=lambda _: random(16))


def public_lists(codes: Sequence[str], uuids: Sequence[str]) -> dict[str, list[str]]:
    """Return for each box the sorted public credentials of ``codes``: all that leaves here."""
    return {uuid: sorted(derive(uuid, code).public_hex for code in codes) for uuid in uuids}


def upload(box: Peer, signed_ticket: dict[str, object], codes: Sequence[str]) -> object:
    """Upload the public credentials of ``codes`` on the desk's ticket; return the box's answer."""
    ticket = UploadTicket.parse(signed_ticket["document"])
    lists = public_lists(codes, ticket.uuids)
    return box.post_json("/api/v1/credentials", {"ticket": signed_ticket, "lists": lists})


def upload_surely(
    box: Peer,
    signed_ticket: dict[str, object],
    codes: Sequence[str],
    wait: Callable[[float], None] = sleep,
) -> None:
    """Upload, again while the box is away: the same lists on the same ticket change nothing.

    Raises:
        BatchRefused: the box takes other slips, or none any more.
        BoxAway: it never answered, so nobody knows whether the ticket is used up.
        PeerRefused: it refused for another reason.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            upload(box, signed_ticket, codes)
        except PeerConflict as refusal:
            reason = REASONS.get(refusal.slug, "Ask the desk.")
            raise BatchRefused(f"The box does not take these slips: {reason}") from refusal
        except PeerAway as away:
            if not tries_left:
                raise BoxAway("The box did not answer. Ask the desk for a new ticket.") from away
            wait(WAIT_SECONDS)
        else:
            return
