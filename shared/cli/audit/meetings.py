"""The audit of boards, meetings and archives: PROTOCOL P3, P4, P6, P7, P9, P13, P14.

May import: stdlib, shared.cli.audit, shared.crypto, shared.documents.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shared.cli.audit.bundle import Bundle
from shared.cli.audit.ledgers import audit_ledgers, check_repeats
from shared.cli.audit.papers import AuditedPaper, audit_papers
from shared.crypto import receipts
from shared.crypto.archive import Archive, read_archive
from shared.crypto.credentials import list_digest
from shared.crypto.errors import VerificationFailed
from shared.crypto.group import to_hex
from shared.crypto.jsontext import canonical, decode
from shared.crypto.merkle import root_hash
from shared.crypto.trustees.board import replay
from shared.crypto.verify import Report
from shared.documents.activations import IssuerKeys, check_activations, open_issuer_keys
from shared.documents.base import parse_part
from shared.documents.boards import Board
from shared.documents.closing import (
    ClosingRecord,
    Leftovers,
    check_scrutineers,
    open_leftovers,
)
from shared.documents.counted import numbers_agree
from shared.documents.manifests import BoxManifest, BoxRef, MeetingManifest, election_of
from shared.documents.orders import FrozenLists, RoundLedger

Verify = Callable[[BinaryIO], Report]
"""Verifies one archive, every proof of it."""


@dataclass(frozen=True, slots=True)
class AuditedBox:
    """One box whose archive, manifest and closing record agree."""

    manifest: BoxManifest
    archive_digest: str
    listed: frozenset[str]
    """Public credentials on its list."""
    activated: frozenset[str]
    """Those of them that the issuer signed blindly, each signature verified."""
    voted: frozenset[str]
    """Public credentials of its ballots, one a ballot."""
    phase: str
    """The archive's last event: "EndBallots" if it was never decrypted, or "Result"."""
    counts: list[list[int]] | None
    """Votes of each contest, options in order; None for a box that was never decrypted."""


@dataclass(frozen=True, slots=True)
class AuditedMeeting:
    """A meeting whose documents hold together."""

    manifest: MeetingManifest
    boxes: Mapping[str, AuditedBox]
    ledgers: Mapping[str, RoundLedger]
    """round to the desk's numbers, the newest version"""
    leftovers: Mapping[str, Leftovers]
    """electorate to its leftover scan"""
    annulled: frozenset[str]
    """Rounds that were spoilt, and therefore never decrypted."""
    fraud: frozenset[str] = frozenset()
    """Rounds that were annulled on a finding, decrypted or not."""
    papers: Mapping[str, AuditedPaper] = field(default_factory=dict)
    """Rounds on paper, of which nobody can verify the votes."""
    corrected: Mapping[str, Sequence[RoundLedger]] = field(default_factory=dict)
    """Round to the versions of its ledger before the newest."""

    @property
    def rounds(self) -> list[str]:
        """Every round that was held, in boxes or on paper."""
        return [*self.ledgers, *self.papers]


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
    bundle: Bundle,
    name: str,
    boards: Mapping[str, Board],
    verify: Verify,
    fraud: frozenset[str] = frozenset(),
) -> AuditedMeeting:
    """Check every document and archive of one meeting.

    Args:
        bundle: the folder.
        name: the meeting.
        boards: boards of trustees that hold, by digest.
        verify: verifies an archive.
        fraud: rounds that two people annulled because their result is untrue (B05).

    Raises:
        VerificationFailed, MalformedDocument: a document or archive does not fit the others.
        ArchiveRejected: a proof or a rule of the archive does not hold.
    """
    value = bundle.read(f"meetings/{name}.json")
    manifest = bundle.open(MeetingManifest, value["manifest"], "desk")
    frozen = bundle.open(FrozenLists, value["frozen"], "desk")
    board = boards.get(manifest.board.digest)
    if board is None or (board.key, board.year) != (manifest.board.key, manifest.year):
        raise VerificationFailed("The meeting's board of trustees, of its year, is not here.")
    if frozen.meeting_manifest != manifest.digest:
        raise VerificationFailed("The frozen lists belong to another manifest.")
    documents = _Documents(manifest, frozen, board, _issuer_keys(bundle, manifest, value))
    boxes = {
        uuid: _audit_box(bundle, documents, uuid, entry, verify)
        for uuid, entry in sorted(value["boxes"].items())
    }
    sheets = {uuid: box.manifest for uuid, box in boxes.items()}
    chains = audit_ledgers(bundle, manifest, value["ledgers"], sheets)
    ledgers = {number: chain[-1] for number, chain in chains.items()}
    scans = {scan.electorate: scan for scan in _scans(manifest, value["leftovers"])}
    annulled = frozenset(
        number
        for number, ledger in ledgers.items()
        if number not in fraud and _audit_round(documents, ledger, boxes, scans)
    )
    for number in fraud & ledgers.keys():
        _audit_annulled(documents, ledgers[number], boxes)
    papers = audit_papers(bundle, manifest, frozen, value.get("papers", []))
    if papers.keys() & ledgers.keys():
        raise VerificationFailed("A round was held in boxes and on paper.")
    check_repeats(ledgers, sheets.values(), papers)
    annulled |= {number for number, one in papers.items() if one.annulled}
    corrected = {number: chain[:-1] for number, chain in chains.items() if len(chain) > 1}
    return AuditedMeeting(manifest, boxes, ledgers, scans, annulled, fraud, papers, corrected)


