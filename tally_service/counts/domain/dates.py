"""The day on a Chinese document is the day in China.

May import: stdlib.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def day_in_china(instant: datetime) -> str:
    """Return the calendar day of ``instant`` in China, YYYY-MM-DD."""
    return instant.astimezone(CHINA).date().isoformat()
