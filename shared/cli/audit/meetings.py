"""The audit of boards of trustees, meetings and archives: PROTOCOL P3, P4, P6, P9, P14.

May import: stdlib, shared.cli.audit.bundle, shared.crypto, shared.documents.
"""

import io
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from shared.cli.audit.bundle import Bundle
from shared.crypto import receipts
from shared.crypto.archive import Archive, read_archive
from shared.crypto.credentials import list_digest
from shared.crypto.errors import VerificationFailed
from shared.crypto.group import to_hex
from shared.crypto.jsontext import canonical, decode
from shared.crypto.merkle import root_hash
from shared.crypto.trustees.board import replay
from shared.crypto.verify import Map, verify_archive
from shared.documents.base import parse_part
from shared.documents.boards import Board
from shared.documents.closing import ClosingRecord, SignedLeftovers, check_scrutineers
from shared.documents.manifests import BoxManifest, MeetingManifest, election_of
from shared.documents.orders import FrozenLists, LedgerLine, RoundLedger


@dataclass(frozen=True, slots=True)
class AuditedBox:
    """One box whose archive, manifest and closing record agree."""

    manifest: BoxManifest
    signed_manifest: object
    archive_digest: str
    archive: Archive
    counts: list[list[int]] | None
    """Votes of each contest, options in order; None for a box that was never decrypted."""
    checks: int


@dataclass(frozen=True, slots=True)
class AuditedMeeting:
    """A meeting whose documents hold together."""

    manifest: MeetingManifest
    boxes: dict[str, AuditedBox]
    ledgers: dict[str, RoundLedger]
    """round to the desk's numbers"""
    leftovers: dict[str, str]
    """electorate to the digest of its leftover scan"""


def audit_board(bundle: Bundle, name: str) -> Board:
    """Replay a ceremony's transcript; return the board if it leads to the signed document (P3)."""
    value = bundle.read(f"boards/{name}.json")
    board = bundle.open(Board, value["document"], "tally")
    outcome = replay(canonical(value["transcript"]))
    replayed = (outcome.trustees_text, to_hex(outcome.key), outcome.digest.hex())
    if replayed != (board.trustees_text, board.key, board.transcript):
        raise VerificationFailed("The ceremony's transcript does not lead to the board's key.")
    return board


def audit_meeting(
    bundle: Bundle, name: str, boards: dict[str, Board], pooled: Map
) -> AuditedMeeting:
    """Check every document and archive of one meeting.

    Raises:
        VerificationFailed, MalformedDocument: a document or archive does not fit the others.
        ArchiveRejected: a proof or a rule of the archive does not hold.
    """
    value = bundle.read(f"meetings/{name}.json")
    manifest = bundle.open(MeetingManifest, value["manifest"], "desk")
    frozen = bundle.open(FrozenLists, value["frozen"], "desk")
    board = boards.get(manifest.board.digest)
    if board is None or board.key != manifest.board.key:
        raise VerificationFailed("The meeting's board of trustees is not in the bundle.")
    if frozen.meeting_manifest != manifest.digest:
        raise VerificationFailed("The frozen lists belong to another manifest.")
    boxes = {
        uuid: _audit_box(bundle, manifest, frozen, uuid, entry, board, pooled)
        for uuid, entry in sorted(value["boxes"].items())
    }
    ledgers = {}
    for signed in value["ledgers"]:
        ledger = bundle.open(RoundLedger, signed, "desk")
        ledgers[ledger.round] = ledger
    leftovers = _audit_leftovers(manifest, value["leftovers"], boxes, ledgers)
    return AuditedMeeting(manifest, boxes, ledgers, leftovers)


