"""A second evaluator of the rules with a number, which follows the catalogue and nothing else.

It takes a case in the form of the command line and says what becomes of each rule. It shares no
code with the engine that it is compared with: own integers and fractions, own reading of the
clauses (the domain report's parts A.1, A.2, D and E). May import ``second_reader`` and
``second_ranks`` only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from second_ranks import k01, k02, k03, k04
from second_reader import (
    DEFAULTS,
    LINES,
    MERGED,
    NO,
    NO_ITEM,
    SMALL,
    SPOILT,
    WAIT,
    YES,
    Answer,
    Case,
    Line,
    Reader,
    both,
    either,
    is_spoilt,
    said,
)

# Persons and teams.


def b06(read: Reader) -> Answer:
    """达三分之一以上: the merged ballots only, a third or more."""
    return read.voted("B06", read.share(MERGED, "grade", "incompetent"))


def b07(read: Reader) -> Answer:
    """超过三分之一 in the appraisal's ballots or the investigation's own, and found so."""
    ballots = [read.voted("B07", read.share(MERGED, "grade", "incompetent"))]
    if read.ballots(("investigation",), "grade") or any(
        is_spoilt(ballot) for ballot in read.sealed(("investigation",), "grade")
    ):
        own = read.share(("investigation",), "grade", "incompetent")
        ballots.append(read.voted("B07", own))
    return both(either(*ballots), read.finding("B07"))


def of_a_large_unit(read: Reader, *conditions: Answer) -> Answer:
    """Return a ruling on a 人数较多的单位, or that the unit is none (D4)."""
    gate = read.large(("unit",))
    return gate if gate == SMALL else both(gate, *conditions)


def of_the_team(read: Reader, rule: str, contest: str, option: str) -> Answer:
    """Return what the votes on a team say; a form without its item says nothing (E9)."""
    ballots = read.ballots(("unit",))
    if any(is_spoilt(ballot) and ballot.get("asked") != [] for ballot in ballots):
        return SPOILT
    forms = [ballot["contests"] for ballot in ballots if "contests" in ballot]
    if not forms and not read.sealed(("unit",), contest):  # sealed papers' form may be on record
        forms = [ballot["asked"] for ballot in ballots if ballot.get("asked")]
    if forms and not any(contest in items for items in forms):
        return NO_ITEM
    return read.voted(rule, read.share(("unit",), contest, option))


def b08(read: Reader) -> Answer:
    """不信任票超过三分之一; a form with grades alone: 不称职 (E10)."""
    units = read.ballots(("unit",))
    counted_none = not any("contests" in ballot for ballot in units)
    on_record = any("confidence" in (ballot.get("asked") or []) for ballot in units)
    if read.ballots(("unit",), "confidence") or (counted_none and on_record):
        return of_a_large_unit(read, of_the_team(read, "B08", "confidence", "distrust"))
    lowest = {"incompetent": "incompetent", "two_lowest": "incompetent+basically_competent"}
    counted = lowest[read.readings["distrust_on_grades"]]
    return of_a_large_unit(read, of_the_team(read, "B08", "grade", counted))


def b09(read: Reader) -> Answer:
    """凡班子被集体诫警的: follows B11 and B12."""
    answers = [b11(read)] if read.case["scope"] == "meeting" else [b12(read)]
    return either(*answers)


def b10(read: Reader) -> Answer:
    """高于20%, problems confirmed, and the final grade is 不称职 on the civil servants' scale."""
    grade = read.case.get("grade") or {}
    if (
        read.case["scope"] != "after_final"
        or grade.get("state") != "final"
        or grade.get("value") is None
    ):
        graded = WAIT
    else:
        graded = said(grade["value"] == "incompetent" and grade["scale"] == "civil")
    votes = read.voted("B10", read.share(("unit",), "grade", "incompetent"))
    return of_a_large_unit(read, votes, read.finding("B10"), graded)


def b11(read: Reader) -> Answer:
    """超过30% on the team's own item; without one the clause does not apply (E9)."""
    return of_a_large_unit(read, of_the_team(read, "B11", "grade", "incompetent"))


