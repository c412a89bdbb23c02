"""The whole way of a count: from the bell to a certified result that verifies."""

from __future__ import annotations

from io import BytesIO
from itertools import permutations

import pytest
from factories import documents
from factories.tally import Counting, stored, work, work_again

from shared.crypto.archive import read_archive
from shared.crypto.verify import verify_archive
from shared.documents.base import open_signed
from shared.documents.boards import Asked
from shared.documents.closing import Leftovers
from shared.documents.results import CertifiedResult

TALLY_KEYS = {documents.TALLY.key_id: documents.TALLY.public}
VOTES = [0, 0, 1, 1, 3, 4, 0]


@pytest.fixture
def counting(database_url, tmp_path):
    return Counting(database_url, tmp_path)


def test_a_closed_round_becomes_a_certified_result(counting):
    closed = counting.hold({"A": VOTES, "B": [2, 2, 2, 2, 2, 0]}, unreturned=1)

    counting.clear(closed)
    counting.decrypt(closed)
    first, second = counting.certify(closed, 0), counting.certify(closed, 1)

    assert (first.json["state"], second.json["state"]) == ("signed", "certified")
    signed = counting.client.get(f"/api/v1/certified-results/{second.json['digest']}").json
    result = open_signed(CertifiedResult, signed, TALLY_KEYS)
    assert result.digest == second.json["digest"]
    assert result.certifiers == ["周认证", "吴认证"]
    assert result.contests[0].counts == {
        "excellent": 4,
        "competent": 2,
        "basically_competent": 5,
        "incompetent": 1,
        "abstain": 1,
    }
    assert result.contests[0].by_electorate["B"]["basically_competent"] == 5
    assert [box.ledger.unreturned for box in result.boxes] == [1, 1]
    scans = [Leftovers.parse(closed.scan(letter)["document"]).digest for letter in "AB"]
    assert result.leftovers == sorted(scans)
    assert counting.desk.told == [("r1", "counted", None), ("r1", "certified", None)]
    assert counting.desk.bells == [("certified_result", result.digest)]


def test_a_finished_archive_is_out_once_certified_verifies_and_begins_with_the_closed_one(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    counting.decrypt(closed, (3, 1))
    assert counting.archive(closed).data == closed.archive()
    assert counting.archive(closed, stage="finished").status_code == 404

    counting.certify(closed, 0)
    counting.certify(closed, 1)

    archive = counting.archive(closed).data
    report = verify_archive(BytesIO(archive))
    assert report.result == [[3, 2, 0, 1, 1]]
    assert report.num_tallied == len(VOTES)
    assert archive.startswith(counting.archive(closed, stage="closed").data)
    assert counting.archive(closed, stage="closed").data == closed.archive()


@pytest.mark.parametrize("order", list(permutations(["fetch", "scan", "settle"])))
def test_the_order_in_which_word_arrives_does_not_matter(counting, order):
    closed = counting.hold({"A": VOTES, "B": VOTES})

    for step in order:
        assert counting.count(closed).get("state") != "decrypting"
        getattr(counting, step)(closed)

    assert counting.outcome(closed, "A") == ("decrypting", None)
    assert counting.outcome(closed, "B") == ("decrypting", None)


def test_a_box_of_many_chunks_is_added_up_once(counting, monkeypatch):
    monkeypatch.setattr("tally_service.counts.domain.chunks.CIPHERTEXTS_A_CHUNK", 10)
    closed = counting.hold({"A": VOTES})
    counting.ring("board_closed", closed.uuid())

    work(counting.tally, {"board_closed"})
    before = counting.count(closed)
    work(counting.tally)
    counting.scan(closed)
    counting.settle(closed)
    counting.decrypt(closed)

    assert (before["state"], before["progress"]) == ("verifying", {"done": 0, "total": 4})
    assert counting.count(closed)["progress"] == {"done": 4, "total": 4}
    assert counting.round(closed)["contests"][0]["counts"]["excellent"] == 3


def test_doing_every_job_again_changes_nothing(counting):
    closed = counting.hold({"A": VOTES, "B": [0, 1]})
    counting.clear(closed)
    counting.decrypt(closed)
    counting.certify(closed, 0)
    counting.certify(closed, 1)
    before, archive = stored(counting.tally), counting.archive(closed).data

    work_again(counting.tally)

    assert stored(counting.tally) == before
    assert counting.archive(closed).data == archive


def test_a_trustee_is_given_all_that_its_program_has_to_check(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)

    headers = counting.trustees[1].headers
    task = counting.client.get(f"/api/v1/counts/{closed.uuid()}/task", headers=headers).json

    asked = open_signed(Asked, task["asked"], TALLY_KEYS)
    assert asked.tallies == [task["tally"]]
    assert (asked.uuid, task["closing"]) == (closed.uuid(), closed.closing())
    assert task["board"] == counting.board.signed
    assert task["meeting_manifest"]["document"]["meeting"] == closed.meeting.meeting
    assert task["box_manifest"]["document"]["uuid"] == closed.uuid()


def test_more_shares_than_needed_are_all_in_the_archive_if_they_come_in_time(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    address = f"/api/v1/counts/{closed.uuid()}/shares"

    for number in (1, 2, 3):
        body = {"share": counting.share(closed.uuid(), number)}
        headers = counting.trustees[number].headers
        assert counting.client.post(address, json=body, headers=headers).status_code == 200
    work(counting.tally)
    for certifier in (0, 1):
        counting.certify(closed, certifier)

    archive = read_archive(BytesIO(counting.archive(closed).data))
    assert [owner for owner, _ in archive.partial_decryptions] == [1, 2, 3]
    assert counting.outcome(closed) == ("done", None)


def test_a_test_run_is_certified_and_nobody_is_told_to_use_it(counting):
    closed = counting.hold({"A": VOTES}, test=True)
    counting.clear(closed)
    counting.decrypt(closed)
    counting.certify(closed, 0)

    digest = counting.certify(closed, 1).json["digest"]

    result = counting.client.get(f"/api/v1/certified-results/{digest}").json
    assert result["document"]["test"] is True
    assert counting.desk.bells == []


def test_a_vote_of_one_mind_is_flagged_before_anybody_signs(counting):
    closed = counting.hold({"A": [0] * 6})
    counting.clear(closed)
    counting.decrypt(closed)

    shown = counting.round(closed)

    assert (shown["state"], shown["unanimous"]) == ("draft", ["o1.grade"])


def test_work_waits_while_the_box_and_the_desk_are_away(counting):
    closed = counting.hold({"A": VOTES})
    counting.box.away = counting.desk.away = True
    counting.ring("board_closed", closed.uuid())

    left = work(counting.tally)

    assert left == ["board_closed"]
    counting.box.away = False
    work_again(counting.tally)
    work(counting.tally)
    counting.scan(closed)
    counting.settle(closed)
    counting.decrypt(closed)
    assert counting.round(closed)["state"] == "counted"
    counting.desk.away = False
    work_again(counting.tally)
    assert counting.round(closed)["state"] == "draft"
    assert ("r1", "counted", None) in counting.desk.told
