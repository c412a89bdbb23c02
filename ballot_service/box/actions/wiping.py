"""Remove a test run: its boxes, lists and ballots, and nothing else (PROTOCOL P15).

The manifest stays and says that it was a test; no box of it can ever be filled again, because
a document that was obeyed once is not obeyed again.

May import: SQLAlchemy, ballot_service.box_side, this room's domain and store, shared.
"""

from __future__ import annotations

from typing import Any

from ballot_service.box import store
from ballot_service.box_db import OutboxRow
from ballot_service.box_job_names import WIPE_ARCHIVE
from ballot_service.box_side import BoxSide
from shared.documents.wipes import TestWipe, check_wipe
from shared.plumbing.db import UnitOfWork
from shared.plumbing.outbox import put


def take_wipe(box: BoxSide, uow: UnitOfWork, document: dict[str, Any], _signed: str) -> None:
    """Remove all that is here of a test meeting's boxes.

    Raises:
        MeetingUnknown: no such meeting.
        NotATest, WipeDiffers: the meeting's manifest does not allow it.
    """
    wipe = TestWipe.parse(document)
    row = store.get_meeting(uow.session, wipe.meeting, lock=True)
    check_wipe(wipe, store.manifest_of(row))
    store.boxes_of(uow.session, wipe.meeting, lock=True)  # ballots that are being stored come first
    store.remove_boxes(uow.session, wipe.meeting, wipe.uuids)
    for uuid in wipe.uuids:
        put(uow, OutboxRow, WIPE_ARCHIVE, uuid, box.ring, box.clock)