def _audit_box(  # noqa: PLR0913, PLR0917 - one box stands between all of these documents
    bundle: Bundle,
    meeting: MeetingManifest,
    frozen: FrozenLists,
    uuid: str,
    entry: dict[str, Any],
    board: Board,
    pooled: Map,
) -> AuditedBox:
    """Verify one archive and everything that names it."""
    manifest = bundle.open(BoxManifest, entry["manifest"], "desk")
    content = (bundle.folder / "archives" / f"{uuid}.bel").read_bytes()
    report = verify_archive(io.BytesIO(content), map=pooled)
    archive = read_archive(io.BytesIO(content))
    lists = {item.uuid: item.digest for item in frozen.lists}
    same = (
        manifest.uuid == uuid == report.uuid,
        manifest.meeting_manifest == meeting.digest,
        archive.election_text == election_of(manifest).text,
        archive.trustees_text == board.trustees_text,
        archive.timestamp == frozen.timestamp,
        lists.get(uuid) == list_digest(archive.credentials_text),
        (uuid, manifest.electorate) in {(box.uuid, box.electorate) for box in meeting.boxes},
    )
    if not all(same):
        raise VerificationFailed(f"The archive {uuid} is not the one its manifest fixed.")
    _audit_closing(meeting, entry, archive, manifest)
    digest = sha256(content).hexdigest()
    return AuditedBox(manifest, entry, digest, archive, report.result, len(report.checks))


def _audit_closing(
    meeting: MeetingManifest, entry: dict[str, Any], archive: Archive, manifest: BoxManifest
) -> None:
    """Check checkpoint and closing record against the ballots themselves (P4, P9)."""
    trackers = sorted(sha256(text.encode()).digest() for text in archive.ballots)
    root = root_hash(trackers)
    closing = parse_part(ClosingRecord, entry["closing"])
    said = (closing.uuid, closing.fingerprint, closing.list_digest, closing.ballots, closing.root)
    found = (
        manifest.uuid,
        election_of(manifest).fingerprint,
        list_digest(archive.credentials_text),
        len(trackers),
        root.hex(),
    )
    if said != found:
        raise VerificationFailed("The closing record does not fit the archive.")
    names = {person.key: person.name for person in meeting.scrutineers}
    check_scrutineers(closing.message(), closing.signatures, names)
    receipts.verify_checkpoint(
        bytes.fromhex(meeting.receipt_key),
        manifest.uuid,
        len(trackers),
        root,
        bytes.fromhex(entry["checkpoint"]["signature"]),
    )


def _audit_leftovers(
    meeting: MeetingManifest,
    published: list[object],
    boxes: dict[str, AuditedBox],
    ledgers: dict[str, RoundLedger],
) -> dict[str, str]:
    """Check that printed = handed out + left over, and that no leftover slip voted (P14)."""
    names = {person.key: person.name for person in meeting.scrutineers}
    digests: dict[str, str] = {}
    lines = [line for ledger in ledgers.values() for line in ledger.lines]
    for value in published:
        scan = parse_part(SignedLeftovers, value)
        check_scrutineers(scan.document.message(), scan.signatures, names)
        for line in lines:
            if line.electorate == scan.document.electorate:
                _audit_line(line, scan, boxes[line.uuid])
        digests[scan.document.electorate] = scan.document.digest
    if {line.electorate for line in lines} - digests.keys():
        raise VerificationFailed("The leftover slips of an electorate were not published.")
    return digests


def _audit_line(line: LedgerLine, scan: SignedLeftovers, box: AuditedBox) -> None:
    """Check one ledger line against the leftover scan and the ballots of its box."""
    left = set(scan.document.lists.get(line.uuid, []))
    listed = set(_texts(decode(box.archive.credentials_text)))
    if line.printed != line.issued + len(left) or not left <= listed:
        raise VerificationFailed("Slips printed are not slips handed out and left over.")
    voted = {_credential(text) for text in box.archive.ballots}
    if voted & left:
        raise VerificationFailed("A slip that was left over has voted.")


def _credential(ballot: str) -> str:
    """Return the public credential of a ballot that the verifier has accepted."""
    value = decode(ballot)
    assert isinstance(value, dict)
    return str(value["credential"])


def _texts(value: object) -> list[str]:
    """Return a decoded list of strings."""
    assert isinstance(value, list)
    return [str(item) for item in value]
