"""Random rankings of a unit ``s1`` for the random cases: by years, half-years, quarters, months.

The numbers of the events (次) run on their own and say nothing of the year; some events are
missing, and heads come and go about the lines. May import the standard library only.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

Case = dict[str, Any]

YEAR = 2026
FRAMES = {
    "years": tuple(str(year) for year in (YEAR - 2, YEAR - 1, YEAR)),
    "half-years": tuple(f"{year}-H{part}" for year in (YEAR - 1, YEAR) for part in (1, 2)),
    "quarters": (f"{YEAR - 1}-Q4", *(f"{YEAR}-Q{part}" for part in (1, 2, 3, 4))),
    "months": (f"{YEAR - 1}-12", f"{YEAR}-01", f"{YEAR}-02", f"{YEAR}-03"),
}
LONG = {"years": 365, "half-years": 182, "quarters": 91, "months": 30}


def begins(frame: str, number: int) -> date:
    """Return the first day of one period of a frame."""
    year, part = divmod(number, {"years": 1, "half-years": 2, "quarters": 4, "months": 12}[frame])
    return date(
        year, 1 + part * {"years": 12, "half-years": 6, "quarters": 3, "months": 1}[frame], 1
    )


def about(source: Random, frame: str) -> str:
    """Return a day about the beginning, the middle or the end of a period of the last two years."""
    a_year = {"years": 1, "half-years": 2, "quarters": 4, "months": 12}[frame]
    first = begins(frame, source.randint(a_year * (YEAR - 1), a_year * (YEAR + 1) - 1))
    into = source.choice((0, LONG[frame] // 2, LONG[frame] // 2, LONG[frame]))
    return (first + timedelta(into + source.choice((-2, -1, 0, 1, 2)))).isoformat()


def head(source: Random, frame: str) -> dict[str, Any]:
    """Return since when somebody leads the unit, and until when if he has left it.

    At times nobody does, and somebody answers for the time that he led it.
    """
    day = about(source, frame)
    since = source.choice((None, None, None, "2020-01-01", day, day, day))
    until = about(source, frame)
    if since == day:
        halves = source.choice((1, 2, 3, 4))
        left = date.fromisoformat(day) + timedelta(halves * LONG[frame] // 2)
        until = (left + timedelta(source.choice((-1, 0, 1)))).isoformat()
    if source.random() < 0.08:
        terms: list[Case] = [{"since": since, "until": until}, {"since": until}]
        return {"answered": source.choice((terms, terms[:1], terms[1:]))}
    return {"head_since": since, "head_until": until if source.random() < 0.3 else None}


def rankings(source: Random, frames: tuple[str, ...]) -> list[Case]:
    """Return a few comparisons; the unit is last, tied, not last or not ranked in each."""
    made, person = [], head(source, source.choice(frames))
    for series in source.choice((("a",), ("a",), ("a", "b"))):
        frame, number = source.choice(frames), source.choice((0, 1, 1, 3))
        always = source.random() < 0.3
        for period in FRAMES[frame]:
            number += 1
            if source.random() < 0.12:
                continue
            place = source.choice(("last",) * 5 + ("tied", "tied", "ahead", "absent"))
            one = ranking(source, period, "last" if always else place)
            if source.random() < 0.1:
                one["head_since"] = source.choice((None, about(source, frame)))
            if source.random() < 0.1:
                one["head_until"] = source.choice((None, about(source, frame)))
            made.append({**person, **one, "series": series, "seq": number})
    source.shuffle(made)
    return made


def ranking(source: Random, period: str, place: str) -> Case:
    """Return one comparison in which the unit ``s1`` has a place."""
    scores = {f"u{number}": f"{source.randint(7200, 9900) / 100:.2f}" for number in range(4)}
    scores["u9"] = "71.50"
    own = {"last": "71.49", "tied": "71.5", "ahead": "71.51"}
    if place in own:
        scores["s1"] = own[place]
    return {
        "list": source.choice(("all",) * 5 + ("townships",)),
        "period": period,
        "scores": scores,
        "tie_confirmed": source.choice((None, None, True, False)) if place == "tied" else None,
    }
