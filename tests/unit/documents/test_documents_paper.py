"""A round on paper: every number is checked against every other and against the announcement."""

from __future__ import annotations

import hashlib

import pytest
from factories import documents, papers
from factories.papers import a_line, a_result, announced

from shared.documents.base import MalformedDocument
from shared.documents.counted import counted_box, counted_contests, unanimous
from shared.documents.manifests import Item, Repeat
from shared.documents.paper import PaperResult, PaperRound, entry_digest
from shared.documents.paper_counts import (
    FloorIgnored,
    PaperNotAnnounced,
    PaperNumbersBroken,
    boxes_of,
    check_announced,
    check_result,
)

MEETING = documents.a_meeting_manifest("AB")
ROUND = announced(MEETING)
BOTH = announced(MEETING, "AB")


def check(result: PaperResult, round_: PaperRound = ROUND) -> None:
    check_result(result, round_, MEETING, papers.frozen(MEETING))


def test_a_round_that_was_announced_and_adds_up_is_taken():
    check_announced(BOTH, MEETING, papers.frozen(MEETING))

    check(a_result(ROUND, MEETING))
    check(a_result(BOTH, MEETING), BOTH)
    check(a_result(ROUND, MEETING, a_line(ROUND, votes=(3, 0, 0, 0, 0), wrong=2)))


@pytest.mark.parametrize(
    ("broken", "identity"),
    [
        ({"present": 10}, "present <= roll"),
        ({"issued": 8}, "issued <= present"),
        ({"void": 7, "returned": 6}, "valid"),
        ({"tellers": ["孙监票", "孙监票"]}, "tellers"),
        ({"entries": ["a1" * 32, "a1" * 32]}, "entries"),
        ({"roll": 8}, "freeze"),
        ({"present": 6, "issued": 6}, "freeze"),
        ({"void": 0}, "wrongly = valid"),
        ({"votes": (3, 1, 0, 0, 2)}, "wrongly = valid"),
        ({"wrong": 1}, "wrongly = valid"),
        ({"wrong": 6}, "wrongly = valid"),
    ],
    ids=str,
)
def test_an_identity_that_does_not_hold_is_named(broken, identity):
    line = a_line(ROUND, **broken)

    with pytest.raises(PaperNumbersBroken, match=identity):
        check(a_result(ROUND, MEETING, line))


def test_more_returned_than_handed_out_annuls_and_nothing_else_may_be_said():
    more = a_line(ROUND, votes=None, issued=5)

    check(a_result(ROUND, MEETING, more))

    assert a_result(ROUND, MEETING, more).state == "annulled"
    for state in ("counted", "sealed"):
        with pytest.raises(PaperNumbersBroken, match="state"):
            check(a_result(ROUND, MEETING, more, state=state))
    with pytest.raises(FloorIgnored):
        check(a_result(ROUND, MEETING, a_line(ROUND, issued=5)))


def test_papers_that_hold_count_for_the_floor_and_void_ones_do_not():
    four = {"returned": 6, "void": 2}
    kept_back = a_line(ROUND, votes=None, **four)

    check(a_result(ROUND, MEETING, kept_back))

    assert a_result(ROUND, MEETING, kept_back).state == "sealed"
    with pytest.raises(FloorIgnored):
        check(a_result(ROUND, MEETING, a_line(ROUND, votes=(2, 1, 0, 0, 1), **four)))
    with pytest.raises(FloorIgnored):  # enough papers, and nobody is told
        check(a_result(ROUND, MEETING, a_line(ROUND, votes=None)))


def test_a_small_class_beside_a_large_one_shows_no_votes():
    small = a_line(BOTH, "B", None, returned=4, void=0)
    result = a_result(BOTH, MEETING, a_line(BOTH), small)

    check(result, BOTH)

    boxes = boxes_of(result, BOTH)
    assert [counted_box(one).state for one in boxes] == ["counted", "sealed"]
    assert list(counted_contests(boxes)[0].by_electorate) == ["A"]
    told = a_line(BOTH, "B", (2, 1, 0, 0, 1), returned=4, void=0)
    with pytest.raises(FloorIgnored):
        check(a_result(BOTH, MEETING, a_line(BOTH), told), BOTH)


