"""What is waited for, and how many days ahead people are reminded: without a database."""

from __future__ import annotations

import pytest

from appraisal_service.consequences.domain.watching import waited_for
from shared.rules.cases import parse_case
from shared.rules.evaluation import evaluate
from shared.rules.packs import load_pack


def reminders(pack, day, within, **facts):
    """Return what is waited for of one official on ``day``, ``within`` so many days."""
    case = {"subject": {"kind": "official", "id": "s1"}, "scope": "year", "as_of": day}
    rulings = evaluate(load_pack(pack), parse_case({**case, "facts": facts})).rulings
    return waited_for([one.to_json() for one in rulings], ("official", "s1"), day, within)


def test_an_admonition_that_is_over_waits_for_a_finding():
    begun = {"admonition_start": "2024-08-31", "talk_date": "2024-08-31"}

    (found,) = reminders("PA", "2025-03-05", 14, **begun)

    assert (found.clauses, found.waiting_for) == (("L03",), ("finding:L03",))
    assert (found.due_on, found.days_left) == ("2025-02-28", -5)


@pytest.mark.parametrize(
    ("as_of", "days"), [("2024-07-17", []), ("2024-07-18", [14]), ("2024-08-02", [-1])]
)
def test_the_end_of_an_admonition_is_reminded_of_while_its_bar_still_holds(as_of, days):
    begun = {"admonition_start": "2024-02-01", "talk_date": "2024-02-01"}

    found = reminders("PC", as_of, 14, **begun)

    assert [each.days_left for each in found] == days
    assert all((each.clauses, each.due_on) == (("L05",), "2024-08-01") for each in found)


@pytest.mark.parametrize(("within", "count"), [(4, 0), (5, 1)])
def test_a_reply_is_waited_for_some_days_ahead(within, count):
    found = reminders("PA", "2025-03-25", within, letter_date="2025-03-20")

    assert [each.due_on for each in found] == ["2025-03-30"] * count


@pytest.mark.parametrize(
    ("as_of", "count"), [("2025-03-04", 0), ("2025-03-05", 1), ("2025-03-09", 1), ("2025-03-10", 0)]
)
def test_the_last_day_of_a_notice_is_reminded_of_ahead(as_of, count):
    found = reminders("PA", as_of, 4, notice_start="2025-03-03")

    assert [(each.clauses, each.due_on) for each in found] == [(("L08",), "2025-03-09")] * count
