"""The box's RQ worker: publishes closed boxes and rings the tally service.

May import: the box side's rooms, shared. Never the desk's side.
"""

from __future__ import annotations

from ballot_service.board.jobs import WIRED
from ballot_service.box_app import build_box
from ballot_service.box_db import OutboxRow, open_engine
from ballot_service.box_job_names import QUEUE, RUN_OUTBOX
from ballot_service.settings import BoxSettings
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_sessions
from shared.plumbing.jobs import open_queue, ring, run_worker
from shared.plumbing.logs import start_logs
from shared.plumbing.outbox import sweep
from shared.plumbing.wiring import wire


def main() -> None:
    """Work until told to stop; the forked work-horses build their own ``BoxSide``."""
    start_logs("box-worker", coarse_times=True)
    settings = BoxSettings.from_env()
    wire(WIRED, lambda: build_box(settings))
    sessions = make_sessions(open_engine(settings.database_url, pooled=False))
    queue = open_queue(settings.redis_url, QUEUE)
    run_worker(
        settings.redis_url,
        QUEUE,
        lambda: sweep(sessions, OutboxRow, lambda row: ring(queue, RUN_OUTBOX, row), utc_now),
    )
