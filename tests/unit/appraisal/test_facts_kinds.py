"""What a record of each kind may say: strict values, and what follows from them."""

from __future__ import annotations

from typing import Any

import pytest
from factories.facts import VALUES
from pydantic import ValidationError

from appraisal_service.facts.domain.columns import COLUMNS
from appraisal_service.facts.domain.consequent import consequent
from appraisal_service.facts.domain.kinds import BY_TWO, KINDS


def read_value(kind: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Return a value as it is stored."""
    return KINDS[kind].model_validate(raw).model_dump(mode="json", by_alias=True)


def refused(kind: str, **changes: Any) -> str:
    """Return the type of the first fault of a changed value."""
    with pytest.raises(ValidationError) as refusal:
        read_value(kind, {**VALUES[kind], **changes})
    return refusal.value.errors()[0]["type"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_value_is_stored_with_every_key_and_read_back_the_same(kind):
    value = read_value(kind, VALUES[kind])

    assert value.keys() >= VALUES[kind].keys()
    assert read_value(kind, value) == value


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_value_with_an_unknown_key_is_refused(kind):
    assert refused(kind, remark="x") == "extra_forbidden"


def test_every_kind_of_one_officer_comes_as_a_file():
    assert set(COLUMNS) == set(KINDS) - BY_TWO


@pytest.mark.parametrize("half_points", [1, 4])
def test_a_finding_costs_half_a_point_to_two_points(half_points):
    changed = {**VALUES["points"], "half_points": half_points}

    assert read_value("points", changed)["half_points"] == half_points


@pytest.mark.parametrize("half_points", [0, 5, -1, True, "1", None, 2.0])
def test_other_points_are_refused(half_points):
    assert refused("points", half_points=half_points)


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("leave", {"from": "2026-03-02", "to": "2026-03-01", "half_days": 1}),
        ("discipline", {"decided_on": "2026-03-02", "ends_on": "2026-03-01"}),
        ("letter", {"sent_on": "2026-03-02", "replied_on": "2026-03-01"}),
        ("complaint", {"received_on": "2026-03-02", "concluded_on": "2026-03-01"}),
        ("removal", {"removed_on": "2026-03-02", "talk_on": "2026-03-01"}),
    ],
)
def test_what_ends_before_it_begins_is_refused(kind, changes):
    assert refused(kind, **changes) == "days_reversed"
    (earlier, day), (later, _), *_ = changes.items()
    assert read_value(kind, {**VALUES[kind], **changes, later: day})[earlier] == day


def test_a_day_of_leave_has_two_halves():
    assert refused("leave", half_days=7) == "more_than_days"
    assert refused("leave", to="2026-03-02", half_days=3) == "more_than_days"
    assert read_value("leave", {**VALUES["leave"], "half_days": 5})["half_days"] == 5


@pytest.mark.parametrize(
    ("score", "full"), [("100.01", "100"), ("-1", "100"), ("0", "0"), ("101", "100")]
)
def test_a_score_lies_between_nothing_and_the_full_score(score, full):
    assert refused("target", score=score, full=full) == "score_over_full"


@pytest.mark.parametrize("score", ["087.5", "87,5", "1e2", "½", 87])
def test_a_score_is_an_exact_decimal(score):
    assert refused("target", score=score)


@pytest.mark.parametrize("months", [1, 2, 7, 24])
def test_an_unusual_period_of_admonition_needs_its_reason(months):
    assert refused("admonition", months=months) == "reason_missing"
    changed = {**VALUES["admonition"], "months": months, "reason": "组织决定"}
    assert read_value("admonition", changed)["months"] == months


@pytest.mark.parametrize("months", [3, 6])
def test_three_to_six_months_need_none(months):
    changed = {**VALUES["admonition"], "months": months}

    assert read_value("admonition", changed)["reason"] is None


@pytest.mark.parametrize(
    ("talk_on", "months", "ends_on"),
    [
        ("2024-08-31", 3, "2024-11-30"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-11-20", 3, "2025-02-20"),
    ],
)
def test_an_admonition_ends_by_the_calendar(talk_on, months, ends_on):
    value = {**VALUES["admonition"], "talk_on": talk_on, "months": months}

    assert consequent("admonition", value) == {"ends_on": ends_on}


def test_a_letter_is_answered_within_ten_days():
    value = {**VALUES["letter"], "sent_on": "2025-03-20"}

    assert consequent("letter", value) == {"due_on": "2025-03-30"}


@pytest.mark.parametrize(
    ("closed", "assigned", "shown"),
    [
        (7, 7, {"rate": "1/1", "percent": "100.00%"}),
        (2, 3, {"rate": "2/3", "percent": "66.67%"}),
        (0, 7, {"rate": "0/1", "percent": "0.00%"}),
        (0, 0, {"rate": None, "percent": "-"}),
    ],
)
def test_a_rate_of_nothing_assigned_is_no_number(closed, assigned, shown):
    value = {"letters": 44, "visits": 28, "assigned": assigned, "closed": closed}

    assert consequent("petitions", value) == shown


def test_more_cannot_be_closed_than_were_assigned():
    assert refused("petitions", assigned=6, closed=7) == "closed_over_assigned"


def test_points_and_leave_are_shown_in_whole_and_half_numbers():
    assert consequent("points", {**VALUES["points"], "half_points": 3}) == {"points": "1.5"}
    assert consequent("leave", {**VALUES["leave"], "half_days": 5}) == {"days": "2.5"}


@pytest.mark.parametrize("count", [0, 1])
def test_a_ranking_compares_at_least_two_units(count):
    scores = {f"unit-{number}": "71.5" for number in range(count)}

    assert refused("ranking", scores=scores) == "too_short"


def test_every_unit_with_the_lowest_score_is_last():
    scores = {"unit-1": "71.50", "unit-2": "71.5", "unit-3": "80"}
    ranking = KINDS["ranking"].model_validate({**VALUES["ranking"], "scores": scores})

    assert ranking.last() == {"unit-1", "unit-2"}


def test_an_opinion_may_have_lines_and_no_other_control_characters():
    assert read_value("line_rating", {**VALUES["line_rating"], "opinion": "好\n有成绩"})
    assert refused("line_rating", opinion="好\x00") == "string_pattern_mismatch"
    assert refused("line_rating", opinion="好" * 1001) == "string_too_long"
