"""Long results in parts: contests that can be searched, rulings with the urgent ones first.

May import: stdlib, tally_service.certificates.report.contents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from tally_service.certificates.report.contents import Contents, ContestTable, RulingLine

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


def told_rulings(contents: Contents) -> tuple[list[RulingLine], int]:
    """Return the rulings that say something of somebody, as they are ordered, and how many do not.

    Those that a contest shows beside its votes are in neither.
    """
    beside = [one for table in contents.contests for one in table.said]
    others = [one for one in contents.rulings if one not in beside]
    ranks = {state: rank for rank, state in enumerate(ORDER)}
    told = [one for one in others if one.speaks]
    return sorted(told, key=lambda one: ranks.get(one.state, len(ORDER))), len(others) - len(told)


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
