"""The worked examples that the domain report gives in words, and the list of all examples.

May import ``catalogue_cases`` and the case makers only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from catalogue_cases import (
    BUILDERS,
    FINAL,
    LAST,
    MET,
    Asked,
    Case,
    a_motion,
    a_team,
    a_unit,
    cautioned,
    found,
    ranked,
)
from rules_factories import a_ballot, a_case

COUNTY_CRITICISM = frozenset({"circulated_criticism", "annual_grade"})
DEMOTED = frozenset({"demotion_or_removal", "former_benefits_stop"})
INCOMPETENT = {"value": "incompetent", "scale": "civil"}
UNQUALIFIED = {"value": "incompetent", "scale": "institution"}


def merged(bad_unit: int, bad_county: int, **more: Any) -> Case:
    """Return a case with 300 valid ballots of a unit and the county together."""
    ballots = [a_ballot("unit", 100, bad_unit), a_ballot("county", 200, bad_county)]
    return a_case(ballots=ballots, **more)


def persons() -> Iterator[Asked]:
    """Yield D12's people M to R: what a grade may and may not take from a ballot."""
    counted = {"attendance": {"missed": 3, "late": 4}}
    yield Asked(
        "D12 M",
        "PA",
        merged(1, 1, facts=counted),
        {"N02": "triggered", "N03": "not_triggered", "B06": "not_triggered"},
        proposed={"N02": COUNTY_CRITICISM},
        grades={"N02": INCOMPETENT},
    )
    yield Asked(
        "D12 N",
        "PA",
        merged(51, 50, findings=found("B07", True)),
        {"B06": "triggered", "B07": "triggered"},
        shares={"B06": Fraction(101, 300), "B07": Fraction(101, 300)},
        proposed={"B06": DEMOTED, "B07": frozenset({"blame_taking_resignation"})},
        grades={"B06": {}, "B07": {}},
    )
    yield Asked(
        "D12 O",
        "PA",
        merged(50, 50),
        {"B06": "triggered", "B07": "not_triggered"},
        shares={"B06": Fraction(1, 3)},
        proposed={"B06": DEMOTED},
        grades={"B06": {}},
    )
    milder = {**FINAL, "value": "basically_competent"}
    confirmed = cautioned(a_ballot("unit", 100, 25), True, milder)
    yield Asked("D12 P", "PB", confirmed, {"B10": "not_triggered"})
    events = [ranked(2026, LAST, seq=1), ranked(2026, LAST, seq=2)]
    twice = a_unit(2026, *events)
    forced = {"K04": UNQUALIFIED}
    both = {"K03": "triggered", "K04": "triggered"}
    warned = {"K04": frozenset({"warning", "annual_grade"})}
    yield Asked("D12 Q", "PE", twice, both, proposed=warned, grades=forced)
    until = {"earliest": "2025-02-20", "latest": "2025-05-20", "bar_until": "2024-12-31"}
    admonished = a_case(as_of="2024-12-31", facts={"admonition_start": "2024-11-20"})
    barred = {"L05": frozenset({"no_model_titles", "no_promotion", "rectification_plan"})}
    state, dates = {"L05": "triggered"}, {"L05": until}
    yield Asked("D12 R", "PC", admonished, state, dates=dates, proposed=barred)
    freed = {"L05": frozenset({"rectification_plan"})}
    after = {**admonished, "as_of": "2025-01-01"}
    yield Asked("D12 R in 2025", "PC", after, state, dates=dates, proposed=freed)


def events() -> Iterator[Asked]:
    """Yield D7's site review and conduct review: two events of one year, one after the other."""
    review = ranked(2024, LAST, series="评比", period="2024-Q1", seq=1)
    conduct = ranked(2024, LAST, series="评比", period="2024-Q2", seq=2)
    yield Asked("D7 events", "PE", a_unit(2024, review, conduct), {"K04": "triggered"})
    once = a_unit(2024, review)
    yield Asked("D7 one event", "PE", once, {"K03": "triggered", "K04": "not_triggered"})


def dates() -> Iterator[Asked]:
    """Yield the date arithmetic of D12."""
    talk = {"admonition_start": "2024-09-27", "talk_date": "2024-09-29"}
    planned = a_case(as_of="2024-10-02", facts=talk)
    yield Asked(
        "D12 plan", "PC", planned, {"L05": "triggered"}, dates={"L05": {"due": "2024-10-02"}}
    )
    due = {"L09": {"due": "2025-02-28"}}
    for day, state in (("2025-02-28", "not_triggered"), ("2025-03-01", "pending")):
        tried = a_case("candidate", as_of=day, facts={"probation_start": "2024-02-29"})
        yield Asked(f"D12 probation {day}", "PA", tried, {"L09": state}, dates=due)
    for day, state in (("2025-03-09", "not_triggered"), ("2025-03-10", "triggered")):
        shown = a_case("candidate", as_of=day, facts={"notice_start": "2025-03-03"})
        yield Asked(f"D12 notice {day}", "PA", shown, {"L08": state})
    for day, state in (("2025-03-30", "pending"), ("2025-03-31", "triggered")):
        sent = a_case(as_of=day, facts={"letter_date": "2025-03-20"})
        yield Asked(f"D12 reply {day}", "PA", sent, {"L12": state})


