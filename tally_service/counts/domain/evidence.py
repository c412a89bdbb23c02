"""What the box says about a closed box, checked until only the ballots' proofs are left.

Everything is tied to one pinned key or the other: the desk's signature makes the manifests and
the frozen list, the box's the checkpoint, two scrutineers' the closing record; the archive must
then be exactly what these say. Source: PROTOCOL P4, P6, P7, P9, P11 and section 11.

May import: stdlib, shared.crypto, shared.documents, this room's domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from io import BytesIO

from shared.crypto.archive import Archive, read_archive
from shared.crypto.credentials import list_digest
from shared.crypto.elections import Election, check_shape
from shared.crypto.merkle import root_hash
from shared.crypto.receipts import verify_checkpoint
from shared.crypto.trustees import check_profile
from shared.crypto.verify import Setup, check_setup
from shared.documents.base import open_signed, parse_part
from shared.documents.boards import Board
from shared.documents.closing import ClosingRecord, check_scrutineers
from shared.documents.manifests import BoxManifest, BoxRef, MeetingManifest, election_of
from shared.documents.orders import FrozenList, FrozenLists
from tally_service.counts.domain.activations import check_activated
from tally_service.counts.domain.refusals import CountFailed, failing

MANIFEST_REJECTED = "manifest_rejected"
LIST_REJECTED = "list_rejected"
CLOSING_REJECTED = "closing_rejected"
CHECKPOINT_REJECTED = "checkpoint_rejected"
ARCHIVE_REJECTED = "archive_rejected"
SETUP_REJECTED = "setup_rejected"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The box's closing checkpoint as it came (P9)."""

    size: int
    root: str
    signature: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What the box says about one closed box; nothing of it is believed yet."""

    uuid: str
    meeting_manifest: object
    frozen_lists: object
    box_manifest: object
    closing: object
    checkpoint: Checkpoint
    archive: bytes
    issuer_keys: object = None
    """The issuer's signed keys, in blind mode."""
    activations: object = None
    """The activated credentials of the box, in blind mode."""


@dataclass(frozen=True, slots=True)
class Documents:
    """The desk's documents about one box, verified and tied together."""

    meeting: MeetingManifest
    frozen: FrozenLists
    box: BoxManifest
    listed: FrozenList
    """The frozen list of this very box."""


@dataclass(frozen=True, slots=True)
class ClosedBox:
    """A closed box that passed all checks but its ballots' proofs. Only ``check_box`` makes one."""

    documents: Documents
    closing: ClosingRecord
    election: Election
    ballots: tuple[str, ...]
    credentials: tuple[str, ...]
    """The public credentials on the list, hex, in list order."""
    archive_digest: str
    """SHA-256 of the archive file, hex."""


def open_meeting(
    manifest: object, desk_keys: Mapping[str, bytes], box_key: bytes
) -> MeetingManifest:
    """Return a meeting's manifest if the desk signed it and it names our box.

    Args:
        manifest: signed, as it came.
        desk_keys: key id to raw key of the desk, pinned.
        box_key: the box's raw public key, pinned.

    Raises:
        CountFailed: cause ``manifest_rejected``.
    """
    with failing(MANIFEST_REJECTED):
        meeting = open_signed(MeetingManifest, manifest, desk_keys)
    _require(meeting.receipt_key == box_key.hex(), MANIFEST_REJECTED)
    return meeting


def open_documents(fetched: Fetched, desk_keys: Mapping[str, bytes], box_key: bytes) -> Documents:
    """Return the desk's documents about the box if they belong together.

    Raises:
        CountFailed: causes ``manifest_rejected``, ``list_rejected``.
    """
    meeting = open_meeting(fetched.meeting_manifest, desk_keys, box_key)
    with failing(MANIFEST_REJECTED):
        box = open_signed(BoxManifest, fetched.box_manifest, desk_keys)
    bound = (box.uuid, box.meeting, box.meeting_manifest, box.board_key)
    expected = (fetched.uuid, meeting.meeting, meeting.digest, meeting.board.key)
    _require(bound == expected, MANIFEST_REJECTED)
    _require(BoxRef(uuid=box.uuid, electorate=box.electorate) in meeting.boxes, MANIFEST_REJECTED)
    with failing(LIST_REJECTED):
        frozen = open_signed(FrozenLists, fetched.frozen_lists, desk_keys)
    named = (frozen.meeting, frozen.meeting_manifest)
    _require(named == (meeting.meeting, meeting.digest), LIST_REJECTED)
    lists = [one for one in frozen.lists if one.uuid == box.uuid]
    _require(len(lists) == 1, LIST_REJECTED)
    return Documents(meeting, frozen, box, lists[0])


