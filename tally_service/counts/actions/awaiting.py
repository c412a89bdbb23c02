"""Which boxes wait for the shares of a board of trustees.

May import: shared.plumbing, this room's lower floors.
"""

from __future__ import annotations

from typing import Any

from shared.plumbing.db import reading
from tally_service.counts import store
from tally_service.counts.store import EvidenceRow
from tally_service.tally import Tally


def boxes_awaiting(tally: Tally, board_digest: str) -> list[dict[str, Any]]:
    """Return the boxes whose counts wait for shares of this board; no number of votes."""
    with reading(tally.sessions) as session:
        return [
            {
                "uuid": count.uuid,
                "meeting": count.meeting,
                "round": count.round,
                "electorate": count.electorate,
                "title": session.get_one(EvidenceRow, count.uuid).manifest["document"]["title"],
                "shares": sorted(share.owner for share in store.shares(session, count.uuid)),
                "at_fault": count.at_fault,
            }
            for count in store.decrypting(session, board_digest)
        ]
