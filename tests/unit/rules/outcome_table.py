"""How often random cases met each rule in each state and at each edge, and which it has to meet.

A comparison of cases in which a rule never came to a state proves nothing about that state, and a
kind of fact that is never drawn is never compared. Which edges a rule has is what the coverage
table says. May import the edges and the second evaluator.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from edge_cases import Edge
from edge_spans import EDGES
from random_rankings import FRAMES, YEAR
from second_evaluator import RULES
from second_ranks import NOT_RANKED
from second_reader import SEALED, YES, Answer, Case, is_spoilt

COLUMNS = (
    "triggered",
    "not_triggered",
    "on the line",
    "gate closed",
    "pending",
    "undefined",
    "needs_ruling",
    "annulled",
)
NOTHING = ("no_valid_ballots", "no_posts", "not_ranked")
"""The causes of a ruling that has nothing to compute from."""
VOTES = frozenset({"B06", "B07", "B08", "B09", "B10", "B11", "C02", "C06", "P07"})
RANKS = frozenset({"K01", "K02", "K03", "K04"})
Counts = Counter[tuple[str, str]]


def columns(ruling: Mapping[str, Any]) -> Iterator[str]:
    """Yield the columns that one ruling of the engine belongs to."""
    state, cause, measures = ruling["state"], ruling["cause"], ruling["measures"]
    if state in COLUMNS:
        yield state
    if cause == "last_tied" or any(on_the_line(measure) for measure in measures):
        yield "on the line"
    if cause in NOTHING or (measures and not any(one["numerator"] for one in measures)):
        yield "undefined"
    spared = state == "not_triggered" and measures and all(one["met"] for one in measures)
    if spared or (state == "not_applicable" and cause not in NOTHING):
        yield "gate closed"


def on_the_line(measure: Mapping[str, Any]) -> bool:
    """Return whether a measure is exactly on its line; N01's line is the first whole one."""
    value = Fraction(measure["numerator"], measure["denominator"])
    return value == Fraction(measure["threshold"] or 1)


def required(rule: str) -> set[str]:
    """Return the columns in which a rule has to be met, as far as it can be at all."""
    cells = EDGES[rule].cells()
    edges = {name for name in ("on", "gate closed", "undefined") if isinstance(cells[name], Edge)}
    named = {"on the line" if name == "on" else name for name in edges}
    if rule == "B09":  # a cascade has no measures of its own; those that it follows have
        named -= {"on the line"}
    people = {"needs_ruling"} if rule in RANKS | VOTES else set()
    return {*RULES[rule].states, *named, *people, *({"annulled"} if rule in VOTES else ())}


def rankings_drawn(case: Case, known: Mapping[str, Answer]) -> Iterator[str]:
    """Yield which kinds of rankings a case has, and which of them decided something."""
    rankings = (case.get("facts") or {}).get("rankings") or []
    periods = [one["period"] for one in rankings]
    causes = {cause for _, cause in known.values() if cause}
    for name, mark in (("half-years", "H"), ("quarters", "Q"), ("months", "-0")):
        if any(mark in period for period in periods) and ("triggered", None) in known.values():
            yield name
    low = {one["period"] for one in rankings if one["scores"].get("s1") in ("71.49", "71.5")}
    this_year = all(period.startswith(str(YEAR)) for period in low)
    if known.get("K04") == ("triggered", None) and this_year:
        yield "last twice within a year"
    if any(one["seq"] > len(FRAMES["quarters"]) for one in rankings):
        yield "numbers that do not begin with one"
    if known.get("K01") == NOT_RANKED and any(len(p) > 4 for p in periods):
        yield "no comparison of the year"
    yield from causes & {"new_head", "head_before", "head_unrecorded", "ranking_missing"}
    if known.get("K04", YES)[1] == "head_unrecorded":
        yield "K04: head_unrecorded"


