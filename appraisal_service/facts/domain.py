"""Attendance and findings: what is known of a person's year beside the votes.

Facts are appended. A later batch may supersede an earlier one as a whole; nothing is edited.
At most one late arrival or early departure counts for a person at one meeting, and the date
stands for the meeting (catalogue E17); absence from work is counted in half days (E18); the
year is the calendar year (E19).

May import: stdlib, shared.documents.base, shared.errors.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal, cast, get_args

from shared.documents.base import digest_of
from shared.errors import Conflict, InvalidInput, NotFound

Kind = Literal["missed", "late", "early", "absent"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""旷会, 迟到, 早退, 旷工."""

COLUMNS = ["person", "date", "kind", "half_days"]
MOST_ROWS = 50_000
FAULTS_NAMED = 20

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class AttendanceRejected(InvalidInput):
    """An attendance file has wrong lines; nothing of it was stored."""

    code = "attendance_rejected"


class NoSuchBatch(NotFound):
    """The batch that is to be superseded does not exist in this year."""

    code = "no_such_batch"


class AlreadySuperseded(Conflict):
    """Another batch has taken the place of that one."""

    code = "already_superseded"


class FindingRejected(InvalidInput):
    """A finding names a clause or a subject that there is not."""

    code = "finding_rejected"


@dataclass(frozen=True, slots=True, order=True)
class Attendance:
    """One fact: a meeting missed, a late arrival, an early departure, or an absence from work."""

    person: str
    date: str
    kind: Kind
    half_days: int
    """1 or 2 for an absence from work, otherwise 0."""


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
class FoundFact:
    """组织认定 as two officers entered it: what was found under which clause, on which paper."""

    subject: str
    rule: str
    value: bool
    document: str
    date: str


def read_attendance(content: bytes, year: int, people: Collection[str]) -> tuple[Attendance, ...]:
    """Return the rows of an attendance file, sorted.

    Args:
        content: UTF-8 CSV, with or without BOM, header ``person,date,kind,half_days``.
        year: the year every date must lie in.
        people: the person numbers that exist.

    Raises:
        AttendanceRejected: names lines and reasons, never what stands there.
    """
    lines = _lines(content)
    rows: list[Attendance] = []
    faults: list[str] = []
    for number, cells in lines:
        fault, row = _row(cells, year, people)
        if row is not None and row in rows:
            fault = "the same fact stands above"
        if fault is not None:
            faults.append(f"line {number}: {fault}")
        elif row is not None:
            rows.append(row)
    faults += _contradictions(rows)
    if faults:
        raise AttendanceRejected(_named(faults))
    return tuple(sorted(rows))


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
    faults = _contradictions([*standing, *rows])
    if faults:
        raise AttendanceRejected(_named(["against an earlier file: " + fault for fault in faults]))


def _lines(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the lines below the header with their numbers; blank lines are left out."""
    try:
        text = content.decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise AttendanceRejected("Nothing was stored: this is not a CSV file in UTF-8.") from None
    if not table or table[0] != COLUMNS:
        raise AttendanceRejected("Nothing was stored: line 1 must be " + ",".join(COLUMNS) + ".")
    lines = [(number, cells) for number, cells in enumerate(table[1:], 2) if cells]
    if len(lines) > MOST_ROWS:
        raise AttendanceRejected(f"Nothing was stored: more than {MOST_ROWS} lines.")
    return lines


def _row(
    cells: list[str], year: int, people: Collection[str]
) -> tuple[str | None, Attendance | None]:
    """Return what is wrong with a line, or the fact that it states."""
    if len(cells) != len(COLUMNS):
        return f"{len(COLUMNS)} columns are needed", None
    person, day, kind, half_days = cells
    allowed = ("1", "2") if kind == "absent" else ("", "0")
    fault = None
    if person not in people:
        fault = "no such person"
    elif not _is_date(day):
        fault = "the date is not a day written YYYY-MM-DD"
    elif int(day[:4]) != year:
        fault = "the date lies in another year"
    elif kind not in KINDS:
        fault = "kind is none of " + ", ".join(KINDS)
    elif half_days not in allowed:
        fault = "half_days is 1 or 2 for an absence from work, and empty otherwise"
    if fault is not None:
        return fault, None
    return None, Attendance(person, day, cast(Kind, kind), int(half_days or "0"))


def _is_date(text: str) -> bool:
    """Tell whether ``text`` is a day of the calendar written YYYY-MM-DD."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _contradictions(rows: Sequence[Attendance]) -> list[str]:
    """Return what cannot be true of one person on one day."""
    kinds: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        kinds.setdefault((row.person, row.date), set()).add(row.kind)
    clash = sum(1 for found in kinds.values() if "missed" in found and found & {"late", "early"})
    days = Counter((row.person, row.date) for row in rows if row.kind == "absent")
    twice = sum(1 for count in days.values() if count > 1)
    faults = []
    if clash:
        faults.append(f"{clash} times a person missed a meeting and was late or left on that day")
    if twice:
        faults.append(f"{twice} times a person has two absences from work on one day")
    return faults


def _named(faults: list[str]) -> str:
    """Return the message for ``faults``."""
    more = f"; and {len(faults) - FAULTS_NAMED} more" if len(faults) > FAULTS_NAMED else ""
    return "Nothing was stored: " + "; ".join(faults[:FAULTS_NAMED]) + more + "."
