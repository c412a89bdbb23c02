"""The desk's RQ worker: delivers the desk's documents to the box and the tally service.

May import: the desk side's rooms, shared. Never the box's side.
"""

from __future__ import annotations

from ballot_service.desk_app import build_desk
from ballot_service.desk_db import OutboxRow
from ballot_service.desk_job_names import QUEUE, RUN_OUTBOX
from ballot_service.meetings.jobs import WIRED
from ballot_service.settings import DeskSettings
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_engine, make_sessions
from shared.plumbing.jobs import open_queue, ring, run_worker
from shared.plumbing.logs import start_logs
from shared.plumbing.outbox import sweep
from shared.plumbing.wiring import wire


def main() -> None:
    """Work until told to stop; the forked work-horses build their own ``Desk``."""
    start_logs("desk-worker")
    settings = DeskSettings.from_env()
    wire(WIRED, lambda: build_desk(settings))
    sessions = make_sessions(make_engine(settings.database_url, pooled=False))
    queue = open_queue(settings.redis_url, QUEUE)
    run_worker(
        settings.redis_url,
        QUEUE,
        lambda: sweep(sessions, OutboxRow, lambda row: ring(queue, RUN_OUTBOX, row), utc_now),
    )
