"""RQ as a doorbell: a job carries one row's id as JSON, and is rung again until the row is done.

RQ alone loses work: the job of a killed worker stays "started" for minutes and is then given up.
So a second ring looks whether the first is still alive, and replaces it if not.

May import: redis, RQ, shared.plumbing.logs, shared.plumbing.parents.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from datetime import UTC, timedelta
from types import FrameType
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, Worker
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError, StopRequested
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from shared.plumbing.clock import utc_now
from shared.plumbing.logs import log, log_failure
from shared.plumbing.parents import die_with_parent

JOB_TIMEOUT_SECONDS = 3600
FAILURE_KEPT_SECONDS = 3600
SWEEP_SECONDS = 2
HEARTBEAT_SECONDS = 2
DEAD_AFTER = timedelta(seconds=3 * HEARTBEAT_SECONDS)


def open_queue(redis_url: str, name: str) -> Queue:
    """Return the queue ``name`` at ``redis_url``; its jobs are JSON and never pickle.

    It is for ringing: a Redis that is away is given up at once, so that no request waits for it.
    """
    connection = Redis.from_url(redis_url, socket_timeout=2, retry=Retry(NoBackoff(), 1))
    return _queue(name, connection)


def _queue(name: str, connection: Redis) -> Queue:
    """Return the queue ``name`` over ``connection``."""
    return Queue(
        name,
        connection=connection,
        serializer=JSONSerializer,
        default_timeout=JOB_TIMEOUT_SECONDS,
    )


def ring(queue: Queue, job_name: str, row_id: str) -> None:
    """Have a worker call ``job_name(row_id)``, unless a live job for that row is waiting.

    Redis being away is logged and not raised: the row is stored, the sweeper rings again.
    """
    try:
        if not _enqueue(queue, job_name, row_id) and not _lives(queue, row_id):
            _fetch(queue, row_id).delete()
            _enqueue(queue, job_name, row_id)
    except (NoSuchJobError, InvalidJobOperation):
        return  # the job ended while we looked; the sweeper looks again
    except RedisError as error:
        log_failure("ring_failed", error, job=row_id)


def _enqueue(queue: Queue, job_name: str, row_id: str) -> bool:
    """Put the job in the queue; False if Redis already knows a job of this id."""
    try:
        queue.enqueue_call(
            job_name,
            args=(row_id,),
            job_id=row_id,
            unique=True,
            result_ttl=0,
            failure_ttl=FAILURE_KEPT_SECONDS,
            description="outbox",
        )
    except DuplicateJobError:
        return False
    return True


def _lives(queue: Queue, row_id: str) -> bool:
    """Return whether the job of ``row_id`` is waiting in the queue or being worked on."""
    job = _fetch(queue, row_id)
    status = job.get_status()
    if status == JobStatus.QUEUED and job.get_position() is not None:
        return True
    if status not in (JobStatus.QUEUED, JobStatus.STARTED):
        return False
    seen = job.last_heartbeat or job.enqueued_at
    return seen is not None and utc_now() - seen.replace(tzinfo=UTC) < DEAD_AFTER


def _fetch(queue: Queue, row_id: str) -> Job:
    """Return the job; ``NoSuchJobError`` if it is gone."""
    return Job.fetch(row_id, connection=queue.connection, serializer=JSONSerializer)


class OutboxWorker(Worker):
    """A forking RQ worker that sweeps while it waits, and whose work-horse dies with it."""

    max_connection_wait_time = 2.0

    def __init__(self, *args: Any, sweep: Callable[[], int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sweep = sweep
        self._swept_at = float("-inf")
        self._parent = os.getpid()
        self.asked_to_end = False
        """Whether a signal asked for the end; otherwise Redis broke off."""

    @property
    def dequeue_timeout(self) -> int:
        """How long to wait for a ring before looking around, in seconds."""
        return SWEEP_SECONDS

    @property
    def should_run_maintenance_tasks(self) -> bool:
        """Whether it is time to sweep."""
        return time.monotonic() - self._swept_at >= SWEEP_SECONDS

    def run_maintenance_tasks(self) -> None:
        """Ring for what is due; let RQ tidy its registries when it wants to."""
        if super().should_run_maintenance_tasks:
            super().run_maintenance_tasks()  # type: ignore[no-untyped-call]
        self._swept_at = time.monotonic()
        try:
            self._sweep()
        except StopRequested:
            raise
        except Exception as error:  # a database that is away must not end the worker
            log_failure("sweep_failed", error)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """End after the present job, because a signal asks for it."""
        self.asked_to_end = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def subscribe(self) -> None:
        """Listen to no commands over Redis: a process is stopped by a signal, or not at all."""

    def unsubscribe(self) -> None:
        """Nothing to leave."""

    def _set_ip_address(self, connection: Redis) -> None:
        """Keep the worker's address out of Redis."""
        self.ip_address = "unknown"

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """Do one job in the forked process; end at once if the worker dies."""
        die_with_parent(self._parent)
        super().main_work_horse(job, queue)


def run_worker(redis_url: str, queue_name: str, sweep: Callable[[], int]) -> None:
    """Work on ``queue_name`` until told to stop.

    Args:
        redis_url: where the queue is.
        queue_name: one queue: RQ only moves a job safely for a worker with a single queue.
        sweep: rings for rows that are due (``outbox.sweep``). It runs in the process that forks,
            so its engine is made with ``pooled=False``.

    Raises:
        SystemExit: with 1 when Redis broke off in the middle of something; whoever watches this
            process starts another, which finds its work in the rows.
    """
    queue = _queue(queue_name, Redis.from_url(redis_url))
    worker = OutboxWorker(
        [queue],
        name=f"{queue_name}-{secrets.token_hex(8)}",
        connection=queue.connection,
        serializer=JSONSerializer,
        log_job_description=False,
        job_monitoring_interval=HEARTBEAT_SECONDS,
        worker_ttl=60,
        sweep=sweep,
    )
    log("worker_started", kind=queue_name)
    try:
        worker.work(logging_level="WARNING")
    except RedisError as error:
        log_failure("redis_away", error)
    if not worker.asked_to_end:
        raise SystemExit(1)
