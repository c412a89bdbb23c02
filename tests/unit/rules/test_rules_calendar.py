"""Days of the calendar: the dates of catalogue D12, month ends, leap years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.rules.calendar import add_months, due_after, last_day, year_end

days = st.dates(date(1990, 1, 1), date(2200, 12, 31))
months = st.integers(0, 120)


def on(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("begun", "n", "expected"),
    [
        ("2024-08-31", 3, "2024-11-30"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-11-20", 3, "2025-02-20"),
        ("2024-11-20", 6, "2025-05-20"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-12-31", 2, "2025-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-10-31", 0, "2024-10-31"),
    ],
)
def test_months_are_added_and_a_day_that_is_not_there_becomes_the_last(begun, n, expected):
    assert add_months(on(begun), n) == on(expected)


@pytest.mark.parametrize(
    ("begun", "n", "expected"),
    [
        ("2024-02-29", 1, "2025-02-28"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2024-03-01", 1, "2025-03-01"),
    ],
)
def test_a_year_of_probation_ends_on_the_same_day_or_the_last_of_february(begun, n, expected):
    assert add_months(on(begun), 12 * n) == on(expected)


def test_a_plan_within_three_days_of_a_talk_counts_natural_days():
    assert due_after(on("2024-09-29"), 3) == on("2024-10-02")


def test_a_reply_within_ten_days_counts_from_the_day_after_the_letter():
    assert due_after(on("2025-03-20"), 10) == on("2025-03-30")


def test_a_notice_of_seven_days_counts_its_first_day():
    assert last_day(on("2025-03-03"), 7) == on("2025-03-09")


def test_a_notice_may_run_over_a_leap_day_and_a_new_year():
    assert last_day(on("2024-02-26"), 7) == on("2024-03-03")
    assert last_day(on("2024-12-29"), 7) == on("2025-01-04")


def test_what_is_barred_for_the_year_is_barred_through_its_last_day():
    assert [year_end(on(day)) for day in ("2024-11-20", "2024-12-31")] == [on("2024-12-31")] * 2


@given(days, months)
def test_a_month_later_never_leaves_its_month(day, n):
    later = add_months(day, n)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == n
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@given(days, days, months)
def test_who_begins_later_never_ends_earlier(one, other, n):
    first, second = sorted([one, other])

    assert add_months(first, n) <= add_months(second, n)


@given(days, st.integers(1, 366))
def test_counting_the_first_day_ends_one_day_sooner(day, n):
    assert due_after(day, n) - last_day(day, n) == timedelta(days=1)
    assert (last_day(day, n) - day).days + 1 == n
