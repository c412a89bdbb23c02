"""The order in which phones activated cannot be read from the raw files once activation has ended.

The detector is shown to work: before the rewriting, it does see the order.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from factories.blind import Activating
from factories.boxes import a_box_side
from sqlalchemy import text

from shared.documents.activations import in_list_order

VOTERS = 24


def a_sqlite_box(folder):
    folder.mkdir(exist_ok=True)
    path = folder / "box.db"
    return a_box_side(f"sqlite:///{path}", folder), path


def flush(path):
    """Bring everything into the main file, as a backup would."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def tails(meeting):
    """Return bytes of each phone's activation that stand nowhere else, by voter."""
    return [bytes.fromhex(one.signature)[-40:] for one in meeting.activations[meeting.uuid]]


def places(path, marks):
    content = path.read_bytes()
    assert all(mark in content for mark in marks)
    return [content.index(mark) for mark in marks]


@pytest.fixture
def made(tmp_path):
    """A meeting, and an order of its phones that is neither that of the hex nor its reverse."""
    box, _ = a_sqlite_box(tmp_path / "maker")
    meeting = Activating(box, voters=VOTERS, boxes=1)
    activations = meeting.activations[meeting.uuid]
    by_hex = sorted(range(VOTERS), key=lambda voter: activations[voter].credential)
    return meeting, by_hex[::2] + by_hex[1::2]


def replay(made, box, order):
    """Return the meeting in ``box`` after the phones activated in ``order``."""
    other = Activating(box, voters=0, boxes=1)
    for name in ("meeting", "sheet", "uuid", "codes", "lists", "phones", "activations"):
        setattr(other, name, getattr(made, name))
    other.begin()
    for voter in order:
        assert other.activate(voter).status_code == 200
    return other


def test_two_orders_of_activation_leave_the_same_places(tmp_path, made):
    meeting, order = made
    left = []

    for number, played in enumerate((order, order[::-1])):
        box, path = a_sqlite_box(tmp_path / str(number))
        other = replay(meeting, box, played)
        other.let("end")
        assert other.rewrite() == ["activation_ended"]
        wal = Path(f"{path}-wal").read_bytes()
        assert not any(mark in wal for mark in tails(meeting))
        flush(path)
        left.append(places(path, tails(meeting)))

    assert left[0] == left[1]


def test_the_detector_sees_the_order_before_it_is_removed(tmp_path, made):
    meeting, order = made
    left = []

    for number, played in enumerate((order, order[::-1])):
        box, path = a_sqlite_box(tmp_path / str(number))
        replay(meeting, box, played).let("end")
        flush(path)
        left.append(places(path, tails(meeting)))

    assert left[0] != left[1]


def storage_order(box, uuid):
    """Return (number of transaction ids, credentials by row place) of a box."""
    query = "SELECT credential, xmin::text FROM activation WHERE uuid = :uuid ORDER BY ctid"
    with box.engine.connect() as connection:
        rows = connection.execute(text(query), {"uuid": uuid}).all()
    return len({row[1] for row in rows}), [row[0] for row in rows]


def test_postgresql_keeps_neither_transaction_nor_place_of_an_activation(
    postgresql_url, tmp_path, made
):
    meeting, order = made
    box = a_box_side(postgresql_url, tmp_path)
    played = replay(meeting, box, order)
    sent = [meeting.activations[meeting.uuid][voter].credential for voter in order]
    assert storage_order(box, meeting.uuid) == (VOTERS, sent)

    played.let("end")
    played.rewrite()

    assert storage_order(box, meeting.uuid) == (1, sorted(sent))


def test_what_is_published_is_in_the_order_of_the_list(tmp_path, made):
    meeting, order = made
    box, _ = a_sqlite_box(tmp_path / "one")
    played = replay(meeting, box, order)
    played.tell(played.frozen_lists())

    shown = [one["credential"] for one in played.get("/activations").json["activations"]]

    assert shown == in_list_order(shown, played.get("/credentials").json)
    assert len(shown) == VOTERS
