"""`python -m tiny_service.worker NAME`: works on the queue NAME."""

from __future__ import annotations

import sys
from functools import partial

from shared.plumbing import outbox
from shared.plumbing.clock import utc_now
from shared.plumbing.jobs import run_worker
from shared.plumbing.logs import start_logs
from shared.plumbing.wiring import wire
from tiny_service.db import OutboxRow
from tiny_service.work import make_ring, open_sessions, setting

if __name__ == "__main__":
    name = sys.argv[1]
    start_logs(f"{name}-worker")
    database_url, redis_url = setting("DATABASE_URL"), setting("REDIS_URL")
    wire("tiny.sessions", lambda: open_sessions(database_url))
    sessions = open_sessions(database_url, pooled=False)
    ring = make_ring(redis_url, name)
    run_worker(redis_url, name, partial(outbox.sweep, sessions, OutboxRow, ring, utc_now))
