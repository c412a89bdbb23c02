"""The doors through which other services and scrutineers send word: bells, ledgers, scans."""

from __future__ import annotations

import pytest
from factories import documents
from factories.tally import Counting, refusal, stored, work
from sqlalchemy import func, select

from shared.plumbing.db import reading
from tally_service.counts.actions import fetching
from tally_service.db import OutboxRow

VOTES = [0, 0, 1, 1, 3, 4, 0]


@pytest.fixture
def counting(database_url, tmp_path):
    return Counting(database_url, tmp_path)


def test_a_ledger_that_the_desk_did_not_sign_is_refused(counting):
    closed = counting.hold({"A": VOTES})
    before = stored(counting.tally)

    answer = counting.deliver(closed.ledger(), key=documents.STRANGER)

    assert refusal(answer) == (400, "verification_failed")
    assert stored(counting.tally) == before


def test_a_document_that_no_room_takes_is_refused_as_that(counting):
    closed = counting.hold({"A": VOTES})

    assert refusal(counting.deliver(closed.frozen())) == (400, "unknown_document")


def test_the_first_ledger_of_a_round_stands(counting):
    closed = counting.hold({"A": VOTES})
    first = counting.settle(closed)

    again, other = counting.settle(closed), counting.settle(closed, issued=1)

    assert again.json == first.json == {"digest": closed.ledger().digest}
    assert refusal(other) == (409, "ledger_stands")


def test_a_scan_that_one_scrutineer_signed_is_not_taken(counting):
    closed = counting.hold({"A": VOTES})
    counting.fetch(closed)
    counting.settle(closed)
    scan = closed.scan()
    scan["signatures"] = scan["signatures"][:1]
    meeting = closed.meeting.meeting
    counting.box.pages[f"meetings/{meeting}/leftovers"] = {"leftovers": [scan]}

    counting.ring("leftovers", meeting)
    left = work(counting.tally)

    assert left == ["leftovers"]
    assert counting.outcome(closed) == ("adding", None)


def test_the_first_scan_of_an_electorate_stands(counting):
    closed = counting.hold({"A": VOTES})
    counting.scan(closed)
    before = stored(counting.tally, "outbox")
    closed.left_over["A"].pop()

    counting.scan(closed)

    assert stored(counting.tally, "outbox") == before


def test_a_box_that_is_not_closed_and_signed_is_left_alone(counting):
    closed = counting.hold({"A": VOTES})
    address = f"boxes/{closed.uuid()}/closing"
    record = counting.box.pages.pop(address)

    counting.fetch(closed)
    counting.box.pages[address] = {**record, "signatures": record["signatures"][:1]}
    counting.fetch(closed)

    assert counting.client.get(f"/api/v1/counts/{closed.uuid()}").status_code == 404
    counting.box.pages[address] = record
    counting.fetch(closed)
    assert counting.outcome(closed) == ("adding", None)


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("certified_result", "0" * 64),
        ("board_closed", "../../etc/passwd"),
        ("board_closed", "0OIl0OIl0OIl0O"),
        ("leftovers", "a/b"),
        ("leftovers", ""),
    ],
)
def test_a_bell_about_nothing_we_know_is_refused(counting, kind, subject):
    assert refusal(counting.ring(kind, subject)) == (400, "unknown_bell")


def test_a_bell_rung_often_is_heard_once(counting):
    for _ in range(3):
        assert counting.ring("board_closed", "1" * 14).status_code == 202

    with reading(counting.tally.sessions) as session:
        assert session.scalar(select(func.count()).select_from(OutboxRow)) == 1


def test_bells_of_strangers_cannot_fill_the_outbox(counting, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BELLS", 2)
    assert counting.ring("board_closed", "1" * 14).status_code == 202
    assert counting.ring("leftovers", "m1").status_code == 202

    assert refusal(counting.ring("leftovers", "m2")) == (503, "too_many_bells")
