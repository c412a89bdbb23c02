"""A database with data goes through the newest migrations."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, text

from shared.plumbing.db import make_engine
from shared.plumbing.migrate import upgrade

PACKAGE = "appraisal_service.migrations"
DIGEST = "a" * 64


@pytest.fixture
def database(database_url: str) -> str:
    """A database as it was before the last two migrations, with a row wherever one counts."""
    upgrade(PACKAGE, database_url, to="0005")
    engine = make_engine(database_url, pooled=False)
    with engine.begin() as connection:
        _fill(connection)
    return database_url


def _fill(connection: Connection) -> None:
    """Insert two people with a grade each, one published, and what these rest on."""
    rows: list[tuple[str, dict[str, Any]]] = [
        ("pack", {"digest": DIGEST, "document": "{}"}),
        ("jurisdiction", {"id": "county", "year": 2026, "title": "某县", "pack": DIGEST}),
        ("derivation", {"digest": DIGEST, "content": b"{}"}),
    ]
    for unit in ("unit-2", "unit-1"):
        values = {"jurisdiction": "county", "id": unit, "name": unit, "vertical": False}
        rows.append(("unit", values))
    for person, state in (("o1", "published"), ("o2", "proposed")):
        rows.append(("person", {"id": person, "name": f"干部{person}"}))
        grade = {"person": person, "year": 2026, "version": 1, "attempt": 1, "state": state}
        rows.append(("appraisal", {**grade, "jurisdiction": "county", "derivation": DIGEST}))
    aside = {"digest": DIGEST, "reason": "另一次为准", "by": "甲、乙", "at": "2026-12-20 00:00:00"}
    rows.append(("result_set_aside", aside))
    for table, values in rows:
        names = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join(f":{name}" for name in values)
        connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({marks})'), values)


def test_nothing_is_lost_and_what_is_new_is_filled_in(database):
    upgrade(PACKAGE, database)

    with make_engine(database, pooled=False).begin() as connection:
        names = connection.execute(text("SELECT person, name FROM appraisal ORDER BY person"))
        places = connection.execute(text("SELECT id, place FROM unit ORDER BY place, id"))
        aside = connection.execute(text("SELECT reason FROM result_set_aside"))
        rests = connection.execute(text("SELECT rests_on FROM derivation"))
        assert [tuple(row) for row in names] == [("o1", "干部o1"), ("o2", None)]
        assert [tuple(row) for row in places] == [("unit-1", 0), ("unit-2", 0)]
        assert [row[0] for row in aside] == ["另一次为准"]
        assert [row[0] for row in rests] == [""]
