"""Migrated databases, quickly: the migrations run once a process and are then copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier
from servers import EMPTY
from sqlalchemy.engine import URL, make_url

from shared.plumbing.migrate import upgrade


def migrate(package: str, url: str) -> None:
    """Bring the database at ``url`` to the newest migration of ``package``."""
    place = make_url(url)
    if place.get_backend_name() == "postgresql":
        if _is_empty(place):
            _copy_template(_migrated_template(package, _maintenance(place)), place)
            return
    elif not (path := Path(place.database or "")).exists():
        path.touch(mode=0o600)
        path.write_bytes(_migrated_file(package))
        return
    upgrade(package, url)


@cache
def _migrated_file(package: str) -> bytes:
    """Return the file of an empty SQLite database with every migration of ``package``."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        upgrade(package, f"sqlite:///{path}")
        return path.read_bytes()


@cache
def _migrated_template(package: str, maintenance: URL) -> str:
    """Return a database of the same server, empty and with every migration of ``package``."""
    name = f"template_{uuid4().hex}"
    with _connected(maintenance) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    upgrade(package, maintenance.set(database=name).render_as_string(hide_password=False))
    return name


def _copy_template(template: str, place: URL) -> None:
    """Put a copy of ``template`` in the place of the empty database at ``place``."""
    names = {"new": Identifier(str(place.database)), "template": Identifier(template)}
    names["left"] = Identifier(f"{EMPTY}{uuid4().hex}")
    with _connected(_maintenance(place)) as connection:
        connection.execute(SQL("ALTER DATABASE {new} RENAME TO {left}").format(**names))
        connection.execute(SQL("CREATE DATABASE {new} TEMPLATE {template}").format(**names))


def _is_empty(place: URL) -> bool:
    with _connected(place) as connection:
        found = connection.execute("SELECT FROM pg_tables WHERE schemaname = 'public' LIMIT 1")
        return found.fetchone() is None


def _maintenance(place: URL) -> URL:
    return place.set(database="postgres")


def _connected(place: URL) -> psycopg.Connection[tuple[object, ...]]:
    plain = place.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
