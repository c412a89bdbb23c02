"""Attendance: meetings missed, late arrivals, early departures, absences from work.

Entries are appended in batches. A later batch may supersede an earlier one as a whole; nothing is
edited. A meeting is known by its day and its mark, "1" unless the day had several: at most one
late arrival or early departure counts for a person at one meeting (catalogue E17); absence from
work is counted in half days (E18); the year is the calendar year (E19).

May import: stdlib, shared.documents.base, shared.errors, shared.tables (without reading), this
folder.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, cast, get_args

from appraisal_service.facts.domain.columns import NAME, PERSON, Cell, Unread, as_day, as_whole
from appraisal_service.facts.domain.faults import Fault, message
from appraisal_service.facts.domain.named import Named
from shared.documents.base import digest_of
from shared.errors import InvalidInput
from shared.tables.headers import find_columns
from shared.tables.table import Table

Kind = Literal["missed", "late", "early", "absent"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FIRST = "1"
"""The mark of a day's only meeting."""

_MARK = re.compile(r"[0-9A-Za-z-]{1,20}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: Mapping[str, tuple[str, str]] = {
    "missed": ("旷会", "missed"),
    "late": ("迟到", "late"),
    "early": ("早退", "early"),
    "absent": ("旷工", "absent"),
}
COLUMNS = (
    PERSON,
    NAME,
    Cell("date", ("日期",), ("date",), as_day),
    Cell("kind", ("种类",), ("kind",), words=_WORDS),
    Cell("half_days", ("旷工半天数",), ("half_days", "half days"), as_whole, needed=False),
    Cell("meeting", ("会议序号",), ("meeting",), needed=False),
)


class AttendanceRejected(InvalidInput):
    """An attendance file has wrong lines; nothing of it was stored."""

    code = "attendance_rejected"


@dataclass(frozen=True, slots=True, order=True)
class Attendance:
    """One fact: a meeting missed, a late arrival, an early departure, or an absence from work."""

    person: str
    date: str
    kind: Kind
    half_days: int
    """1 or 2 for an absence from work, otherwise 0."""
    meeting: str = FIRST
    """Which of the day's meetings."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One imported file."""

    jurisdiction: str
    year: int
    supersedes: str | None
    rows: tuple[Attendance, ...]
    """Sorted: the order of the file's lines means nothing."""

    def to_json(self) -> dict[str, Any]:
        """Return the plain value whose digest names the batch."""
        return {
            "type": "attendance_batch",
            "jurisdiction": self.jurisdiction,
            "year": self.year,
            "supersedes": self.supersedes,
            "rows": [asdict(row) for row in self.rows],
        }

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the canonical JSON: the batch's name."""
        return digest_of(self.to_json())


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """What stands in an attendance file; a table without a row says that nobody was absent."""

    rows: list[tuple[int, Attendance]]
    faults: list[Fault]
    unused: list[str]
    named: list[Named]
    """The names that stand beside numbers."""

    def facts(self) -> tuple[Attendance, ...]:
        """Return the facts, sorted.

        Raises:
            AttendanceRejected: names rows and reasons, never what stands there.
        """
        if self.faults:
            raise AttendanceRejected(message(self.faults))
        return tuple(sorted(row for _, row in self.rows))


def read_attendance(table: Table, year: int, people: Collection[str]) -> AttendanceSheet:
    """Return what a table says.

    Args:
        table: as it was read; see ``COLUMNS``.
        year: the year every day must lie in.
        people: the person numbers that exist.

    Raises:
        ColumnsMissing: there is no header with the columns of an attendance file.
    """
    named = find_columns(table, [cell.column for cell in COLUMNS])
    rows: list[tuple[int, Attendance]] = []
    faults: list[Fault] = []
    for place, cells in named.rows:
        found = _row(place, cells, year, people)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            rows.append((place, found))
    names = [
        Named(place, cells["subject"], cells["name"])
        for place, cells in named.rows
        if cells["name"]
    ]
    return AttendanceSheet(rows, [*faults, *contradictions(rows)], named.unused, names)


def check_new(rows: Sequence[Attendance], standing: Collection[Attendance]) -> None:
    """Return if none of ``rows`` repeats or contradicts what stands in other batches.

    Raises:
        AttendanceRejected: says how many do; a corrected file supersedes the earlier one.
    """
    again = sum(1 for row in rows if row in standing)
    if again:
        raise AttendanceRejected(
            f"Nothing was stored: {again} facts are recorded already; "
            "to correct a file, say which batch the new one supersedes."
        )
    against = len(contradictions([(0, row) for row in [*standing, *rows]]))
    if against:
        raise AttendanceRejected(
            f"Nothing was stored: {against} facts contradict an earlier file; "
            "to correct that file, say that the new one supersedes it."
        )


def contradictions(rows: Sequence[tuple[int, Attendance]]) -> list[Fault]:
    """Return a fault for each row that says again, or otherwise, what an earlier one says."""
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for place, row in rows:
        key, against = _keys(row)
        clash = next((first[other] for other in against if other in first), None)
        if key in first:
            code = "two_absences" if row.kind == "absent" else "twice"
            faults.append(Fault(place, code, other=first[key]))
        elif clash is not None:
            faults.append(Fault(place, "missed_and_late", other=clash))
        first.setdefault(key, place)
    return faults


def _keys(row: Attendance) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return what a row alone may say, and what cannot be true beside it.

    A day has one absence from work; nobody is late for a meeting they missed.
    """
    if row.kind == "absent":
        return (row.person, row.date), []
    meeting = (row.person, row.date, row.meeting)
    other = ("late", "early") if row.kind == "missed" else ("missed",)
    return (*meeting, row.kind), [(*meeting, kind) for kind in other]


def _row(
    place: int, cells: Mapping[str, str], year: int, people: Collection[str]
) -> Attendance | Fault:
    """Return the fact that a row states, or what is wrong with it."""
    said: dict[str, Any] = {}
    for column in COLUMNS:
        names = (column.chinese[0], column.english[0])
        if not cells[column.key] and column.needed:
            return Fault(place, "missing", names)
        try:
            said[column.key] = column.value(cells[column.key]) if cells[column.key] else None
        except Unread:
            return Fault(place, "unread", names)
    wrong = _wrong(said, year, people)
    if wrong is not None:
        code, key = wrong
        return Fault(place, code, _NAMES[key])
    return Attendance(
        said["subject"],
        said["date"],
        cast(Kind, said["kind"]),
        said["half_days"] or 0,
        said["meeting"] or FIRST,
    )


_NAMES = {column.key: (column.chinese[0], column.english[0]) for column in COLUMNS}


def _wrong(said: Mapping[str, Any], year: int, people: Collection[str]) -> tuple[str, str] | None:
    """Return what is wrong with a row that could be read, and in which column."""
    work = said["kind"] == "absent"
    checks = (
        (said["subject"] in people, "unknown_subject", "subject"),
        (_is_day(said["date"]), "unread", "date"),
        (said["date"][:4] == f"{year:04}", "other_year", "date"),
        (not work or said["half_days"] in (1, 2), "unread", "half_days"),
        (work or not said["half_days"], "unwanted", "half_days"),
        (not work or said["meeting"] is None, "unwanted", "meeting"),
        (_MARK.fullmatch(said["meeting"] or FIRST) is not None, "unread", "meeting"),
    )
    return next(((code, key) for right, code, key in checks if not right), None)


def _is_day(text: str) -> bool:
    """Tell whether ``text`` is a day of the calendar written YYYY-MM-DD."""
    try:
        return _DAY.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        return False
