"""Random cases around every line of the rules, the same ones for the same seed.

Below, on and above the lines; gates closed; ballots, ledgers, findings and facts missing, empty or
contradicting; ballots that are invalid; nobody voting; parameters set. Only cases that the form
accepts: what is refused is tested elsewhere. May import ``random_rankings`` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from random_rankings import rankings

Case = dict[str, Any]

THIRD, FIFTH, THREE_TENTHS = Fraction(1, 3), Fraction(1, 5), Fraction(3, 10)
HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)
BASES = ("valid", "expressed", "returned", "issued", "present", "roll")
YEAR = 2026


def near(source: Random, valid: int, line: Fraction) -> int:
    """Return a count of votes below, on or above a line, or anywhere."""
    if source.random() < 0.2:
        return source.randint(0, valid)
    return min(valid, max(0, int(valid * line) + source.choice((-1, 0, 0, 1, 1, 2))))


def size(source: Random, line: Fraction) -> int:
    """Return how many papers are valid: none, few, about a large unit, many, very many."""
    if source.random() < 0.1:
        return 0
    many = 1600 if source.random() < 0.9 else 1_500_000
    valid = source.choice((source.randint(1, 12), source.randint(26, 36), source.randint(30, many)))
    if source.random() < 0.6:
        valid = max(1, valid // line.denominator) * line.denominator
    return valid


def ledger(source: Random, valid: int) -> dict[str, int]:
    """Return the ledger of a count; one in twelve has more papers in the box than given out."""
    void = source.choice((0, 0, 0, 1, 3))
    returned = valid + void
    if returned and source.random() < 1 / 12:
        issued = source.randint(0, returned - 1)
    else:
        issued = returned + source.choice((0, 0, 0, 1, 4))
    present = issued + source.choice((0, 0, 2))
    roll = max(present + source.choice((0, 0, 1, 15)), source.choice((0, 0, 29, 30, 31)))
    return {"roll": roll, "present": present, "issued": issued, "returned": returned, "void": void}


def split(source: Random, rest: int, names: tuple[str, ...]) -> dict[str, int]:
    """Return the votes that are left, dealt out to some options."""
    counts = {}
    for name in names[:-1]:
        counts[name] = source.randint(0, rest)
        rest -= counts[name]
    return {**counts, names[-1]: rest}


def blanks(source: Random, rest: int) -> int:
    """Return how many leave the item blank: mostly nobody or few, at times everybody."""
    return source.choice((0, 0, min(1, rest), source.randint(0, rest), rest))


def grades(source: Random, valid: int, line: Fraction) -> dict[str, int]:
    """Return the votes of a contest with the four grades."""
    bad = near(source, valid, line)
    blank = blanks(source, valid - bad)
    others = ("basically_competent", "competent", "excellent")
    return {
        "incompetent": bad,
        "abstain": blank,
        **split(source, valid - bad - blank, others),
    }


def confidence(source: Random, valid: int) -> dict[str, int]:
    """Return the votes of a contest on confidence in a team."""
    bad = near(source, valid, THIRD)
    return {"distrust": bad, **split(source, valid - bad, ("abstain", "trust"))}


def ballot(source: Random, name: str, line: Fraction, contests: tuple[str, ...]) -> Case:
    """Return one ballot with some contests; a ledger is seldom missing."""
    valid = size(source, line)
    votes: Case = {}
    if "grade" in contests:
        votes["grade"] = grades(source, valid, line)
    if "confidence" in contests:
        votes["confidence"] = confidence(source, valid)
    made = {"source": name, "ledger": ledger(source, valid), "contests": votes}
    if source.random() < 0.05:
        del made["ledger"]
    return made


def sealed(source: Random, case: Case, chance: float = 0.35) -> None:
    """Give a case, at times, a class or meeting whose few papers nobody may read (E32)."""
    if source.random() >= chance or not case.get("ballots"):
        return
    for _ in range(source.choice((1, 1, 2))):
        beside = source.choice(case["ballots"])
        read = beside.get("ledger", {"returned": 9})["returned"]
        figures = ledger(source, source.choice((0, 1, 4, read // 5, read // 3, read // 2)))
        items = source.choice((None, None, None, [], sorted(beside.get("contests", ()))))
        name = "county" if source.random() < 0.15 else beside["source"]
        made = {"source": name, "ledger": figures}
        case["ballots"].append(made if items is None else {**made, "asked": items})
    if source.random() < 0.1:
        case["ballots"] = [one for one in case["ballots"] if "contests" not in one]
    if source.random() < 0.85:
        case.setdefault("parameters", {})["base"] = source.choice(BASES[2:])
    source.shuffle(case["ballots"])


def finding(source: Random, case: Case, rule: str) -> None:
    """Give a case a finding that is made, denied, open or missing."""
    value = source.choice((True, True, True, False, None, "missing"))
    if value != "missing":
        case["findings"] = {rule: {"value": value, "document": "1", "date": "2026-12-20"}}


def parameters(source: Random, case: Case) -> None:
    """Give a case, at times, other parameters than the text's own."""
    chosen: Case = {}
    if source.random() < 0.2:
        chosen["base"] = source.choice(BASES)
    if source.random() < 0.25:
        unit = Fraction(source.randint(1, 9), 10)
        chosen |= {"merge": "weighted", "weights": {"unit": str(unit), "county": str(1 - unit)}}
    if source.random() < 0.2:
        chosen["large_unit_min"] = source.choice((1, 20, 31, 60))
    if source.random() < 0.1:
        chosen["large_majority"] = str(source.choice((HALF, TWO_THIRDS)))
    if chosen:
        case["parameters"] = chosen


