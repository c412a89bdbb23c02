"""SQLAlchemy for every service: engines, transactions, column types. SQL is the truth.

On SQLite every writing transaction starts with BEGIN IMMEDIATE, so that a transaction that reads
first and writes later never fails half way ("database is locked"); ``synchronous=FULL`` keeps
what was committed through a power cut. On PostgreSQL transactions are READ COMMITTED, and a row
about to be changed is read ``with_for_update()`` (which SQLite needs not and ignores).

May import: SQLAlchemy, shared.errors, shared.plumbing.logs.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Engine,
    Table,
    create_engine,
    event,
    func,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import NullPool
from sqlalchemy.types import TypeDecorator

from shared.errors import Unavailable
from shared.plumbing.logs import log_failure

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints, so that migrations can change them on both databases."""

JSONColumn = JSON().with_variant(postgresql.JSONB(), "postgresql")

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=30000",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)


class DatabaseAway(Unavailable):
    """The database did not answer, gave up on a lock, or has no connection free."""

    code = "database_away"


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware on the way in, aware and UTC on the way out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return ``value`` in UTC; a naive time is a programming error."""
        assert value is None or value.tzinfo is not None, "a time without a zone is not an instant"
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored instant as aware UTC; SQLite keeps no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def make_engine(url: str, *, pooled: bool = True) -> Engine:
    """Return an engine for ``url`` (``sqlite:///…`` or ``postgresql+psycopg://…``).

    Args:
        url: a new SQLite file is made with mode 0600.
        pooled: False opens a connection for each use and keeps none, which is what a process
            that forks needs.
    """
    options: dict[str, Any] = {} if pooled else {"poolclass": NullPool}
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=pooled, hide_parameters=True, **options)
    _create_private(make_url(url).database)
    engine = create_engine(
        url,
        connect_args={"timeout": 30, "check_same_thread": False},
        hide_parameters=True,
        **options,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _create_private(path: str | None) -> None:
    """Make the database file with mode 0600; WAL and shared memory take their mode from it."""
    if path and path != ":memory:":
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set what SQLite forgets with each connection."""
    connection.isolation_level = None  # the driver must not BEGIN by itself; _begin_sqlite does
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin: a writer takes its lock at once, a reader takes none and cannot write."""
    readonly = connection.get_execution_options().get("postgresql_readonly", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if readonly else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Return the factory of sessions that ``unit_of_work`` and ``reading`` open."""
    return sessionmaker(engine, expire_on_commit=False)


class UnitOfWork:
    """One transaction, and what is to be called once it is safely stored."""

    def __init__(self, session: Session) -> None:
        self.session = session
        """For the stores; nobody but this module commits it."""
        self._calls: list[Callable[[], None]] = []

    def after_commit(self, call: Callable[[], None]) -> None:
        """Call ``call`` after the commit; it may be lost if the process dies in between."""
        self._calls.append(call)

    def _ring(self) -> None:
        """Make the calls. One that fails is logged: the data stands, the sweeper repeats it."""
        for call in self._calls:
            try:
                call()
            except Exception as error:  # the commit stands whatever happens here
                log_failure("after_commit_failed", error)


@contextmanager
def unit_of_work(sessions: sessionmaker[Session]) -> Iterator[UnitOfWork]:
    """Open one writing transaction: commit when the block ends, roll back when it raises.

    Raises:
        DatabaseAway: the database did not answer. The commit may stand nevertheless, so the
            caller's action has to be one that can be asked for twice.
    """
    with _translated(), sessions.begin() as session:
        uow = UnitOfWork(session)
        yield uow
    uow._ring()


@contextmanager
def reading(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """Open one read-only transaction that sees one state of the database throughout.

    Raises:
        DatabaseAway: the database did not answer.
    """
    with _translated(), sessions.begin() as session:
        session.connection(
            execution_options={
                "postgresql_readonly": True,
                **_snapshot(session),
            }
        )
        yield session


def _snapshot(session: Session) -> dict[str, Any]:
    """Return the isolation that gives PostgreSQL the one snapshot SQLite always gives."""
    if session.get_bind().dialect.name != "postgresql":
        return {}
    return {"isolation_level": "REPEATABLE READ"}


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the driver's way of saying "away" into ours, which is safe to show."""
    try:
        yield
    except (OperationalError, InterfaceError, NoConnectionFree) as error:
        log_failure("database_away", error)
        raise DatabaseAway("The database did not answer. Please try again in a moment.") from error


def wait_for_others(session: Session, key: str) -> None:
    """Hold ``key`` until the transaction ends, so that those who name it come one by one.

    For what has no row yet that could be locked; SQLite's writers come one by one anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big", signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


def insert_once(
    session: Session, into: type[Any] | Table, values: dict[str, Any], index_elements: list[str]
) -> bool:
    """Insert ``values`` unless a row with the same ``index_elements`` is there.

    Returns:
        True when this call inserted the row. The unique index decides, whoever else inserts at
        the same moment.
    """
    table = into if isinstance(into, Table) else inspect(into).local_table
    dialect = session.get_bind().dialect.name
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    query = (
        make(table)
        .values(**values)
        .on_conflict_do_nothing(index_elements=index_elements)
        .returning(table.c[index_elements[0]])
    )
    return session.execute(query).first() is not None
