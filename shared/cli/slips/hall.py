"""Whose meeting it is: the desk's key, the signed manifest, the six words for the hall.

A ticket names the key it is signed with by its digest, so whoever got the ticket from the desk
needs to trust no box for that key. Without a ticket, people compare the six words.

May import: stdlib, shared.cli.booth, shared.crypto, shared.documents, shared.plumbing.http.
"""

from collections.abc import Iterable
from re import fullmatch
from typing import Any

from shared.cli.booth import Booth
from shared.crypto.errors import VerificationFailed
from shared.crypto.signing import key_id
from shared.documents.base import open_signed
from shared.documents.orders import UploadTicket
from shared.errors import InvalidInput, NotFound
from shared.plumbing.http import Peer, PeerFoundNothing


class KeyUnusable(InvalidInput):
    """What was given as a public key is none."""

    code = "key_unusable"


class MeetingNotThere(NotFound):
    """The box does not know the meeting."""

    code = "meeting_not_there"


def meeting_of_ticket(
    box: Peer, signed_ticket: dict[str, Any], pinned: str | None
) -> tuple[UploadTicket, Booth]:
    """Return ticket and meeting, both signed by the desk and fitting each other.

    Args:
        box: the box service.
        signed_ticket: as the desk handed it out.
        pinned: the desk's public key in hex, where it is known from elsewhere.

    Raises:
        MeetingNotThere: the manifest has not come to the box yet.
        VerificationFailed: another key, a wrong signature, or other boxes than the manifest's.
    """
    key = _desk_key(box, str(signed_ticket.get("key")), pinned)
    ticket = open_signed(UploadTicket, signed_ticket, {key_id(key): key})
    booth = _booth(box, key, ticket.meeting)
    if sorted(ticket.uuids) != sorted(booth.manifest.boxes_of(ticket.electorate)):
        raise VerificationFailed("The ticket does not name the boxes of the meeting's manifest.")
    return ticket, booth


def meeting_by_name(box: Peer, meeting: str, pinned: str | None) -> Booth:
    """Return the meeting with this id; unless the key is pinned, the six words must be compared.

    Raises:
        MeetingNotThere: the box knows no such meeting.
        VerificationFailed: its manifest is not signed by the desk.
    """
    try:
        page = box.get_json(f"/api/v1/meetings/{meeting}")
    except PeerFoundNothing:
        raise _not_there() from None
    signer = page.get("manifest", {}).get("key") if isinstance(page, dict) else None
    return _booth(box, _desk_key(box, str(signer), pinned), meeting)


def words_line(booth: Booth) -> str:
    """Return the six words of the meeting's manifest in both languages."""
    return f"{' '.join(booth.words.zh)} / {' '.join(booth.words.en)}"


def parse_key(text: str) -> bytes:
    """Return the public key that ``text`` is the hex of.

    Raises:
        KeyUnusable: not 64 hex digits.
    """
    if fullmatch(r"[0-9a-f]{64}", text) is None:
        raise KeyUnusable("A public key is 64 hex digits.")
    return bytes.fromhex(text)


def _booth(box: Peer, key: bytes, meeting: str) -> Booth:
    """Return the checked meeting at the box."""
    try:
        return Booth(box, key, meeting)
    except PeerFoundNothing:
        raise _not_there() from None


def _desk_key(box: Peer, signer: str, pinned: str | None) -> bytes:
    """Return the desk's public key whose id is ``signer``."""
    if pinned is not None:
        known = [parse_key(pinned)]
    else:
        answer = box.get_json("/api/v1/keys")
        offered = answer.get("desk") if isinstance(answer, dict) else None
        known = [parse_key(str(key)) for key in offered] if isinstance(offered, Iterable) else []
    for key in known:
        if key_id(key) == signer:
            return key
    raise VerificationFailed("This is signed by another desk's key than was to be expected.")


def _not_there() -> MeetingNotThere:
    return MeetingNotThere("The box does not know this meeting yet. Wait a moment and try again.")
