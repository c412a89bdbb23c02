"""What the desk may order: each document against what the box already holds.

The desk's signature was checked before; here it is the content that must fit: a manifest names
this box's own receipt key, a freeze names exactly the lists that are here, an order names
exactly the boxes of its round. Source: PROTOCOL P6, DESIGN sections 4 and 6.

May import: stdlib, shared.crypto, shared.documents, shared.errors, this room's states.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shared.crypto.errors import VerificationFailed
from shared.crypto.group import from_hex
from shared.crypto.trustees import check_profile, combined_key, parse_trustees
from shared.documents.boards import Board
from shared.documents.manifests import BoxManifest, MeetingManifest
from shared.documents.orders import FrozenLists, MeetingEnd, RoundOrder
from shared.errors import Conflict


class ReceiptKeyDiffers(Conflict):
    """The manifest names another key than this box signs receipts with."""

    code = "receipt_key_differs"


class ManifestDiffers(Conflict):
    """The document does not fit the meeting manifest that is here."""

    code = "manifest_differs"


class BoxAssigned(Conflict):
    """The box has its sheet already, or its electorate another box in this round."""

    code = "box_assigned"


class BoardMissing(Conflict):
    """The board of trustees that the manifest names has not come yet."""

    code = "board_missing"


class BoardNotNamed(Conflict):
    """No meeting names this board of trustees, or it is not the one that is named."""

    code = "board_not_named"


class ListsDiffer(Conflict):
    """The lists to be frozen are not the ones that are here."""

    code = "lists_differ"


class MeetingOver(Conflict):
    """The desk has ended the meeting: phones have erased their codes, so nothing opens again."""

    code = "meeting_over"


class RoundDiffers(Conflict):
    """The order does not name exactly the boxes of its round."""

    code = "round_differs"


@dataclass(frozen=True, slots=True)
class BoxFacts:
    """What a rule needs to know of one box."""

    uuid: str
    electorate: str
    state: str
    round: str | None
    list_digest: str | None
    list_size: int | None
    list_batch: int | None
    """The batch number of the ticket the list came on; None before the first."""
    activated: int = 0
    """How many on the list were activated; 0 before a freeze."""


def check_meeting_manifest(manifest: MeetingManifest, receipt_key: bytes) -> None:
    """Return if this box can serve the meeting.

    Raises:
        ReceiptKeyDiffers: its receipts would not verify under the manifest.
    """
    if manifest.receipt_key != receipt_key.hex():
        raise ReceiptKeyDiffers("The manifest names another receipt key than this box has.")


def check_board(board: Board, named: Iterable[MeetingManifest]) -> None:
    """Return if ``board`` is the one that the meetings ``named`` stand on.

    Nobody's signature is needed: the desk's manifest names the board by its digest.

    Raises:
        BoardNotNamed: no meeting names it, one names it with another key, or its key is not
            that of its trustees.
        MalformedBytes, VerificationFailed: its trustees do not verify (checks 9 and 10).
    """
    keys = {manifest.board.key for manifest in named}
    if keys != {board.key}:
        raise BoardNotNamed("No meeting here names this board of trustees.")
    trustees = parse_trustees(board.trustees_text)
    check_profile(trustees)
    if combined_key(trustees) != from_hex(board.key):
        raise VerificationFailed("The board's key is not that of its trustees.")


def check_box_manifest(
    manifest: BoxManifest, meeting: MeetingManifest, boxes: Iterable[BoxFacts]
) -> None:
    """Return if ``manifest`` may be assigned to its box now.

    Args:
        manifest: the sheet of one box.
        meeting: the meeting's manifest as it is here.
        boxes: every box of the meeting.

    Raises:
        ManifestDiffers: another meeting, board key or electorate; not a box of this meeting.
        BoxAssigned: the box has a sheet, or its electorate another box in this round.
    """
    by_uuid = {box.uuid: box for box in boxes}
    box = by_uuid.get(manifest.uuid)
    fits = (
        box is not None
        and box.electorate == manifest.electorate
        and manifest.meeting_manifest == meeting.digest
        and manifest.board_key == meeting.board.key
    )
    if not fits or box is None:
        raise ManifestDiffers("The box manifest does not fit the meeting manifest.")
    same_round = {other.electorate for other in by_uuid.values() if other.round == manifest.round}
    if box.round is not None or box.electorate in same_round:
        raise BoxAssigned("This box or this electorate has its sheet for the round already.")


def check_frozen(frozen: FrozenLists, meeting: MeetingManifest, boxes: Iterable[BoxFacts]) -> None:
    """Return if ``frozen`` names exactly the lists of every box of the meeting.

    Raises:
        ManifestDiffers: it belongs to another manifest or other electorates.
        ListsDiffer: a list is missing, more, or another than the one here.
    """
    counted = [entry.electorate for entry in frozen.checked_in]
    known = [electorate.key for electorate in meeting.electorates]
    if frozen.meeting_manifest != meeting.digest or sorted(counted) != sorted(known):
        raise ManifestDiffers("The freeze does not fit the meeting manifest.")
    here = {box.uuid: (box.list_digest, box.list_size, box.activated) for box in boxes}
    said = {entry.uuid: (entry.digest, entry.size, entry.activated) for entry in frozen.lists}
    if said != here or len(frozen.lists) != len(here):
        raise ListsDiffer("The lists to be frozen are not the lists of this box service.")


def check_round(order: RoundOrder, boxes: Iterable[BoxFacts], *, ended: bool) -> None:
    """Return if ``order`` names exactly the boxes of its round, and may come after the end.

    Raises:
        RoundDiffers: one too many, missing, or twice.
        MeetingOver: it would open a round of a meeting that ``ended``.
    """
    of_round = sorted(box.uuid for box in boxes if box.round == order.round)
    if sorted(order.uuids) != of_round:
        raise RoundDiffers("The order does not name exactly the boxes of its round.")
    if ended and order.action == "open":
        raise MeetingOver("The meeting has ended; no further round can be opened.")


def check_end(end: MeetingEnd, meeting: MeetingManifest) -> None:
    """Return if ``end`` is that of the meeting whose manifest is here; else ``ManifestDiffers``."""
    if end.meeting_manifest != meeting.digest:
        raise ManifestDiffers("The end of the meeting does not fit its manifest.")
