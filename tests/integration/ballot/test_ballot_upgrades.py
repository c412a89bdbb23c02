"""Databases of the first tables are brought up to date with what they hold."""

from __future__ import annotations

from alembic import command
from factories import boxes, desk
from sqlalchemy import text

from ballot_service.meetings.store.rows import MeetingRow
from ballot_service.roll.store.people import PersonRow
from shared.plumbing.db import make_engine, make_sessions
from shared.plumbing.migrate import _config, upgrade


def as_it_was(migrations, url, *statements):
    """Make the database of revision 0001 with some rows, then bring it up to date."""
    command.upgrade(_config(migrations, url, "alembic_version"), "0001")
    engine = make_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    upgrade(migrations, url)
    return engine


def test_a_list_without_a_batch_number_is_older_than_every_ticket(database_url):
    engine = as_it_was(
        boxes.MIGRATIONS,
        database_url,
        "INSERT INTO meeting VALUES ('m', '{}', 'b', NULL)",
        "INSERT INTO box VALUES ('u', 'm', 'A', 'draft', NULL, 'digest', 7)",
        "INSERT INTO ticket VALUES ('n')",
    )

    with engine.connect() as connection:
        (row,) = connection.execute(text("SELECT list_digest, list_size, list_batch FROM box"))

    assert tuple(row) == ("digest", 7, None)


def test_an_electorate_of_before_begins_to_count_its_tickets(database_url):
    engine = as_it_was(
        desk.MIGRATIONS,
        database_url,
        "INSERT INTO pack VALUES ('p', '{}')",
        "INSERT INTO meeting (id, created_at, state, summary, agenda_json, pack) "
        "VALUES ('m', '2026-01-01', 'prepared', '{}', '{}', 'p')",
        "INSERT INTO electorate (meeting, key, title, roll, present, printed, counted_by) "
        "VALUES ('m', 'A', 'A', 9, 0, 9, '[]')",
    )

    with engine.connect() as connection:
        (row,) = connection.execute(text("SELECT printed, batch FROM electorate"))

    assert tuple(row) == (9, 0)


def test_a_meeting_of_before_hands_out_slips_and_nobody_has_a_reserve_slip(database_url):
    engine = as_it_was(
        desk.MIGRATIONS,
        database_url,
        "INSERT INTO pack VALUES ('p', '{}')",
        "INSERT INTO meeting (id, created_at, state, summary, agenda_json, pack) "
        "VALUES ('m', '2026-01-01', 'checking_in', '{}', '{}', 'p')",
        "INSERT INTO person VALUES ('x', 'm', '甲', '局', 'A', '甲局', true)",
    )

    with make_sessions(engine)() as session:
        row, person = session.get_one(MeetingRow, "m"), session.get_one(PersonRow, "x")

    assert (row.blind, row.activation_ends_at) == (False, None)
    assert (person.present, person.reserve, person.late) == (True, False, False)
