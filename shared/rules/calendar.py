"""Days of the calendar: what lies months, years or natural days after a day.

Months are the calendar's, and a day that a shorter month has not becomes its last (catalogue
E20, D12). Holidays are days like any other; a text that means working days would have to say so.

May import: stdlib.
"""

from calendar import monthrange
from datetime import date, timedelta


def add_months(day: date, n: int) -> date:
    """Return the same day ``n`` months later, or the last of that month where it has none.

    31 August and three months give 30 November.
    """
    years, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(years, month + 1, min(day.day, monthrange(years, month + 1)[1]))


def due_after(day: date, days: int) -> date:
    """Return the last day for what is due within ``days`` natural days after ``day``."""
    return day + timedelta(days=days)


def last_day(start: date, days: int) -> date:
    """Return the last of ``days`` days of which ``start`` is the first (a public notice)."""
    return start + timedelta(days=days - 1)


def year_end(day: date) -> date:
    """Return the last day of the calendar year of ``day`` (E19)."""
    return date(day.year, 12, 31)