def committee() -> Iterator[Asked]:
    """Yield D11's inclusive half, and the personnel topic that no vote can cure."""
    yield Asked("D11 half", "PF", a_motion(8, 11, agree=4), {"C06": "triggered"})
    item = {"class": "personnel", "urgent": True, "improvised": True}
    rejected = {**a_motion(8, 11, agree=8), "facts": {"item": item}}
    states = {"C07": "triggered", "C06": "not_applicable"}
    refused = {"C07": frozenset({"item_refused"}), "C06": frozenset[str]()}
    yield Asked("D11 personnel", "PF", rejected, states, proposed=refused)


def extras() -> Iterator[Asked]:
    """Yield D1's smallest cases, D5's one question, D13, D15, D16, D17 and D19."""
    for bad, valid, third, over in (
        (1, 3, True, False),
        (33, 100, False, False),
        (34, 100, True, True),
    ):
        few = a_case(ballots=[a_ballot("unit", valid, bad)], findings=found("B07", True))
        yield Asked(f"D1 {bad} of {valid}", "PA", few, {"B06": MET[third], "B07": MET[over]})
    for bad, cautioned_too, distrusted in ((31, True, False), (33, True, False), (34, True, True)):
        alone = a_case("team", "meeting", ballots=[a_ballot("unit", 100, bad)])
        one = {"B11": MET[cautioned_too], "B09": MET[cautioned_too], "B08": MET[distrusted]}
        yield Asked(f"D5 one question {bad}", "PB", alone, one)
    spoilt = a_case(ballots=[a_ballot("unit", 59, 30, issued=58, present=60, roll=60)])
    causes = dict.fromkeys(("B04", "B06", "B07"), "returned_over_issued")
    yield Asked("D13 59 of 58", "PA", spoilt, dict.fromkeys(causes, "annulled"), causes)
    sound = a_case(ballots=[a_ballot("unit", 57, 19, issued=58, present=60, roll=60)])
    yield Asked("D13 57 of 58", "PA", sound, {"B06": "triggered"}, shares={"B06": Fraction(1, 3)})
    for returned, state in ((59, "annulled"), (57, "triggered")):
        team = a_team(returned, 30, 30, issued=58, present=60, roll=60)
        rules = dict.fromkeys(("B08", "B09", "B11"), state)
        yield Asked(f"D13 team {returned} of 58", "PB", team, rules)
    for candidates, state in ((5, "triggered"), (6, "not_triggered")):
        listed = a_case("list", "meeting", facts={"candidates": candidates, "posts": 3})
        yield Asked(f"D15 {candidates}", "PI", listed, {"P12": state})
    punished = [{"person": "o3", "date": "2024-12-30"}, {"person": "o4", "date": "2025-01-08"}]
    for year in (2024, 2025):
        team = a_case("team", as_of=f"{year}-12-31", facts={"punished": punished})
        apart = {"B12": "different_years"}
        yield Asked(f"D16 {year}", "PB", team, {"B12": "not_triggered"}, apart)
    for half_days, approver in (
        (6, "approved_by_unit_head"),
        (7, "approved_by_organisation_department"),
    ):
        leave = a_case("leave", facts={"leave_half_days": half_days})
        leave["subject"]["role"] = "deputy"
        code = {"N06": frozenset({approver})}
        yield Asked(f"D17 {half_days}", "PA", leave, {"N06": "triggered"}, proposed=code)
    nobody = a_case(ballots=[a_ballot("unit", 0, 0)])
    cause = dict.fromkeys(("B04", "B06", "B07"), "no_valid_ballots")
    yield Asked("D19", "PA", nobody, dict.fromkeys(cause, "not_applicable"), cause)


def in_words() -> list[Asked]:
    """Return all of them."""
    return [*persons(), *events(), *dates(), *committee(), *extras()]


ROWS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "catalogue.json").read_text(encoding="utf-8")
)
"""The rows of the report's own vectors, each with the clause that decides it."""


def numbered() -> list[tuple[str, Asked]]:
    """Return all that is asked, with the row it comes from."""
    asked = [
        (f"{number}-{row['ex']}-{one.name}", one)
        for number, row in enumerate(ROWS)
        if row["ex"] in BUILDERS
        for one in BUILDERS[row["ex"]](row)
    ]
    return asked + [(one.name, one) for one in in_words()]


ASKED = numbered()
"""Every worked example that the rules alone can answer, by name."""
