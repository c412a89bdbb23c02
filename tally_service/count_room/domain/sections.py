"""Long results in parts: contests that can be searched, rulings with the urgent ones first.

May import: stdlib, tally_service.certificates.report.contents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from tally_service.certificates.report.contents import ContestTable, RulingLine

CONTESTS_A_PAGE = 20
RULINGS_A_PAGE = 40

ORDER = ("needs_ruling", "pending", "triggered", "annulled", "not_triggered", "not_applicable")
"""What waits for people comes first."""

T = TypeVar("T")


def page_of_contests(contests: Sequence[ContestTable], wanted: str, page: int) -> dict[str, Any]:
    """Return the contests of one page whose title holds ``wanted``, how many, and which page.

    Each comes with its number on the whole sheet, which is its number in the report.
    """
    sought = "".join(wanted.split()).casefold()
    numbered = enumerate(contests, start=1)
    found = [one for one in numbered if sought in "".join(one[1].title.split()).casefold()]
    shown, page, last = _part(found, page, CONTESTS_A_PAGE)
    return {"contests": shown, "found": len(found), "page": page, "last": last}


def page_of_rulings(rulings: Sequence[RulingLine], page: int) -> dict[str, Any]:
    """Return the rulings of one page, how many stand in each state, and which page it is."""
    ranks = {state: rank for rank, state in enumerate(ORDER)}
    ordered = sorted(rulings, key=lambda one: ranks.get(one.state, len(ORDER)))
    shown, page, last = _part(ordered, page, RULINGS_A_PAGE)
    numbers = {state: sum(one.state == state for one in rulings) for state in ORDER}
    return {"rulings": shown, "numbers": numbers, "page": page, "last": last}


def awaiting_findings(rulings: Sequence[RulingLine]) -> int:
    """Return how many rulings wait for a finding; a grade comes later, and nobody waits for it."""
    return sum(
        any(what.startswith("finding:") for what in one.waiting_for)
        for one in rulings
        if one.state == "pending"
    )


def _part(rows: Sequence[T], page: int, size: int) -> tuple[Sequence[T], int, int]:
    """Return the rows of a page, the page that it is, and the last one."""
    last = max(1, -(-len(rows) // size))
    page = min(max(page, 1), last)
    return rows[(page - 1) * size : page * size], page, last
