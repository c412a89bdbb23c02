"""Clauses on the items of an agenda: urgency, improvised motions, quorum, assessment (C02, C06)."""

import pytest
from rules_factories import a_case, a_ledger, a_vote, read_as

from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack


def rulings(pack, case):
    pack = load_pack(pack) if isinstance(pack, str) else pack
    return {ruling.rule: ruling for ruling in evaluate(pack, parse_case(case)).rulings}


def states(pack, case):
    return {rule: ruling.state.value for rule, ruling in rulings(pack, case).items()}


def an_item(**item):
    return {"facts": {"item": item}}


@pytest.mark.parametrize(
    ("agree", "at_least", "more"),
    [
        (3, "not_triggered", "not_triggered"),
        (4, "triggered", "not_triggered"),
        (5, "triggered", "triggered"),
    ],
)
def test_half_of_those_present_is_enough_unless_the_pack_reads_more(agree, at_least, more):
    case = a_case("motion", "meeting", ballots=[a_vote(8, 11, agree=agree)])
    item = an_item(**{"class": "other", "urgent": True})
    strict = read_as("PF", urgent_majority="more_than_half")

    assert states("PF", {**case, **item})["C06"] == at_least
    assert states(strict, {**case, **item})["C06"] == more


def test_a_personnel_item_moved_as_urgent_is_refused_like_an_improvised_one():
    case = a_case("motion", "meeting", ballots=[a_vote(8, 11, agree=8)])
    item = an_item(**{"class": "personnel", "urgent": True, "improvised": False})

    ruled = states("PF", {**case, **item})

    assert (ruled["C07"], ruled["C06"]) == ("triggered", "not_applicable")


def test_a_personnel_item_on_the_announced_agenda_is_let_in():
    item = {"class": "personnel", "urgent": False, "improvised": False}

    assert states("PF", a_case("motion", "meeting", **an_item(**item)))["C07"] == "not_triggered"


def test_other_items_may_be_improvised():
    case = a_case("motion", "meeting", **an_item(**{"class": "other", "improvised": True}))

    assert states("PF", case)["C07"] == "not_triggered"


def test_a_quorum_can_be_judged_before_the_vote():
    ledger = {"roll": 9, "present": 6, "issued": 0, "returned": 0}
    case = a_case("motion", "meeting", ballots=[{"source": "committee", "ledger": ledger}])

    assert states("NAT", case)["Q1"] == "triggered"


def test_no_majority_carries_without_a_quorum():
    case = a_case("motion", "meeting", ballots=[a_vote(5, 9, agree=5)])

    outcome = rulings("NAT", case)

    assert outcome["Q1"].state.value == "not_triggered"
    assert (outcome["Q2"].state.value, outcome["Q2"].cause) == ("not_triggered", "no_quorum")


def test_the_quorum_of_two_thirds_is_for_personnel_items():
    case = a_case(
        "motion", "meeting", ballots=[a_vote(5, 9, agree=5)], **an_item(**{"class": "other"})
    )

    assert states("NAT", case) == {"Q1": "not_applicable", "Q2": "triggered"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (an_item(**{"class": "personnel", "assessed": False}), "not_discussed"),
        ({"ballots": [a_vote(8, 11, disagree=5)]}, "not_passed"),
        (
            {"ballots": [{"source": "unit", "ledger": a_ledger(9),
                          "contests": {"support": {"support": 4, "oppose": 5}}}]},
            "not_nominated",
        ),
    ],
)  # fmt: skip
def test_each_gate_of_c02_has_its_own_consequence(changes, code):
    ruling = rulings("PB", a_case("motion", "meeting", **changes))["C02"]

    assert [consequence.code for consequence in ruling.consequences] == [code]


def test_a_spoilt_vote_does_not_lift_a_gate_that_is_shut_without_it():
    spoilt = a_vote(8, 11, agree=8)
    spoilt["ledger"]["issued"] = 7
    case = a_case("motion", "meeting", ballots=[spoilt])

    shut = states("PB", {**case, **an_item(**{"class": "personnel", "assessed": False})})
    clear = states("PB", {**case, **an_item(**{"class": "personnel", "assessed": True})})

    assert (shut["C02"], clear["C02"]) == ("triggered", "annulled")


def test_an_assessed_item_still_waits_for_its_vote():
    case = a_case("motion", "meeting", **an_item(**{"class": "personnel", "assessed": True}))

    assert rulings("PB", case)["C02"].waiting_for == ("ballot:committee",)


def test_c02_concerns_personnel_only():
    case = a_case("motion", "meeting", **an_item(**{"class": "other", "assessed": False}))

    assert rulings("PB", case)["C02"].cause == "not_personnel"