def heads_drawn(case: Case, known: Mapping[str, Answer]) -> Iterator[str]:
    """Yield what became of rankings whose head has left the unit, or for which others answer."""
    rankings = (case.get("facts") or {}).get("rankings") or []
    if any("answered" in one for one in rankings):
        yield from (f"answered: {state}" for state, _ in known.values())
    if any(one.get("head_until") for one in rankings):
        yield from (f"left: {cause}" for _, cause in known.values())
        if len({one.get("head_until") for one in rankings}) > 1:
            yield "left: days that differ"
        if ("triggered", None) in (known.get("K02"), known.get("K04")):
            yield "left: triggered twice"


def sealed_drawn(case: Case, known: Mapping[str, Answer]) -> Iterator[str]:
    """Yield how a sealed ballot of a case was asked, and what became of it under which base."""
    ballots = case.get("ballots") or []
    closed = [ballot for ballot in ballots if "contests" not in ballot]
    if not closed:
        return
    base = (case.get("parameters") or {}).get("base", "valid")
    yield from (f"sealed: {state} by {base}" for state, _ in known.values())
    asked = ["all" if one.get("asked") is None else bool(one["asked"]) for one in closed]
    yield from {f"sealed: asked {which}" for which in asked}
    read = {ballot["source"] for ballot in ballots if "contests" in ballot}
    if len(closed) == len(ballots):
        yield f"sealed: nothing else by {case['scope']}"
    elif SEALED in known.values() and any(one["source"] not in read for one in closed):
        yield "sealed: a source of its own"
    if any(one.get("asked") == [] and is_spoilt(one) for one in closed):
        yield from (f"sealed: spoilt and asked nothing, {state}" for state, _ in known.values())
    if "merge" in (case.get("parameters") or {}) and SEALED in known.values():
        yield "sealed: weighted"


PEOPLE = ("roll", "present", "issued")
DRAWN = (
    *("half-years", "quarters", "months", "last twice within a year"),
    *("numbers that do not begin with one", "no comparison of the year"),
    *("new_head", "head_before", "head_unrecorded", "ranking_missing"),
    *("left: new_head", "left: not_ranked", "left: triggered twice"),
    *("answered: triggered", "answered: not_triggered"),
    *("sealed: asked all", "sealed: asked True", "sealed: asked False"),
    *("sealed: nothing else by year", "sealed: nothing else by meeting"),
    *("sealed: weighted", "sealed: annulled by valid", "sealed: a source of its own"),
    *("sealed: spoilt and asked nothing, triggered", "K04: head_unrecorded"),
    *("left: days that differ",),
    *(f"sealed: {state} by valid" for state in ("triggered", "not_triggered")),
    *(
        f"sealed: {state} by {base}"
        for base in PEOPLE
        for state in ("triggered", "not_triggered", "needs_ruling")
    ),
)
"""Every kind of fact that the cases have to have, as far as a state of a rule does not show it."""


def drawn(case: Case, known: Mapping[str, Answer]) -> set[str]:
    """Return which kinds of facts a case has, by the engine's answers to it."""
    kinds = (rankings_drawn, heads_drawn, sealed_drawn)
    return {kind for each in kinds for kind in each(case, known)}


def missing(counts: Counts) -> list[tuple[str, str]]:
    """Return every rule and column that had to be met and was not."""
    return [
        (rule, column)
        for rule in RULES
        for column in COLUMNS
        if column in required(rule) and not counts[rule, column]
    ]


def table(counts: Counts) -> str:
    """Return how often each rule was met in each column; a dot where it cannot be."""
    head = f"{'rule':6}" + "".join(f"{column:>15}" for column in COLUMNS)
    lines = [
        f"{rule:6}"
        + "".join(
            f"{counts[rule, column]:15,}"
            if counts[rule, column] or column in required(rule)
            else f"{'·':>15}"
            for column in COLUMNS
        )
        for rule in RULES
    ]
    return "\n".join([head, *lines])
