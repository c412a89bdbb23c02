"""What the tiny service does with a word: "slow-…" takes a second, "fails-…" fails once."""

from __future__ import annotations

import os
import time
from functools import partial
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from shared.errors import Unavailable
from shared.plumbing import jobs, outbox
from shared.plumbing.clock import utc_now
from shared.plumbing.db import insert_once, make_engine, make_sessions, reading, unit_of_work
from shared.plumbing.wiring import wired
from tiny_service.db import OutboxRow, WordRow

JOB = "tiny_service.work.run_outbox"


class NotYet(Unavailable):
    code = "not_yet"


def setting(name: str) -> str:
    """Return the setting of the service whose name the process was given."""
    return next(v for k, v in os.environ.items() if k.endswith(f"_{name}") and k != "PWD")


def make_ring(redis_url: str, name: str) -> outbox.Ring:
    return partial(jobs.ring, jobs.open_queue(redis_url, name), JOB)


def take(sessions: sessionmaker[Session], ring: outbox.Ring, word: str) -> str:
    """Write the word and its outbox row in one transaction; return the row's id."""
    with unit_of_work(sessions) as uow:
        insert_once(uow.session, WordRow, {"word": word, "starts": 0, "ends": 0}, ["word"])
        return outbox.put(uow, OutboxRow, "count", word, ring, utc_now)


def count(sessions: sessionmaker[Session], word: str) -> None:
    """Count one piece of work on `word`."""
    with unit_of_work(sessions) as uow:
        row = uow.session.get_one(WordRow, word, with_for_update=True)
        row.starts += 1
        starts = row.starts
    if word.startswith("slow-"):
        time.sleep(1.0)
    if word.startswith("fails-") and starts == 1:
        raise NotYet("Not yet.")
    with unit_of_work(sessions) as uow:
        uow.session.get_one(WordRow, word, with_for_update=True).ends += 1


def counts(sessions: sessionmaker[Session]) -> dict[str, list[int]]:
    """Return how often work on each word was started and ended."""
    with reading(sessions) as session:
        return {row.word: [row.starts, row.ends] for row in session.query(WordRow)}


def run_outbox(row_id: str) -> None:
    """The job."""
    sessions: Any = wired("tiny.sessions")
    outbox.run(sessions, OutboxRow, {"count": partial(count, sessions)}, row_id, utc_now)


def open_sessions(url: str, *, pooled: bool = True) -> sessionmaker[Session]:
    return make_sessions(make_engine(url, pooled=pooled))
