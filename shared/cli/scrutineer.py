"""What a scrutineer's program does: sign the closing record and the leftover scan (P4, P14).

It signs only what it has checked itself: the archive the box published is downloaded and
every figure of the closing record is recomputed from it.

May import: stdlib, shared.crypto, shared.documents, shared.plumbing.http.
"""

import io
from collections.abc import Sequence

from shared.crypto.archive import read_archive
from shared.crypto.credentials import derive, list_digest
from shared.crypto.elections import Election
from shared.crypto.errors import VerificationFailed
from shared.crypto.merkle import root_hash
from shared.crypto.signing import SigningKey
from shared.documents.base import parse_part
from shared.documents.closing import (
    ClosingRecord,
    Leftovers,
    SignedLeftovers,
    sign_as_scrutineer,
)
from shared.plumbing.http import Peer

ARCHIVE_LIMIT = 4 * 1024 * 1024 * 1024


def check_closing(record: ClosingRecord, archive_bytes: bytes) -> None:
    """Return if every figure of ``record`` follows from the closed archive.

    Raises:
        VerificationFailed: a figure differs; the record must not be signed.
    """
    archive = read_archive(io.BytesIO(archive_bytes))
    election = Election.from_text(archive.election_text)
    trackers = sorted(bytes.fromhex(digest) for digest in archive.ballots.digests)
    found = (
        election.uuid,
        election.fingerprint,
        list_digest(archive.credentials_text),
        len(archive.ballots),
        root_hash(trackers).hex(),
    )
    said = (record.uuid, record.fingerprint, record.list_digest, record.ballots, record.root)
    if found != said or not archive.ended:
        raise VerificationFailed("The closing record does not fit the published archive.")


def shown_closing(box: Peer, uuid: str) -> ClosingRecord:
    """Return the closing record that the box shows for ``uuid``; nothing in it is checked yet.

    Raises:
        PeerRefused: there is none (``not_published``).
        VerificationFailed: the record is another box's.
    """
    record = parse_part(ClosingRecord, box.get_json(f"/api/v1/boxes/{uuid}/closing"))
    if record.uuid != uuid:
        raise VerificationFailed("The box shows the closing record of another box.")
    return record


def checked_closing(box: Peer, uuid: str, fixed: str | None = None) -> ClosingRecord:
    """Return the closing record of the closed box ``uuid``; it may be signed.

    Args:
        box: the box service.
        uuid: the box's.
        fixed: the digest of the box's list that the desk countersigned; None is not compared.

    Raises:
        VerificationFailed: the record is another box's, or does not fit the archive or ``fixed``.
    """
    record = shown_closing(box, uuid)
    if fixed not in (None, record.list_digest):
        raise VerificationFailed("The closing record names another list than the desk fixed.")
    check_closing(record, box.get_bytes(f"/api/v1/boxes/{uuid}/archive", ARCHIVE_LIMIT))
    return record


def hand_in_signature(box: Peer, record: ClosingRecord, key: SigningKey) -> None:
    """Sign ``record``, which ``checked_closing`` gave, and hand the signature in."""
    signature = sign_as_scrutineer(key, record.message())
    box.post_json(f"/api/v1/boxes/{record.uuid}/closing", signature.model_dump())


def sign_closing(box: Peer, uuid: str, key: SigningKey, fixed: str | None = None) -> ClosingRecord:
    """Check the closed box ``uuid`` and hand in one signature; for programs: nobody is asked.

    Raises:
        VerificationFailed: see ``checked_closing``.
    """
    record = checked_closing(box, uuid, fixed)
    hand_in_signature(box, record, key)
    return record


def scan_leftovers(
    meeting: str, electorate: str, uuids: Sequence[str], codes: Sequence[str]
) -> Leftovers:
    """Return the leftover document of the slips ``codes`` that were not handed out (P14)."""
    lists = {uuid: sorted(derive(uuid, code).public_hex for code in codes) for uuid in uuids}
    return Leftovers(issued_by="scrutineers", meeting=meeting, electorate=electorate, lists=lists)


def publish_leftovers(box: Peer, leftovers: Leftovers, keys: Sequence[SigningKey]) -> None:
    """Sign ``leftovers`` with both scrutineers' keys and publish it at the box."""
    signed = SignedLeftovers(
        document=leftovers,
        signatures=[sign_as_scrutineer(key, leftovers.message()) for key in keys],
    )
    publish_signed_leftovers(box, signed)


def publish_signed_leftovers(box: Peer, signed: SignedLeftovers) -> None:
    """Publish a scan that both scrutineers signed; the same scan again changes nothing."""
    path = f"/api/v1/meetings/{signed.document.meeting}/leftovers"
    box.post_json(path, signed.model_dump(mode="json"))
