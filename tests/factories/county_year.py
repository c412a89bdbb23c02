"""A whole county of the size the suite is made for: 577 officials, 70 units, facts of three years.

Everything is made from numbers of the officials and units, so that it is the same every time.
"""

from __future__ import annotations

from typing import Any

from fakes.tally_results import a_result, grade_votes

from appraisal_service.facts.domain.attendance import Attendance
from appraisal_service.grades.actions.evidence import YearEvidence
from appraisal_service.people.domain import Official, PeopleList, Service, Team, Unit
from shared.documents.base import digest_of
from shared.documents.manifests import Place
from shared.documents.results import CertifiedResult
from shared.rules.packs import Pack, parse_pack
from shared.rules.person_year import YearFact
from shared.rules.person_year.choosing import matters

YEAR = 2026
YEARS = range(YEAR - 2, YEAR + 1)
"""Every fact that has a year is recorded for each of these."""
OFFICIALS, UNITS, TOWNSHIPS = 577, 70, 18
UNIT_ROLL, COUNTY_ROLL = 42, 258
BATCH = "c" * 64

PACK = """
id: whole-county
kind: jurisdiction
title: {zh: 某县, en: A county}
adopts:
- {pack: PA, clauses: [B04, B06, B07, K01, K02, N01, N02, N03, N04, L02, L03, L12], %(by)s}
- {pack: PB, clauses: [B11, B12, B09], %(by)s}
- {pack: PD, clauses: [N07, N08, N09, N10], %(by)s}
- {pack: PE, clauses: [K03, K04], %(by)s}
parameters:
  base: valid
  large_unit_min: 30
  merge: pooled
  weights: {unit: 7/10, county: 3/10}
  merge_needs: [unit, county]
  disclosure_floor: 5
  score:
    local: true
    note: {zh: 本地, en: local}
    points: {excellent: "100", competent: "80", basically_competent: "60", incompetent: "0"}
    base: valid
    places: 2
  bands:
    local: true
    note: {zh: 本地, en: local}
    rows:
    - {grade: excellent, at_least: "88"}
    - {grade: competent, at_least: "70"}
    - {grade: basically_competent, at_least: "55"}
  excellent_quota: {share: 1/5, rounding: floor}
  objection_days: 5
  readings:
    ranking_lists: separate
    last_ties: people
    head_share: 1/2
    points_cleared_by_measure: false
    leaders_absence: any
    bar_until: year_end
    distrust_on_grades: incompetent
    urgent_majority: at_least_half
    announce: closed
  composite:
    {local: true, note: {zh: 本地, en: local}, ballot: 3/5, targets: 2/5, full: "100"}
  exclusions:
  - {local: true, note: {zh: 本地, en: local}, sanction: warning}
"""
ADOPTED = 'author: 组织部, date: "2026-01-05", reason: 本县, valid: {from: "2024-01-01"}'


def county_pack() -> Pack:
    """Return a pack that reads every fact of the year."""
    return parse_pack(PACK % {"by": ADOPTED})


def official_id(number: int) -> str:
    """Return the number of an official."""
    return f"o{number:03}"


def unit_id(number: int) -> str:
    """Return the id of a unit."""
    return f"u{number:02}"


def people() -> PeopleList:
    """Return the county: the first official of every unit leads it and its team."""
    units = [Unit(unit_id(n), f"单位{n}", vertical=n % 10 == 0) for n in range(UNITS)]
    teams = [Team(f"t{n:02}", f"班子{n}", unit_id(n), official_id(n)) for n in range(UNITS)]
    officials = [
        Official(
            id=official_id(n),
            name=f"干部{n}",
            unit=unit_id(n % UNITS),
            post="局长" if n < UNITS else "副局长",
            role="head" if n < UNITS else "deputy",
            team=f"t{n % UNITS:02}",
        )
        for n in range(OFFICIALS)
    ]
    return PeopleList(units, teams, officials)


