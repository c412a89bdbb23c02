"""The gate before a decryption: which rounds are opened, sealed, annulled or failed."""

from __future__ import annotations

from typing import Any

import pytest
from factories import documents

from shared.documents.closing import Leftovers
from shared.documents.orders import CheckedIn, FrozenList, LedgerLine, RoundLedger
from tally_service.counts.domain.gate import AddedBox, Decision, Inputs, awaited, decide

MEETING = documents.a_meeting_manifest("AB")
FLOOR = 5


def slips(letter: str, first: int, last: int) -> frozenset[str]:
    """Return the public credentials of the slips number `first` to `last` - 1."""
    return frozenset(f"{letter.encode().hex()}{n:062x}" for n in range(first, last))


def a_box(letter: str = "A", *, listed: int = 12, voted: int = 8, **changes: Any) -> AddedBox:
    """Return a box whose first slips voted."""
    manifest = documents.a_box_manifest(MEETING, letter).model_copy(update=changes)
    return AddedBox(manifest, slips(letter, 0, listed), slips(letter, 0, voted))


def a_line(box: AddedBox, **changes: Any) -> LedgerLine:
    """Return numbers that agree with `box`: nine issued, three left over."""
    values = {"roll": 20, "present": 10, "printed": 12, "issued": 9}
    ids = {"uuid": box.uuid, "electorate": box.electorate}
    return LedgerLine(**{**ids, **values, **changes})


def a_ledger(*lines: LedgerLine) -> RoundLedger:
    """Return the ledger of the round."""
    return RoundLedger(
        issued_by="ballot-desk",
        meeting=MEETING.meeting,
        round="r1",
        entered_by=["甲", "乙"],
        last_round=True,
        lines=list(lines),
    )


def a_scan(letter: str = "A", left_over: frozenset[str] | None = None) -> Leftovers:
    """Return a scan of the slips number nine to eleven, in every box of the electorate."""
    entries = sorted(slips(letter, 9, 12) if left_over is None else left_over)
    uuids = documents.uuids_of(MEETING, letter)
    return Leftovers(
        issued_by="scrutineers",
        meeting=MEETING.meeting,
        electorate=letter,
        lists=dict.fromkeys(uuids, entries),
    )


def inputs(*boxes: AddedBox, lines: list[LedgerLine] | None = None, **scans: Leftovers) -> Inputs:
    """Return the inputs of a round of `boxes` that agree unless told otherwise."""
    checked_in = [CheckedIn(electorate=key, roll=20, present=10) for key in "AB"]
    lists = [FrozenList(uuid=b.uuid, digest="A" * 43, size=len(b.listed)) for b in boxes]
    frozen = documents.a_freeze(MEETING, {}, checked_in=checked_in, lists=lists)
    return Inputs(
        ledger=a_ledger(*(lines or [a_line(box) for box in boxes])),
        frozen=frozen,
        floor=FLOOR,
        boxes={box.uuid: box for box in boxes},
        leftovers={box.electorate: a_scan(box.electorate) for box in boxes} | scans,
    )


def only(decisions: dict[str, Decision]) -> Decision:
    """Return the one decision that all boxes share."""
    (decision,) = set(decisions.values())
    return decision


def test_a_round_whose_numbers_agree_is_decrypted():
    round_ = inputs(a_box("A"), a_box("B"))

    decisions = decide(round_)

    assert only(decisions) == ("decrypting", None)


def test_a_box_below_the_floor_is_sealed_and_the_others_are_decrypted():
    small, large = a_box("A", voted=FLOOR - 1), a_box("B", voted=FLOOR)

    decisions = decide(inputs(small, large))

    assert decisions[small.uuid] == ("sealed", "below_floor")
    assert decisions[large.uuid] == ("decrypting", None)


def test_more_papers_returned_than_issued_annul_every_box_of_the_round():
    full, other = a_box("A", voted=9), a_box("B")
    lines = [a_line(full, issued=8), a_line(other)]

    decisions = decide(inputs(full, other, lines=lines))

    assert only(decisions) == ("annulled", "returned_over_issued")


def test_a_leftover_slip_that_voted_annuls_every_box_of_the_round():
    box, other = a_box("A"), a_box("B")

    decisions = decide(inputs(box, other, A=a_scan("A", slips("A", 7, 10))))

    assert only(decisions) == ("annulled", "leftover_voted")


def test_a_leftover_slip_that_voted_is_found_in_a_box_below_the_floor_too():
    box = a_box("A", voted=2)

    decisions = decide(inputs(box, A=a_scan("A", slips("A", 1, 4))))

    assert only(decisions) == ("annulled", "leftover_voted")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"printed": 13}, id="more printed than listed"),
        pytest.param({"printed": 11}, id="fewer printed than listed"),
        pytest.param({"issued": 10}, id="a slip neither handed out nor left over"),
        pytest.param({"issued": 8}, id="a slip both handed out and left over"),
        pytest.param({"present": 8}, id="more issued than present"),
        pytest.param({"present": 21}, id="more present than on the roll"),
        pytest.param({"roll": 21}, id="another roll than at the freeze"),
        pytest.param({"present": 9}, id="fewer present than at the freeze"),
        pytest.param({"electorate": "B"}, id="the box of another electorate"),
    ],
)
def test_numbers_that_contradict_each_other_fail_every_box_of_the_round(changes):
    box, other = a_box("A"), a_box("B")
    lines = [a_line(box, **changes), a_line(other)]

    decisions = decide(inputs(box, other, lines=lines))

    assert only(decisions) == ("failed", "numbers_differ")


def test_people_who_came_between_two_rounds_are_no_contradiction():
    box = a_box("A")

    decisions = decide(inputs(box, lines=[a_line(box, present=11)]))

    assert only(decisions) == ("decrypting", None)


def test_a_leftover_slip_that_was_never_printed_fails_the_round():
    box = a_box("A")

    decisions = decide(inputs(box, A=a_scan("A", slips("A", 10, 13))))

    assert only(decisions) == ("failed", "numbers_differ")


def test_a_box_that_the_ledger_does_not_know_fails_the_round():
    box, unknown = a_box("A"), a_box("B")

    decisions = decide(inputs(box, unknown, lines=[a_line(box)]))

    assert only(decisions) == ("failed", "numbers_differ")


def test_a_box_that_the_ledger_has_twice_fails_the_round():
    box = a_box("A")

    decisions = decide(inputs(box, lines=[a_line(box), a_line(box)]))

    assert only(decisions) == ("failed", "numbers_differ")


def test_one_name_for_two_different_contests_fails_the_round():
    box = a_box("A")
    other = a_box("B", contests=[documents.a_graded_contest(1, title="另一个人")])

    decisions = decide(inputs(box, other))

    assert only(decisions) == ("failed", "sheets_differ")


def test_too_many_papers_annul_even_where_other_numbers_differ():
    box = a_box("A")

    decisions = decide(inputs(box, lines=[a_line(box, issued=7, printed=99)]))

    assert only(decisions) == ("annulled", "returned_over_issued")


def test_nothing_is_decided_before_the_ledger_every_box_and_every_scan_are_there():
    box, other = a_box("A"), a_box("B")
    ledger = a_ledger(a_line(box), a_line(other))

    assert awaited(None, {box.uuid: box}, {}) == ["ledger"]
    assert awaited(ledger, {box.uuid: box}, {"A": 1}) == [other.uuid, "B"]
    assert awaited(ledger, {box.uuid: box, other.uuid: other}, {"A": 1, "B": 1}) == []
