"""The gates: items, rolls, freeze, lists, rehearsal, slips."""

from __future__ import annotations

import re

import pytest
from factories import documents
from factories.desk import PACK, a_pack

from ballot_service.meetings.domain.gates import (
    BoxList,
    ElectorateBelowFloor,
    ListsDiffer,
    NobodyPresent,
    People,
    RehearsalMissing,
    RollMissing,
    SlipsMissing,
    TooFewSlips,
    check_freeze,
    check_lists,
    check_rehearsal,
    check_roll,
)
from ballot_service.meetings.domain.item_gates import (
    ImprovisedPersonnelItem,
    UnassessedPersonnelItem,
    check_item,
)
from ballot_service.meetings.domain.numbers import (
    HandedOut,
    NumbersImpossible,
    check_handed_out,
)
from shared.documents.boards import Rehearsal
from shared.documents.manifests import Item

WITHOUT_GATES = re.sub(r"- \{pack: PF.*?\}\}\n", "", PACK, flags=re.DOTALL).replace(
    "[B08, C02]", "[B08]"
)


def an_item(**changes: bool) -> Item:
    return Item(**{"key": "i1", "title": "任免事项", "item_class": "personnel", **changes})


def people(electorate: str = "A", roll: int = 9, present: int = 9, printed: int | None = 9):
    return People(electorate, roll, present, printed)


def a_rehearsal(**changes: object) -> Rehearsal:
    board = documents.a_board().document
    values = {
        "issued_by": "tally",
        "board": board.board,
        "board_document": board.digest,
        "meeting": "m1",
        "trustees": [1, 2, 3],
    }
    return Rehearsal(**{**values, **changes})


@pytest.mark.parametrize("more", [{}, {"assessed": True}, {"urgent": True, "assessed": True}])
def test_an_improvised_personnel_item_is_refused_whatever_else_is_so(more):
    with pytest.raises(ImprovisedPersonnelItem, match="C07: 县委书记不得临时动议研究干部议题"):
        check_item(an_item(improvised=True, **more), a_pack())


def test_a_personnel_item_raised_as_urgent_is_an_improvised_one():
    with pytest.raises(ImprovisedPersonnelItem):
        check_item(an_item(urgent=True, assessed=True), a_pack())


def test_an_unassessed_personnel_item_is_not_discussed():
    with pytest.raises(UnassessedPersonnelItem, match=r"C02: .*未经组织部门考核的不讨论"):
        check_item(an_item(), a_pack())


@pytest.mark.parametrize(
    "item",
    [
        an_item(assessed=True),
        Item(key="i1", title="修路", improvised=True, urgent=True),
        Item(key="i1", title="修路"),
    ],
)
def test_an_item_no_clause_objects_to_passes(item):
    check_item(item, a_pack())


def test_a_clause_the_pack_does_not_adopt_shuts_nothing():
    check_item(an_item(improvised=True), a_pack(WITHOUT_GATES))


def test_an_electorate_below_the_floor_is_refused_before_check_in_unless_it_is_the_only_one():
    check_roll([people(roll=4)], floor=5)
    check_roll([people(roll=5), people("B", roll=5)], floor=5)

    with pytest.raises(ElectorateBelowFloor, match="Electorate B has fewer than 5"):
        check_roll([people(roll=90), people("B", roll=4)], floor=5)


def test_check_in_needs_a_roll_of_every_electorate():
    with pytest.raises(RollMissing, match="electorate B"):
        check_roll([people(), people("B", roll=0)], floor=5)


def test_the_numbers_of_an_ordinary_meeting_can_be_frozen():
    check_freeze([people(present=5, printed=5), people("B", present=80, printed=99)], floor=5)
    check_freeze([people(present=1)], floor=5)


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (people(printed=None), SlipsMissing),
        (people(present=0), NobodyPresent),
        (people(present=4), ElectorateBelowFloor),
        (people(present=9, printed=8), TooFewSlips),
    ],
)
def test_lists_are_not_frozen_while_the_numbers_cannot_be_right(line, refusal):
    with pytest.raises(refusal, match="A"):
        check_freeze([line, people("B")], floor=5)


def test_lists_as_long_as_slips_were_printed_are_accepted():
    check_lists([BoxList("u1", "A", "d", 9)], {"u1": "A"}, {"A": 9})


@pytest.mark.parametrize(
    "lists",
    [
        [],
        [BoxList("u1", "A", "d", 9)],
        [BoxList("u1", "A", "d", 9), BoxList("u2", "A", "d", 8)],
        [BoxList("u1", "A", "d", 9), BoxList("u2", "B", "d", 9)],
        [BoxList("u1", "A", "d", 9), BoxList("u3", "A", "d", 9)],
        [BoxList("u1", "A", "d", 9), BoxList("u2", "A", "d", 9), BoxList("u2", "A", "d", 9)],
    ],
)
def test_lists_missing_too_many_or_of_another_length_are_refused(lists):
    with pytest.raises(ListsDiffer):
        check_lists(lists, {"u1": "A", "u2": "A"}, {"A": 9})


def test_a_rehearsal_of_every_trustee_for_this_meeting_opens_the_gate():
    board = documents.a_board()

    check_rehearsal(a_rehearsal(), board.document, board.ref, "m1")


@pytest.mark.parametrize(
    "changes",
    [
        {"trustees": [1, 2]},
        {"trustees": [1, 2, 4]},
        {"meeting": "m2"},
        {"board_document": "0" * 64},
    ],
)
def test_any_other_rehearsal_does_not(changes):
    board = documents.a_board()

    with pytest.raises(RehearsalMissing):
        check_rehearsal(a_rehearsal(**changes), board.document, board.ref, "m1")


@pytest.mark.parametrize("count", [HandedOut(8, 6), HandedOut(6, 6), HandedOut(8, 0)])
def test_slips_handed_out_to_at_most_the_people_present_are_possible(count):
    check_handed_out(count, present=6)


@pytest.mark.parametrize("count", [HandedOut(8, 7), HandedOut(5, 6)])
def test_more_slips_than_people_or_than_were_printed_are_impossible(count):
    with pytest.raises(NumbersImpossible):
        check_handed_out(count, present=6)
