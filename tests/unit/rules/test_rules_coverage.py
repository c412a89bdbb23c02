"""No rule that computes is without a test at each edge that it has; ``-s`` prints the table."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from catalogue_cases import a_motion
from catalogue_words import ASKED
from coverage_table import VALIDITY_TEST, defined, edges, printed, rows_of
from edge_cases import CELLS
from edge_spans import EDGES
from edge_votes import supported
from rules_factories import a_case

from shared.cli.main import main
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack

WORKED = Counter(rule for _, asked in ASKED for rule in asked.states)


def ruling(pack: str, rule: str, case: dict) -> dict:
    """Return one ruling of a case as the command line writes it."""
    rulings = evaluate(load_pack(pack), parse_case(case)).to_json()["rulings"]
    return next(one for one in rulings if one["rule"] == rule)


@pytest.mark.parametrize("name", [name for name, _ in edges()])
def test_a_rule_at_its_edge_comes_out_as_the_clause_says(name):
    rule, edge = name.split("-")[0], dict(edges())[name]

    answer = ruling(EDGES[rule].pack, rule, edge.case)

    assert (answer["state"], answer["cause"]) == (edge.state, edge.cause)
    if edge.proposed:
        assert [one["code"] for one in answer["consequences"]] == [edge.proposed]


def test_every_rule_that_computes_has_its_row(capsys):
    main(["rules", "list", "--json"])
    clauses = json.loads(capsys.readouterr().out)
    computing = {clause["id"] for clause in clauses if clause["kind"] != "text"}

    assert computing == set(EDGES)


def test_every_cell_of_the_table_names_a_test_that_exists_or_a_reason():
    table = rows_of(WORKED)
    named = {test for row in table.values() for test in row.values() if "::" in test}
    named.add(VALIDITY_TEST)
    reasons = {test for row in table.values() for test in row.values() if "::" not in test}

    print(f"\n{printed(WORKED)}")

    assert all(row.keys() >= set(CELLS) for row in table.values())
    assert [test for test in named if not defined(test)] == []
    assert not any(defined(f"test_rules_coverage.py::{reason}") for reason in reasons)
    assert all(len(reason.split()) > 3 for reason in reasons)


def test_a_test_that_nobody_wrote_is_not_found():
    assert not defined("test_rules_coverage.py::test_that_nobody_wrote")


def test_a_gate_that_was_passed_answers_for_a_vote_nobody_cast():
    case = a_motion(0, 12)
    assessed = {**case, "facts": {"item": {"assessed": True}}}

    unknown, passed = ruling("PB", "C02", case), ruling("PB", "C02", assessed)

    assert (unknown["state"], unknown["cause"]) == ("not_applicable", "no_valid_ballots")
    assert passed["state"] == "not_triggered"


def test_support_below_two_thirds_is_a_warning_and_no_ruling():
    just_below, exactly = (ruling("PD", "P07", supported(votes, 99)) for votes in (65, 66))

    beside = [
        {measure["threshold"]: measure["met"] for measure in answer["measures"]}
        for answer in (just_below, exactly)
    ]
    assert [answer["state"] for answer in (just_below, exactly)] == ["triggered", "triggered"]
    assert beside == [{"1/2": True, "2/3": False}, {"1/2": True, "2/3": True}]


def test_a_plan_to_put_things_right_is_due_three_days_after_the_talk():
    facts = {"admonition_start": "2024-09-27", "talk_date": "2024-09-29"}
    answer = ruling("PC", "L05", a_case(as_of="2024-10-01", facts=facts))

    deadlines = [one["deadline"] for one in answer["consequences"] if one.get("deadline")]

    assert deadlines == [{"days": 3, "after": "talk_date"}]
    assert answer["dates"]["due"] == "2024-10-02"
