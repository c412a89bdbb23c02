"""Counts of a year: below, on and above each line, over years, and what is not known."""

import pytest
from rules_factories import a_case, read_as, ruled

from shared.rules.cases import CaseUnreadable, parse_case

TODAY = "2026-12-31"


def state(pack, rule, kind, as_of=TODAY, **facts):
    case = a_case(kind, "year", facts=facts, **({"as_of": as_of} if as_of else {}))
    return ruled(pack, rule, case)


def points(*years):
    """Return findings that deduct so many half points in 2026, 2025 and 2024."""
    found = []
    for back, total in enumerate(years):
        whole, rest = divmod(total, 4)
        parts = [4] * whole + [rest] * bool(rest)
        found += [{"year": 2026 - back, "half_points": part} for part in parts]
    return found


def punished(*dates):
    return [{"person": f"o{number}", "date": day} for number, day in enumerate(dates)]


@pytest.mark.parametrize(
    ("years", "n08", "n09", "n10"),
    [
        ((7,), "not_triggered", "not_triggered", "not_triggered"),
        ((8,), "triggered", "not_triggered", "not_triggered"),
        ((9,), "triggered", "not_triggered", "not_triggered"),
        ((11,), "triggered", "not_triggered", "not_triggered"),
        ((12,), "triggered", "triggered", "not_triggered"),
        ((19,), "triggered", "triggered", "not_triggered"),
        ((20,), "triggered", "triggered", "triggered"),
        ((12, 12), "triggered", "triggered", "triggered"),
        ((12, 11), "triggered", "triggered", "not_triggered"),
        ((10, 9, 9), "triggered", "not_triggered", "triggered"),
        ((14, 0, 14), "triggered", "triggered", "triggered"),
        ((4, 4, 19), "not_triggered", "not_triggered", "not_triggered"),
        ((13, 0, 14), "triggered", "triggered", "not_triggered"),
        ((0, 0, 0, 40), "not_triggered", "not_triggered", "not_triggered"),
    ],
)
def test_points_add_up_over_one_two_and_three_years_that_end_with_this_one(years, n08, n09, n10):
    facts = {"point_findings": points(*years)}

    found = {rule: state("PD", rule, "official", **facts).state.value for rule in ("N08", "N09")}

    assert found == {"N08": n08, "N09": n09}
    assert state("PD", "N10", "official", **facts).state == n10


def test_points_of_a_year_to_come_are_not_counted():
    facts = {"point_findings": [{"year": 2027, "half_points": 4}] * 9}

    assert state("PD", "N08", "official", **facts).measures[0].numerator == 0


@pytest.mark.parametrize(("half_points", "expected"), [(0, "not_triggered"), (1, "triggered")])
def test_half_a_point_stands_on_the_account(half_points, expected):
    assert state("PD", "N07", "official", point_findings=points(half_points)).state == expected


@pytest.mark.parametrize("half_points", [0, 5, -1, "1.5"])
def test_a_finding_deducts_half_a_point_to_two_points(half_points):
    case = a_case(facts={"point_findings": [{"year": 2026, "half_points": half_points}]})

    with pytest.raises(CaseUnreadable):
        parse_case(case)


def test_a_measure_clears_points_only_where_the_pack_says_so():
    taken = [{**finding, "measure_taken": True} for finding in points(16)]
    facts = {"point_findings": [*taken, *points(4)]}

    kept = state("PD", "N10", "official", **facts)
    cleared = state(read_as("PD", points_cleared_by_measure=True), "N10", "official", **facts)

    assert (kept.state, cleared.state) == ("triggered", "not_triggered")
    assert cleared.measures[0].numerator == 4


@pytest.mark.parametrize(
    ("missed", "expected"),
    [([], "not_triggered"), ([3], "not_triggered"), ([4], "triggered"), ([2, 2], "not_triggered")],
)
def test_any_one_leader_over_three_meetings_is_enough_and_they_are_not_summed(missed, expected):
    leaders = [{"id": f"o{number}", "missed": count} for number, count in enumerate(missed)]

    assert state("PA", "N04", "unit", leaders=leaders).state == expected


def test_leaders_are_summed_where_the_pack_reads_it_so():
    leaders = [{"id": "o1", "missed": 2}, {"id": "o2", "missed": 2}]

    ruling = state(read_as("PA", leaders_absence="sum"), "N04", "unit", leaders=leaders)

    assert (ruling.state, ruling.measures[0].numerator) == ("triggered", 4)


