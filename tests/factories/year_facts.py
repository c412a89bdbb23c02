"""Recorded facts as the rules read them. Valid by default, a test names what matters to it."""

from __future__ import annotations

from typing import Any

from shared.documents.base import digest_of
from shared.rules.person_year import YearFact

YEAR = 2026


def a_fact(kind: str, subject: str = "o1", period: int | str = YEAR, /, **value: Any) -> YearFact:
    """Return a record of this kind, named by the digest of what it says."""
    said = {"kind": kind, "subject": subject, "period": str(period), "value": value}
    return YearFact(id=digest_of(said), kind=kind, subject=subject, period=str(period), value=value)


def points(half_points: int, year: int = YEAR) -> list[YearFact]:
    """Return findings of audits that come to so many half points, at most four each."""
    parts = [min(4, half_points - taken) for taken in range(0, half_points, 4)]
    return [
        a_fact("points", "o1", year, half_points=part, finding=f"{year}-{number}")
        for number, part in enumerate(parts)
    ]


def a_ranking(
    scores: dict[str, str], year: int = YEAR, seq: int = 1, series: str = "targets", **more: Any
) -> YearFact:
    """Return a comparison of units, of a whole year unless ``period`` says otherwise."""
    period = str(more.pop("period", year))
    value = {"series": series, "list": "all", "period": period, "seq": seq, "scores": scores}
    return a_fact("ranking", "all", period, **{**value, **more})


def a_ruling(ranking: YearFact, *, last: bool, deputy: str | None = None) -> YearFact:
    """Return what two officers ruled of the place of unit-1 in a ranking."""
    return a_fact("ranking_ruling", "unit-1", ranking=ranking.id, last=last, deputy=deputy)


def punished(person: str, day: str = "2026-03-01", sanction: str = "warning") -> YearFact:
    """Return a discipline outcome."""
    return a_fact("discipline", person, sanction=sanction, decided_on=day, ends_on=None)