def b12(read: Reader) -> Answer:
    """两名以上成员 within one year, or another finding; two years' together are shown (D16)."""
    if read.finding("B12") == YES:
        return YES
    punished, year = read.facts.get("punished"), read.year()
    if punished is None or year is None:
        return WAIT

    def members(*years: int) -> set[str]:
        return {entry["person"] for entry in punished if int(entry["date"][:4]) in years}

    if read.met("B12", len(members(year))) == YES:
        return YES
    for other in (year - 1, year + 1):
        short = members(year) and read.met("B12", len(members(other))) == NO
        if short and read.met("B12", len(members(year, other))) == YES:
            return ("not_triggered", "different_years")
    return NO


# Committees, recommendations, lists.


def c02(read: Reader) -> Answer:
    """多数人不赞成 or 不同意, of those present (E24); not assessed is not discussed."""
    if read.item.get("class") == "other":
        return ("not_applicable", "not_personnel")
    gates = [read.voted("C02", read.share(("committee",), "motion", "disagree", "present"))]
    recommenders = ("poll", "unit")
    if read.ballots(recommenders, "support") or read.sealed(recommenders, "support"):
        asked = read.share(recommenders, "support", "oppose", "present")
        gates.append(read.voted("C02", asked))
    if read.item.get("assessed") is not None:
        gates.append(said(not read.item["assessed"]))
    return either(*gates)


def c06(read: Reader) -> Answer:
    """参会常委半数以上同意; a personnel topic by improvised motion is rejected (C07)."""
    if read.item.get("urgent") is False:
        return ("not_applicable", "not_urgent")
    personnel = read.item.get("class") == "personnel"
    if personnel and (read.item.get("improvised") or read.item.get("urgent")):
        return ("not_applicable", "improvised_personnel")
    line = "C06" if read.readings["urgent_majority"] == "at_least_half" else "C06 over half"
    return read.voted(line, read.share(("committee",), "motion", "agree", "present"))


def p07(read: Reader) -> Answer:
    """大多数群众拥护: more than half of the base, unless the pack asks more (E28)."""
    share = read.share(("poll", "unit"), "support", "support")
    line = read.parameters.get("large_majority")
    if line is not None:
        read = Reader(read.case, {"P07": ("gt", Fraction(line))}, read.readings)
    return read.voted("P07", share)


def p12(read: Reader) -> Answer:
    """不低于1:2: a list below two candidates a post is invalid."""
    candidates, posts = read.facts.get("candidates"), read.facts.get("posts")
    if candidates is None or posts is None:
        return WAIT
    if posts == 0:
        return ("not_applicable", "no_posts")
    return read.met("P12", Fraction(candidates, posts))


# Counts and points.


def absences(counted: Case) -> int:
    """Return the meetings missed, three late or early ones counting as one (N01, E17)."""
    late: int = counted.get("late", 0) + counted.get("early", 0)
    missed: int = counted.get("missed", 0)
    return missed + late // 3


def n01(read: Reader) -> Answer:
    """迟到或早退3次视为旷会1次."""
    counted = read.facts.get("attendance")
    if counted is None:
        return WAIT
    return read.met("N01", absences({**counted, "missed": 0}))


def attendance(read: Reader, rule: str) -> Answer:
    """Return N02 or N03: days or meetings, never added together."""
    counted = read.facts.get("attendance")
    if counted is None:
        return WAIT
    return either(
        read.met(f"{rule} half days", counted.get("absent_half_days", 0)),
        read.met(f"{rule} meetings", absences(counted)),
    )


def n04(read: Reader) -> Answer:
    """单位领导年旷会累计超过3次: any one leader (E39)."""
    leaders = read.facts.get("leaders")
    if leaders is None:
        return WAIT
    counts = [absences(leader) for leader in leaders]
    if read.readings["leaders_absence"] == "sum":
        counts = [sum(counts)]
    return either(NO, *(read.met("N04", count) for count in counts))


def n06(read: Reader) -> Answer:
    """请假3天以内(含3天) the unit's head approves, 3天以上 the department: a deputy's leave."""
    if read.case["subject"].get("role") == "head":
        return ("not_applicable", "other_role")
    half_days = read.facts.get("leave_half_days")
    if half_days is None:
        return WAIT
    short = read.met("N06", half_days) == YES
    return ("triggered", f"approved_by_{'unit_head' if short else 'organisation_department'}")


