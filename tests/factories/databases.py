"""Migrated databases, quickly: on SQLite the migrations run once a process and are then copied."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from shared.plumbing.migrate import upgrade


def migrate(package: str, url: str) -> None:
    """Bring the database at ``url`` to the newest migration of ``package``."""
    place = make_url(url)
    path = Path(place.database or "")
    if place.get_backend_name() == "sqlite" and not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_migrated(package))
    else:
        upgrade(package, url)


@cache
def _migrated(package: str) -> bytes:
    """Return the file of an empty database with every migration of ``package``."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        upgrade(package, f"sqlite:///{path}")
        return path.read_bytes()
