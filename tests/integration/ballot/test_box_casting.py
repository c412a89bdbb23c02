"""Casting: what is taken, what is refused and how, and what a refusal leaves: nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import documents
from factories.ballots import a_ballot, with_a_space, with_false_proof
from factories.boxes import Rehearsed, a_box_side, refusal, stored

from ballot_service.box.domain.casting import BALLOT_LIMIT
from shared.crypto.ballots import tracker
from shared.plumbing.gate import Gate


@pytest.fixture
def box(database_url, tmp_path):
    return a_box_side(database_url, tmp_path)


@pytest.fixture
def meeting(box):
    return Rehearsed(box, voters=3).open()


def test_the_same_bytes_get_the_same_receipt(meeting, box):
    ballot = meeting.ballot(0)
    first = meeting.cast(ballot)
    before = stored(box)

    again = meeting.cast(ballot)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.data == first.data
    assert stored(box) == before


def test_the_same_bytes_get_the_same_receipt_even_after_the_close(meeting):
    ballot = meeting.ballot(0)
    first = meeting.cast(ballot)
    meeting.close()

    again = meeting.cast(ballot)

    assert (again.status_code, again.data) == (201, first.data)


def test_a_lost_receipt_can_be_asked_for_by_its_tracker(meeting):
    ballot = meeting.ballot(0)
    receipt = meeting.cast(ballot)

    found = meeting.get(f"/receipts/{tracker(ballot).hex()}")

    assert (found.status_code, found.data) == (200, receipt.data)


@pytest.mark.parametrize("asked", ["0" * 64, "0" * 63, "zz", "A" * 64])
def test_a_tracker_that_is_not_in_the_box_has_no_receipt(meeting, asked):
    meeting.cast(meeting.ballot(0))

    assert refusal(meeting.get(f"/receipts/{asked}")) == (404, "receipt_unknown")


def another_ballot_of_a_used_slip(meeting):
    assert meeting.cast(meeting.ballot(0, 1)).status_code == 201
    return meeting.ballot(0, 2)


def a_ballot_of_an_unlisted_slip(meeting):
    return a_ballot(meeting.sheet, documents.some_codes(1)[0])


def a_ballot_of_another_box(meeting):
    other = documents.a_box_manifest(meeting.meeting, round="r2")
    return a_ballot(other, meeting.codes[0])


def a_ballot_with_a_false_signature(meeting):
    mine, other = meeting.ballot(0), meeting.ballot(0)
    mark = ',"signature":'
    return mine[: mine.index(mark)] + other[other.index(mark) :]


REFUSALS = [
    (another_ballot_of_a_used_slip, 409, "credential_used"),
    (a_ballot_of_an_unlisted_slip, 400, "credential_unknown"),
    (a_ballot_of_another_box, 400, "wrong_election"),
    (lambda meeting: with_false_proof(meeting.ballot(0)), 400, "verification_failed"),
    (a_ballot_with_a_false_signature, 400, "verification_failed"),
    (lambda meeting: with_a_space(meeting.ballot(0)), 400, "malformed"),
    (lambda meeting: meeting.ballot(0)[:-1], 400, "malformed"),
    (lambda meeting: meeting.ballot(0) + "\n", 400, "malformed"),
    (lambda meeting: '{"PLANTED":1}', 400, "malformed"),
    (lambda meeting: "", 400, "malformed"),
    (lambda meeting: b"\xff\xfe" + meeting.ballot(0).encode(), 400, "malformed"),
    (lambda meeting: meeting.ballot(0).encode()[:-2] + b"\xc3\xa9}}", 400, "malformed"),
    (lambda meeting: "9" * (BALLOT_LIMIT + 1), 413, "too_large"),
]


@pytest.mark.parametrize(("spoil", "status", "slug"), REFUSALS)
def test_a_refused_ballot_leaves_nothing_and_is_not_repeated(meeting, box, spoil, status, slug):
    content = spoil(meeting)
    before = stored(box)

    response = meeting.cast(content)

    assert refusal(response) == (status, slug)
    assert stored(box) == before
    sent = content if isinstance(content, bytes) else content.encode()
    pieces = [sent[at : at + 12] for at in range(0, min(len(sent), 4000), 12)]
    assert not any(len(piece) == 12 and piece in response.data for piece in pieces)


def test_a_ballot_for_a_box_that_is_not_there_is_refused(meeting):
    for uuid in ("11111111111111", "x" * 200, "表"):
        assert refusal(meeting.cast(meeting.ballot(0), uuid)) == (404, "box_unknown")


def test_an_address_that_no_database_could_be_asked_for_names_nothing(meeting):
    assert refusal(meeting.cast(meeting.ballot(0), "%00")) == (404, "not_found")
    assert refusal(meeting.get("/receipts/%00")) == (404, "not_found")


def test_a_ballot_with_another_content_type_is_refused(meeting):
    address = f"/api/v1/boxes/{meeting.uuid}/ballots"

    response = meeting.client.post(address, data=meeting.ballot(0), content_type="text/plain")

    assert refusal(response) == (400, "wrong_content_type")


def test_a_ballot_before_the_opening_is_refused(box):
    meeting = Rehearsed(box, voters=1).freeze()

    assert refusal(meeting.cast(meeting.ballot(0))) == (409, "box_not_open")
    assert stored(box)["ballot"] == []


def test_a_ballot_after_the_close_is_refused(meeting, box):
    meeting.close()

    assert refusal(meeting.cast(meeting.ballot(0))) == (409, "box_closed")
    assert stored(box)["ballot"] == []


def test_a_ballot_in_an_annulled_round_is_refused(meeting):
    assert meeting.order("annul", reason="舞弊").status_code == 200

    assert refusal(meeting.cast(meeting.ballot(0))) == (409, "box_closed")


def test_who_holds_no_slip_cannot_learn_whether_a_credential_was_used(meeting):
    """A listed credential with junk behind it gets the same answer, used or not."""
    used, unused = meeting.ballot(0), meeting.ballot(1)
    meeting.cast(used)
    forged = [with_false_proof(a_ballot(meeting.sheet, code)) for code in meeting.codes[:2]]

    answers = [meeting.cast(ballot) for ballot in forged]

    assert answers[0].data == answers[1].data
    assert refusal(answers[0]) == (400, "verification_failed")
    assert meeting.cast(unused).status_code == 201


def test_too_many_ballots_at_once_are_told_to_come_back(database_url, tmp_path):
    box = replace(a_box_side(database_url, tmp_path), gate=Gate(inside=1, waiting=0))
    meeting = Rehearsed(box, voters=1).open()
    ballot = meeting.ballot(0)

    with box.gate.enter():
        response = meeting.cast(ballot)
    later = meeting.cast(ballot)

    assert refusal(response) == (503, "busy")
    assert response.headers["Retry-After"] == "2"
    assert later.status_code == 201
