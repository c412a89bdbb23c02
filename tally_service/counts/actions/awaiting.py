"""Which boxes wait for the shares of a board of trustees, and which board a meeting uses.

May import: SQLAlchemy, shared.plumbing, tally_service.trustees, this room's lower floors.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from shared.plumbing.db import reading
from tally_service.counts import results, store
from tally_service.counts.actions.fetching import known_meeting
from tally_service.counts.domain.refusals import CountFailed
from tally_service.counts.store import CountRow, EvidenceRow
from tally_service.tally import Tally
from tally_service.trustees import store as trustees
from tally_service.trustees.domain import MeetingRef, lost_keys, refused_shares, within_reach


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
        "vote": _vote(session, count),
        "shares": sorted(given),
        "at_fault": count.at_fault,
        "refused": sorted(refused_shares(record, count.uuid) - given),
        "enough": within_reach(size, board.threshold, lost_keys(record), given),
    }


def _vote(session: Session, count: CountRow) -> int | None:
    """Return which vote on its item a box belongs to, None if it is the only one."""
    return results.votes_of(session, count.meeting or "").get(count.round or "")


def box_names(tally: Tally, uuids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return by uuid what people call boxes that were counted here: title, class, round."""
    with reading(tally.sessions) as session:
        counts = [session.get(CountRow, uuid) for uuid in uuids]
        return {
            count.uuid: {
                "title": session.get_one(EvidenceRow, count.uuid).manifest["document"]["title"],
                "electorate": count.electorate,
                "meeting": count.meeting,
                "round": count.round,
                "vote": _vote(session, count),
            }
            for count in counts
            if count is not None and count.round is not None
        }


def board_of_meeting(tally: Tally, meeting: str) -> MeetingRef | None:
    """Return which board a meeting's manifest names, and its title; None if there is no such.

    Raises:
        PeerAway, AnswerUnreadable: the box has to be asked, and does not answer.
    """
    try:
        manifest = known_meeting(tally, meeting)
    except CountFailed:  # what the box shows of it is nothing to rehearse for
        return None
    return MeetingRef(manifest.board.digest, manifest.title) if manifest else None
