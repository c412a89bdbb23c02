"""The closing record and the leftover scan: what two scrutineers sign with their own keys.

Source: PROTOCOL P4, P14.

May import: stdlib, pydantic, shared.crypto, shared.documents.base.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.crypto import receipts
from shared.crypto.errors import VerificationFailed
from shared.crypto.framing import frame
from shared.crypto.signing import SigningKey, verify
from shared.documents.base import (
    BoxUuid,
    ClassLetter,
    Count,
    Document,
    Hex32,
    Hex64,
    Identifier,
    Part,
    parse_part,
)
from shared.documents.manifests import MeetingManifest

SCRUTINEERS_NEEDED = 2


class ScrutineerSignature(Part):
    """One scrutineer's signature; ``key`` is the raw public key the manifest names."""

    key: Hex32
    signature: Hex64


class ClosingRecord(Part):
    """What stood in one box when it closed (P4), with the signatures gathered so far."""

    uuid: BoxUuid
    fingerprint: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}$")]
    list_digest: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}$")]
    ballots: Count
    root: Hex32
    signatures: list[ScrutineerSignature] = Field(default_factory=list)

    def message(self) -> bytes:
        """Return the framed bytes that a scrutineer signs."""
        return receipts.closing_message(
            self.uuid, self.fingerprint, self.list_digest, self.ballots, bytes.fromhex(self.root)
        )


class Leftovers(Document):
    """The public credentials of every slip of one electorate that was not handed out (P14)."""

    KIND: ClassVar[str] = "leftovers"

    type: Literal["leftovers"] = "leftovers"
    meeting: Identifier
    electorate: ClassLetter
    lists: dict[BoxUuid, list[Hex32]]
    """For each box of the electorate the leftover public credentials, sorted."""

    def message(self) -> bytes:
        """Return the framed bytes that a scrutineer signs."""
        return frame("ostraka/v1/leftovers", self.canonical())


class SignedLeftovers(Part):
    """Leftovers with the scrutineers' signatures."""

    document: Leftovers
    signatures: list[ScrutineerSignature]


def sign_as_scrutineer(key: SigningKey, message: bytes) -> ScrutineerSignature:
    """Return one scrutineer's signature over ``message``."""
    return ScrutineerSignature(key=key.public.hex(), signature=key.sign(message).hex())


def check_scrutineers(
    message: bytes, signatures: list[ScrutineerSignature], named: Mapping[str, str]
) -> list[str]:
    """Return the names of the scrutineers who signed ``message``, two different ones at least.

    Args:
        message: framed bytes.
        signatures: as published.
        named: raw public key (hex) to name, from the meeting manifest.

    Raises:
        VerificationFailed: a key the manifest does not name, a wrong signature, the same
            person twice, or fewer than two.
    """
    seen: dict[str, str] = {}
    for item in signatures:
        if item.key not in named or item.key in seen:
            raise VerificationFailed("A scrutineer's key is not named by the manifest, or twice.")
        verify(bytes.fromhex(item.key), bytes.fromhex(item.signature), message)
        seen[item.key] = named[item.key]
    if len(seen) < SCRUTINEERS_NEEDED:
        raise VerificationFailed("Two scrutineers have to sign.")
    return list(seen.values())


def open_leftovers(published: object, meeting: MeetingManifest) -> Leftovers:
    """Return the scan if two scrutineers signed it and it covers its electorate's boxes.

    Every box of the electorate must have its list, all of one length: they are the same slips.

    Raises:
        MalformedDocument: not a signed scan.
        VerificationFailed: signatures, meeting, boxes or lists do not fit.
    """
    signed = parse_part(SignedLeftovers, published)
    scan = signed.document
    named = {person.key: person.name for person in meeting.scrutineers}
    check_scrutineers(scan.message(), signed.signatures, named)
    boxes = {box.uuid for box in meeting.boxes if box.electorate == scan.electorate}
    if scan.meeting != meeting.meeting or not boxes or set(scan.lists) != boxes:
        raise VerificationFailed("The scan of leftover slips does not cover its electorate.")
    lists = list(scan.lists.values())
    if len({len(one) for one in lists}) > 1 or any(len(set(one)) != len(one) for one in lists):
        raise VerificationFailed("The lists of leftover slips differ in length, or repeat one.")
    return scan