def votes_of(number: int, valid: int) -> dict[str, int]:
    """Return some votes on an official."""
    bad = number % (valid // 3)
    fair = number % 7
    return grade_votes(valid - bad - fair - 5, 4, fair, bad, 1)


def results() -> dict[str, CertifiedResult]:
    """Return 70 results of units, and one of the county with a contest about everybody."""
    of_units = [
        a_result(
            {official_id(n): votes_of(n, UNIT_ROLL) for n in range(OFFICIALS) if n % UNITS == unit},
            place=Place(id=unit_id(unit), name=f"单位{unit}"),
        )
        for unit in range(UNITS)
    ]
    of_county = a_result(
        {official_id(n): votes_of(n, COUNTY_ROLL) for n in range(OFFICIALS)},
        source="county",
        place=Place(id="county", name="全县"),
    )
    return {result.digest: result for result in (*of_units, of_county)}


def a_fact(kind: str, subject: str, value: dict[str, Any], period: str = str(YEAR)) -> YearFact:
    """Return a record as the rules read it."""
    record = {"kind": kind, "subject": subject, "value": value, "period": period}
    return YearFact(id=digest_of(record), kind=kind, subject=subject, period=period, value=value)


def facts() -> list[YearFact]:
    """Return points, targets, outcomes, letters, admonitions, leaves and rankings of each year."""
    of_people = [
        fact for year in YEARS for number in range(OFFICIALS) for fact in _about(number, year)
    ]
    lists = ("townships", "bureaus")
    return [*of_people, *(_ranking(name, year) for name in lists for year in YEARS)]


def _about(n: int, year: int) -> list[YearFact]:
    """Return what was recorded about an official in a year; an outcome or a letter of a few."""
    who, of, day = official_id(n), str(year), f"{year}-{1 + n % 12:02}-{1 + n % 28:02}"
    leave = {"from": day, "to": day, "half_days": 2, "filed_late": False, "accepted": True}
    made = [
        a_fact("points", who, {"half_points": 1 + (n + YEAR - year) % 4, "finding": of}, of),
        a_fact("target", who, {"score": f"{60 + n % 41}.50", "full": "101"}, of),
        a_fact("leave", who, leave, of),
    ]
    if n % 20 == YEAR - year:
        made.append(a_fact("discipline", who, {"sanction": "warning", "decided_on": day}, of))
    if n % 15 == YEAR - year:
        made.append(a_fact("letter", who, {"sent_on": day, "replied_on": None}, of))
        made.append(a_fact("admonition", who, {"kind": "admonition", "talk_on": day}, of))
    return made


def _ranking(name: str, year: int) -> YearFact:
    """Return the ranking of townships, or of all other units, in a year."""
    units = range(TOWNSHIPS) if name == "townships" else range(TOWNSHIPS, UNITS)
    scores = {unit_id(n): f"{70 + (n * 7 + year) % 29}.50" for n in units}
    value = {"series": name, "list": name, "period": str(year), "seq": year, "scores": scores}
    return a_fact("ranking", name, value, str(year))


def attendance(year: int = YEAR) -> dict[str, list[Attendance]]:
    """Return a few entries of everybody in a year."""
    kinds = ("late", "early", "missed")
    return {
        official_id(n): [
            Attendance(official_id(n), f"{year}-{month:02}-15", kinds[(n + month) % 3], 0)
            for month in range(1, 2 + n % 11)
        ]
        for n in range(OFFICIALS)
    }


def county_year(pack: Pack | None = None) -> YearEvidence:
    """Return the evidence of the whole county, as it is gathered from the rooms' tables."""
    read: dict[str, list[YearFact]] = {}
    for fact in facts():
        if matters(fact.kind, fact.year, YEAR, fact.value):
            read.setdefault(fact.subject, []).append(fact)
    return YearEvidence(
        jurisdiction="county",
        year=YEAR,
        pack=pack or county_pack(),
        roster=people(),
        results=results(),
        left_out=[],
        batches=[BATCH],
        attendance=attendance(),
        findings={},
        facts=read,
        posts={
            official_id(n): [Service(unit_id(n), "局长", "head", None, "2024-07-01", None)]
            for n in range(UNITS)
        },
    )
