"""The worked examples of the domain report as cases: what is asked, and what must come out.

The rows are those of ``tests/vectors/catalogue.json``; what the report says in words only (D12,
D13, D15 to D17, D19) stands in ``catalogue_words``. May import the case makers only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from rules_factories import a_ballot, a_case, a_ledger, a_vote

Row = Mapping[str, Any]
Case = dict[str, Any]

FINAL = {"value": "incompetent", "scale": "civil", "state": "final"}
MET = {True: "triggered", False: "not_triggered"}
TEAM = {
    "B08": frozenset({"leadership_responsibility", "reply_or_caution"}),
    "B09": frozenset({"caution"}),
    "B11": frozenset({"collective_caution"}),
}
"""What a team's votes bring on itself and on its head (D5)."""
RESULTS = {
    "TRIGGERED -> 诫警": "triggered",
    "pending_human": "pending",
    "not triggered": "not_triggered",
}


@dataclass(frozen=True)
class Asked:
    """One case for one pack and what the report says of it."""

    name: str
    pack: str
    case: Case
    states: Mapping[str, str]
    causes: Mapping[str, str] = field(default_factory=dict)
    shares: Mapping[str, Fraction] = field(default_factory=dict)
    """Rule to the exact value of its first measure."""
    dates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    proposed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Rule to the codes of all that it proposes."""
    grades: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Rule to the grade that it forces."""
    lines_met: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Rule to the names of those of its measures that are met."""


def found(rule: str, value: bool | None) -> Case:
    """Return the finding of one rule."""
    return {rule: {"value": value, "document": "组认1号", "date": "2026-12-20", "by": "组织部"}}


def cautioned(
    ballot: Case, finding: bool | None = True, grade: Case | None = FINAL, **more: Any
) -> Case:
    """Return a case on B10."""
    graded = {} if grade is None else {"grade": grade}
    findings = found("B10", finding)
    return a_case(scope="after_final", ballots=[ballot], findings=findings, **graded, **more)


def a_team(valid: int, incompetent: int, distrust: int, **ledger: int) -> Case:
    """Return a case with one ballot that asks two questions on a team."""
    ballot = a_ballot("unit", valid, incompetent, **ledger)
    ballot["contests"]["confidence"] = {"trust": valid - distrust, "distrust": distrust}
    return a_case("team", "meeting", ballots=[ballot])


def d1(row: Row) -> Iterator[Asked]:
    bad, valid = row["k"], row["n"]
    case = a_case(ballots=[a_ballot("unit", valid, bad)], findings=found("B07", True))
    person = {"B06": MET[row["B06"]], "B07": MET[row["B07_ratio"]]}
    share = Fraction(bad, valid)
    yield Asked("person", "PA", case, person, shares={"B06": share, "B07": share})
    team = {"B08": MET[row["B08"]], "B11": MET[row["B11"]], "B09": MET[row["B11"]]}
    yield Asked("team", "PB", a_team(valid, bad, bad), team, shares={"B08": share, "B11": share})


def d2(row: Row) -> Iterator[Asked]:
    case = cautioned(a_ballot("unit", row["n"], row["k"]))
    share = Fraction(row["k"], row["n"])
    yield Asked("caution", "PB", case, {"B10": MET[row["B10_ratio"]]}, shares={"B10": share})
    counted = a_case("official", "meeting", ballots=case["ballots"], findings=found("B10", True))
    waits = "pending" if row["B10_ratio"] else "not_triggered"
    yield Asked("count", "PB", counted, {"B10": waits})


def d2b(row: Row) -> Iterator[Asked]:
    values = {True: "incompetent", False: "basically_competent"}
    incompetent = row["grade_incompetent"]
    grade = None if incompetent is None else {**FINAL, "value": values[incompetent]}
    ballot = a_ballot("unit", 50, 11 if row["ratio"] else 10)
    case = cautioned(ballot, row["finding"], grade)
    state = RESULTS[row["result"]]
    caution = frozenset({"caution"} if state == "triggered" else ())
    yield Asked("conjunction", "PB", case, {"B10": state}, proposed={"B10": caution})


def d3(row: Row) -> Iterator[Asked]:
    base = {88: "expressed", 100: "valid", 104: "returned", 106: "issued", 120: "roll"}[row["n"]]
    votes = {"excellent": 38, "competent": 24, "basically_competent": 6, "incompetent": 20}
    ledger = a_ledger(100, roll=120, present=106, issued=106, returned=104, void=4)
    contests = {"grade": {**votes, "abstain": 12}}
    ballot = {"source": "unit", "ledger": ledger, "contests": contests}
    for named in (base, "present") if base == "issued" else (base,):
        case = cautioned(ballot, parameters={"base": named})
        share = Fraction(row["k"], row["n"])
        yield Asked(named, "PB", case, {"B10": MET[row["B10_ratio"]]}, shares={"B10": share})


def d4(row: Row) -> Iterator[Asked]:
    roll, bad, valid = row["roll"], row["k"], row["n"]
    ballot = a_ballot("unit", valid, bad, roll=roll)
    applies = row["PB_applicable"]
    state = "triggered" if applies else "not_applicable"
    for name, case, rules in (
        ("caution", cautioned(ballot), ("B10",)),
        ("team", a_team(valid, bad, bad, roll=roll), ("B08", "B11", "B09")),
    ):
        causes = {} if applies else dict.fromkeys(rules, "small_unit")
        yield Asked(name, "PB", case, dict.fromkeys(rules, state), causes)
    yield Asked("PA", "PA", a_case(ballots=[ballot]), {"B06": MET[row["PA_B06"]]})


def d5(row: Row) -> Iterator[Asked]:
    case = a_team(row["n"], row["team_incompetent"], row["team_noconf"])
    states = {rule: MET[row[rule]] for rule in ("B08", "B09", "B11")}
    proposed = {rule: TEAM[rule] if row[rule] else frozenset[str]() for rule in TEAM}
    yield Asked("team", "PB", case, states, proposed=proposed)


def ranked(year: int, scores: Mapping[str, str], **more: Any) -> Case:
    """Return one comparison of a year on the county's one list, unless told."""
    named = {"series": "综合考评", "list": "all", "period": str(year), "seq": year}
    return {**named, "scores": dict(scores), "tie_confirmed": None, **more}


