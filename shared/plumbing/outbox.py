"""The outbox: work that must happen is a row, written in the transaction that decided it.

SQL is the truth and Redis a doorbell. A row says what (``kind``) is to be done about which
(``subject``, an id or a digest, nothing personal). ``put`` rings after the commit; ``run`` is what
the job does; ``sweep`` rings again for whatever is due and not done, so a lost ring, an empty
Redis or a killed worker delays work and never loses it. A row may run twice: every handler is
written so that the second time changes nothing.

May import: SQLAlchemy, shared.errors, shared.plumbing.clock, .db, .logs.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Index, Integer, String, select, text
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, sessionmaker

from shared.errors import SuiteError
from shared.plumbing.clock import Clock
from shared.plumbing.db import UnitOfWork, UTCDateTime, reading, unit_of_work
from shared.plumbing.logs import log, log_failure

Ring = Callable[[str], None]
"""Tells the worker about a row, by its id; see ``jobs.ring``."""

Handlers = Mapping[str, Callable[[str], None]]
"""What to do for each kind, given the subject. Safe to do twice; raises to be tried again."""

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(seconds=60)
SWEEP_AT_MOST = 200


class OutboxMixin:
    """Columns of a service's outbox: ``class OutboxRow(OutboxMixin, Base)``."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(200))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    ring_at: Mapped[datetime] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    last_error: Mapped[str | None] = mapped_column(String(64), default=None)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[Index, ...]:
        waiting = text("done_at IS NULL")
        return (Index(None, "ring_at", sqlite_where=waiting, postgresql_where=waiting),)


def put(
    uow: UnitOfWork, row_class: type[OutboxMixin], kind: str, subject: str, ring: Ring, clock: Clock
) -> str:
    """Write the row in the transaction of ``uow``, ring after its commit; return the row's id."""
    row_id = secrets.token_hex(16)
    values = {"id": row_id, "kind": kind, "subject": subject, "ring_at": clock() + FIRST_WAIT}
    uow.session.add(row_class(**values))
    uow.after_commit(lambda: ring(row_id))
    return row_id


def run(
    sessions: sessionmaker[Session],
    row_class: type[OutboxMixin],
    handlers: Handlers,
    row_id: str,
    clock: Clock,
) -> None:
    """Do what the row says, unless it is done. Never raises for a handler that failed.

    The attempt is counted and the next ring set before the handler starts, so that a process
    killed in the middle is tried again, and a handler that kills its process does not do so
    without a pause.
    """
    started = _start(sessions, row_class, row_id, clock)
    if started is None:
        return
    kind, subject, attempts = started
    try:
        handlers[kind](subject)
    except Exception as error:  # whatever failed, the row stays and is tried again
        _note_failure(sessions, row_class, row_id, error)
        if not isinstance(error, SuiteError):
            log_failure("outbox_failed", error, kind=kind, job=row_id, attempts=attempts)
        else:
            log("outbox_waits", kind=kind, job=row_id, attempts=attempts, code=error.code)
        return
    with unit_of_work(sessions) as uow:
        row = uow.session.get(row_class, row_id)
        if row is not None:  # of two runs the other may have done it, and somebody removed it since
            row.done_at, row.last_error = clock(), None


def sweep(
    sessions: sessionmaker[Session], row_class: type[OutboxMixin], ring: Ring, clock: Clock
) -> int:
    """Ring for every row that is due and not done; return how many."""
    query = (
        select(row_class.id)
        .where(row_class.done_at.is_(None), row_class.ring_at <= clock())
        .order_by(row_class.ring_at)
        .limit(SWEEP_AT_MOST)
    )
    with reading(sessions) as session:
        due = list(session.scalars(query))
    for row_id in due:
        ring(row_id)
    return len(due)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after the ``attempts``-th attempt: 2, 4, 8 … 60 s."""
    doublings = min(attempts - 1, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _start(
    sessions: sessionmaker[Session], row_class: type[OutboxMixin], row_id: str, clock: Clock
) -> tuple[str, str, int] | None:
    """Count one more attempt and return the row's kind, subject and attempts; None if done."""
    with unit_of_work(sessions) as uow:
        row = uow.session.get(row_class, row_id, with_for_update=True)
        if row is None or row.done_at is not None:
            return None
        row.attempts += 1
        row.ring_at = clock() + wait_after(row.attempts)
        return row.kind, row.subject, row.attempts


def _note_failure(
    sessions: sessionmaker[Session], row_class: type[OutboxMixin], row_id: str, error: Exception
) -> None:
    """Write why the last attempt failed, as a slug."""
    with unit_of_work(sessions) as uow:
        row = uow.session.get(row_class, row_id)
        if row is not None:
            code = error.code if isinstance(error, SuiteError) else type(error).__name__
            row.last_error = code[:64]