@dataclass(frozen=True, slots=True)
class _Documents:
    """What was fixed before the first vote."""

    meeting: MeetingManifest
    frozen: FrozenLists
    board: Board
    issuer_keys: Mapping[str, RSAPublicKey]
    """uuid to issuer's key; empty where slips were handed out."""


def _issuer_keys(
    bundle: Bundle, manifest: MeetingManifest, value: dict[str, Any]
) -> Mapping[str, RSAPublicKey]:
    """Return the issuer's keys of a blind meeting, each the one that its manifest names (P7)."""
    if not manifest.blind:
        return {}
    return open_issuer_keys(bundle.open(IssuerKeys, value.get("issuer_keys"), "desk"), manifest)


def _audit_box(
    bundle: Bundle, documents: _Documents, uuid: str, entry: dict[str, Any], verify: Verify
) -> AuditedBox:
    """Verify one archive and everything that names it."""
    manifest = bundle.open(BoxManifest, entry["manifest"], "desk")
    _require_box(documents, manifest, uuid)
    content = bundle.archive(uuid)
    report = verify(io.BytesIO(content))
    archive = read_archive(io.BytesIO(content))
    lists = {item.uuid: item.digest for item in documents.frozen.lists}
    same = (
        report.uuid == uuid,
        archive.election_text == election_of(manifest).text,
        archive.trustees_text == documents.board.trustees_text,
        archive.timestamp == documents.frozen.timestamp,
        lists.get(uuid) == list_digest(archive.credentials_text),
    )
    if not all(same):
        raise VerificationFailed(f"The archive {uuid} is not the one its manifest fixed.")
    _audit_closing(documents.meeting, entry, archive, manifest)
    listed = _texts(decode(archive.credentials_text))
    return AuditedBox(
        manifest,
        sha256(content).hexdigest(),
        frozenset(listed),
        _audit_activations(documents, uuid, entry, listed),
        frozenset(_credential(text) for text in archive.ballots),
        report.phase,
        report.result,
    )


def _audit_activations(
    documents: _Documents, uuid: str, entry: dict[str, Any], listed: list[str]
) -> frozenset[str]:
    """Return the activated credentials of a box, as many as the desk countersigned (P7).

    The others on its list are on slips: printed, and handed out or left over.
    """
    key = documents.issuer_keys.get(uuid)
    shown = entry.get("activations")
    activated = check_activations(key, shown, uuid, listed) if key is not None else frozenset()
    said = {item.uuid: item.activated for item in documents.frozen.lists}
    if len(activated) != said[uuid]:
        raise VerificationFailed("Not as many credentials were activated as the desk has signed.")
    return activated