def a_unit(year: int, *rankings: Case, unit: str = "u1") -> Case:
    """Return a case on the place of a unit."""
    case = a_case("unit", as_of=f"{year}-12-31", facts={"rankings": list(rankings)})
    return {**case, "subject": {"kind": "unit", "id": unit}}


def d6a(row: Row) -> Iterator[Asked]:
    low = [f"{score:.2f}" for score in row["scores_low"]]
    rest = [f"{80 + number}.00" for number in range(row["n"] - len(low))]
    scores = {f"u{number}": score for number, score in enumerate(low + rest)}
    for number in range(len(row["last"])):
        case = a_unit(2026, ranked(2026, scores), unit=f"u{number}")
        yield Asked(f"u{number}", "PA", case, {"K01": "needs_ruling"}, {"K01": "last_tied"})
    third = a_unit(2026, ranked(2026, scores), unit=f"u{len(row['last'])}")
    yield Asked("next", "PA", third, {"K01": "not_triggered"})


LAST = {"u1": "71.50", "u2": "80.00", "u3": "90.00"}
TIED = {**LAST, "u2": "71.50"}
SECOND_LAST = {**LAST, "u2": "71.00"}
UNRANKED = {"u2": "71.00", "u3": "90.00"}

HISTORIES: dict[str, tuple[Case, ...]] = {
    "2022 last, 2023 last": (ranked(2022, LAST), ranked(2023, LAST)),
    "2022 last, 2023 second-last, 2024 last": (
        ranked(2022, LAST),
        ranked(2023, SECOND_LAST),
        ranked(2024, LAST),
    ),
    "2022 last on 综合考评 only, 2023 last on 目标责任制 only": (
        ranked(2022, LAST),
        ranked(2022, SECOND_LAST, series="目标责任制"),
        ranked(2023, SECOND_LAST),
        ranked(2023, LAST, series="目标责任制"),
    ),
    "2022 tied last (confirmed), 2023 last": (
        ranked(2022, TIED, tie_confirmed=True),
        ranked(2023, LAST),
    ),
    "2022 not ranked (unit newly formed), 2023 last": (
        ranked(2022, UNRANKED),
        ranked(2023, LAST),
    ),
}


