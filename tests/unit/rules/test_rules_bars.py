"""The bars of an admonition, each through a day of its own (L05, E21)."""

import pytest
from rules_factories import a_case, read_as, ruled

BARS = ["no_model_titles", "no_promotion"]


@pytest.mark.parametrize(
    ("as_of", "reading", "found", "codes"),
    [
        ("2024-12-31", "year_end", None, [*BARS, "rectification_plan"]),
        ("2025-01-01", "year_end", None, ["rectification_plan"]),
        ("2025-01-01", "six_months", None, [*BARS, "rectification_plan"]),
        ("2025-05-21", "six_months", True, ["release"]),
        ("2025-12-31", "year_end", True, ["release"]),
        ("2025-12-31", "year_end", None, []),
        ("2024-12-20", "year_end", True, [*BARS, "release"]),
    ],
)
def test_each_bar_holds_through_its_own_day(as_of, reading, found, codes):
    findings = {} if found is None else {"L05": {"value": found}}
    facts = {"admonition_start": "2024-11-20", "talk_date": "2024-11-20"}
    case = a_case(as_of=as_of, facts=facts, findings=findings)

    ruling = ruled(read_as("PC", bar_until=reading), "L05", case)

    assert [one.code for one in ruling.consequences] == codes


def test_a_bar_of_the_year_outlasts_an_admonition_that_nobody_has_ended():
    case = a_case(as_of="2024-12-31", facts={"admonition_start": "2024-01-10"})

    ruling = ruled("PC", "L05", case)

    assert [one.code for one in ruling.consequences] == BARS
    assert (ruling.state, ruling.waiting_for) == ("triggered", ("finding:L05",))
