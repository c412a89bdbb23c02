"""Remove what the storage engine remembers of the order in which ballots and activations came.

While activation runs and while a box is open its engine knows: SQLite's log and page allocation,
PostgreSQL's transaction ids and row positions. Once activation has ended, and before anything of
a closed box is published, this is rewritten in the order of hashes. SQLite: VACUUM writes every
table anew in key order, then the log is emptied. PostgreSQL: one statement writes the rows again,
sorted, under one transaction id; VACUUM FULL then drops the old versions, once no running
transaction could still need them. PostgreSQL's own write-ahead log is not reached from here
(DESIGN section 8).

Safe to repeat and to be killed in. May import: SQLAlchemy, shared.errors.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, TextClause, text

from shared.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Table:
    """The statements that put one table's rows of some boxes in their order, on PostgreSQL."""

    rewrite: TextClause
    still_seen: TextClause
    """How many began before the rows were rewritten and may still read the old ones; a standby
    that reports what it reads has no database name."""
    vacuum: TextClause


BALLOTS = Table(
    text("""
        WITH old AS (
            DELETE FROM ballot WHERE uuid = ANY(:uuids) RETURNING uuid, tracker, credential, text
        )
        INSERT INTO ballot (uuid, tracker, credential, text)
        SELECT uuid, tracker, credential, text FROM old ORDER BY uuid, tracker
    """),
    text("""
        SELECT count(*) FROM pg_stat_activity
        WHERE (datname = current_database() OR datname IS NULL) AND pid <> pg_backend_pid()
        AND age(backend_xmin) >= (SELECT age(xmin) FROM ballot WHERE uuid = ANY(:uuids) LIMIT 1)
    """),
    text("VACUUM FULL ballot"),
)

ACTIVATIONS = Table(
    text("""
        WITH old AS (
            DELETE FROM activation WHERE uuid = ANY(:uuids)
            RETURNING uuid, credential, randomizer, signature
        )
        INSERT INTO activation (uuid, credential, randomizer, signature)
        SELECT uuid, credential, randomizer, signature FROM old ORDER BY uuid, credential
    """),
    text("""
        SELECT count(*) FROM pg_stat_activity
        WHERE (datname = current_database() OR datname IS NULL) AND pid <> pg_backend_pid()
        AND age(backend_xmin) >= (SELECT age(xmin) FROM activation WHERE uuid = ANY(:uuids) LIMIT 1)
    """),
    text("VACUUM FULL activation"),
)

LOOKS = 100
PAUSE_SECONDS = 0.1
"""Casts in other boxes are over in milliseconds; a backup may take longer than we wait."""


class ScrubDelayed(Unavailable):
    """Somebody is still reading what has to be removed; it is tried again."""

    code = "scrub_delayed"


def scrub(engine: Engine, uuid: str) -> None:
    """Return once the stored ballots of the closed box ``uuid`` lie in the order of their hashes.

    Raises:
        ScrubDelayed: readers are in the way; to be tried again.
    """
    _scrub(engine, BALLOTS, [uuid])


def scrub_activations(engine: Engine, uuids: Sequence[str]) -> None:
    """Return once the activations in the boxes ``uuids`` lie in the order of their credentials.

    Raises:
        ScrubDelayed: readers are in the way; to be tried again.
    """
    _scrub(engine, ACTIVATIONS, uuids)


def _scrub(engine: Engine, table: Table, uuids: Sequence[str]) -> None:
    """Bring the rows of ``uuids`` into their order, whichever engine holds them."""
    if engine.dialect.name == "sqlite":
        _scrub_sqlite(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _scrub_postgresql(connection, table, {"uuids": list(uuids)})


def _scrub_sqlite(engine: Engine) -> None:
    """Write the file anew and empty the log, outside any transaction of SQLAlchemy's."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only=OFF")
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (busy, _, _) = cursor.fetchone() or (1, 0, 0)
    except sqlite3.OperationalError as error:
        raise ScrubDelayed("The box's database is in use; closing is continued soon.") from error
    finally:
        connection.close()
    if busy:
        raise ScrubDelayed("The box's database is being read; closing is continued soon.")


def _scrub_postgresql(connection: Connection, table: Table, boxes: Mapping[str, list[str]]) -> None:
    """Rewrite the rows of some boxes sorted, then drop every older version of them."""
    connection.execute(table.rewrite, boxes)
    for _ in range(LOOKS):
        if not connection.execute(table.still_seen, boxes).scalar_one():
            connection.execute(table.vacuum)
            return
        time.sleep(PAUSE_SECONDS)
    raise ScrubDelayed("The box's database is being read; closing is continued soon.")
