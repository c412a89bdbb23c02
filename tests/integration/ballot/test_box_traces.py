"""The order in which ballots came cannot be read from the raw files of a closed box.

The detector is shown to work: while the box is open, and in a table that keeps its rows in the
order in which they came, it does see the order.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from factories.boxes import Rehearsed, a_box_side
from sqlalchemy import text

from shared.crypto.ballots import tracker

VOTERS = 12


def tail_of(ballot):
    """Return bytes that stand in this ballot alone, near its end."""
    return ballot[-60:].encode()


def places(path, ballots):
    """Return where in the file each ballot's tracker, head and tail stand, by tracker."""
    content = path.read_bytes()
    found = {}
    for ballot in ballots:
        credential = ballot[ballot.index('"credential":"') :][:78].encode()
        marks = (tracker(ballot), credential, tail_of(ballot))
        found[tracker(ballot)] = [content.find(mark) for mark in marks]
    return found


def by_place(path, ballots):
    """Return the ballots in the order in which their tails stand in the file."""
    content = path.read_bytes()
    assert all(tail_of(ballot) in content for ballot in ballots)
    return sorted(ballots, key=lambda ballot: content.index(tail_of(ballot)))


def by_hash(ballots):
    return sorted(ballots, key=tracker)


def a_sqlite_box(folder):
    folder.mkdir(exist_ok=True)
    path = folder / "box.db"
    return a_box_side(f"sqlite:///{path}", folder), path


def flush(path):
    """Bring everything into the main file, as a backup would."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@pytest.fixture
def ballots(tmp_path):
    """A meeting and its ballots, in an order that is neither that of the hashes nor its reverse."""
    box, _ = a_sqlite_box(tmp_path / "maker")
    meeting = Rehearsed(box, voters=VOTERS, contests=3)
    made = by_hash([meeting.ballot(voter) for voter in range(VOTERS)])
    return meeting, made[::2] + made[1::2]


def replay(meeting, box, order):
    """Return the meeting, open in ``box``, with the ballots cast in ``order``."""
    other = Rehearsed(box, voters=1)
    for name in ("meeting", "sheet", "uuid", "codes", "lists"):
        setattr(other, name, getattr(meeting, name))
    other.open()
    for ballot in order:
        assert other.cast(ballot).status_code == 201
    return other


def test_the_raw_file_of_a_closed_box_has_the_ballots_by_hash(tmp_path, ballots):
    meeting, order = ballots
    box, path = a_sqlite_box(tmp_path / "one")

    replay(meeting, box, order).close()

    wal = Path(f"{path}-wal").read_bytes()
    assert not any(mark in wal for b in order for mark in (tracker(b), tail_of(b)))
    flush(path)
    assert by_place(path, order) == by_hash(order)


def test_two_orders_of_casting_leave_the_same_places(tmp_path, ballots):
    meeting, order = ballots
    left = []

    for number, played in enumerate((order, order[::-1])):
        box, path = a_sqlite_box(tmp_path / str(number))
        replay(meeting, box, played).close()
        flush(path)
        left.append(places(path, order))

    assert left[0] == left[1]
    assert all(place > 0 for found in left[0].values() for place in found)


def test_the_detector_sees_the_order_of_an_open_box(tmp_path, ballots):
    meeting, order = ballots
    left = []

    for number, played in enumerate((order, order[::-1])):
        box, path = a_sqlite_box(tmp_path / str(number))
        replay(meeting, box, played)
        flush(path)
        left.append(places(path, order))
        assert by_place(path, order) == played

    assert left[0] != left[1]


def test_the_detector_sees_the_order_of_a_table_with_row_numbers(tmp_path, ballots):
    _, order = ballots
    path = tmp_path / "control.db"
    control = sqlite3.connect(path)
    control.execute("CREATE TABLE ballot (tracker BLOB PRIMARY KEY, text TEXT)")
    control.executemany("INSERT INTO ballot VALUES (?, ?)", [(tracker(b), b) for b in order])
    control.commit()
    control.execute("VACUUM")
    control.close()

    assert by_place(path, order) == order


def test_a_refused_ballot_leaves_no_byte_in_the_files(tmp_path, ballots):
    meeting, order = ballots
    box, path = a_sqlite_box(tmp_path / "one")
    played = replay(meeting, box, order)
    refused = meeting.ballot(0, 3)

    played.cast(refused)

    for file in (path, Path(f"{path}-wal")):
        assert tail_of(refused) not in file.read_bytes()
    assert any(tail_of(order[0]) in f.read_bytes() for f in (path, Path(f"{path}-wal")))


def storage_order(box, uuid):
    """Return (number of transaction ids, trackers by row place, by toast place) of a box."""
    query = """
        SELECT tracker, xmin::text, ctid, pg_column_toast_chunk_id(text)::text::bigint
        FROM ballot WHERE uuid = :uuid ORDER BY ctid
    """
    with box.engine.connect() as connection:
        rows = connection.execute(text(query), {"uuid": uuid}).all()
    toasted = [tracker for tracker, _, _, chunk in sorted(rows, key=lambda row: row[3])]
    return len({row[1] for row in rows}), [row[0] for row in rows], toasted


def raw_table(box):
    """Return the bytes of the table's own file, as it is on the disk."""
    with box.engine.connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
        name = connection.execute(text("SELECT pg_relation_filepath('ballot')")).scalar_one()
    with box.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
    return (Path(folder) / name).read_bytes()


def test_postgresql_keeps_neither_transaction_nor_place_nor_old_rows(
    postgresql_url, tmp_path, ballots
):
    meeting, order = ballots
    box = a_box_side(postgresql_url, tmp_path)
    played = replay(meeting, box, order)
    cast_order = [tracker(ballot) for ballot in order]
    assert storage_order(box, played.uuid) == (VOTERS, cast_order, cast_order)

    played.close()

    hashes = sorted(cast_order)
    assert storage_order(box, played.uuid) == (1, hashes, hashes)
    assert [raw_table(box).count(mark) for mark in hashes] == [1] * VOTERS


def test_scrubbing_one_box_of_postgresql_leaves_the_others_as_they_are(postgresql_url, tmp_path):
    box = a_box_side(postgresql_url, tmp_path)
    one, other = (Rehearsed(box, voters=2, contests=3).open() for _ in range(2))
    kept = [other.ballot(voter) for voter in range(2)]
    for voter, ballot in enumerate(kept):
        one.cast(one.ballot(voter))
        other.cast(ballot)

    one.close()

    assert storage_order(box, other.uuid)[1] == [tracker(ballot) for ballot in kept]
    assert other.cast(kept[0]).status_code == 201
