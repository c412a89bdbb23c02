"""The end of a meeting: the desk says it, the box shows it, and phones may erase their codes."""

from __future__ import annotations

import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side, refusal, stored
from factories.desk import Hall

from shared.documents.base import open_signed, sign
from shared.documents.orders import MeetingEnd


@pytest.fixture
def meeting(tmp_path):
    box = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    return Rehearsed(box).open()


def an_end(meeting, **changes):
    values = {"how": "closed", "meeting_manifest": meeting.meeting.digest, **changes}
    return MeetingEnd(issued_by="ballot-desk", meeting=meeting.meeting.meeting, **values)


def ended(meeting):
    path = f"/api/v1/meetings/{meeting.meeting.meeting}"
    return meeting.client.get(path).json["ended"]


def test_the_box_shows_the_end_and_nothing_else_changes(meeting):
    before = meeting.client.get(f"/api/v1/meetings/{meeting.meeting.meeting}").json
    assert before["ended"] is None

    assert meeting.tell(an_end(meeting)).status_code == 200
    assert meeting.tell(an_end(meeting)).status_code == 200

    after = meeting.client.get(f"/api/v1/meetings/{meeting.meeting.meeting}").json
    assert after == {**before, "ended": sign(documents.DESK, an_end(meeting))}
    assert meeting.cast(meeting.ballot(0)).status_code == 201, "what is open is closed by its order"


def test_an_end_of_another_manifest_or_from_a_stranger_is_refused(meeting):
    before = stored(meeting.box)

    other = meeting.tell(an_end(meeting, meeting_manifest="0" * 64))
    forged = meeting.tell(an_end(meeting), documents.STRANGER)

    assert refusal(other) == (409, "manifest_differs")
    assert refusal(forged)[1] == "verification_failed"
    assert stored(meeting.box) == before


def test_after_the_end_a_round_can_be_closed_and_none_opened(tmp_path):
    box = a_box_side(f"sqlite:///{tmp_path / 'box.db'}", tmp_path)
    meeting = Rehearsed(box).freeze()
    meeting.tell(an_end(meeting))

    assert refusal(meeting.order("open")) == (409, "meeting_over")
    assert meeting.order("cancel", reason="散会").status_code == 200


@pytest.mark.parametrize(
    ("play", "how"),
    [
        (lambda hall: hall.play(), "closed"),
        (lambda hall: cancel(hall.prepare()), "cancelled"),
    ],
    ids=["finished", "cancelled"],
)
def test_the_desk_tells_the_box(tmp_path, play, how):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)

    play(hall)

    ended = hall.box_client.get(f"/api/v1/meetings/{hall.meeting}").json["ended"]
    assert open_signed(MeetingEnd, ended, hall.box.desk_keys).how == how


def cancel(hall):
    hall.must(hall.post(hall.organizer, "/cancel", {"reason": "改期"}))
    hall.work()


def test_a_draft_that_is_cancelled_was_never_known_to_the_box(tmp_path):
    hall = Hall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path).draft()

    cancel(hall)

    assert hall.box_client.get(f"/api/v1/meetings/{hall.meeting}").status_code == 404