@pytest.mark.parametrize(
    "change",
    [
        {"meeting": "m-other"},
        {"meeting_manifest": "0" * 64},
        {"announced": "0" * 64},
        {"round": "r2"},
        {"number": 2},
        {"item": Item(key="other", title="别的")},
        {"reason": "别的原因"},
        {"repeats": Repeat(earlier="r0", reason="重投")},
        {"disclosure_floor": 2},
        {"test": True},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_result_of_something_else_than_was_announced_is_refused(change):
    with pytest.raises(PaperNotAnnounced):
        check(a_result(ROUND, MEETING, **change))


def test_other_classes_contests_or_options_than_the_announced_are_refused():
    other = announced(MEETING, "A", 2)
    renamed = a_line(ROUND)
    contest = renamed.contests[0]
    swapped = {"agree": 5, **dict.fromkeys(list(contest.votes)[1:], 0)}

    with pytest.raises(PaperNotAnnounced, match="classes"):
        check(a_result(ROUND, MEETING, a_line(BOTH), a_line(BOTH, "B")))
    with pytest.raises(PaperNotAnnounced, match="contests"):
        check(a_result(ROUND, MEETING, a_line(other)))
    line = renamed.model_copy(update={"contests": [contest.model_copy(update={"votes": swapped})]})
    with pytest.raises(PaperNotAnnounced, match="options"):
        check(a_result(ROUND, MEETING, line))


def test_an_announcement_fits_its_meeting_or_is_refused():
    strange = documents.a_meeting_manifest("A")
    two = documents.a_graded_contest(1, title="另一个")
    torn = announced(MEETING, "AB").model_copy(
        update={"contests": {"A": [documents.a_graded_contest(1)], "B": [two]}}
    )

    fits = papers.frozen(MEETING)
    for refused, frozen in (
        (announced(strange), fits),
        (announced(MEETING, "Z"), fits),
        (torn, fits),
        (announced(MEETING), papers.frozen(strange)),
    ):
        with pytest.raises(PaperNotAnnounced):
            check_announced(refused, MEETING, frozen)


def test_documents_are_read_strictly():
    good = a_result(ROUND, MEETING).to_json()

    assert PaperResult.parse(good).digest == a_result(ROUND, MEETING).digest
    assert PaperRound.parse(ROUND.to_json()) == ROUND
    for change in ({"extra": 1}, {"state": "certified"}, {"type": "paper_round"}, {"lines": []}):
        with pytest.raises(MalformedDocument):
            PaperResult.parse({**good, **change})


def test_a_contest_marked_wrongly_leaves_its_own_denominator_alone():
    round_ = announced(MEETING, "A", 2)
    line = a_line(round_, votes=(3, 1, 0, 0, 1))
    first = line.contests[0].model_copy(update={"wrong": 4, "votes": votes_of(line, "excellent")})
    line = line.model_copy(update={"contests": [first, line.contests[1]]})
    result = a_result(round_, MEETING, line)

    check(result, round_)

    (box,) = [counted_box(one) for one in boxes_of(result, round_)]
    marked, whole = counted_contests(boxes_of(result, round_))
    assert (marked.wrong, whole.wrong) == ({"A": 4}, {})
    assert (marked.ledger_of(box)["void"], whole.ledger_of(box)["void"]) == (5, 1)
    assert "wrong" not in whole.model_dump(mode="json")
    assert unanimous([marked, whole], [box]) == ["o1.grade"]


def votes_of(line, option: str) -> dict[str, int]:
    """Return one vote, for this option."""
    return {key: int(key == option) for key in line.contests[0].votes}


def test_the_digest_of_an_entry_is_that_of_a_text_anybody_can_write():
    entry = ("m-1", "r1", "A", "孙监票", "6", "1 1 1\n2 x")
    text = "ostraka paper entry 1\n00ff\nm-1\nr1\nA\n孙监票\n6\n1 1 1\n2 x\n"

    assert entry_digest("00ff", entry) == hashlib.sha256(text.encode()).hexdigest()
    assert entry_digest("00fe", entry) != entry_digest("00ff", entry)
