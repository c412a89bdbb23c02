"""Many at once: one receipt for a slip, the same receipt for the same bytes, none lost at close."""

from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side, refusal, stored, work

from ballot_service.box import store
from ballot_service.box_app import app_for
from shared.crypto.archive import read_archive
from shared.crypto.jsontext import b64
from shared.documents.closing import ClosingRecord, sign_as_scrutineer

CLIENTS = 16


@pytest.fixture
def box(database_url, tmp_path):
    return a_box_side(database_url, tmp_path)


def at_once(box, meeting, ballots):
    """Send all ``ballots`` at the same moment, each from a client of its own."""
    app, start = app_for(box), Barrier(len(ballots))

    def send(ballot):
        client = app.test_client()
        start.wait()
        return client.post(
            f"/api/v1/boxes/{meeting.uuid}/ballots", data=ballot, content_type="application/json"
        )

    with ThreadPoolExecutor(len(ballots)) as pool:
        return list(pool.map(send, ballots))


def test_one_slip_and_many_different_ballots_get_one_receipt(box):
    meeting = Rehearsed(box, voters=1).open()
    ballots = [meeting.ballot(0, place % 5) for place in range(CLIENTS)]

    answers = at_once(box, meeting, ballots)

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (CLIENTS - 1)
    refused = [refusal(answer) for answer in answers if answer.status_code != 201]
    assert set(refused) == {(409, "credential_used")}
    assert len(stored(box)["ballot"]) == 1


def test_the_same_bytes_many_times_get_the_same_receipt_and_one_row(box):
    meeting = Rehearsed(box, voters=1).open()

    answers = at_once(box, meeting, [meeting.ballot(0)] * CLIENTS)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert len(stored(box)["ballot"]) == 1


def test_many_voters_at_once_all_get_in(box):
    meeting = Rehearsed(box, voters=CLIENTS).open()

    answers = at_once(box, meeting, [meeting.ballot(voter) for voter in range(CLIENTS)])

    assert {answer.status_code for answer in answers} == {201}
    assert len(stored(box)["ballot"]) == CLIENTS


def race_against_the_close(box, stored_before):
    """Send many ballots, close once so many are in; return (answers, trackers in the archive)."""
    meeting = Rehearsed(box, voters=CLIENTS, contests=4).open()
    ballots = [meeting.ballot(voter) for voter in range(CLIENTS)]

    def close():
        while len(stored(box)["ballot"]) < stored_before:
            time.sleep(0.001)
        answer = meeting.order("close")
        work(box)
        return answer.status_code

    with ThreadPoolExecutor(1) as chair:
        closing = chair.submit(close)
        answers = at_once(box, meeting, ballots)
        assert closing.result() == 200
    archive = read_archive(io.BytesIO(meeting.get("/archive").data))
    return answers, {b64(bytes.fromhex(digest)) for digest in archive.ballots.digests}


@pytest.mark.parametrize("stored_before", [0, 1, 4, 8, 12, 15])
def test_a_ballot_racing_the_close_is_in_the_archive_or_refused(box, stored_before):
    answers, kept = race_against_the_close(box, stored_before)

    assert {a.json["tracker"] for a in answers if a.status_code == 201} == kept
    refused = [refusal(answer) for answer in answers if answer.status_code != 201]
    assert set(refused) <= {(409, "box_closed")}
    assert len(kept) >= stored_before


def test_the_race_shows_a_box_that_does_not_look_at_its_state_again(box, monkeypatch):
    """The positive control: without the second look a receipt is given for a lost ballot."""
    monkeypatch.setattr(store, "state_for_casting", lambda *_: "open")

    answers, kept = race_against_the_close(box, 2)

    assert {a.json["tracker"] for a in answers if a.status_code == 201} > kept


def test_the_same_order_from_two_workers_has_one_effect(box):
    meeting = Rehearsed(box, voters=1).open()
    app, start = app_for(box), Barrier(4)
    order = documents.sign(documents.DESK, documents.a_round_order("close", meeting.sheet))

    def send(_):
        client = app.test_client()
        start.wait()
        return client.post("/api/v1/inbox", json=order).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))

    assert answers == [200] * 4
    assert work(box) == ["publish_board"]


def test_two_signatures_at_once_ring_one_bell(box):
    meeting = Rehearsed(box, voters=1).open().close()
    app, start = app_for(box), Barrier(4)
    bodies = []
    for key in documents.SCRUTINEERS * 2:
        record = ClosingRecord.model_validate(meeting.get("/closing").json)
        bodies.append(sign_as_scrutineer(key, record.message()).model_dump())

    def send(body):
        client = app.test_client()
        start.wait()
        return client.post(f"/api/v1/boxes/{meeting.uuid}/closing", json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, bodies))

    assert answers == [200] * 4
    assert work(box) == ["board_closed"]


def test_two_workers_on_one_box_publish_it_once(box):
    meeting = Rehearsed(box, voters=3).open()
    for voter in range(3):
        meeting.cast(meeting.ballot(voter))
    meeting.order("close")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: work(box), range(2)))
    work(box)

    assert meeting.get("/checkpoint").json["size"] == 3
    assert len(stored(box)["ballot"]) == 3
