"""What the desk asks of the box and of the tally service; every document is verified.

May import: shared.plumbing.http, shared.documents, this room's domain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from ballot_service.meetings.domain.gates import BoxList
from shared.crypto.group import from_hex
from shared.documents.base import (
    BoxUuid,
    ClassLetter,
    Count,
    Identifier,
    Part,
    Title,
    Year,
    open_signed,
    parse_part,
)
from shared.documents.boards import Board, Rehearsal
from shared.errors import Conflict, NotFound, Unavailable
from shared.plumbing.http import Peer, PeerFoundNothing

INBOX = "/api/v1/inbox"

ListDigest = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}$")]
"""b64 SHA-256 of a list's text."""


class BoardUnknown(NotFound):
    """The tally service has no board of trustees of this id."""

    code = "board_unknown"


class BoardUnusable(Conflict):
    """The board has no key yet, or is another year's."""

    code = "board_unusable"


class ManifestNotDelivered(Conflict):
    """The box has not got the meeting's manifest yet."""

    code = "manifest_not_delivered"


class PeerAnsweredOddly(Unavailable):
    """Another service's answer is not what was agreed."""

    code = "peer_answered_oddly"


class _ListLine(Part):
    """A box as the box service lists it; what the desk has no use for is read past."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    uuid: BoxUuid
    electorate: ClassLetter
    list_digest: ListDigest | None
    list_size: Count | None


class BoardLine(Part):
    """A board of trustees as the tally service lists it."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    board: Identifier
    title: Title
    year: Year
    threshold: Count
    trustees: Count
    state: Literal["ready", "ceremony"]


class _FinalLine(Part):
    """One list of a blind meeting as it will be frozen."""

    uuid: BoxUuid
    electorate: ClassLetter
    digest: ListDigest
    size: Count
    activated: Count


def fetch_boards(tally: Peer) -> list[BoardLine]:
    """Return the boards of trustees there are to choose from; what is chosen is verified later.

    Raises:
        PeerAnsweredOddly: an answer that cannot be read.
    """
    answer = tally.get_json("/api/v1/boards")
    if not isinstance(answer, dict) or not isinstance(answer.get("boards"), list):
        raise PeerAnsweredOddly("The tally service's answer cannot be read.")
    return [parse_part(BoardLine, entry) for entry in answer["boards"]]


def fetch_board(
    tally: Peer, board_id: str, keys: Mapping[str, bytes]
) -> tuple[Board, dict[str, Any]]:
    """Return the board of trustees and its signed document.

    Args:
        tally: the tally service.
        board_id: its id there.
        keys: the tally service's key, by key id.

    Raises:
        BoardUnknown: there is no such board.
        BoardUnusable: its ceremony is not finished.
        VerificationFailed: the document is not signed by the tally service.
    """
    signed = _document(tally, f"/api/v1/boards/{board_id}")
    if signed is None:
        raise BoardUnusable("The board's key ceremony is not finished.")
    board = open_signed(Board, signed, keys)
    from_hex(board.key)
    if board.board != board_id:
        raise PeerAnsweredOddly("The tally service answered with another board.")
    return board, signed


def fetch_rehearsal(
    tally: Peer, board_id: str, meeting_id: str, keys: Mapping[str, bytes]
) -> tuple[Rehearsal, dict[str, Any]] | None:
    """Return the meeting's rehearsal and its signed document; None while it is not complete.

    Raises:
        VerificationFailed: the document is not signed by the tally service.
    """
    signed = _document(tally, f"/api/v1/boards/{board_id}/rehearsals/{meeting_id}")
    return None if signed is None else (open_signed(Rehearsal, signed, keys), signed)


def fetch_lists(box: Peer, meeting_id: str) -> list[BoxList]:
    """Return the meeting's lists of credentials that the box has; boxes without one are left out.

    Raises:
        ManifestNotDelivered: the box does not know the meeting yet.
    """
    try:
        answer = box.get_json(f"/api/v1/meetings/{meeting_id}")
    except PeerFoundNothing:
        raise ManifestNotDelivered(
            "The box has not got this meeting's manifest yet. Please try again in a moment."
        ) from None
    if not isinstance(answer, dict) or not isinstance(answer.get("boxes"), list):
        raise PeerAnsweredOddly("The box's answer cannot be read.")
    lines = [parse_part(_ListLine, entry) for entry in answer["boxes"]]
    return [
        BoxList(line.uuid, line.electorate, line.list_digest, line.list_size)
        for line in lines
        if line.list_digest is not None and line.list_size is not None
    ]


def end_activation(box: Peer, signed: dict[str, Any]) -> list[BoxList]:
    """End the activation of a meeting and return its final lists, counts of activation included.

    Doing so twice gives the same answer.

    Raises:
        PeerConflict: activation has not begun there.
        PeerAnsweredOddly: an answer without lists.
    """
    answer = box.post_json(INBOX, signed)
    if not isinstance(answer, dict) or not isinstance(answer.get("lists"), list):
        raise PeerAnsweredOddly("The box's answer cannot be read.")
    lines = [parse_part(_FinalLine, entry) for entry in answer["lists"]]
    return [
        BoxList(line.uuid, line.electorate, line.digest, line.size, line.activated)
        for line in lines
    ]


def deliver(reader: Peer, signed: dict[str, Any]) -> None:
    """Put a signed document into the reader's inbox; doing so twice changes nothing there."""
    reader.post_json(INBOX, signed)


def _document(tally: Peer, path: str) -> dict[str, Any] | None:
    """Return the field ``document`` of what stands at ``path``."""
    try:
        answer = tally.get_json(path)
    except PeerFoundNothing:
        raise BoardUnknown("The tally service does not know this board of trustees.") from None
    signed = answer.get("document") if isinstance(answer, dict) else None
    return signed if isinstance(signed, dict) else None
