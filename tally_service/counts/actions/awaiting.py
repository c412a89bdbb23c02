"""Which boxes wait for the shares of a board of trustees, and which board a meeting uses.

May import: SQLAlchemy, shared.plumbing, tally_service.trustees, this room's lower floors.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from shared.plumbing.db import reading
from tally_service.counts import store
from tally_service.counts.actions.fetching import known_meeting
from tally_service.counts.domain.refusals import CountFailed
from tally_service.counts.store import CountRow, EvidenceRow
from tally_service.tally import Tally
from tally_service.trustees import store as trustees
from tally_service.trustees.domain import lost_keys, refused_shares, within_reach


def boxes_awaiting(tally: Tally, board_digest: str) -> list[dict[str, Any]]:
    """Return the boxes whose counts wait for shares of this board; no number of votes."""
    with reading(tally.sessions) as session:
        board = trustees.find_by_digest(session, board_digest)
        if board is None:
            return []
        counts = store.decrypting(session, board_digest)
        return [_box(session, count, board) for count in counts]


def _box(session: Session, count: CountRow, board: trustees.BoardRow) -> dict[str, Any]:
    """Return one box, whose shares are here, and whether there can still be enough of them."""
    given = {share.owner for share in store.shares(session, count.uuid)}
    record = trustees.record(session, board.id)
    size = len(board.state["names"])
    return {
        "uuid": count.uuid,
        "meeting": count.meeting,
        "round": count.round,
        "electorate": count.electorate,
        "title": session.get_one(EvidenceRow, count.uuid).manifest["document"]["title"],
        "shares": sorted(given),
        "at_fault": count.at_fault,
        "refused": sorted(refused_shares(record, count.uuid) - given),
        "enough": within_reach(size, board.threshold, lost_keys(record), given),
    }


def board_of_meeting(tally: Tally, meeting: str) -> str | None:
    """Return the digest of the board that a meeting's manifest names; None if there is no such.

    Raises:
        PeerAway, AnswerUnreadable: the box has to be asked, and does not answer.
    """
    try:
        manifest = known_meeting(tally, meeting)
    except CountFailed:  # what the box shows of it is nothing to rehearse for
        return None
    return manifest.board.digest if manifest else None
