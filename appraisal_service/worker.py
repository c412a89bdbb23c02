"""The appraisal service's RQ worker: fetches certified results that were rung for.

May import: every room of the service, shared.
"""

from appraisal_service.app import build_office
from appraisal_service.db import OutboxRow
from appraisal_service.job_names import QUEUE, RUN_OUTBOX
from appraisal_service.office import EXTENSION
from appraisal_service.settings import Settings
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_engine, make_sessions
from shared.plumbing.jobs import open_queue, ring, run_worker
from shared.plumbing.logs import start_logs
from shared.plumbing.outbox import sweep
from shared.plumbing.wiring import wire


def main() -> None:
    """Work until told to stop; the forked work-horses build their own ``Office``."""
    start_logs("appraisal-worker")
    settings = Settings.from_env()
    wire(EXTENSION, lambda: build_office(settings))
    sessions = make_sessions(make_engine(settings.database_url, pooled=False))
    queue = open_queue(settings.redis_url, QUEUE)
    run_worker(
        settings.redis_url,
        QUEUE,
        lambda: sweep(sessions, OutboxRow, lambda row: ring(queue, RUN_OUTBOX, row), utc_now),
    )


if __name__ == "__main__":
    main()
