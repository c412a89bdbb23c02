"""Counts of a year held against a number: absences, points, people punished, reports.

Years are calendar years and end with the year of ``as_of`` (E16, E19). Nobody guesses which year
that is: without ``as_of`` whatever has a date waits for it. What is not known waits too, while an
empty list counts as nought.

May import: stdlib, shared.rules.
"""

from collections.abc import Mapping
from dataclasses import replace

from shared.rules.cases import Case, Facts
from shared.rules.checks import CountTest
from shared.rules.measures import Line, Measure, exact
from shared.rules.outcomes import Outcome, Reading, Verdict, measured, unknown
from shared.rules.parameters import Parameters


def judge_count(test: CountTest, reading: Reading) -> Outcome:
    """Hold a count against its number, conversions included (N01)."""
    count = counted(test, reading.case, reading.parameters, reading.converted)
    if isinstance(count, Outcome):
        return count
    measure = Measure(test.name, count, test.per, test.quantity, test.quantity, None)
    outcome = measured(measure, test.comparator, test.threshold)
    if outcome.verdict is Verdict.FALSE and _in_different_years(test, reading.case):
        return replace(outcome, cause="different_years")
    return outcome


def counted(
    test: CountTest, case: Case, parameters: Parameters, converted: Mapping[str, int]
) -> int | Outcome:
    """Return what ``test`` counts: whole half days, meetings, half points, people or reports.

    Returns:
        The count, or the outcome of a case that does not say: it names what is waited for.
    """
    facts = case.facts
    if test.read in ("absent_half_days", "missed"):
        return _attendance(test, facts, converted)
    if test.read in ("half_points", "punished"):
        return _dated(test, case, parameters)
    if test.read == "leaders_missed":
        return _leaders(facts, parameters)
    kind = test.read.removesuffix("_half_days")
    count: int | None = getattr(facts, test.read)
    return unknown(f"facts:{kind}") if count is None else count


def _attendance(test: CountTest, facts: Facts, converted: Mapping[str, int]) -> int | Outcome:
    """Return absences of one person, with what a conversion in force adds."""
    if facts.attendance is None:
        return unknown("facts:attendance")
    missed: int = getattr(facts.attendance, test.read)
    return missed + (converted.get(test.plus, 0) if test.plus is not None else 0)


def _leaders(facts: Facts, parameters: Parameters) -> int | Outcome:
    """Return the meetings missed by one leader at most, or by all together (E39)."""
    if facts.leaders is None:
        return unknown("facts:leaders")
    missed = [leader.missed for leader in facts.leaders]
    if parameters.readings.leaders_absence == "sum":
        return sum(missed)
    return max(missed, default=0)


def _dated(test: CountTest, case: Case, parameters: Parameters) -> int | Outcome:
    """Return points or people of the years that end with the year of ``as_of``."""
    points = test.read == "half_points"
    stated = case.facts.point_findings if points else case.facts.punished
    waits = [] if stated is not None else ["facts:points" if points else "facts:punished"]
    if case.as_of is None or waits:
        return unknown(*waits, *([] if case.as_of else ["as_of"]))
    last = _year(case.as_of)
    years = range(last - test.window_years + 1, last + 1)
    return _half_points(case.facts, years, parameters) if points else _persons(case.facts, years)


def _half_points(facts: Facts, years: range, parameters: Parameters) -> int:
    """Return the half points deducted in ``years``, also those that a measure followed (E16)."""
    cleared = parameters.readings.points_cleared_by_measure
    return sum(
        finding.half_points
        for finding in facts.point_findings or []
        if finding.year in years and not (cleared and finding.measure_taken)
    )


def _persons(facts: Facts, years: range) -> int:
    """Return how many people were punished in ``years``; somebody punished twice is one."""
    return len({each.person for each in facts.punished or [] if _year(each.date) in years})


def _in_different_years(test: CountTest, case: Case) -> bool:
    """Tell whether two adjacent years have enough people together, and neither has alone (D16).

    The text says "within the year"; that the years part them is for people to look at.
    """
    if test.read != "punished" or case.as_of is None:
        return False
    line = Line(test.comparator, exact(test.threshold))
    last = _year(case.as_of)

    def enough(years: range) -> bool:
        return line.met(_persons(case.facts, years), test.per)

    return any(
        enough(range(first, first + 2))
        and not enough(range(first, first + 1))
        and not enough(range(first + 1, first + 2))
        for first in (last - 1, last)
    )


def _year(day: str) -> int:
    """Return the calendar year of a day, written YYYY-MM-DD."""
    return int(day[:4])
