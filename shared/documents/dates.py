"""The day on a Chinese document is the day in China.

May import: stdlib.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def local_day(instant: datetime) -> date:
    """Return the calendar day of ``instant`` (aware) in China."""
    return instant.astimezone(CHINA).date()


def moment_in_china(instant: datetime) -> str:
    """Return ``instant`` (aware) to the second as clocks in China show it, with its offset."""
    return instant.astimezone(CHINA).isoformat(timespec="seconds")


def day_in_china(instant: datetime) -> str:
    """Return the calendar day of ``instant`` (aware) in China, YYYY-MM-DD."""
    return local_day(instant).isoformat()
