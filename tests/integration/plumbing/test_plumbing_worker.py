"""A real RQ worker process on a real Valkey: killed, orphaned, its Redis lost, nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from zlib import decompress

import pytest
from processes import children, eventually, is_alive
from redis import Redis
from servers import Valkey
from tiny_service.db import Base
from tiny_service.work import JOB, counts, make_ring, open_sessions, take

from shared.plumbing.jobs import open_queue, ring
from shared.plumbing.parents import die_with_parent

TESTS = Path(__file__).parents[2]


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    server = Valkey()
    yield server
    server.stop()


@pytest.fixture
def sessions(database_url):
    sessions = open_sessions(database_url)
    Base.metadata.create_all(sessions.kw["bind"])
    yield sessions
    sessions.kw["bind"].dispose()


class Worker:
    """`python -m tiny_service.worker tiny` on one database and Redis."""

    def __init__(self, database_url: str, redis_url: str, log: Path) -> None:
        neutral = {k: os.environ[k] for k in ("PATH", "HOME", "LANG") if k in os.environ}
        settings = {"TINY_DATABASE_URL": database_url, "TINY_REDIS_URL": redis_url}
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tiny_service.worker", "tiny"],
            env={**neutral, **settings, "PYTHONPATH": str(TESTS)},
            stdout=self._log,
            stderr=self._log,
            preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509
        )

    def horse(self) -> int:
        """Return the work-horse's process id, waiting for one."""
        return eventually(lambda: children(self.process.pid))[0]

    def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        self.process.send_signal(number)
        code = self.process.wait(30)
        self._log.close()
        return code


@pytest.fixture
def start_worker(database_url, valkey, sessions, tmp_path):
    started: list[Worker] = []

    def start() -> Worker:
        started.append(Worker(database_url, valkey.url(), tmp_path / "worker.log"))
        return started[-1]

    yield start
    for worker in started:
        if worker.process.poll() is None:
            worker.end()


def ended(sessions, word: str) -> bool:
    return counts(sessions)[word][1] > 0


def test_a_word_taken_is_worked_on_and_leaves_nothing_in_redis(start_worker, sessions, valkey):
    start_worker()
    redis = Redis.from_url(valkey.url())

    row_id = take(sessions, make_ring(valkey.url(), "tiny"), "quick")
    eventually(lambda: ended(sessions, "quick"))

    assert counts(sessions) == {"quick": [1, 1]}
    eventually(lambda: not redis.exists(f"rq:job:{row_id}"))


def test_what_lies_in_redis_is_json_with_the_row_id_and_nothing_else(sessions, valkey):
    row_id = take(sessions, make_ring(valkey.url(), "tiny"), "secret-word")

    redis = Redis.from_url(valkey.url())
    stored = {key: redis.hgetall(key) for key in redis.keys("rq:job:*")}
    everything = repr(stored) + repr(redis.lrange("rq:queue:tiny", 0, -1))

    (job,) = stored.values()
    assert row_id in everything
    assert "secret-word" not in everything
    assert job[b"description"] == b"outbox"
    assert b"tiny_service.work.run_outbox" in decompress(job[b"data"])


def test_ringing_twice_is_one_job(sessions, valkey):
    queue = open_queue(valkey.url(), "tiny")

    for _ in range(3):
        ring(queue, JOB, "0" * 32)

    assert queue.job_ids == ["0" * 32]


def test_a_job_that_failed_is_done_by_the_sweep(start_worker, sessions, valkey):
    start_worker()

    take(sessions, make_ring(valkey.url(), "tiny"), "fails-once")

    eventually(lambda: ended(sessions, "fails-once"))
    assert counts(sessions) == {"fails-once": [2, 1]}


def test_a_killed_work_horse_is_replaced(start_worker, sessions, valkey):
    worker = start_worker()
    take(sessions, make_ring(valkey.url(), "tiny"), "slow-one")

    eventually(lambda: counts(sessions)["slow-one"][0] == 1)
    os.kill(worker.horse(), signal.SIGKILL)

    eventually(lambda: ended(sessions, "slow-one"))
    assert counts(sessions) == {"slow-one": [2, 1]}


def test_the_work_horse_of_a_killed_worker_dies_and_its_job_is_done_again(
    start_worker, sessions, valkey
):
    worker = start_worker()
    take(sessions, make_ring(valkey.url(), "tiny"), "slow-two")
    eventually(lambda: counts(sessions)["slow-two"][0] == 1)
    horse = worker.horse()

    worker.end()
    eventually(lambda: not is_alive(horse), 10)
    start_worker()

    eventually(lambda: ended(sessions, "slow-two"))
    assert counts(sessions) == {"slow-two": [2, 1]}


def test_an_empty_redis_loses_no_work(start_worker, sessions, valkey):
    take(sessions, make_ring(valkey.url(), "tiny"), "before")
    valkey.kill(forget=True)
    take(sessions, make_ring(valkey.url(), "tiny"), "meanwhile")
    valkey.start()
    assert Redis.from_url(valkey.url()).dbsize() == 0

    start_worker()

    eventually(lambda: ended(sessions, "before") and ended(sessions, "meanwhile"))
    assert counts(sessions) == {"before": [1, 1], "meanwhile": [1, 1]}


def test_nobody_waits_for_a_redis_that_is_away(sessions, valkey, capsys):
    ring_it = make_ring(valkey.url(), "tiny")
    take(sessions, ring_it, "before")
    valkey.kill()

    started = time.monotonic()
    take(sessions, ring_it, "meanwhile")

    assert time.monotonic() - started < 2, "it would wait for its socket so long"
    assert "ring_failed" in capsys.readouterr().err


def test_a_worker_that_waits_outlives_its_redis_or_asks_for_another(start_worker, sessions, valkey):
    worker = start_worker()
    take(sessions, make_ring(valkey.url(), "tiny"), "first")
    eventually(lambda: ended(sessions, "first"))

    valkey.kill(forget=True)
    valkey.start()
    take(sessions, make_ring(valkey.url(), "tiny"), "second")
    eventually(lambda: ended(sessions, "second") or worker.process.poll() == 1)
    if worker.process.poll() is not None:
        start_worker()

    eventually(lambda: ended(sessions, "second"))
    assert counts(sessions) == {"first": [1, 1], "second": [1, 1]}


def test_a_worker_whose_redis_breaks_off_during_a_job_finishes_it_and_asks_for_another(
    start_worker, sessions, valkey
):
    worker = start_worker()
    take(sessions, make_ring(valkey.url(), "tiny"), "slow-three")
    eventually(lambda: counts(sessions)["slow-three"][0] == 1)

    valkey.kill()

    assert worker.process.wait(30) == 1
    assert counts(sessions) == {"slow-three": [1, 1]}


def test_a_worker_that_is_asked_to_end_ends_well(start_worker, sessions, valkey):
    worker = start_worker()
    take(sessions, make_ring(valkey.url(), "tiny"), "first")
    eventually(lambda: ended(sessions, "first"))

    assert worker.end(signal.SIGTERM) == 0


def test_the_log_of_a_worker_holds_no_word(start_worker, sessions, valkey, tmp_path):
    start_worker()
    take(sessions, make_ring(valkey.url(), "tiny"), "fails-marked")
    eventually(lambda: ended(sessions, "fails-marked"))

    log = (tmp_path / "worker.log").read_text()

    assert "outbox_waits" in log
    assert "marked" not in log