@pytest.mark.parametrize(("half_days", "to"), [(1, 0), (6, 0), (7, 1)])
def test_leave_over_three_days_goes_to_the_organisation_department(half_days, to):
    ruling = state("PA", "N06", "leave", leave_half_days=half_days)

    approvers = ["approved_by_unit_head", "approved_by_organisation_department"]
    assert ruling.state == "triggered"
    assert [one.code for one in ruling.consequences] == [approvers[to]]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([], "not_triggered"),
        (["2026-01-01"], "not_triggered"),
        (["2026-01-01", "2026-12-31"], "triggered"),
        (["2026-01-01", "2026-06-01", "2026-12-31"], "triggered"),
        (["2026-01-01", "2027-01-01"], "not_triggered"),
    ],
)
def test_two_members_punished_within_the_year_are_enough(dates, expected):
    assert state("PB", "B12", "team", punished=punished(*dates)).state == expected


def test_somebody_punished_twice_is_one_person():
    facts = [{"person": "o1", "date": "2026-02-01"}, {"person": "o1", "date": "2026-03-01"}]

    ruling = state("PB", "B12", "team", punished=facts)

    assert (ruling.state, ruling.cause, ruling.measures[0].numerator) == ("not_triggered", None, 1)


@pytest.mark.parametrize("as_of", ["2024-12-31", "2025-12-31"])
def test_two_people_parted_by_the_new_year_are_flagged_for_people(as_of):
    ruling = state("PB", "B12", "team", as_of, punished=punished("2024-12-30", "2025-01-08"))

    assert (ruling.state, ruling.cause) == ("not_triggered", "different_years")
    assert "相邻两个年度" in ruling.explanation.zh


@pytest.mark.parametrize(
    ("as_of", "dates"),
    [
        ("2026-12-31", ["2024-12-30", "2025-01-08"]),
        ("2025-12-31", ["2024-03-01", "2024-12-30", "2025-01-08"]),
        ("2025-12-31", ["2024-12-30", "2026-01-08"]),
    ],
)
def test_years_that_are_not_adjacent_or_that_have_enough_by_themselves_part_nobody(as_of, dates):
    assert state("PB", "B12", "team", as_of, punished=punished(*dates)).cause is None


def test_another_failing_that_was_found_is_enough_alone():
    case = a_case("team", "year", as_of=TODAY, findings={"B12": {"value": True}})

    assert ruled("PB", "B12", case).state == "triggered"
    assert ruled("PB", "B12", {**case, "findings": {"B12": {"value": False}}}).state == "pending"


@pytest.mark.parametrize(
    ("pack", "rule", "kind", "wait"),
    [
        ("PD", "N08", "official", "facts:points"),
        ("PB", "B12", "team", "facts:punished"),
        ("PA", "N04", "unit", "facts:leaders"),
        ("PA", "N06", "leave", "facts:leave"),
        ("PA", "N02", "official", "facts:attendance"),
        ("PG", "P16", "candidate", "facts:reports"),
    ],
)
def test_what_is_not_known_is_waited_for_and_is_not_nought(pack, rule, kind, wait):
    ruling = state(pack, rule, kind)

    assert (ruling.state, ruling.waiting_for) == ("pending", (wait,))


@pytest.mark.parametrize(
    ("pack", "rule", "kind", "facts"),
    [
        ("PD", "N08", "official", {"point_findings": points(40)}),
        ("PD", "N08", "official", {"point_findings": []}),
        ("PB", "B12", "team", {"punished": punished("2026-01-01", "2026-01-02")}),
    ],
)
def test_nobody_guesses_which_year_it_is(pack, rule, kind, facts):
    ruling = state(pack, rule, kind, as_of=None, **facts)

    assert (ruling.state, ruling.waiting_for) == ("pending", ("as_of",))


@pytest.mark.parametrize(
    ("reports", "expected"), [(0, "not_triggered"), (1, "triggered"), (2, "triggered")]
)
def test_one_report_is_enough(reports, expected):
    assert state("PG", "P16", "candidate", reports=reports).state == expected


@pytest.mark.parametrize(
    ("facts", "waits"),
    [
        ({"candidates": 5}, ("item:posts",)),
        ({"posts": 3}, ("item:candidates",)),
        ({}, ("item:candidates", "item:posts")),
    ],
)
def test_of_two_numbers_only_the_missing_one_is_waited_for(facts, waits):
    ruling = ruled("PI", "P12", a_case("list", "meeting", facts=facts))

    assert ruling.waiting_for == waits
