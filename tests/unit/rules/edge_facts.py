"""The edges of the rules on topics, counts, points and places.

May import ``edge_cases`` and the case makers only.
"""

from __future__ import annotations

from typing import Any

from catalogue_cases import LAST, SECOND_LAST, TIED, UNRANKED, a_unit, ranked
from edge_cases import (
    ANSWERS,
    COUNTED,
    NO_GATE,
    NO_ITEM_GATE,
    NO_LESS,
    NO_LINE,
    OF_HEADS,
    Case,
    Edge,
    Edges,
    no,
    shut,
    wait,
    yes,
)
from rules_factories import a_case


def topic(pack_scope: str = "meeting", **item: Any) -> Case:
    """Return a case on a motion of which some things are known."""
    return a_case("motion", pack_scope, facts={"item": item})


def attended(**counted: int) -> Case:
    """Return a case on the year's absences of one person."""
    return a_case(facts={"attendance": counted})


def about_year(kind: str, **facts: Any) -> Case:
    """Return a case on the facts of 2026."""
    case = a_case(kind, as_of="2026-12-31", facts=facts)
    case["subject"]["role"] = "head"
    return case


def account(**half_points: int) -> Case:
    """Return a case on an account of points, years as ``y2026``."""
    listed = [
        {"year": int(year[1:]), "half_points": min(4, total - taken)}
        for year, total in half_points.items()
        for taken in range(0, total, 4)
    ]
    return about_year("official", point_findings=listed)


def leaders(*missed: int) -> Case:
    """Return a case on a unit whose leaders missed some meetings."""
    listed = [{"id": f"o{number}", "missed": count} for number, count in enumerate(missed)]
    return about_year("unit", leaders=listed)


def leave(half_days: int | None, role: str = "deputy") -> Case:
    """Return a case on a request for leave."""
    facts = {} if half_days is None else {"leave_half_days": half_days}
    case = a_case("leave", facts=facts)
    case["subject"]["role"] = role
    return case


def at_place(*years: Case) -> Case:
    """Return a case on a unit's place in 2026."""
    return a_unit(2026, *years)


def of_items(pack: str, unmet: Case, met: Case, waiting: Case, gate: Edge | str) -> Edges:
    """Return the cells of a rule that asks for one thing about a topic."""
    return Edges(pack, no(unmet), NO_LINE, yes(met), gate, wait(waiting), ANSWERS)


PERSONNEL = {"class": "personnel"}
OTHER = shut(topic(**{"class": "other"}), "not_personnel")

ITEMS: dict[str, Edges] = {
    "C03": of_items(
        "PB",
        topic(**PERSONNEL, form="secret"),
        topic(**PERSONNEL, form="named"),
        topic(**PERSONNEL),
        OTHER,
    ),
    "C04": of_items("PD", topic(bundled=False), topic(bundled=True), topic(), NO_ITEM_GATE),
    "C05": of_items(
        "PD",
        topic(**PERSONNEL, form="secret"),
        topic(**PERSONNEL, form="named"),
        topic(**PERSONNEL),
        NO_ITEM_GATE,
    ),
    "C07": of_items(
        "PF",
        topic(**{"class": "other"}, improvised=True),
        topic(**PERSONNEL, improvised=True),
        topic(**PERSONNEL),
        NO_ITEM_GATE,
    ),
    "C10": of_items(
        "PF",
        topic(decided=True, resubmitted=True),
        topic(decided=True, resubmitted=False),
        topic(decided=True),
        NO_ITEM_GATE,
    ),
    "C12": of_items("PI", topic(informed=True), topic(informed=False), topic(), OTHER),
    "C13": of_items(
        "PI", topic(discipline_review=True), topic(discipline_review=False), topic(), OTHER
    ),
    "C14": of_items("PN", topic(punished=False), topic(punished=True), topic(), OTHER),
    "C15": of_items("PM", topic(audit_problem=False), topic(audit_problem=True), topic(), OTHER),
    "C18": of_items(
        "PF", topic(superior_consent=True), topic(superior_consent=False), topic(), OTHER
    ),
    "P11": of_items(
        "PD",
        topic(life_meeting=True, delegates_asked=True),
        topic(life_meeting=True, delegates_asked=False),
        topic(life_meeting=True),
        NO_ITEM_GATE,
    ),
}

