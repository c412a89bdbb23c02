"""Remove what the storage engine remembers of the order in which ballots came.

While a box is open its engine knows: SQLite's log and page allocation, PostgreSQL's transaction
ids and row positions. Before anything of a closed box is published this is rewritten in the
order of hashes. SQLite: VACUUM writes every table anew in key order, then the log is emptied.
PostgreSQL: one statement writes the box's rows again, sorted, under one transaction id; VACUUM
FULL then drops the old versions, once no running transaction could still need them. PostgreSQL's
own write-ahead log is not reached from here (DESIGN section 8).

Safe to repeat and to be killed in. May import: SQLAlchemy, shared.errors.
"""

from __future__ import annotations

import sqlite3
import time

from sqlalchemy import Connection, Engine, text

from shared.errors import Unavailable

REWRITE = text("""
    WITH old AS (DELETE FROM ballot WHERE uuid = :uuid RETURNING uuid, tracker, credential, text)
    INSERT INTO ballot (uuid, tracker, credential, text)
    SELECT uuid, tracker, credential, text FROM old ORDER BY tracker
""")

STILL_SEEN = text("""
    SELECT count(*) FROM pg_stat_activity
    WHERE (datname = current_database() OR datname IS NULL) AND pid <> pg_backend_pid()
    AND age(backend_xmin) >= (SELECT age(xmin) FROM ballot WHERE uuid = :uuid LIMIT 1)
""")
"""How many began before the rows were rewritten and may still read the old ones; a standby
that reports what it reads has no database name."""


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
    if engine.dialect.name == "sqlite":
        _scrub_sqlite(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _scrub_postgresql(connection, uuid)


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


def _scrub_postgresql(connection: Connection, uuid: str) -> None:
    """Rewrite the box's rows sorted, then drop every older version of them."""
    connection.execute(REWRITE, {"uuid": uuid})
    for _ in range(LOOKS):
        if not connection.execute(STILL_SEEN, {"uuid": uuid}).scalar_one():
            connection.execute(text("VACUUM FULL ballot"))
            return
        time.sleep(PAUSE_SECONDS)
    raise ScrubDelayed("The box's database is being read; closing is continued soon.")
