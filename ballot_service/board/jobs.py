"""The box's one job: do what an outbox row says. It carries the row's id and nothing else.

May import: this room's actions and clients, ballot_service.box_side, shared.plumbing.
"""

from __future__ import annotations

from typing import cast

from ballot_service.board.actions.publishing import forget_order, publish_board, wipe_archive
from ballot_service.board.clients import ring_tally
from ballot_service.box_db import OutboxRow
from ballot_service.box_job_names import (
    ACTIVATION_ENDED,
    BOARD_CLOSED,
    LEFTOVERS,
    PUBLISH_BOARD,
    WIPE_ARCHIVE,
)
from ballot_service.box_side import BoxSide
from shared.plumbing import outbox
from shared.plumbing.wiring import wired

WIRED = "box"
"""The name under which the worker wires its ``BoxSide``."""


def run_outbox(row_id: str) -> None:
    """Do the outbox row ``row_id`` unless it is done."""
    box = cast(BoxSide, wired(WIRED))
    outbox.run(box.sessions, OutboxRow, handlers(box), row_id, box.clock)


def handlers(box: BoxSide) -> outbox.Handlers:
    """Return what to do for each kind of row; each may run twice."""
    return {
        PUBLISH_BOARD: lambda uuid: publish_board(box, uuid),
        ACTIVATION_ENDED: lambda meeting: forget_order(box, meeting),
        BOARD_CLOSED: lambda uuid: ring_tally(box.tally, BOARD_CLOSED, uuid),
        WIPE_ARCHIVE: lambda uuid: wipe_archive(box, uuid),
        LEFTOVERS: lambda meeting: ring_tally(box.tally, LEFTOVERS, meeting),
    }
