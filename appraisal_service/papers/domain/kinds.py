"""The four papers of a year as plain values; a paper's digest names exactly what it says.

May import: stdlib, shared.documents, this folder.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from appraisal_service.papers.domain.lines import Ballot, Line
from appraisal_service.papers.domain.words import Words
from shared.documents.base import digest_of


@dataclass(frozen=True, slots=True)
class Paper:
    """What every paper of a year has."""

    title: str
    """The jurisdiction's name."""
    year: int
    day: str
    """YYYY-MM-DD: the newest day in the records; the file is dated by it."""
    pack: str
    """Digest of the rules."""
    floor: int
    """The fewest valid papers whose votes are shown."""

    def to_json(self) -> dict[str, Any]:
        """Return everything the paper says as a plain JSON value."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @property
    def digest(self) -> str:
        """Hex SHA-256 of everything the paper says."""
        return digest_of(self.to_json())


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the pack that orders or limits a paper, in its own words."""

    rule: str
    section: str
    quote: str


@dataclass(frozen=True, slots=True)
class Spread:
    """How many of a group have each grade, and how many may be 优秀."""

    name: Words
    people: int
    grades: tuple[int, ...]
    """By grade, the best first."""
    undecided: int
    cap: int | None
    """None where the quota is not taken of this group."""


@dataclass(frozen=True, slots=True)
class Triggered:
    """A clause that was triggered for so many people of the year."""

    rule: str
    title: Words
    section: str
    quote: str
    people: int


@dataclass(frozen=True, slots=True)
class Unit:
    """The officials of one unit."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Summary(Paper):
    """年度考核汇总表: everybody with votes, proposal and grade, and the groups' distribution."""

    draft: bool
    """Not everybody's grade is published."""
    units: tuple[Unit, ...]
    spreads: tuple[Spread, ...]
    """Groups first, everybody last."""
    share: str
    """The quota of 优秀 as a fraction."""
    rounding: Words
    groups: Words
    """Over whom the quota is taken."""
    clauses: tuple[Triggered, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """One person's result (B23), and how long he can object."""

    number: str
    line: Line
    objections_until: str | None
    """The last day; None where the pack leaves no days between publishing and final."""
    law: bool
    """Whether 公务员法 art. 95 names this grade among what can be reviewed (catalogue P-28)."""


@dataclass(frozen=True, slots=True)
class Notices(Paper):
    """Notices, each on pages of its own."""

    objection_days: int
    told: Clause | None
    """B23, where the pack adopts it."""
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who signs for his own notice."""

    name: str
    post: str
    number: str
    """Of the notice: year, person, version."""


@dataclass(frozen=True, slots=True)
class Receivers:
    """Those of one unit."""

    name: str
    people: tuple[Receiver, ...]


@dataclass(frozen=True, slots=True)
class Distribution(Paper):
    """Who gets the year's table, copy by copy (P05), and who signs for his own notice.

    It tells no vote and no grade, for everybody who signs sees the whole page.
    """

    ordered: Clause | None
    """P05, where the pack adopts it."""
    recipients: tuple[Words, ...]
    table: str
    """Digest of the table that goes round."""
    units: tuple[Receivers, ...]


@dataclass(frozen=True, slots=True)
class Posted:
    """The ballots on one official, for the board."""

    name: str
    post: str
    scale: str
    ballots: tuple[Ballot, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """What one unit posts."""

    name: str
    rows: tuple[Posted, ...]


@dataclass(frozen=True, slots=True)
class Publication(Paper):
    """What goes on the units' boards (B18): the ballots on their heads, and no grades."""

    ordered: Clause | None
    """B18; None where the pack has all results on the board (E26)."""
    units: tuple[Board, ...]
