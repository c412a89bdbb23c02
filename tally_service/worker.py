"""The tally service's RQ worker: does what the outbox says.

Any number of workers may run; the chunks of a box are spread over them.

May import: every room of the service, shared.
"""

from __future__ import annotations

from typing import cast

from shared.plumbing import outbox
from shared.plumbing.clock import utc_now
from shared.plumbing.db import make_engine, make_sessions
from shared.plumbing.jobs import open_queue, ring, run_worker
from shared.plumbing.logs import start_logs
from shared.plumbing.wiring import wire, wired
from tally_service.app import build_tally
from tally_service.certificates import jobs as certificates
from tally_service.counts import jobs as counts
from tally_service.db import OutboxRow
from tally_service.job_names import OUTBOX, QUEUE
from tally_service.rulings import jobs as rulings
from tally_service.settings import Settings
from tally_service.tally import Tally

WIRED = "tally"


def handlers(tally: Tally) -> outbox.Handlers:
    """Return what to do for each kind of outbox row, over all rooms."""
    return {
        **counts.handlers(tally),
        **rulings.handlers(tally),
        **certificates.handlers(tally),
    }


def run_outbox(row_id: str) -> None:
    """Do what one outbox row says; the job of the queue."""
    tally = cast(Tally, wired(WIRED))
    outbox.run(tally.sessions, OutboxRow, handlers(tally), row_id, tally.clock)


def main() -> None:
    """Work until told to stop; the forked work-horses build their own ``Tally``."""
    start_logs("tally-worker")
    settings = Settings.from_env()
    wire(WIRED, lambda: build_tally(settings))
    sessions = make_sessions(make_engine(settings.database_url, pooled=False))
    queue = open_queue(settings.redis_url, QUEUE)
    run_worker(
        settings.redis_url,
        QUEUE,
        lambda: outbox.sweep(sessions, OutboxRow, lambda row: ring(queue, OUTBOX, row), utc_now),
    )


if __name__ == "__main__":
    main()