def _require_box(documents: _Documents, manifest: BoxManifest, uuid: str) -> None:
    """Return if the manifest is that of the box ``uuid`` of this very meeting."""
    meeting = documents.meeting
    said = (manifest.uuid, manifest.meeting, manifest.meeting_manifest, manifest.board_key)
    if said != (uuid, meeting.meeting, meeting.digest, meeting.board.key):
        raise VerificationFailed("A box manifest is of another box or meeting.")
    if BoxRef(uuid=uuid, electorate=manifest.electorate) not in meeting.boxes:
        raise VerificationFailed("A box is not one of its meeting's.")


def _audit_closing(
    meeting: MeetingManifest, entry: dict[str, Any], archive: Archive, manifest: BoxManifest
) -> None:
    """Check checkpoint and closing record against the ballots themselves (P4, P9)."""
    trackers = sorted(bytes.fromhex(digest) for digest in archive.ballots.digests)
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


def _scans(meeting: MeetingManifest, published: list[object]) -> list[Leftovers]:
    """Return the leftover scans, at most one for each electorate."""
    scans = [open_leftovers(one, meeting) for one in published]
    if len({scan.electorate for scan in scans}) < len(scans):
        raise VerificationFailed("The leftover slips of an electorate were published twice.")
    return scans


def _audit_round(
    documents: _Documents,
    ledger: RoundLedger,
    boxes: Mapping[str, AuditedBox],
    scans: Mapping[str, Leftovers],
) -> bool:
    """Check one round as it had to be before any decryption; return whether it was spoilt.

    Raises:
        VerificationFailed: numbers do not add up, or a box was decrypted that must not be, or
            was not although it had to.
    """
    if not {line.electorate for line in ledger.lines} <= scans.keys():
        raise VerificationFailed("The leftover slips of an electorate were not published.")
    left = {line.uuid: frozenset(scans[line.electorate].lists[line.uuid]) for line in ledger.lines}
    spoilt = any(
        len(boxes[line.uuid].voted) > line.issued or boxes[line.uuid].voted & left[line.uuid]
        for line in ledger.lines
    )
    for line in ledger.lines:
        box = boxes[line.uuid]
        if box.activated & left[line.uuid]:
            raise VerificationFailed("A credential was activated and is on a leftover slip.")
        if not spoilt and not numbers_agree(line, box.listed, left[line.uuid], documents.frozen):
            raise VerificationFailed("Slips printed are not slips handed out and left over.")
        sealed = spoilt or len(box.voted) < documents.meeting.disclosure_floor
        if box.phase != ("EndBallots" if sealed else "Result"):
            raise VerificationFailed(
                "A box was decrypted that must not be (a slip that was left over has voted, more "
                "came back than was issued, or too few voted), or another one was not."
            )
    return spoilt


def _audit_annulled(
    documents: _Documents, ledger: RoundLedger, boxes: Mapping[str, AuditedBox]
) -> None:
    """Return if of a round annulled on a finding no box below the floor was decrypted.

    It may have been annulled at any time, so its numbers need not add up, nor its boxes be opened.
    """
    for line in ledger.lines:
        box = boxes[line.uuid]
        if box.counts is not None and len(box.voted) < documents.meeting.disclosure_floor:
            raise VerificationFailed("A box was decrypted although too few had voted.")


def _credential(ballot: str) -> str:
    """Return the public credential of a ballot that the verifier has accepted."""
    value = decode(ballot)
    assert isinstance(value, dict)
    return str(value["credential"])


def _texts(value: object) -> list[str]:
    """Return a decoded list of strings."""
    assert isinstance(value, list)
    return [str(item) for item in value]
