"""Places in a group, and the quota of 优秀 that the group has (E30, D6).

A place is never a single number where scores are equal: it goes from the best to the worst that
the person can have, and whoever stands on both sides of the quota's edge is left to people. The
program picks nobody, and no order of entry ever decides.

May import: stdlib, shared.documents.base, shared.rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, Literal

from shared.documents.base import digest_of
from shared.rules.measures import exact
from shared.rules.parameters import ExcellentQuota

Position = Literal["within", "boundary_tie", "over", "excluded", "unranked"]
"""Inside the quota; on its edge with equals; below it; kept from 优秀; without a score."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One person of a group, with the exact score and what keeps 优秀 away, if anything does."""

    person: str
    score: Fraction | None
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where one person stands; places are None for whoever is not placed."""

    person: str
    score: Fraction | None
    place_from: int | None
    place_to: int | None
    position: Position
    excluded: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the place as a standing stores it; the score is exact."""
        return {
            "person": self.person,
            "score": None if self.score is None else str(self.score),
            "place_from": self.place_from,
            "place_to": self.place_to,
            "position": self.position,
            "excluded": list(self.excluded),
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """A group of people in the order of their scores, and how many of them may be 优秀."""

    group: str
    quota: ExcellentQuota
    participants: int
    cap: int
    places: tuple[Place, ...]
    """Best score first, then those who are kept from 优秀 and those without a score."""

    def of(self, person: str) -> Place | None:
        """Return where a person stands, or None."""
        return next((place for place in self.places if place.person == person), None)

    def to_json(self) -> dict[str, Any]:
        """Return the plain JSON value that is stored."""
        return {
            "type": "standing",
            "version": 1,
            "group": self.group,
            "share": self.quota.share,
            "rounding": self.quota.rounding,
            "participants": self.participants,
            "cap": self.cap,
            "places": [place.to_json() for place in self.places],
        }

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the canonical standing: its name."""
        return digest_of(self.to_json())


def entry_of(document: Mapping[str, Any]) -> Entry:
    """Return what a derivation says of a person's place: the score, and what bars 优秀.

    A grade that a clause forces is not 优秀, and so its clauses bar it. A score that is not shown,
    because it would give small groups away, places nobody.
    """
    exact_text, proposal = document["exact_score"], document["proposal"]
    bars = [bar["ground"] for bar in document["award_bars"] if bar["bar"] == "excellent"]
    forced = proposal["clauses"] if proposal["grade"] != "excellent" else []
    return Entry(
        document["inputs"]["person"]["id"],
        None if exact_text is None else Fraction(exact_text),
        tuple(dict.fromkeys([*forced, *bars])),
    )


def quota_cap(n: int, quota: ExcellentQuota) -> int:
    """Return how many of ``n`` people may be 优秀, rounded as the quota says (E30, D6b).

    Args:
        n: the people of the group, those kept from 优秀 included; at least 0.
        quota: its share and its rounding.
    """
    share = exact(quota.share)
    counted, whole = share.numerator * n, share.denominator
    if quota.rounding == "ceiling":
        return -(-counted // whole)
    if quota.rounding == "half_up":
        return (2 * counted + whole) // (2 * whole)
    return counted // whole


def standing(group: str, quota: ExcellentQuota, entries: Iterable[Entry]) -> Standing:
    """Return where everybody of a group stands; the order of ``entries`` means nothing.

    Whoever is excluded takes no place from others and still counts among the participants, of
    whom the quota is a share.
    """
    everybody = sorted(entries, key=lambda entry: entry.person)
    cap = quota_cap(len(everybody), quota)
    placed: list[Place] = []
    ranked = sorted(
        (entry for entry in everybody if entry.score is not None and not entry.excluded),
        key=_falling,
    )
    for _, equal in groupby(ranked, key=_falling):
        tied = list(equal)
        first, last = len(placed) + 1, len(placed) + len(tied)
        position = _position(first, last, cap)
        placed += [Place(each.person, each.score, first, last, position) for each in tied]
    excluded = [
        Place(entry.person, entry.score, None, None, "excluded", entry.excluded)
        for entry in everybody
        if entry.excluded
    ]
    unranked = [
        Place(entry.person, None, None, None, "unranked")
        for entry in everybody
        if entry.score is None and not entry.excluded
    ]
    return Standing(group, quota, len(everybody), cap, (*placed, *excluded, *unranked))


def _falling(entry: Entry) -> Fraction:
    """Return what puts the best score first."""
    assert entry.score is not None, "only who has a score is placed"
    return -entry.score


def _position(first: int, last: int, cap: int) -> Position:
    """Return on which side of the quota's edge the places from ``first`` to ``last`` lie."""
    if last <= cap:
        return "within"
    return "boundary_tie" if first <= cap else "over"
