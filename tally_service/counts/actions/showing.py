"""What anybody may know about a count, and its archives.

May import: shared.plumbing, tally_service.trustees, this room's lower floors.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shared.plumbing.db import reading
from tally_service.counts import files, store
from tally_service.counts.domain.refusals import NoSuchArchive
from tally_service.tally import Tally
from tally_service.trustees import store as trustees


def status(tally: Tally, uuid: str) -> dict[str, Any]:
    """Return how far a count is; nothing about how anybody voted.

    Raises:
        NoSuchCount: the box is not known here.
    """
    with reading(tally.sessions) as session:
        count = store.get(session, uuid)
        board = trustees.find_by_digest(session, count.board) if count.board else None
        done = store.verified_chunks(session, uuid)
        return {
            "uuid": count.uuid,
            "meeting": count.meeting,
            "round": count.round,
            "electorate": count.electorate,
            "state": count.state,
            "cause": count.cause,
            "progress": {"done": done, "total": count.chunks},
            "tally": count.tally,
            "shares": [share.owner for share in store.shares(session, uuid)],
            "at_fault": count.at_fault,
            "threshold": board.threshold if board else None,
        }


def archive(tally: Tally, uuid: str, stage: str | None = None) -> Path:
    """Return where the published archive of a box is at ``stage``, "closed" or "finished".

    The finished one holds the votes, so it is published once its round is certified: the
    certifiers see what it says, unanimity flagged, before anybody else does (PROTOCOL P13).
    Without a stage it is the furthest there is: of a sealed box for ever the closed one.

    Raises:
        NoSuchCount: the box is not known here.
        NoSuchArchive: the count has not come as far, or there is no such stage.
    """
    with reading(tally.sessions) as session:
        count = store.get(session, uuid)
        certified = store.is_certified(session, count)
    if stage in (None, "finished") and certified and count.finished_digest is not None:
        return files.finished_archive(tally.archives, uuid)
    if stage in (None, "closed") and count.closed_digest is not None:
        return files.closed_archive(tally.archives, uuid)
    raise NoSuchArchive("This archive is not there yet: a finished one follows certification.")