def half_points(read: Reader, years: int) -> int | None:
    """Return the points of the years that end with this one (E16); None when not known."""
    findings, year = read.facts.get("point_findings"), read.year()
    if findings is None or year is None:
        return None
    points: list[Case] = [one for one in findings if year - years < one["year"] <= year]
    return sum(int(one["half_points"]) for one in points)


def points(read: Reader, *windows: tuple[str, int]) -> Answer:
    """Return whether the points of any window reach its line."""
    answers = []
    for line, years in windows:
        total = half_points(read, years)
        answers.append(WAIT if total is None else read.met(line, total))
    return either(*answers)


def n10(read: Reader) -> Answer:
    """10分以上, 连续两年12分以上 or 连续三年14分以上."""
    return points(read, ("N10 one year", 1), ("N10 two years", 2), ("N10 three years", 3))


def n07(read: Reader) -> Answer:
    """0.5分至2分 a finding: the account of the year is not empty."""
    total = half_points(read, 1)
    return WAIT if total is None else read.met("N07", total)


class Rule(NamedTuple):
    """Where a rule belongs, how it is read, and which states it can come to at all."""

    pack: str
    kinds: tuple[str, ...]
    scopes: tuple[str, ...]
    judge: Callable[[Reader], Answer]
    states: tuple[str, ...] = ("triggered", "not_triggered", "pending")


OFFICIAL, TEAM, UNIT, ITEM = ("official",), ("team",), ("unit",), ("motion", "candidate")
MEETING, OF_YEAR = ("meeting",), ("year",)

RULES: dict[str, Rule] = {
    "B06": Rule("PA", OFFICIAL, OF_YEAR, b06),
    "B07": Rule("PA", OFFICIAL, OF_YEAR, b07),
    "B08": Rule("PB", TEAM, MEETING, b08),
    "B09": Rule("PB", TEAM, ("meeting", "year"), b09),
    "B10": Rule("PB", OFFICIAL, ("meeting", "after_final"), b10),
    "B11": Rule("PB", TEAM, MEETING, b11),
    "B12": Rule("PB", TEAM, OF_YEAR, b12),
    "C02": Rule("PB", ITEM, MEETING, c02),
    "C06": Rule("PF", ITEM, MEETING, c06),
    "P07": Rule("PD", ("candidate",), MEETING, p07),
    "P12": Rule("PI", ("list",), ("meeting", "agenda"), p12),
    "N01": Rule("PA", OFFICIAL, OF_YEAR, n01),
    "N02": Rule("PA", OFFICIAL, OF_YEAR, lambda read: attendance(read, "N02")),
    "N03": Rule("PA", OFFICIAL, OF_YEAR, lambda read: attendance(read, "N03")),
    "N04": Rule("PA", UNIT, OF_YEAR, n04),
    "N06": Rule("PA", ("leave",), ("meeting", "year", "agenda"), n06, ("triggered", "pending")),
    "N07": Rule("PD", OFFICIAL, OF_YEAR, n07),
    "N08": Rule("PD", OFFICIAL, OF_YEAR, lambda read: points(read, ("N08", 1))),
    "N09": Rule("PD", OFFICIAL, OF_YEAR, lambda read: points(read, ("N09", 1))),
    "N10": Rule("PD", OFFICIAL, OF_YEAR, n10),
    "K01": Rule("PA", UNIT, OF_YEAR, k01),
    "K02": Rule("PA", UNIT, OF_YEAR, k02),
    "K03": Rule("PE", UNIT, OF_YEAR, k03),
    "K04": Rule("PE", UNIT, OF_YEAR, k04),
}


def compared(ruling: Mapping[str, Any]) -> Answer:
    """Return what of an engine's ruling is compared: state and cause, for N06 who approves."""
    if ruling["rule"] == "N06" and ruling["consequences"]:
        return (ruling["state"], "+".join(one["code"] for one in ruling["consequences"]))
    return (ruling["state"], ruling["cause"])


def second(
    pack: str,
    case: Case,
    lines: Mapping[str, Line] = LINES,
    readings: Mapping[str, str] = DEFAULTS,
) -> dict[str, Answer]:
    """Return state and cause of each rule of a text pack that fits subject and scope."""
    read = Reader(case, lines, readings)
    kind, scope = case["subject"]["kind"], case["scope"]
    return {
        name: rule.judge(read)
        for name, rule in RULES.items()
        if rule.pack == pack and kind in rule.kinds and scope in rule.scopes
    }
