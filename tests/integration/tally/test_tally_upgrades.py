"""A tally service's database of the first tables is brought up to date with what it holds."""

from __future__ import annotations

from alembic import command
from factories.tally import MIGRATIONS
from sqlalchemy import text

from shared.plumbing.db import make_engine
from shared.plumbing.migrate import _config, upgrade


def test_a_round_that_was_certified_has_had_one_version_and_no_correction_is_open(database_url):
    command.upgrade(_config(MIGRATIONS, database_url, "alembic_version"), "0001")
    engine = make_engine(database_url)
    with engine.begin() as connection:
        for state in ("certified", "counted"):
            values = f"INSERT INTO round (meeting, round, state) VALUES ('m', '{state}', '{state}')"
            connection.execute(text(values))

    upgrade(MIGRATIONS, database_url)

    with engine.connect() as connection:
        found = connection.execute(text("SELECT round, versions, correcting FROM round"))
        assert {row[0]: (row[1], bool(row[2])) for row in found} == {
            "certified": (1, False),
            "counted": (0, False),
        }
