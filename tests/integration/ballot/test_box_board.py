"""What is public of a box and when; closing signatures; publishing again."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from factories import documents
from factories.boxes import Bells, Rehearsed, a_box_side, refusal, stored, work
from sqlalchemy import event

from ballot_service.board.actions import publishing
from ballot_service.board.store import scrub
from ballot_service.board.store.archives import archive_path
from ballot_service.box_db import open_engine
from shared.crypto import jsontext
from shared.crypto.archive import read_archive
from shared.crypto.ballots import tracker
from shared.crypto.merkle import root_hash
from shared.documents.closing import ClosingRecord, sign_as_scrutineer

FIRST, SECOND = documents.SCRUTINEERS


@pytest.fixture
def bells():
    return Bells()


@pytest.fixture
def box(database_url, tmp_path, bells):
    return a_box_side(database_url, tmp_path, bells)


@pytest.fixture
def meeting(box):
    return Rehearsed(box, voters=5).open()


@pytest.fixture
def closed(meeting):
    """A box in which everybody voted, closed and published."""
    for voter in range(5):
        assert meeting.cast(meeting.ballot(voter, voter % 5)).status_code == 201
    return meeting.close()


# Disclosure


def test_nothing_tells_the_turnout_while_a_box_is_open(meeting):
    pages = ["", "/credentials", "/checkpoint", "/archive", "/closing", "/trackers"]
    addresses = [f"/api/v1/boxes/{meeting.uuid}{page}" for page in pages]
    addresses.append(f"/api/v1/meetings/{meeting.meeting.meeting}")
    addresses.append(f"/api/v1/meetings/{meeting.meeting.meeting}/leftovers")
    before = [meeting.client.get(address).data for address in addresses]

    for voter in range(5):
        meeting.cast(meeting.ballot(voter))

    assert [meeting.client.get(address).data for address in addresses] == before
    for page in ("/checkpoint", "/archive", "/closing", "/trackers"):
        assert refusal(meeting.get(page)) == (404, "not_published")


def test_nothing_is_published_between_the_close_and_the_end_of_the_job(meeting, box):
    meeting.cast(meeting.ballot(0))
    meeting.order("close")

    for page in ("/checkpoint", "/archive", "/closing", "/trackers"):
        assert refusal(meeting.get(page)) == (404, "not_published")
    work(box)
    assert meeting.get("/archive").status_code == 200


def test_an_answer_leaves_no_cookie_and_no_copy(closed):
    for page in ("", "/closing", "/archive", "/credentials", "/trackers", "/receipts/none"):
        response = closed.get(page)
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


# The archive


def test_the_archive_holds_the_ballots_by_hash_and_the_time_of_the_freeze(closed):
    response = closed.get("/archive")

    archive = read_archive(io.BytesIO(response.data))

    assert int(response.headers["Content-Length"]) == len(response.data)
    assert archive.timestamp == documents.FREEZE
    marks = [tracker(ballot) for ballot in archive.ballots]
    assert len(marks) == 5
    assert marks == sorted(marks)
    assert archive.trustees_text == documents.a_board().document.trustees_text


def test_the_list_of_trackers_is_the_archive_in_short(closed):
    shown = closed.get("/trackers").json
    ballots = list(read_archive(io.BytesIO(closed.get("/archive").data)).ballots)

    checkpoint = closed.get("/checkpoint").json
    assert {name: shown[name] for name in checkpoint} == checkpoint
    assert shown["trackers"] == [jsontext.b64(tracker(ballot)) for ballot in ballots]
    assert shown["credentials"] == [jsontext.decode(ballot)["credential"] for ballot in ballots]
    root = root_hash([jsontext.unb64(mark) for mark in shown["trackers"]])
    assert root.hex() == checkpoint["root"]


def test_an_empty_box_is_published_too(meeting):
    meeting.close()

    assert meeting.get("/trackers").json["trackers"] == []

    assert meeting.get("/checkpoint").json["size"] == 0
    assert read_archive(io.BytesIO(meeting.get("/archive").data)).ended


@pytest.mark.parametrize(("voters", "state"), [(4, "sealed"), (5, "closed")])
def test_a_box_below_the_floor_is_sealed(meeting, voters, state):
    for voter in range(voters):
        meeting.cast(meeting.ballot(voter))

    meeting.close()

    assert meeting.get("").json["state"] == state


def test_a_round_annulled_while_open_is_published_so_that_no_receipt_is_false(meeting, box):
    ballot = meeting.ballot(0)
    meeting.cast(ballot)

    meeting.order("annul", reason="舞弊")
    work(box)

    assert meeting.get("").json["state"] == "annulled"
    assert list(read_archive(io.BytesIO(meeting.get("/archive").data)).ballots) == [ballot]


def test_a_closed_round_can_be_annulled_and_its_archive_stays(closed, box):
    archive = closed.get("/archive").data

    closed.order("annul", reason="已确认舞弊")

    assert work(box) == []
    assert closed.get("").json["state"] == "annulled"
    assert closed.get("/archive").data == archive


# Publishing again, whatever broke


def test_publishing_twice_changes_nothing(closed, box):
    before, archive = stored(box), closed.get("/archive").data

    publishing.publish_board(box, closed.uuid)

    assert stored(box) == before
    assert closed.get("/archive").data == archive


@pytest.mark.parametrize("step", ["write_archive", "scrub", "sign_checkpoint"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_publishing_continues_wherever_it_broke(meeting, box, monkeypatch, step, moment):
    ballot = meeting.ballot(0)
    meeting.cast(ballot)
    meeting.order("close")
    real = getattr(publishing, step)

    def broken(*arguments):
        if moment == "after":
            real(*arguments)
        raise OSError

    monkeypatch.setattr(publishing, step, broken)
    work(box)
    assert refusal(meeting.get("/closing")) == (404, "not_published")
    monkeypatch.setattr(publishing, step, real)
    assert work(box) == ["publish_board"]

    assert list(read_archive(io.BytesIO(meeting.get("/archive").data)).ballots) == [ballot]
    assert meeting.get("/checkpoint").json["size"] == 1
    assert work(box) == []


def test_a_half_written_archive_is_replaced_and_not_left_behind(meeting, box):
    meeting.cast(meeting.ballot(0))
    path = archive_path(box.archives, meeting.uuid)
    path.parent.mkdir()
    path.write_bytes(b"half")
    (path.parent / f".{path.name}.killed").write_bytes(b"half")

    meeting.close()

    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert len(read_archive(io.BytesIO(path.read_bytes())).ballots) == 1


def test_a_reader_in_the_way_delays_publishing_and_loses_nothing(meeting, box, monkeypatch):
    monkeypatch.setattr(scrub, "LOOKS", 2)
    meeting.cast(meeting.ballot(0))
    meeting.order("close")
    with box.sessions() as reader:
        connection = reader.connection(execution_options={"postgresql_readonly": True})
        if box.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.exec_driver_sql("SELECT count(*) FROM ballot").scalar()
        with pytest.raises(scrub.ScrubDelayed):
            publishing.publish_board(_impatient(box), meeting.uuid)
        assert refusal(meeting.get("/closing")) == (404, "not_published")
    work(box)

    assert meeting.get("/checkpoint").json["size"] == 1


def _impatient(box):
    """Return the same box, whose new connections do not wait for a lock."""
    engine = open_engine(box.engine.url.render_as_string(hide_password=False), pooled=False)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=100"))
    return replace(box, engine=engine)


# The closing record


def test_the_second_signature_rings_the_tally_once(closed, box, bells):
    assert closed.sign_closing(FIRST).status_code == 200
    assert work(box) == []

    second = closed.sign_closing(SECOND)
    again = closed.sign_closing(SECOND)

    assert second.data == again.data
    assert len(second.json["signatures"]) == 2
    assert work(box) == ["board_closed"]
    assert bells.heard == [("board_closed", closed.uuid)]


def test_the_bell_is_rung_until_it_is_heard(closed, box, bells):
    bells.deaf = True
    for key in documents.SCRUTINEERS:
        closed.sign_closing(key)
    work(box)
    assert bells.heard == []

    bells.deaf = False
    work(box)

    assert bells.heard == [("board_closed", closed.uuid)]


def test_a_key_the_manifest_does_not_name_cannot_sign(closed, box):
    before = stored(box)

    assert refusal(closed.sign_closing(documents.STRANGER)) == (403, "scrutineer_unknown")
    assert stored(box) == before


def test_a_signature_of_another_record_is_refused(closed, box):
    record = ClosingRecord.model_validate(closed.get("/closing").json)
    other = record.model_copy(update={"ballots": record.ballots + 1})
    signature = sign_as_scrutineer(FIRST, other.message())
    before = stored(box)

    response = closed.post(f"/boxes/{closed.uuid}/closing", signature.model_dump())

    assert refusal(response) == (400, "verification_failed")
    assert stored(box) == before


def test_nobody_can_sign_before_the_box_is_published(meeting):
    signature = sign_as_scrutineer(FIRST, b"anything")

    response = meeting.post(f"/boxes/{meeting.uuid}/closing", signature.model_dump())

    assert refusal(response) == (404, "not_published")