def about(kind: str, scope: str, **more: Any) -> Case:
    """Return a case about one subject with nothing said yet."""
    return {"subject": {"kind": kind, "id": "s1", **more}, "scope": scope}


def sometimes(source: Random, case: Case, key: str, value: Any) -> None:
    """Give a case a fact; one in twelve cases does not have it."""
    if source.random() >= 1 / 12:
        case.setdefault("facts", {})[key] = value


def attendance(source: Random) -> dict[str, int]:
    """Return a year's absences of one person, about the lines, or none at all."""
    if source.random() < 0.05:
        return {}
    counted = {
        "absent_half_days": source.choice((0, 5, 6, 7, 9, 10, 11, source.randint(0, 14))),
        "missed": source.choice((0, 2, 3, 4, 6, 7, 8)),
        "late": source.choice((0, 1, 2, 3, source.randint(0, 14))),
        "early": source.choice((0, 0, 1, 2, 3)),
    }
    return {key: count for key, count in counted.items() if count or source.random() < 0.5}


def official(source: Random) -> tuple[str, Case]:
    """Return a case on B06, B07 and N01 to N03."""
    case = about("official", "year")
    names = source.choice(
        (
            ("unit", "county"),
            ("unit", "county"),
            ("county", "unit", "investigation"),
            ("unit",),
            ("unit", "unit", "county"),
            ("investigation",),
            ("committee",),
            (),
        )
    )
    case["ballots"] = [ballot(source, name, THIRD, ("grade",)) for name in names]
    finding(source, case, "B07")
    parameters(source, case)
    sealed(source, case)
    sometimes(source, case, "attendance", attendance(source))
    return "PA", case


def cautioned(source: Random) -> tuple[str, Case]:
    """Return a case on B10."""
    case = about("official", source.choice(("after_final", "after_final", "meeting")))
    names = source.choice((("unit",), ("unit",), ("unit", "county"), ("unit", "unit"), ()))
    case["ballots"] = [ballot(source, name, FIFTH, ("grade",)) for name in names]
    finding(source, case, "B10")
    parameters(source, case)
    sealed(source, case, 0.8)
    if source.random() < 0.85:
        value = source.choice(("incompetent",) * 4 + ("basically_competent", "excellent", None))
        scale = source.choice(("civil",) * 5 + ("institution",))
        state = source.choice(("final",) * 6 + ("proposed",))
        case["grade"] = {"value": value, "scale": scale, "state": state}
    return "PB", case


def team(source: Random) -> tuple[str, Case]:
    """Return a case on B08, B09 and B11."""
    case = about("team", "meeting", head="o9")
    contests = source.choice((("grade", "confidence"),) * 3 + (("grade",), ("confidence",), ()))
    names = source.choice((("unit",), ("unit",), ("unit", "county"), ("unit", "unit"), ()))
    line = source.choice((THIRD, THREE_TENTHS))
    case["ballots"] = [ballot(source, name, line, contests) for name in names]
    parameters(source, case)
    sealed(source, case)
    return "PB", case


def vote(source: Random, name: str, contest: str, options: tuple[str, ...]) -> Case:
    """Return a vote of few or many in which the first option stands near one half."""
    valid = size(source, HALF) % 60
    first = near(source, valid, source.choice((HALF, HALF, TWO_THIRDS)))
    counts = {options[0]: first, **split(source, valid - first, options[1:])}
    made = {"source": name, "ledger": ledger(source, valid), "contests": {contest: counts}}
    if source.random() < 0.05:
        del made["ledger"]
    return made


def topic(source: Random, case: Case, keys: tuple[str, ...]) -> None:
    """Say about a topic what is known of it: each thing true, false or nothing."""
    item: Case = {}
    if source.random() < 0.5:
        item["class"] = source.choice(("personnel", "personnel", "other"))
    for key in keys:
        value = source.choice((True, True, False, None, None))
        if value is not None:
            item[key] = value
    if item or source.random() < 0.2:
        case.setdefault("facts", {})["item"] = item


def appointment(source: Random) -> tuple[str, Case]:
    """Return a case on C02."""
    case = about(source.choice(("motion", "candidate")), "meeting")
    against = ("disagree", "agree", "postpone", "abstain")
    asked = ("oppose", "support", "abstain")
    made = [vote(source, "committee", "motion", against), vote(source, "poll", "support", asked)]
    case["ballots"] = source.choice((made[:1], made[:1], made[1:], made, []))
    topic(source, case, ("assessed",))
    parameters(source, case)
    sealed(source, case)
    return "PB", case


