"""The edges of the rules that read a ballot, or a count that stands beside one.

May import ``edge_cases`` and the case makers only.
"""

from __future__ import annotations

from typing import Any

from catalogue_cases import FINAL, a_motion, a_poll, a_team, cautioned, found
from edge_cases import ADDED_UP, NO_GATE, NO_LESS, Case, Edges, no, nobody, shut, wait, yes
from rules_factories import a_ballot, a_case, a_ledger


def rated(bad: int, valid: int = 300, **more: Any) -> Case:
    """Return a case on an official with the ballots of unit and county."""
    ballots = [a_ballot("unit", valid // 3, bad // 3)]
    ballots.append(a_ballot("county", valid - valid // 3, bad - bad // 3))
    return a_case(ballots=ballots, **more)


def supported(votes: int, valid: int) -> Case:
    """Return a case on the head's nominee."""
    counts = {"support": votes, "oppose": valid - votes}
    ballot = {"source": "poll", "ledger": a_ledger(valid), "contests": {"support": counts}}
    return a_case("candidate", "meeting", ballots=[ballot])


def satisfied(votes: int, others: int) -> Case:
    """Return a case on a satisfaction poll with a line of three fifths."""
    row = {"sat": votes, "basic": 0, "unsat": others, "unknown": 0}
    return a_poll(row, ["satisfied"], "valid", "3/5")


def violation(told: int, valid: int) -> Case:
    """Return a case on a survey that asks for violations."""
    counts = {"yes": told, "no": valid - told}
    ballot = {"source": "poll", "ledger": a_ledger(valid), "contests": {"violation": counts}}
    return a_case("place", "meeting", ballots=[ballot])


def small_team() -> Case:
    """Return a case on the team of a unit with twenty-nine on its roll."""
    return a_team(29, 20, 20)


def punished(*persons: str) -> Case:
    """Return a case on a team some of whose members were punished in 2026."""
    listed = [{"person": person, "date": "2026-03-01"} for person in persons]
    return a_case("team", as_of="2026-12-31", facts={"punished": listed})


BALLOTS: dict[str, Edges] = {
    "B04": Edges(
        "PA",
        ADDED_UP,
        ADDED_UP,
        yes(rated(0)),
        NO_GATE,
        wait(a_case()),
        nobody(rated(0, 0)),
    ),
    "B06": Edges(
        "PA",
        no(rated(99)),
        yes(rated(100)),
        yes(rated(101)),
        NO_GATE,
        wait(a_case()),
        nobody(rated(0, 0)),
    ),
    "B07": Edges(
        "PA",
        no(rated(99, findings=found("B07", True))),
        no(rated(100, findings=found("B07", True))),
        yes(rated(101, findings=found("B07", True))),
        no(rated(101, findings=found("B07", False))),
        wait(rated(101)),
        nobody(rated(0, 0)),
    ),
    "B08": Edges(
        "PB",
        no(a_team(99, 0, 32)),
        no(a_team(99, 0, 33)),
        yes(a_team(99, 0, 34)),
        shut(small_team(), "small_unit"),
        wait(a_case("team", "meeting")),
        nobody(a_team(0, 0, 0, roll=30)),
    ),
    "B09": Edges(
        "PB",
        no(a_team(100, 29, 0)),
        no(a_team(100, 30, 0)),
        yes(a_team(100, 31, 0)),
        shut(small_team(), "small_unit"),
        wait(a_case("team", "meeting")),
        nobody(a_team(0, 0, 0, roll=30)),
    ),
    "B10": Edges(
        "PB",
        no(cautioned(a_ballot("unit", 50, 9))),
        no(cautioned(a_ballot("unit", 50, 10))),
        yes(cautioned(a_ballot("unit", 50, 11))),
        shut(cautioned(a_ballot("unit", 29, 20)), "small_unit"),
        wait(cautioned(a_ballot("unit", 50, 11), grade={**FINAL, "state": "proposed"})),
        nobody(cautioned(a_ballot("unit", 0, 0, roll=30))),
    ),
    "B11": Edges(
        "PB",
        no(a_team(100, 29, 0)),
        no(a_team(100, 30, 0)),
        yes(a_team(100, 31, 0)),
        shut(small_team(), "small_unit"),
        wait(a_case("team", "meeting")),
        nobody(a_team(0, 0, 0, roll=30)),
    ),
    "B12": Edges(
        "PB",
        no(punished("o1", "o1")),
        yes(punished("o1", "o2")),
        yes(punished("o1", "o2", "o3")),
        NO_GATE,
        wait(a_case("team", as_of="2026-12-31")),
        no(punished()),
    ),
    "B13": Edges(
        "PO",
        yes(satisfied(59, 41)),
        no(satisfied(60, 40)),
        no(satisfied(61, 39)),
        NO_GATE,
        wait(a_case("meeting", "meeting")),
        nobody(satisfied(0, 0)),
    ),
    "P03": Edges(
        "PG",
        NO_LESS,
        no(violation(0, 40)),
        yes(violation(1, 40)),
        NO_GATE,
        wait(a_case("place", "meeting")),
        nobody(violation(0, 0)),
    ),
    "P07": Edges(
        "PD",
        no(supported(49, 100)),
        no(supported(50, 100)),
        yes(supported(51, 100)),
        NO_GATE,
        wait(a_case("candidate", "meeting")),
        nobody(supported(0, 0)),
    ),
    "P12": Edges(
        "PI",
        yes(a_case("list", "meeting", facts={"candidates": 5, "posts": 3})),
        no(a_case("list", "meeting", facts={"candidates": 6, "posts": 3})),
        no(a_case("list", "meeting", facts={"candidates": 7, "posts": 3})),
        NO_GATE,
        wait(a_case("list", "meeting", facts={"candidates": 7})),
        shut(a_case("list", "meeting", facts={"candidates": 7, "posts": 0}), "no_posts"),
    ),
}

COMMITTEES: dict[str, Edges] = {
    "Q1": Edges(
        "NAT",
        no(a_motion(7, 12)),
        yes(a_motion(8, 12)),
        yes(a_motion(9, 12)),
        shut({**a_motion(8, 12), "facts": {"item": {"class": "other"}}}, "not_personnel"),
        wait(a_case("motion", "meeting")),
        shut(a_motion(0, 0), "nobody_on_the_roll"),
    ),
    "Q2": Edges(
        "NAT",
        no(a_motion(12, 12, agree=5)),
        no(a_motion(12, 12, agree=6)),
        yes(a_motion(12, 12, agree=7)),
        no(a_motion(7, 12, agree=7), "no_quorum"),
        wait(a_case("motion", "meeting")),
        nobody(a_motion(0, 0)),
    ),
    "C02": Edges(
        "PB",
        no(a_motion(12, 12, disagree=5)),
        no(a_motion(12, 12, disagree=6)),
        yes(a_motion(12, 12, disagree=7)),
        shut({**a_motion(8, 12), "facts": {"item": {"class": "other"}}}, "not_personnel"),
        wait(a_case("motion", "meeting")),
        nobody(a_motion(0, 12)),
    ),
    "C06": Edges(
        "PF",
        no(a_motion(12, 12, agree=5)),
        yes(a_motion(12, 12, agree=6)),
        yes(a_motion(12, 12, agree=7)),
        shut({**a_motion(8, 12), "facts": {"item": {"urgent": False}}}, "not_urgent"),
        wait(a_case("motion", "meeting")),
        nobody(a_motion(0, 12)),
    ),
}
