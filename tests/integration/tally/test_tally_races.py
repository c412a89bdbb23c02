"""Two who come at the same moment have one effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from factories import documents
from factories.tally import Counting, work
from sqlalchemy import func, select

from shared.documents.base import sign
from shared.plumbing.db import reading
from tally_service import job_names
from tally_service.certificates.store import CertificateRow
from tally_service.counts.store import AskedRow, CountRow, NoticeRow
from tally_service.db import OutboxRow
from tally_service.worker import handlers

VOTES = [0, 0, 1, 1, 3, 4, 0]


@pytest.fixture
def counting(database_url, tmp_path):
    return Counting(database_url, tmp_path)


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """Call all of them at the same moment, each in a thread; return their answers."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def rows(counting: Counting, *where: Any, of: Any = OutboxRow) -> int:
    """Return how many rows there are."""
    with reading(counting.tally.sessions) as session:
        return session.scalar(select(func.count()).select_from(of).where(*where))


def do(counting: Counting, kind: str, subject: str) -> Callable[[], None]:
    """Return the doing of one piece of work."""
    return lambda: handlers(counting.tally)[kind](subject)


def test_workers_that_end_the_last_chunks_together_add_the_box_up_once(counting, monkeypatch):
    monkeypatch.setattr("tally_service.counts.domain.chunks.CIPHERTEXTS_A_CHUNK", 10)
    closed = counting.hold({"A": VOTES})
    counting.ring("board_closed", closed.uuid())
    work(counting.tally, {"board_closed"})
    chunks = [f"{closed.uuid()}:{number}" for number in range(4)]

    at_once([do(counting, job_names.VERIFY_CHUNK, chunk) for chunk in chunks * 2])

    assert counting.outcome(closed) == ("adding", None)
    assert rows(counting, OutboxRow.kind == job_names.ADD_UP) == 1


def test_two_workers_that_fetch_one_box_begin_one_count(counting):
    closed = counting.hold({"A": VOTES})

    at_once([do(counting, job_names.BOARD_CLOSED, closed.uuid())] * 4)

    assert rows(counting, of=CountRow) == 1
    assert rows(counting, OutboxRow.kind == job_names.VERIFY_CHUNK) == 1


def test_boxes_added_up_together_clear_their_round_once(counting):
    closed = counting.hold({"A": VOTES, "B": VOTES})
    counting.scan(closed)
    counting.settle(closed)
    for letter in "AB":
        counting.ring("board_closed", closed.uuid(letter))
    work(counting.tally, {job_names.BOARD_CLOSED, job_names.VERIFY_CHUNK})

    at_once([do(counting, job_names.ADD_UP, closed.uuid(letter)) for letter in "AB"])
    at_once([do(counting, job_names.CLEAR_ROUND, closed.subject)] * 4)

    assert counting.outcome(closed, "A") == counting.outcome(closed, "B") == ("decrypting", None)
    assert rows(counting, of=AskedRow) == 2


def test_a_round_that_is_annulled_twice_at_once_is_told_once(counting):
    closed = counting.hold({"A": VOTES, "B": VOTES})
    closed.left_over["A"][0] = closed.codes["A"][0]
    counting.fetch(closed)
    counting.scan(closed)
    counting.client.post("/api/v1/inbox", json=sign(documents.DESK, closed.ledger()))

    at_once([do(counting, job_names.CLEAR_ROUND, closed.subject)] * 4)

    assert rows(counting, of=NoticeRow) == 1
    assert rows(counting, OutboxRow.kind == job_names.TELL_DESK) == 1


def test_shares_that_arrive_together_finish_the_count_once(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    uuid = closed.uuid()
    bodies = {number: {"share": counting.share(uuid, number)} for number in (1, 2, 3)}

    def give(number: int) -> int:
        response = counting.client.application.test_client().post(
            f"/api/v1/counts/{uuid}/shares",
            json=bodies[number],
            headers=counting.trustees[number].headers,
        )
        return int(response.status_code)

    statuses = at_once([lambda n=n: give(n) for n in (1, 2, 3, 1, 2, 3)])
    at_once([do(counting, job_names.FINISH_COUNT, uuid)] * 3)
    work(counting.tally)

    assert statuses == [200] * 6
    assert counting.count(closed)["shares"] == [1, 2, 3]
    assert counting.desk.told == [("r1", "counted", None)]


def test_certifiers_who_sign_together_make_one_certificate(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    counting.decrypt(closed)

    bodies = [counting.sign_off(closed, number) for number in (0, 1)]

    def sign(number: int) -> tuple[int, str]:
        response = counting.client.application.test_client().post(
            f"/api/v1/rounds/{closed.meeting.meeting}/r1/signatures",
            json=bodies[number],
            headers=counting.certifiers[number].headers,
        )
        return response.status_code, response.json.get("state", response.json.get("type"))

    answers = at_once([lambda n=n: sign(n) for n in (0, 1, 0, 1)])

    assert sorted(state for status, state in answers if status == 200) == ["certified", "signed"]
    refused = {state for status, state in answers if status != 200}
    assert refused <= {"/problems/same_person", "/problems/already_certified"}
    assert rows(counting, of=CertificateRow) == 1
