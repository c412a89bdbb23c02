"""The desk's jobs: do what a row of its outbox says.

A job knows a row's id and nothing else; it is safe to run twice and late.

May import: ballot_service.desk, ballot_service.desk_db, this room's actions, shared.plumbing.
"""

from __future__ import annotations

from functools import partial
from typing import cast

from ballot_service.desk import Desk
from ballot_service.desk_db import OutboxRow
from ballot_service.meetings.actions.delivering import deliver
from ballot_service.meetings.outbox_kinds import DELIVER
from shared.plumbing import outbox
from shared.plumbing.wiring import wired

WIRED = "ballot.desk"
"""Under this name the worker's start-up wires the ``Desk``."""


def run_outbox(row_id: str) -> None:
    """Do what the row says, unless it is done."""
    work_off(cast(Desk, wired(WIRED)), row_id)


def work_off(desk: Desk, row_id: str) -> None:
    """Do what the row says with ``desk``; tests call this without a worker."""
    handlers = {DELIVER: partial(deliver, desk)}
    outbox.run(desk.sessions, OutboxRow, handlers, row_id, desk.clock)
