"""Boxes that nobody may open, beside counted ones and alone: whose people and items they are."""

from __future__ import annotations

from typing import Any

import pytest
from rules_factories import a_ballot, a_case, a_ledger, ruled

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.merge_arithmetic import arithmetic
from shared.rules.packs import load_pack


def a_sealed_box(source: str, valid: int, asked: list[str] | None = None, **ledger: int) -> Any:
    """Return a box of which nobody knows the votes; without ``asked`` it was asked the same."""
    known = {} if asked is None else {"asked": asked}
    return {"source": source, "ledger": a_ledger(valid, **ledger), **known}


def answer(pack: str, rule: str, case: dict[str, Any]) -> tuple[str, str | None]:
    """Return state and cause of one ruling."""
    ruling = ruled(pack, rule, case)
    return ruling.state.value, ruling.cause


@pytest.mark.parametrize("base", ["roll", "present", "issued"])
@pytest.mark.parametrize("bad", [3, 6])
def test_a_source_that_stays_sealed_belongs_to_the_people_of_the_pooled_ballots(base, bad):
    ballots = [a_ballot("unit", 12, bad), a_sealed_box("county", 7)]
    case = a_case(ballots=ballots, parameters={"base": base})

    ruling = ruled("PA", "B06", case)

    assert (ruling.state.value, ruling.cause) == ("needs_ruling", "sealed_votes")
    assert (ruling.measures[0].numerator, ruling.measures[0].denominator) == (bad, 19)
    assert answer("PA", "B06", {**case, "parameters": {"base": "valid"}})[1] is None


def test_the_arithmetic_has_the_people_of_a_source_that_stays_sealed():
    ballots = [a_ballot("unit", 12, 6), a_sealed_box("county", 7)]
    case = parse_case(a_case(ballots=ballots, parameters={"base": "roll"}))
    evaluation = evaluate(load_pack("PA"), case)
    parameters = load_pack("PA").parameters.model_copy(update={"base": "roll"})
    assert evaluation.merged is not None

    lines = {
        line["option"]: line["expression"] for line in arithmetic(evaluation.merged, parameters)
    }
    valid = arithmetic(evaluation.merged, load_pack("PA").parameters)

    assert lines["incompetent"] == "(6+0)/(12+7) = 6/19 = 31.58%"
    assert "6/12 = 6/12 = 50.00%" in [line["expression"] for line in valid]


@pytest.mark.parametrize(
    ("asked", "state"), [([], "triggered"), (["grade"], "annulled"), (None, "annulled")]
)
def test_only_a_spoilt_box_that_was_asked_about_a_person_annuls_the_votes_on_him(asked, state):
    case = a_case(ballots=[a_ballot("unit", 12, 6), a_sealed_box("unit", 5, asked, issued=4)])

    assert answer("PA", "B06", case)[0] == state


@pytest.mark.parametrize(
    ("pack", "rule", "kind", "source", "item"),
    [
        ("PD", "P07", "candidate", "unit", "support"),
        ("PB", "C02", "motion", "committee", "motion"),
        ("PF", "C06", "motion", "committee", "motion"),
        ("PB", "B08", "team", "unit", "confidence"),
        ("PB", "B11", "team", "unit", "grade"),
    ],
)
def test_an_item_whose_papers_all_stay_sealed_is_waited_for(pack, rule, kind, source, item):
    boxes = [a_sealed_box(source, 40, asked) for asked in ([item], None)]

    for box in boxes:
        ruling = ruled(pack, rule, a_case(kind, "meeting", ballots=[box]))
        assert (ruling.state.value, ruling.waiting_for) == ("pending", (f"ballot:{source}",))


def test_a_form_that_has_other_items_alone_has_none_of_the_team_in_a_sealed_box_either():
    counted = {"source": "unit", "ledger": a_ledger(40), "contests": {"confidence": {"trust": 40}}}

    for asked in (["confidence"], None):
        boxes = [counted, a_sealed_box("unit", 4, asked)]
        case = a_case("team", "meeting", ballots=boxes)
        assert answer("PB", "B11", case) == ("not_applicable", "no_contest")


@pytest.mark.parametrize(
    ("returned", "expected"),
    [(20, ("pending", None)), (21, ("annulled", "returned_over_issued"))],
)
def test_a_sealed_poll_of_recommenders_is_no_poll_that_was_never_held(returned, expected):
    poll = a_sealed_box("poll", 20, ["support"], returned=returned, issued=20)
    votes = {"agree": 9, "disagree": 1, "postpone": 0, "abstain": 0}
    committee = {"source": "committee", "ledger": a_ledger(10), "contests": {"motion": votes}}
    item = {"class": "personnel", "assessed": True}
    subject = {"kind": "candidate", "id": "s1"}
    more = {"subject": subject, "scope": "meeting", "facts": {"item": item}}

    assert answer("PB", "C02", {**more, "ballots": [poll, committee]}) == expected
    assert answer("PB", "C02", {**more, "ballots": [committee]}) == ("not_triggered", None)