def check_box(fetched: Fetched, documents: Documents, board: Board, box_key: bytes) -> ClosedBox:
    """Return the closed box if archive, list, checkpoint and closing record all agree.

    Args:
        fetched: as it came.
        documents: from ``open_documents``.
        board: our own board of trustees whose digest the meeting manifest names.
        box_key: the box's raw public key, pinned.

    Raises:
        CountFailed: causes ``archive_rejected``, ``setup_rejected``, ``list_rejected``,
            ``activations_rejected``, ``checkpoint_rejected``, ``closing_rejected``.
    """
    with failing(ARCHIVE_REJECTED):
        archive = read_archive(BytesIO(fetched.archive))
    setup = _check_setup(archive, documents, board)
    credentials = tuple(setup.credentials.weights)
    published = (fetched.issuer_keys, fetched.activations)
    check_activated(documents.meeting, documents.listed, credentials, published)
    _check_ballots(archive)
    root = root_hash([bytes.fromhex(digest) for digest in archive.ballots.digests])
    _check_checkpoint(fetched, len(archive.ballots), root, box_key)
    closing = _check_closing(fetched, documents, setup.election, (len(archive.ballots), root))
    return ClosedBox(
        documents,
        closing,
        setup.election,
        tuple(archive.ballots),
        credentials,
        sha256(fetched.archive).hexdigest(),
    )


def _check_setup(archive: Archive, documents: Documents, board: Board) -> Setup:
    """Return the archive's setup if it is the one the manifests fix, letter by letter."""
    with failing(SETUP_REJECTED):
        _require(archive.election_text == election_of(documents.box).text, SETUP_REJECTED)
        _require(archive.trustees_text == board.trustees_text, SETUP_REJECTED)
        _require(board.key == documents.meeting.board.key, SETUP_REJECTED)
        _require(archive.certificate_text is None, SETUP_REJECTED)
        setup = check_setup(archive)
        check_shape(setup.election)
        check_profile(setup.trustees)
    listed = (list_digest(archive.credentials_text), len(setup.credentials.weights))
    _require(listed == (documents.listed.digest, documents.listed.size), LIST_REJECTED)
    _require(not setup.credentials.weighted, LIST_REJECTED)
    _require(archive.timestamp == documents.frozen.timestamp, LIST_REJECTED)
    return setup


def _check_ballots(archive: Archive) -> None:
    """Return if voting has ended, nothing follows, and ballots come in the order of P6, once."""
    digests = archive.ballots.digests
    _require(archive.last_type == "EndBallots", ARCHIVE_REJECTED)
    _require(digests == sorted(set(digests)), ARCHIVE_REJECTED)


def _check_checkpoint(fetched: Fetched, size: int, root: bytes, box_key: bytes) -> None:
    """Return if the box signed exactly this size and this root (P9)."""
    with failing(CHECKPOINT_REJECTED):
        point = fetched.checkpoint
        _require(point.size == size, CHECKPOINT_REJECTED)
        _require(compare_digest(point.root, root.hex()), CHECKPOINT_REJECTED)
        try:
            signature = bytes.fromhex(point.signature)
        except ValueError:
            raise CountFailed(CHECKPOINT_REJECTED) from None
        verify_checkpoint(box_key, fetched.uuid, size, root, signature)


def _check_closing(
    fetched: Fetched, documents: Documents, election: Election, found: tuple[int, bytes]
) -> ClosingRecord:
    """Return the closing record if two scrutineers signed what the archive holds (P4)."""
    size, root = found
    with failing(CLOSING_REJECTED):
        record = parse_part(ClosingRecord, fetched.closing)
        stated = (record.uuid, record.fingerprint, record.list_digest, record.ballots, record.root)
        stands = (fetched.uuid, election.fingerprint, documents.listed.digest, size, root.hex())
        _require(stated == stands, CLOSING_REJECTED)
        named = {person.key: person.name for person in documents.meeting.scrutineers}
        check_scrutineers(record.message(), list(record.signatures), named)
    return record


def _require(holds: bool, cause: str) -> None:
    """Return if it holds; else the count fails."""
    if not holds:
        raise CountFailed(cause)
