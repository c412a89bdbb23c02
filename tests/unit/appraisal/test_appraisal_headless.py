"""Units and teams that nobody heads: what the year says of them, and what a former head answers."""

from __future__ import annotations

import pytest
from factories.county_year import county_pack
from factories.year_facts import a_ranking

from appraisal_service.grades.actions.evidence import YearEvidence
from appraisal_service.grades.actions.headless import rulings_without_head
from appraisal_service.people.domain import Official, PeopleList, Service, Team, Unit
from shared.rules.person_year import YearFact

LAST = {"unit-1": "60.00", "unit-2": "71.50"}
IN_THE_YEAR = [a_ranking(LAST)]
IN_QUARTERS = [a_ranking(LAST, series="visits", seq=n, period=f"2026-Q{n}") for n in (2, 3)]
PLACES = ("K01", "K03", "K04")


def evidence(
    *facts: YearFact, left: str | None = None, imported: frozenset[str] = frozenset()
) -> YearEvidence:
    """Return a year in which nobody heads unit-1 and team t1 at its end.

    Args:
        left: the last day of its former head, who heads unit-9 since; None if nobody stated any.
        imported: the kinds of which a file came for the year.
    """
    held = [Service("unit-1", "局长", "head", "t1", "2020-01-01", left)]
    listed: dict[str, list[YearFact]] = {}
    for fact in facts:
        listed.setdefault(fact.subject, []).append(fact)
    return YearEvidence(
        jurisdiction="county",
        year=2026,
        pack=county_pack(),
        roster=PeopleList(
            [Unit("unit-1", "一"), Unit("unit-9", "九")],
            [Team("t1", "班子", "unit-1", "o1")],
            [
                Official("o1", "甲", "unit-9", "局长", "head", None),
                Official("o2", "乙", "unit-1", "科员", "member", "t1"),
            ],
        ),
        results={},
        left_out=[],
        batches=[],
        attendance={},
        findings={},
        facts=listed,
        imported=imported,
        posts={"o1": held} if left else {},
    )


def without_head(year: YearEvidence) -> dict[str, str]:
    """Return the states of the clauses on what nobody heads."""
    return {ruling["rule"]: ruling["state"] for _, ruling in rulings_without_head(year)}


def of_the_former_head(year: YearEvidence) -> set[str]:
    """Return the clauses triggered on unit-1 in the year of whoever headed it."""
    document = year.derivation(year.roster.people[0]).document
    return {
        ruling["rule"]
        for ruling in document["unit_rulings"]
        if (ruling["target"]["id"], ruling["state"]) == ("unit-1", "triggered")
    }


@pytest.mark.parametrize(
    ("places", "left", "vacant", "his"),
    [
        pytest.param(IN_THE_YEAR, None, {"K01", "K03"}, set(), id="nobody stated a day"),
        pytest.param(IN_THE_YEAR, "2026-03-31", {"K01", "K03"}, set(), id="too short a time"),
        pytest.param(IN_THE_YEAR, "2026-10-30", set(), {"K01", "K03"}, id="long enough"),
        pytest.param(IN_QUARTERS, "2026-03-30", {"K03", "K04"}, set(), id="all after he left"),
        pytest.param(IN_QUARTERS, "2026-06-30", {"K03", "K04"}, {"K03"}, id="one of two quarters"),
        pytest.param(IN_QUARTERS, "2026-09-30", set(), {"K03", "K04"}, id="both quarters"),
    ],
)
def test_a_place_for_which_no_former_head_answers_stands_by_itself(places, left, vacant, his):
    year = evidence(*places, left=left)

    states = without_head(year)

    assert {rule for rule in PLACES if states[rule] == "triggered"} == vacant
    assert of_the_former_head(year) == his


@pytest.mark.parametrize(
    ("imported", "state"),
    [(frozenset(), "pending"), (frozenset({"ranking", "discipline"}), "not_triggered")],
)
def test_what_nobody_recorded_is_waited_for_and_a_file_that_says_nothing_means_none(
    imported, state
):
    states = without_head(evidence(imported=imported))

    assert {states[rule] for rule in (*PLACES, "B12")} == {state}