def d7(row: Row) -> Iterator[Asked]:
    rankings = HISTORIES[row["history"]]
    since = "2015-03-01" if row["head"] == "same" else "2023-07-01"
    rankings = tuple({**one, "head_since": since} for one in rankings)
    year = max(int(one["period"]) for one in rankings)
    second = "not_triggered" if row["K02"].startswith("no ") else "triggered"
    if "pending_human" in row["K02"]:
        second = "pending"
    states = {"K01": MET[row["K01"].startswith("YES")], "K02": second}
    both = {"resignation_or_removal", "deputy_resignation_or_removal"}
    proposed = {"K02": frozenset(both if second == "triggered" else ())}
    yield Asked("history", "PA", a_unit(year, *rankings), states, proposed=proposed)
    if "only if" in row["K02"]:
        for confirmed, state in ((None, "needs_ruling"), (False, "not_triggered")):
            tie = ranked(2022, TIED, tie_confirmed=confirmed, head_since=since)
            case = a_unit(year, tie, *rankings[1:])
            yield Asked(f"tie {confirmed}", "PA", case, {"K01": "triggered", "K02": state})


WINDOWS = {"1-yr": "points_one_year", "2-yr": "points_two_years", "3-yr": "points_three_years"}


def points(year: int, total: float) -> list[Case]:
    """Return findings of half a point to two points that come to a year's total."""
    left, findings = int(Fraction(total) * 2), []
    while left:
        findings.append({"year": year, "half_points": min(left, 4)})
        left -= findings[-1]["half_points"]
    return findings


def d8(row: Row) -> Iterator[Asked]:
    findings = points(2024, row["y2"]) + points(2025, row["y1"]) + points(2026, row["y0"])
    case = a_case(as_of="2026-12-31", facts={"point_findings": findings})
    case["subject"]["role"] = "head"
    fired = frozenset(WINDOWS[window] for window in row["by"])
    states = {rule: MET[row[rule]] for rule in ("N08", "N09", "N10")}
    yield Asked("account", "PD", case, states, lines_met={"N10": fired})


def d9(row: Row) -> Iterator[Asked]:
    attendance = {
        "absent_half_days": int(Fraction(row["work_days"]) * 2),
        "missed": row["absent"],
        "late": row["late"],
        "early": row["early"],
    }
    case = a_case(facts={"attendance": attendance})
    converted = row["total"] - row["absent"]
    states = {"N01": MET[converted > 0], "N02": MET[row["N02"]], "N03": MET[row["N03"]]}
    yield Asked("year", "PA", case, states)


def d10(row: Row) -> Iterator[Asked]:
    unit, county = a_ballot("unit", 42, 18), a_ballot("county", 258, 45)
    weights = {"mean 50:50": 5, "unit 60 : county 40": 6, "unit 70 : county 30": 7}
    ballots = {"unit alone": [unit], "county alone": [county]}.get(row["method"], [unit, county])
    case = a_case(ballots=ballots)
    if row["method"] in weights:
        of_unit = Fraction(weights[row["method"]], 10)
        pair = {"unit": str(of_unit), "county": str(1 - of_unit)}
        case["parameters"] = {"merge": "weighted", "weights": pair}
    share = Fraction(row["value"])
    yield Asked("merge", "PA", case, {"B06": MET[row["ge_1_3"]]}, shares={"B06": share})


