"""A day as people type it into a form: with hyphens, dots, strokes, or 年月日, also full-width.

May import: stdlib, pydantic.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

FIRST_YEAR, LAST_YEAR = 1900, 2999
_TYPED = re.compile(
    r"([0-9]{4})\s*[-./年。．、－—]\s*([0-9]{1,2})\s*[-./月。．、－—]\s*([0-9]{1,2})\s*日?"
)


def day_typed(text: object) -> str:
    """Return the day that was typed, YYYY-MM-DD.

    Raises:
        ValueError: it is no day of the calendar from 1900 to 2999, or written otherwise.
    """
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", str(text)).strip())
    if found is None:
        raise ValueError("not a day")
    year, month, day = map(int, found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError("not a day of these times")
    return date(year, month, day).isoformat()


TypedDay = Annotated[str, BeforeValidator(day_typed)]
"""Field of a form that holds a day."""
