"""Uploads of lists: one ticket one batch, batches go one way, and what is no list is refused."""

from __future__ import annotations

import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side, refusal, stored

from shared.documents.base import sign


@pytest.fixture
def box(database_url, tmp_path):
    return a_box_side(database_url, tmp_path)


@pytest.fixture
def meeting(box):
    return Rehearsed(box, voters=3)


@pytest.fixture
def refused(box):
    """Expects a refusal that changes nothing."""

    def expect(send, status, slug):
        before = stored(box)
        response = send()
        assert refusal(response) == (status, slug)
        assert stored(box) == before

    return expect


def new_slips(meeting):
    """Make other slips for the same boxes."""
    meeting.lists = documents.public_lists(documents.some_codes(3), meeting.lists)


def test_a_ticket_works_once_and_answers_alike(meeting, refused):
    meeting.prepare()
    first = meeting.upload(batch=7)
    again = meeting.upload(batch=7)
    new_slips(meeting)

    assert first.data == again.data
    refused(lambda: meeting.upload(batch=7), 409, "ticket_used")


def test_a_ticket_answers_alike_after_the_freeze_too(meeting, refused):
    meeting.freeze()
    kept = meeting.lists

    assert meeting.upload(batch=1).status_code == 200
    new_slips(meeting)
    refused(lambda: meeting.upload(batch=1), 409, "ticket_used")
    refused(lambda: meeting.upload(batch=2), 409, "lists_frozen")
    assert sorted(meeting.get("/credentials").json) == sorted(kept[meeting.uuid])


def test_an_older_ticket_never_replaces_a_newer_batch(meeting, refused):
    meeting.prepare()
    first = meeting.lists
    assert meeting.upload(batch=2).status_code == 200
    new_slips(meeting)
    assert meeting.upload(batch=4).status_code == 200
    newest, meeting.lists = meeting.lists, first

    refused(lambda: meeting.upload(batch=2), 409, "ticket_superseded")  # used before
    refused(lambda: meeting.upload(batch=3), 409, "ticket_superseded")  # never used
    meeting.tell(documents.a_freeze(meeting.meeting, newest))
    assert sorted(meeting.get("/credentials").json) == sorted(newest[meeting.uuid])


def test_each_electorate_counts_its_own_batches(box):
    meeting = Rehearsed(box, voters=3, electorates="AB")
    meeting.prepare()
    assert meeting.upload(batch=5).status_code == 200
    ticket = documents.an_upload_ticket(meeting.meeting, 3, "B")
    lists = documents.public_lists(meeting.codes, documents.uuids_of(meeting.meeting, "B"))

    answered = meeting.post(
        "/credentials", {"ticket": sign(documents.DESK, ticket), "lists": lists}
    )

    assert answered.status_code == 200


def _on_a_ticket_of_a_stranger(meeting):
    ticket = documents.an_upload_ticket(meeting.meeting, 3)
    return meeting.post(
        "/credentials", {"ticket": sign(documents.STRANGER, ticket), "lists": meeting.lists}
    )


def _with(meeting, uuid_place, entries):
    uuid = list(meeting.lists)[uuid_place]
    meeting.lists = {**meeting.lists, uuid: entries(meeting.lists[uuid])}
    return meeting.upload()


NEUTRAL = "0" * 63 + "1"
NOT_A_POINT = "2".rjust(64, "0")


@pytest.mark.parametrize(
    ("upload", "status", "slug"),
    [
        (_on_a_ticket_of_a_stranger, 400, "verification_failed"),
        (lambda meeting: meeting.upload(printed=4), 400, "wrong_lists"),
        (lambda meeting: _with(meeting, 0, lambda own: own[:-1]), 400, "wrong_lists"),
        (lambda meeting: _with(meeting, 0, lambda own: [*own[:-1], own[0]]), 400,
         "verification_failed"),
        (lambda meeting: _with(meeting, 0, lambda own: [*own[:-1], NEUTRAL]), 400,
         "verification_failed"),
        (lambda meeting: _with(meeting, 0, lambda own: [*own[:-1], NOT_A_POINT]), 400,
         "verification_failed"),
        (lambda meeting: _with(meeting, 0, lambda own: [own[0] + ",5", *own[1:]]), 400,
         "invalid_body"),
        (lambda meeting: meeting.upload(uuids=[meeting.uuid]), 400, "wrong_lists"),
        (lambda meeting: meeting.upload(electorate="B"), 409, "ticket_differs"),
        (lambda meeting: meeting.upload(meeting="m-other"), 404, "meeting_unknown"),
    ],
)  # fmt: skip
def test_a_wrong_upload_is_refused(meeting, refused, upload, status, slug):
    meeting.prepare()

    refused(lambda: upload(meeting), status, slug)


def test_a_ticket_must_name_the_spare_boxes_too(meeting, refused):
    meeting.prepare()
    meeting.lists = {meeting.uuid: meeting.lists[meeting.uuid]}

    refused(lambda: meeting.upload(uuids=[meeting.uuid]), 409, "ticket_differs")


def test_a_list_is_not_published_before_the_freeze(meeting):
    meeting.prepare()
    meeting.upload()

    assert refusal(meeting.get("/credentials")) == (404, "list_not_frozen")
    assert meeting.get("").json["list_size"] == 3
