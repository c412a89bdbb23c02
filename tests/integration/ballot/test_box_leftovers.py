"""The scans of slips that were not handed out: by whom, when, and what they say (P14)."""

from __future__ import annotations

import pytest
from factories import documents
from factories.ballots import a_ballot
from factories.boxes import Bells, Rehearsed, a_box_side, refusal, stored, work

from shared.documents.closing import Leftovers, sign_as_scrutineer

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
def ended(meeting):
    """A meeting whose one round is over, and no further round can open."""
    return meeting.close().end()


def test_a_leftover_scan_is_published_and_rung_once(ended, box, bells):
    scan = ended.leftovers([3, 4])
    address = f"/api/v1/meetings/{ended.meeting.meeting}/leftovers"
    assert ended.client.get(address).json == {"leftovers": []}

    answers = [ended.hand_in(scan), ended.hand_in(scan)]
    work(box)

    assert [answer.status_code for answer in answers] == [201, 201]
    (shown,) = ended.client.get(address).json["leftovers"]
    assert Leftovers.parse(shown["document"]) == scan
    assert len(shown["signatures"]) == 2
    assert bells.heard == [("leftovers", ended.meeting.meeting)]


def test_a_scan_without_leftovers_is_a_scan(ended):
    assert ended.hand_in(ended.leftovers([])).status_code == 201


def test_another_scan_of_the_same_electorate_is_refused(ended, box):
    ended.hand_in(ended.leftovers([4]))
    before = stored(box)

    assert refusal(ended.hand_in(ended.leftovers([3, 4]))) == (409, "leftovers_stand")
    assert stored(box) == before


def test_slips_are_not_scanned_while_a_box_is_open(meeting):
    assert refusal(meeting.hand_in(meeting.leftovers([4]))) == (409, "round_open")


def test_slips_are_not_scanned_before_the_meeting_is_finished(box):
    closed = Rehearsed(box, voters=3).open().close()
    spare = documents.uuids_of(closed.meeting, "A")[1]
    later = documents.a_box_manifest(closed.meeting, contests=1, uuid=spare, round="r2")
    before = stored(box)

    between = closed.hand_in(closed.leftovers([2]))
    unchanged = stored(box) == before
    assert closed.tell(later).status_code == 200
    assert closed.tell(documents.a_round_order("open", later)).status_code == 200
    late_comer = closed.cast(a_ballot(later, closed.codes[2], 0), spare)
    assert closed.tell(documents.a_round_order("close", later)).status_code == 200
    closed.end()

    assert refusal(between) == (409, "meeting_not_finished")
    assert "Finish it at the desk" in between.json["title"]
    assert unchanged
    assert late_comer.status_code == 201, "a slip that was in reserve votes in a later round"
    assert closed.hand_in(closed.leftovers([])).status_code == 201


def test_slips_are_not_scanned_before_the_freeze(box):
    meeting = Rehearsed(box, voters=2).prepare()

    assert refusal(meeting.hand_in(meeting.leftovers([1]))) == (409, "lists_not_frozen")


def _uneven(meeting):
    lists = meeting.leftovers([3, 4]).lists
    return meeting.leftovers([], lists={**lists, meeting.uuid: lists[meeting.uuid][:1]})


def _changed(meeting, entries):
    lists = meeting.leftovers([3, 4]).lists
    return meeting.leftovers([], lists={uuid: entries(one) for uuid, one in lists.items()})


def _of_one_box(meeting):
    lists = meeting.leftovers([4]).lists
    return meeting.leftovers([], lists={meeting.uuid: lists[meeting.uuid]})


def _crossed(meeting):
    one, other = meeting.leftovers([4]).lists.items()
    return meeting.leftovers([], lists={one[0]: other[1], other[0]: one[1]})


@pytest.mark.parametrize(
    "scan",
    [
        lambda meeting: meeting.leftovers([4], meeting="m-other"),
        lambda meeting: meeting.leftovers([4], electorate="B"),
        _of_one_box,
        _uneven,
        _crossed,
        lambda meeting: _changed(meeting, lambda entries: entries[::-1]),
        lambda meeting: _changed(meeting, lambda entries: [entries[0], *entries]),
        lambda meeting: _changed(meeting, lambda entries: ["0" * 64, entries[1]]),
    ],
)
def test_a_scan_that_does_not_fit_is_refused(ended, box, scan):
    before = stored(box)

    wrong = scan(ended)
    address = f"/meetings/{ended.meeting.meeting}/leftovers"
    signed = {
        "document": wrong.to_json(),
        "signatures": [
            sign_as_scrutineer(key, wrong.message()).model_dump() for key in (FIRST, SECOND)
        ],
    }

    assert refusal(ended.post(address, signed)) == (400, "wrong_leftovers")
    assert stored(box) == before


@pytest.mark.parametrize(
    "keys", [[FIRST], [FIRST, FIRST], [FIRST, documents.STRANGER], []]
)  # fmt: skip
def test_a_scan_needs_two_scrutineers_of_the_manifest(ended, box, keys):
    before = stored(box)

    response = ended.hand_in(ended.leftovers([4]), keys)

    assert refusal(response) == (400, "verification_failed")
    assert stored(box) == before
