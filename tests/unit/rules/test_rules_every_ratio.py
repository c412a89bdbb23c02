"""Every clause that holds a share against a line: larger counts, and one vote more or turned.

The random cases of the second evaluator know ten of these clauses. Here each clause of every pack
that reads a share, a rate, a quorum or a ratio has cases of its own on both sides of its line, and
it is counted that it had them: none passes for want of cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from random import Random
from typing import Any, NamedTuple

import pytest
from rules_factories import a_case, a_ledger
from test_rules_any_case import scaled

from shared.rules.cases import parse_case
from shared.rules.checks import PresenceTest, RatioTest, SatisfactionTest, ShareTest, leaves, unwrap
from shared.rules.evaluation import evaluate
from shared.rules.pack_files import pack_ids
from shared.rules.packs import load_pack

Case = dict[str, Any]
SEED, CASES = 20261123, 90
THIRD, HALF = Fraction(1, 3), Fraction(1, 2)
OPTIONS = {
    "grade": ("incompetent", ("excellent", "competent", "basically_competent"), ("abstain",)),
    "confidence": ("distrust", ("trust",), ("abstain",)),
    "motion": ("disagree", ("agree",), ("abstain", "postpone")),
    "satisfaction": ("dissatisfied", ("satisfied",), ("unknown", "abstain")),
    "support": ("oppose", ("support",), ("abstain",)),
    "violation": ("yes", ("no",), ("abstain",)),
}
"""Of each contest the vote against, those for, and those that are neither."""
FINAL = {"value": "incompetent", "scale": "civil", "state": "final"}


class Read(NamedTuple):
    """Where a clause stands, what it reads, and its line; whether votes for it trigger it."""

    pack: str
    kind: str
    scope: str
    source: str
    contest: str
    line: Fraction
    helps: bool = False


RATIOS = {
    "B06": Read("PA", "official", "year", "unit", "grade", THIRD),
    "B07": Read("PA", "official", "year", "county", "grade", THIRD),
    "B08": Read("PB", "team", "meeting", "unit", "confidence", THIRD),
    "B10": Read("PB", "official", "after_final", "unit", "grade", Fraction(1, 5)),
    "B11": Read("PB", "team", "meeting", "unit", "grade", Fraction(3, 10)),
    "B13": Read("PO", "meeting", "meeting", "poll", "satisfaction", Fraction(3, 5)),
    "C02": Read("PB", "motion", "meeting", "committee", "motion", HALF),
    "C06": Read("PF", "motion", "meeting", "committee", "motion", HALF, helps=True),
    "P03": Read("PG", "place", "meeting", "poll", "violation", Fraction(0)),
    "P07": Read("PD", "candidate", "meeting", "poll", "support", HALF, helps=True),
    "P12": Read("PI", "list", "meeting", "", "", Fraction(2)),
    "Q1": Read("NAT", "motion", "meeting", "committee", "motion", HALF, helps=True),
    "Q2": Read("NAT", "motion", "meeting", "committee", "motion", HALF, helps=True),
}
VOTED = [rule for rule in RATIOS if rule not in ("P12", "Q1")]
"""The clauses whose outcome a vote can move; a ratio of people and a quorum it cannot."""


def a_count(source: Random, read: Read) -> tuple[dict[str, int], int]:
    """Return votes of one contest about the line, and how many papers are valid."""
    valid = source.randint(1, 20) * source.choice((1, read.line.denominator))
    near = int(valid * read.line) + source.choice((-2, -1, 0, 0, 1, 2))
    counted = min(valid, max(0, near))
    against, others, neither = OPTIONS[read.contest]
    supported = read.helps or read.contest == "satisfaction"
    names = list(others if supported else (against,))
    rest = [*neither, *((against,) if supported else others)]
    votes = dict.fromkeys((against, *others, *neither), 0)
    for _ in range(counted):
        votes[source.choice(names)] += 1
    for _ in range(valid - counted):
        votes[source.choice(rest)] += 1
    return votes, valid


def a_ratio(source: Random, rule: str) -> Case:
    """Return a case of one clause, about its line."""
    read = RATIOS[rule]
    case = a_case(read.kind, read.scope)
    if rule == "P12":
        posts = source.randint(1, 9)
        candidates = 2 * posts + source.choice((-1, 0, 1))
        return {**case, "facts": {"candidates": candidates, "posts": posts}}
    votes, valid = a_count(source, read)
    present = valid + source.choice((0, 0, 1))
    roll = present + source.choice((0, 1, valid // 2, valid // 2 + 1))
    ledger = a_ledger(valid, roll=roll, present=present, issued=present)
    case["ballots"] = [{"source": read.source, "ledger": ledger, "contests": {read.contest: votes}}]
    parameters: Case = {"large_unit_min": 1}
    if read.source in ("unit", "county"):
        parameters["base"] = source.choice(("valid", "valid", "expressed", "returned", "roll"))
    if rule == "B13":
        of = source.choice(("valid", "known"))
        parameters["satisfaction"] = {"counted": ["satisfied"], "of": of, "at_least": "3/5"}
    case["parameters"] = parameters
    if rule in ("B07", "B10"):
        case["findings"] = {rule: {"value": True, "document": "1", "date": "2026-12-20"}}
    return {**case, "grade": FINAL} if rule == "B10" else case


def cases_of(rule: str) -> Iterator[Case]:
    """Yield the cases of one clause, the same ones every time."""
    source = Random(f"{SEED} {rule}")
    for _ in range(CASES):
        yield a_ratio(source, rule)


def state(rule: str, case: Case) -> str:
    """Return what one clause comes to."""
    rulings = evaluate(load_pack(RATIOS[rule].pack), parse_case(case)).rulings
    return next(ruling.state.value for ruling in rulings if ruling.rule == rule)


def turned(rule: str, case: Case) -> Iterator[Case]:
    """Yield the case with one vote of each other option turned into a vote against."""
    read = RATIOS[rule]
    against, others, neither = OPTIONS[read.contest]
    for other in (*others, *neither):
        more = deepcopy(case)
        votes = more["ballots"][0]["contests"][read.contest]
        if votes[other]:
            votes[other] -= 1
            votes[against] += 1
            yield more


def joined(rule: str, case: Case) -> Case:
    """Return the case in which one more person came and voted against."""
    read, more = RATIOS[rule], deepcopy(case)
    ballot = more["ballots"][0]
    ballot["contests"][read.contest][OPTIONS[read.contest][0]] += 1
    for name in ("roll", "present", "issued", "returned"):
        ballot["ledger"][name] += 1
    return more


def test_every_clause_with_a_share_a_rate_a_quorum_or_a_ratio_is_here():
    kinds = (ShareTest, SatisfactionTest, PresenceTest, RatioTest)

    found = {
        rule
        for pack in map(load_pack, pack_ids())
        for rule, clause in pack.executable.items()
        if hasattr(clause, "when")
        and any(isinstance(unwrap(leaf), kinds) for leaf in leaves(clause.when))
    }

    assert found == set(RATIOS)


@pytest.mark.parametrize("rule", RATIOS)
def test_counts_many_times_as_large_change_no_outcome_on_either_side_of_the_line(rule):
    met = Counter()

    for number, case in enumerate(cases_of(rule)):
        before = state(rule, case)
        met[before] += 1
        assert state(rule, scaled(case, 2 + number % 7)) == before, case

    assert min(met["triggered"], met["not_triggered"]) >= 8


@pytest.mark.parametrize("rule", VOTED)
def test_a_vote_turned_against_never_makes_what_hurts_milder_or_gives_what_helps(rule):
    keeps, checked = "not_triggered" if RATIOS[rule].helps else "triggered", 0

    for case in cases_of(rule):
        if state(rule, case) == keeps:
            for more in turned(rule, case):
                checked += 1
                assert state(rule, more) == keeps, case

    assert checked >= 8


@pytest.mark.parametrize("rule", [rule for rule in VOTED if rule != "Q2"])
def test_one_more_vote_against_never_makes_what_hurts_milder_or_gives_what_helps(rule):
    """Not of Q2: one more who comes may make up the quorum, whatever the vote."""
    keeps, checked = "not_triggered" if RATIOS[rule].helps else "triggered", 0

    for case in cases_of(rule):
        if state(rule, case) == keeps:
            checked += 1
            assert state(rule, joined(rule, case)) == keeps, case

    assert checked >= 8


@pytest.mark.parametrize("rule", VOTED)
def test_somewhere_one_vote_against_moves_the_outcome(rule):
    moved = [
        case
        for case in cases_of(rule)
        for more in turned(rule, case)
        if {state(rule, case), state(rule, more)} == {"triggered", "not_triggered"}
    ]

    assert moved
