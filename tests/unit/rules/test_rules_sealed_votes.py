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


@pytest.mark.parametrize(
    ("base", "expected"),
    [("present", ("needs_ruling", "sealed_votes")), ("valid", ("not_triggered", None))],
)
def test_where_every_valid_paper_stays_sealed_a_share_of_people_is_not_nothing(base, expected):
    void = a_ballot("investigation", 0, 0, present=2, roll=2, issued=2, returned=2, void=2)
    ballots = [a_ballot("unit", 9, 0), void, a_sealed_box("investigation", 3, ["grade"])]
    found = {"B07": {"value": True}}

    case = a_case(ballots=ballots, findings=found, parameters={"base": base})

    assert answer("PA", "B07", case) == expected


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


def test_a_ballot_of_which_nothing_is_known_is_waited_for_and_has_no_form():
    case = a_case("team", "meeting", ballots=[{"source": "unit"}])

    assert ruled("PB", "B11", case).waiting_for == ("ballot:unit", "ledger:roll")


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


@pytest.mark.parametrize(("pack", "rule", "source"), [("PD", "P08", "unit"), ("PF", "P01", "poll")])
def test_a_list_whose_papers_all_stay_sealed_is_waited_for(pack, rule, source):
    ruling = ruled(pack, rule, a_case("list", "meeting", ballots=[a_sealed_box(source, 4)]))

    assert (ruling.state.value, ruling.waiting_for) == ("pending", (f"ballot:{source}",))


@pytest.mark.parametrize(
    ("asked", "rated", "climate"),
    [
        (["rating"], ("triggered", ()), ("finding:P06",)),
        (None, ("pending", ("ballot:poll",)), ("ballot:poll", "finding:P06")),
    ],
)
def test_a_rating_of_which_all_papers_stay_sealed_was_held(asked, rated, climate):
    case = a_case("place", "meeting", ballots=[a_sealed_box("poll", 4, asked)])

    rating, finding = ruled("PG", "P04", case), ruled("PG", "P06", case)

    assert (rating.state.value, rating.waiting_for) == rated
    assert (finding.state.value, finding.waiting_for) == ("pending", climate)


@pytest.mark.parametrize(
    ("reports", "expected"), [(0, ("needs_ruling", "sealed_votes")), (1, ("triggered", None))]
)
def test_a_single_report_of_a_violation_may_be_on_a_paper_that_stays_sealed(reports, expected):
    votes = {"violation": {"yes": reports, "no": 20 - reports}}
    counted = {"source": "poll", "ledger": a_ledger(20), "contests": votes}
    unread = a_sealed_box("poll", 4, ["violation"])
    others = a_sealed_box("poll", 4, ["rating"])

    assert answer("PG", "P03", a_case("place", "meeting", ballots=[counted, unread])) == expected
    alone = answer("PG", "P03", a_case("place", "meeting", ballots=[counted, others]))
    assert alone == ("triggered" if reports else "not_triggered", None)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("violation", ("needs_ruling", "sealed_votes")),
        ("rating", ("not_applicable", "no_valid_ballots")),
    ],
)
def test_a_report_may_be_on_a_sealed_paper_also_where_all_the_others_are_void(asked, expected):
    people = {"present": 2, "roll": 2, "issued": 2, "returned": 2}
    votes = {"violation": {"yes": 0, "no": 0}}
    void = {"source": "poll", "ledger": a_ledger(0, void=2, **people), "contests": votes}

    case = a_case("place", "meeting", ballots=[void, a_sealed_box("poll", 4, [asked])])

    assert answer("PG", "P03", case) == expected


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize(("roll", "quorum"), [(9, "triggered"), (10, "not_triggered")])
def test_where_too_few_members_came_no_vote_that_stays_sealed_decides(known, roll, quorum):
    votes = {"agree": 4, "disagree": 0, "postpone": 0, "abstain": 0}
    counted = {"contests": {"motion": votes}} if known else {}
    first = {"source": "committee", "ledger": a_ledger(4, roll=roll - 2), **counted}
    case = a_case("motion", "meeting", ballots=[first, a_sealed_box("committee", 2)])

    assert answer("NAT", "Q1", case) == (quorum, None)
    if quorum == "not_triggered":
        assert answer("NAT", "Q2", case) == ("not_triggered", "no_quorum")
        assert ruled("NAT", "Q2", case).waiting_for == ()
    else:
        open_still = ("needs_ruling", "sealed_votes") if known else ("pending", None)
        assert answer("NAT", "Q2", case) == open_still