COUNTS: dict[str, Edges] = {
    "N01": Edges(
        "PA",
        no(attended(late=1, early=1)),
        yes(attended(late=1, early=2)),
        yes(attended(late=4)),
        NO_GATE,
        wait(a_case()),
        no(attended()),
    ),
    "N02": Edges(
        "PA",
        no(attended(absent_half_days=5, missed=2, late=3)),
        no(attended(absent_half_days=6, missed=2, late=5)),
        yes(attended(absent_half_days=7, missed=2, late=5)),
        NO_GATE,
        wait(a_case()),
        no(attended()),
    ),
    "N03": Edges(
        "PA",
        no(attended(absent_half_days=9, missed=6, late=2)),
        no(attended(absent_half_days=10, missed=7, late=2)),
        yes(attended(absent_half_days=10, missed=7, late=3)),
        NO_GATE,
        wait(a_case()),
        no(attended()),
    ),
    "N04": Edges(
        "PA",
        no(leaders(2, 2)),
        no(leaders(3, 3)),
        yes(leaders(0, 4)),
        "test_rules_unit_year.py::"
        "test_units_that_the_county_manages_are_not_asked_for_their_leaders_absence",
        wait(about_year("unit")),
        no(leaders()),
    ),
    "N06": Edges(
        "PA",
        yes(leave(5), proposed="approved_by_unit_head"),
        yes(leave(6), proposed="approved_by_unit_head"),
        yes(leave(7), proposed="approved_by_organisation_department"),
        shut(leave(6, "head"), "other_role"),
        wait(leave(None)),
        yes(leave(0), proposed="approved_by_unit_head"),
    ),
    "N07": Edges(
        "PD",
        NO_LESS,
        no(account(y2025=4)),
        yes(account(y2026=1)),
        OF_HEADS,
        wait(about_year("official")),
        no(account()),
    ),
    "N08": Edges(
        "PD",
        no(account(y2026=7)),
        yes(account(y2026=8)),
        yes(account(y2026=9)),
        OF_HEADS,
        wait(about_year("official")),
        no(account()),
    ),
    "N09": Edges(
        "PD",
        no(account(y2026=11)),
        yes(account(y2026=12)),
        yes(account(y2026=13)),
        OF_HEADS,
        wait(about_year("official")),
        no(account()),
    ),
    "N10": Edges(
        "PD",
        no(account(y2024=4, y2025=4, y2026=19)),
        yes(account(y2025=12, y2026=12)),
        yes(account(y2024=14, y2026=15)),
        OF_HEADS,
        wait(about_year("official")),
        no(account()),
    ),
    "P16": Edges(
        "PG",
        no(about_year("candidate", reports=0)),
        yes(about_year("candidate", reports=1)),
        yes(about_year("candidate", reports=2)),
        NO_GATE,
        wait(about_year("candidate")),
        COUNTED,
    ),
}


def two(before: dict[str, str], now: dict[str, str]) -> Case:
    """Return a case on a unit's places in two years."""
    return at_place(ranked(2025, before), ranked(2026, now))


def tie() -> Edge:
    """Return the cell of a tie for the last place this year."""
    return Edge(two(LAST, TIED), "needs_ruling", "last_tied")


def unranked() -> Edge:
    """Return the cell of a unit that was not ranked this year."""
    return no(two(LAST, UNRANKED), "not_ranked")


def last_place(pack: str) -> Edges:
    """Return the cells of a rule on one last place; the line is the lowest score."""
    return Edges(
        pack,
        no(at_place(ranked(2026, SECOND_LAST))),
        tie(),
        yes(at_place(ranked(2026, LAST))),
        NO_GATE,
        wait(about_year("unit")),
        unranked(),
    )


def last_twice(pack: str) -> Edges:
    """Return the cells of a rule on two last places in a row."""
    return Edges(
        pack,
        no(two(SECOND_LAST, LAST)),
        tie(),
        yes(two(LAST, LAST)),
        NO_GATE,
        wait(about_year("unit")),
        unranked(),
    )


RANKS: dict[str, Edges] = {
    "K01": last_place("PA"),
    "K02": last_twice("PA"),
    "K03": last_place("PE"),
    "K04": last_twice("PE"),
}
