"""What follows from a record by arithmetic alone: shown beside it, never stored.

May import: stdlib, shared.rules.calendar, shared.rules.measures.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from shared.rules.calendar import add_months, due_after
from shared.rules.measures import decimal_text, percent_text

REPLY_DAYS = 10
"""要由被反映对象在上级党组织发出信函10日内…进行书面回复 (L12)."""
NOT_DEFINED = "-"


def consequent(kind: str, value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what follows from a value of this kind, by name; often nothing."""
    match kind:
        case "admonition":
            ends = add_months(date.fromisoformat(value["talk_on"]), value["months"])
            return {"ends_on": ends.isoformat()}
        case "points":
            return {"points": decimal_text(Fraction(value["half_points"], 2), 1)}
        case "leave":
            return {"days": decimal_text(Fraction(value["half_days"], 2), 1)}
        case "letter":
            due = due_after(date.fromisoformat(value["sent_on"]), REPLY_DAYS)
            return {"due_on": due.isoformat()}
        case "petitions":
            return closing_rate(value["closed"], value["assigned"])
        case _:
            return {}


def closing_rate(closed: int, assigned: int) -> dict[str, Any]:
    """Return 办结率, closed of assigned: the exact fraction and as people read it.

    Where nothing was assigned there is no rate: None and "-", never 0 % or 100 % (D18).
    """
    if assigned == 0:
        return {"rate": None, "percent": NOT_DEFINED}
    rate = Fraction(closed, assigned)
    return {"rate": f"{rate.numerator}/{rate.denominator}", "percent": percent_text(rate)}