def urgent(source: Random) -> tuple[str, Case]:
    """Return a case on C06."""
    case = about("motion", "meeting")
    options = ("agree", "disagree", "postpone", "abstain")
    if source.random() < 0.92:
        case["ballots"] = [vote(source, "committee", "motion", options)]
    topic(source, case, ("urgent", "improvised"))
    parameters(source, case)
    sealed(source, case)
    return "PF", case


def nominee(source: Random) -> tuple[str, Case]:
    """Return a case on P07."""
    case = about("candidate", "meeting")
    if source.random() < 0.92:
        names = ("support", "oppose", "abstain")
        case["ballots"] = [vote(source, source.choice(("poll", "unit")), "support", names)]
    parameters(source, case)
    sealed(source, case)
    return "PD", case


def listed(source: Random) -> tuple[str, Case]:
    """Return a case on P12."""
    case = about("list", "meeting")
    posts = source.choice((0, 1, 2, 3, 7))
    sometimes(source, case, "posts", posts)
    candidates = max(0, 2 * posts + source.choice((-2, -1, 0, 0, 1, 2)))
    sometimes(source, case, "candidates", candidates)
    return "PI", case


def dated(source: Random, case: Case) -> None:
    """Say of which year a case speaks; one in twelve does not."""
    if source.random() >= 1 / 12:
        case["as_of"] = f"{YEAR}-12-31"


def punished_team(source: Random) -> tuple[str, Case]:
    """Return a case on B12 and B09 over a year."""
    case = about("team", "year", head="o9")
    dated(source, case)
    days = [
        (
            date(source.choice((YEAR, YEAR, YEAR - 1, YEAR + 1)), 1, 1) + timedelta(number)
        ).isoformat()
        for number in (source.choice((0, 60, 363, 364)) for _ in range(source.randint(0, 4)))
    ]
    members = [{"person": f"o{source.randint(1, 4)}", "date": day} for day in days]
    sometimes(source, case, "punished", members)
    finding(source, case, "B12")
    if source.random() < 0.7:
        case.pop("findings", None)
    return "PB", case


def led_unit(source: Random) -> tuple[str, Case]:
    """Return a case on K01, K02 and N04; comparisons within the year are seldom."""
    case = about("unit", "year", **source.choice(({}, {"head": "o9"}, {"head": "o9"})))
    dated(source, case)
    frames = ("years",) * 5 + ("half-years", "quarters")
    sometimes(source, case, "rankings", rankings(source, frames))
    leaders = [
        {"id": f"o{number}", "missed": source.choice((0, 1, 3, 4))}
        for number in range(source.randint(0, 3))
    ]
    sometimes(source, case, "leaders", leaders)
    finding(source, case, "K02")
    return "PA", case


def ranked_unit(source: Random) -> tuple[str, Case]:
    """Return a case on K03 and K04."""
    case = about("unit", "year", **source.choice(({}, {"head": "o9"})))
    dated(source, case)
    frames = ("years", "half-years", "quarters", "months")
    sometimes(source, case, "rankings", rankings(source, frames))
    finding(source, case, "K04")
    return "PE", case


def leave(source: Random) -> tuple[str, Case]:
    """Return a case on N06."""
    case = about("leave", "year", role=source.choice(("deputy", "deputy", "head")))
    sometimes(source, case, "leave_half_days", source.choice((0, 1, 5, 6, 7, 20)))
    return "PA", case


def account(source: Random) -> tuple[str, Case]:
    """Return a case on N07 to N10: findings of 0.5 to 2 points over five years."""
    case = about("official", "year", role="head")
    dated(source, case)
    findings = []
    for year, about_so_many in (
        (YEAR - 3, 10),
        (YEAR - 2, source.choice((0, 9, 14))),
        (YEAR - 1, source.choice((0, 0, 9, 11, 12, 12))),
        (YEAR, source.choice((0, 4, 7, 8, 10, 12, 12, 13, 19, 20, 20))),
        (YEAR + 1, 10),
    ):
        left = about_so_many + source.choice((0, 0, 0, -1, 1))
        while left > 0:
            one = min(left, source.randint(1, 4))
            findings.append({"year": year, "half_points": one})
            left -= one
    if source.random() < 0.06:
        findings = []
    source.shuffle(findings)
    sometimes(source, case, "point_findings", findings)
    return "PD", case


MAKERS: tuple[Callable[[Random], tuple[str, Case]], ...] = (
    official,
    official,
    official,
    *(cautioned, cautioned, cautioned),
    team,
    team,
    *(appointment, appointment, urgent, urgent, nominee),
    listed,
    punished_team,
    led_unit,
    led_unit,
    ranked_unit,
    ranked_unit,
    leave,
    *(account, account, account),
)


def random_cases(seed: int, count: int) -> Iterator[tuple[str, Case]]:
    """Yield pack and case, the same ones for the same seed."""
    source = Random(seed)
    for number in range(count):
        yield MAKERS[number % len(MAKERS)](source)