def a_motion(present: int, members: int, **options: int) -> Case:
    """Return a case on a committee's vote."""
    return a_case("motion", "meeting", ballots=[a_vote(present, members, **options)])


def d11(row: Row) -> Iterator[Asked]:
    members, present, quorum = row["members"], row["present"], row["quorum"]
    for number, state in ((quorum, "triggered"), (quorum - 1, "not_triggered")):
        yield Asked(f"{number} come", "NAT", a_motion(number, members), {"Q1": state})
    for pack, rule, option, least in (
        ("NAT", "Q2", "agree", row["agree_all_gt_half"]),
        ("PF", "C06", "agree", row["ge_half_present"]),
        ("PB", "C02", "disagree", row["gt_half_present"]),
    ):
        for votes, state in ((least, "triggered"), (least - 1, "not_triggered")):
            case = a_motion(present, members, **{option: votes})
            yield Asked(f"{rule} {votes}", pack, case, {rule: state})


def d11b(row: Row) -> Iterator[Asked]:
    votes = {"agree": row["agree"], "disagree": row["disagree"]}
    case = a_motion(row["present"], row["members"], **votes)
    yield Asked("national", "NAT", case, {"Q1": "triggered", "Q2": MET[row["national"]]})
    yield Asked("C02", "PB", case, {"C02": MET[row["C02_blocked"]]})
    yield Asked("C06", "PF", case, {"C06": MET[row["C06"]]})


def d12(row: Row) -> Iterator[Asked]:
    case = a_case(facts={"admonition_start": row["admonished"]}, as_of=row["m3"])
    period = {"earliest": row["m3"], "latest": row["m6"]}
    states = {"L02": "triggered", "L03": "not_triggered"}
    yield Asked("admonition", "PA", case, states, dates=dict.fromkeys(states, period))
    notice = a_case("candidate", facts={"notice_start": row["notice_start"]})
    last_day = {"L08": {"last_day": row["notice_last"]}}
    shown = {**notice, "as_of": row["notice_last"]}
    yield Asked("notice", "PA", shown, {"L08": "not_triggered"}, dates=last_day)
    letter = a_case(facts={"letter_date": row["letter"]}, as_of=row["reply_due"])
    due = {"L12": {"due": row["reply_due"]}}
    yield Asked("letter", "PA", letter, {"L12": "pending"}, dates=due)


def a_poll(row: Row, counted: list[str], of: str, line: str) -> Case:
    """Return a case on a satisfaction poll under one reading."""
    votes = {
        "satisfied": row["sat"],
        "basically_satisfied": row["basic"],
        "dissatisfied": row["unsat"],
        "unknown": row["unknown"],
    }
    ledger = a_ledger(sum(votes.values()))
    poll = {"source": "poll", "ledger": ledger, "contests": {"satisfaction": votes}}
    reading = {"counted": counted, "of": of, "at_least": line}
    return a_case("meeting", "meeting", ballots=[poll], parameters={"satisfaction": reading})


def d14(row: Row) -> Iterator[Asked]:
    strict, wide = ["satisfied"], ["satisfied", "basically_satisfied"]
    readings = ((strict, "valid"), (strict, "known"), (wide, "valid"), (wide, "known"))
    for line, passing in (("2/3", (3,)), ("3/5", (2, 3))):
        for number, (counted, of) in enumerate(readings):
            case = a_poll(row, counted, of, line)
            again = MET[number not in passing]
            share = {"B13": Fraction(row["r"][number])}
            yield Asked(f"{line} {number}", "PO", case, {"B13": again}, shares=share)


BUILDERS: dict[str, Callable[[Row], Iterator[Asked]]] = {
    "D1": d1,
    "D2": d2,
    "D2b": d2b,
    "D3": d3,
    "D4": d4,
    "D5": d5,
    "D6a": d6a,
    "D7": d7,
    "D8": d8,
    "D9": d9,
    "D10": d10,
    "D11": d11,
    "D11b": d11b,
    "D12": d12,
    "D14": d14,
}
"""Example to what makes the cases of one of its rows."""
