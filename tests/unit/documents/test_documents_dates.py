"""The day on a Chinese document is the day in China."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shared.documents.dates import day_in_china


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 12, 31, 15, 59, tzinfo=UTC), "2026-12-31"),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_a_day_begins_at_midnight_in_china(instant, day):
    assert day_in_china(instant) == day
