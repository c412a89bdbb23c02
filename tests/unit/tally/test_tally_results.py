"""What is published of a counted round: ledgers, sums, unanimity, and the draft's one name."""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents

from shared.documents.counted import (
    BoxResult,
    counted_box,
    counted_contests,
    sheets_agree,
    unanimous,
)
from shared.documents.manifests import Repeat
from shared.documents.orders import LedgerLine
from shared.documents.results import replaced_rounds
from tally_service.certificates.domain import Draft

MEETING = documents.a_meeting_manifest("AB")


def a_box(letter: str, *rows: list[int], sealed: bool = False, ballots: int = 6) -> BoxResult:
    """Return a box with these votes; sealed boxes have none."""
    manifest = documents.a_box_manifest(MEETING, letter, contests=max(len(rows), 1))
    line = LedgerLine(
        uuid=manifest.uuid, electorate=letter, roll=12, present=10, printed=9, issued=8
    )
    return BoxResult(manifest, line, ballots, "ab" * 32, None if sealed else list(rows))


def test_a_ledger_says_what_came_back_and_what_did_not():
    box = counted_box(a_box("A", [6, 0, 0, 0, 0]))

    assert box.state == "counted"
    assert box.ledger.model_dump() == {
        "roll": 12,
        "present": 10,
        "printed": 9,
        "released": 0,
        "issued": 8,
        "returned": 6,
        "unreturned": 2,
        "void": 0,
        "valid": 6,
    }


def test_votes_are_added_up_over_electorates_and_shown_by_electorate():
    contests = counted_contests([a_box("A", [3, 1, 0, 1, 1]), a_box("B", [0, 0, 0, 0, 6])])

    assert list(contests[0].counts.values()) == [3, 1, 0, 1, 7]
    assert list(contests[0].by_electorate) == ["A", "B"]
    assert contests[0].by_electorate["A"]["incompetent"] == 1


def test_a_sealed_box_shows_its_ledger_and_no_vote():
    boxes = [a_box("A", [3, 1, 0, 1, 1]), a_box("B", sealed=True, ballots=4)]

    contests = counted_contests(boxes)

    assert counted_box(boxes[1]).state == "sealed"
    assert counted_box(boxes[1]).ledger.returned == 4
    assert list(contests[0].by_electorate) == ["A"]
    assert sum(contests[0].counts.values()) == 6


def test_a_round_of_sealed_boxes_shows_no_contest():
    assert counted_contests([a_box("A", sealed=True, ballots=4)]) == []


@pytest.mark.parametrize(
    ("one", "other", "flagged"),
    [
        pytest.param([6, 0, 0, 0, 0], [6, 0, 0, 0, 0], ["o1.grade"], id="everybody alike"),
        pytest.param([6, 0, 0, 0, 0], [3, 3, 0, 0, 0], ["o1.grade"], id="one electorate alike"),
        pytest.param([6, 0, 0, 0, 0], [0, 6, 0, 0, 0], ["o1.grade"], id="each alike"),
        pytest.param([5, 1, 0, 0, 0], [3, 3, 0, 0, 0], [], id="divided"),
    ],
)
def test_a_published_group_of_one_mind_is_flagged(one, other, flagged):
    boxes = [a_box("A", one), a_box("B", other)]

    assert unanimous(counted_contests(boxes), [counted_box(box) for box in boxes]) == flagged


def a_draft(**changes: Any) -> Draft:
    """Return a draft that only lacks its certifiers."""
    values: dict[str, Any] = {
        "meeting": MEETING,
        "round": "r1",
        "closed_on": "2026-12-20",
        "boxes": [a_box("A", [3, 1, 0, 1, 1])],
        "leftovers": ["cd" * 32],
        "rulings": [],
        "issuer": "tally",
    }
    return Draft(**{**values, **changes})


def test_a_draft_has_one_name_and_changes_it_with_any_number():
    draft = a_draft()

    assert a_draft().digest == draft.digest
    assert a_draft(boxes=[a_box("A", [2, 2, 0, 1, 1])]).digest != draft.digest


def test_the_certified_result_is_the_draft_and_its_certifiers():
    result = a_draft().certified_by(["甲", "乙"])

    assert result.certifiers == ["甲", "乙"]
    assert {k: v for k, v in result.to_json().items() if k in a_draft().fields()} == (
        a_draft().fields()
    )


@pytest.mark.parametrize(("source", "replaced"), [("unit", True), ("committee", False)])
def test_a_repeated_round_keeps_its_votes_and_counts_only_in_a_committee(source, replaced):
    meeting = documents.a_meeting_manifest("AB", source=source)

    result = a_draft(meeting=meeting, repeated_by="r2").certified_by(["甲", "乙"])

    assert result.contests == a_draft().certified_by(["甲", "乙"]).contests
    assert (result.repeated_by, result.replaced) == ("r2", replaced)
    assert replaced_rounds([result]) == ({(meeting.meeting, "r1")} if replaced else set())


@pytest.mark.parametrize(("state", "replaced"), [("counted", True), ("sealed", False)])
def test_a_later_round_takes_a_place_by_its_own_word_unless_it_was_sealed_whole(state, replaced):
    result = a_draft().certified_by(["甲", "乙"])
    boxes = [box.model_copy(update={"state": state}) for box in result.boxes]
    repeats = Repeat(earlier="r0", reason="断网")
    later = result.model_copy(update={"repeats": repeats, "boxes": boxes})
    annulled = later.model_copy(update={"state": "annulled", "contests": [], "rulings": []})

    for one in (later, annulled):
        assert replaced_rounds([one]) == ({(MEETING.meeting, "r0")} if replaced else set())


def test_a_first_round_says_nothing_of_repeats():
    fields = a_draft().certified_by(["甲", "乙"]).to_json()

    assert not {"repeats", "repeated_by"} & fields.keys()
    assert "repeats" not in documents.a_box_manifest(MEETING, "A").to_json()


def test_the_boxes_of_one_round_have_to_repeat_the_same_vote():
    repeats = Repeat(earlier="r0", reason="断网")
    one, other = (documents.a_box_manifest(MEETING, letter) for letter in "AB")
    again = [sheet.model_copy(update={"repeats": repeats}) for sheet in (one, other)]

    assert sheets_agree([one, other])
    assert sheets_agree(again)
    assert not sheets_agree([one, again[1]])
