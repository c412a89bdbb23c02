"""条线评价 of one township, gathered: what its party committee gets to read (F05).

The grades are counted and never averaged: no text says what a line weighs.

May import: stdlib, shared.documents.base, shared.errors, this folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from appraisal_service.facts.domain.columns import RATINGS
from shared.documents.base import digest_of
from shared.errors import Conflict, NotFound


class NoLineRatings(NotFound):
    """No department has rated this township in this year."""

    code = "no_line_ratings"


class SentAlready(Conflict):
    """Exactly these ratings were sent back before."""

    code = "sent_already"


@dataclass(frozen=True, slots=True)
class RatingSheet:
    """The ratings of one township that stand."""

    jurisdiction: str
    year: int
    unit: str
    ratings: Sequence[tuple[str, Mapping[str, Any]]]
    """Fact id and value, in the order of lines and periods."""

    @property
    def counts(self) -> dict[str, int]:
        """Return how many departments gave each grade."""
        given = [value["grade"] for _, value in self.ratings]
        return {grade: given.count(grade) for grade in RATINGS}

    def to_json(self) -> dict[str, Any]:
        """Return the plain value whose digest names the sheet."""
        return {
            "type": "line_rating_sheet",
            "jurisdiction": self.jurisdiction,
            "year": self.year,
            "unit": self.unit,
            "counts": self.counts,
            "ratings": [{"fact": fact, **value} for fact, value in self.ratings],
        }

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the canonical JSON."""
        return digest_of(self.to_json())


def sheets(
    jurisdiction: str, year: int, rated: Sequence[tuple[str, str, Mapping[str, Any]]]
) -> list[RatingSheet]:
    """Return a sheet for each township.

    Args:
        jurisdiction: whose.
        year: of the ratings.
        rated: unit, fact id and value of each.
    """
    by_unit: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for unit, fact, value in sorted(rated, key=lambda one: (one[0], one[2]["line"], one[1])):
        by_unit.setdefault(unit, []).append((fact, value))
    return [RatingSheet(jurisdiction, year, unit, found) for unit, found in by_unit.items()]
