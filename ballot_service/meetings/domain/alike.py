"""When two subjects of a meeting are one, and which lines of a list need a second look.

Names are compared as on the roll: spaces, width and letters that look the same make no difference.

May import: stdlib, shared.tables.names, this room's outlines and printing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ballot_service.meetings.domain.outlines import Line
from ballot_service.meetings.domain.printing import Unprintable, named, printed_of
from shared.tables.names import near, normalised

SameAs = tuple[str, str, str]
"""What makes two lines one subject: kind, name and post, however they are written."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is found in one row of a table, or in one line of a list."""

    row: int
    """As the file counts, or the line's place on the list; from 1."""
    code: str
    other: int = 0
    """The earlier row or line that it is about, too."""
    detail: str = ""
    """Characters that cannot be printed."""


def same_as(line: Line) -> SameAs:
    """Return what makes ``line`` one with another."""
    return line.kind, normalised(line.name), normalised(line.post or "")


def twice(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return (place, earlier place) of every line whose subject an earlier line has, from 1."""
    first: dict[SameAs, int] = {}
    found = ((n, first.setdefault(same_as(line), n)) for n, line in enumerate(lines, 1))
    return [(place, earlier) for place, earlier in found if earlier != place]


def second_looks(
    numbered: Sequence[tuple[int, Line]], unprintable: Unprintable, seen: Sequence[Line] = ()
) -> list[Problem]:
    """Return what may be right and is easily wrong, line by line; one subject twice is neither.

    Args:
        numbered: the lines and where each stands.
        unprintable: returns the characters of a text for which the report would be refused.
        seen: lines that stand before these on the list; only these are told of.
    """
    missing = set(unprintable("".join({c for _, line in numbered for c in printed_of(line)})))
    posts: dict[tuple[str, str], int] = {}
    looks: dict[SameAs, int] = {}
    known = {same_as(line) for line in seen}
    for line in seen:
        posts.setdefault(same_as(line)[:2], 0)
        looks.setdefault(_looks(line), 0)
    found: list[Problem] = []
    for row, line in numbered:
        if same_as(line) not in known:
            found.extend(_resembling(row, line, posts, looks))
            known.add(same_as(line))
        blank = [one for one in dict.fromkeys(printed_of(line)) if one in missing]
        if blank:
            found.append(Problem(row, "not_printable", detail=named(blank)))
    return found


def _resembling(
    row: int, line: Line, posts: dict[tuple[str, str], int], looks: dict[SameAs, int]
) -> Iterator[Problem]:
    """Yield which earlier line has the name of this one, and which looks like it; note its own."""
    post, look = posts.setdefault(same_as(line)[:2], row), looks.setdefault(_looks(line), row)
    if post != row:
        yield Problem(row, "same_name" if post else "same_name_listed", post)
    if look != row:
        yield Problem(row, "near_name" if look else "near_name_listed", look)


def _looks(line: Line) -> SameAs:
    """Return what a tired reader takes for one: the same post, and a name that looks alike."""
    return line.kind, near(line.name), normalised(line.post or "")
