"""Rules of the roll: how its file is read, and when two lines are the same person.

A roll is taken whole or not at all. Every problem is told by its line and never by what stands
there. Names are kept exactly as written (a rare character stays what it is); only to compare
them are they brought to one spelling.
Source: catalogue E7, E43.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from shared.errors import Conflict, InvalidInput, NotFound

COLUMNS = ["name", "unit", "electorate"]
MOST_BYTES = 2 * 1024 * 1024
MOST_PROBLEMS = 20
LONGEST_FIELD = 100


class RollRejected(InvalidInput):
    """The roll's file cannot be taken; the message says which lines and why."""

    code = "roll_rejected"


class NoSuchPerson(NotFound):
    """Nobody on this meeting's roll has this id."""

    code = "no_such_person"


class NotCheckedIn(Conflict):
    """The person whose check-in is to be undone is not checked in."""

    code = "not_checked_in"


@dataclass(frozen=True, slots=True)
class RollLine:
    """One person who should come (应到)."""

    name: str
    unit: str
    electorate: str

    @property
    def same_as(self) -> str:
        """What is equal for two lines that mean the same person: name and unit."""
        return f"{_compared(self.name)}\n{_compared(self.unit)}"


def parse_roll(content: bytes, electorates: Collection[str]) -> list[RollLine]:
    """Return the people in a CSV file: UTF-8, header ``name,unit,electorate``, one a line.

    Args:
        content: the file, with or without a byte order mark.
        electorates: the class letters of the meeting.

    Raises:
        RollRejected: too large, not UTF-8, another header, nobody on it; or lines with a wrong
            number of columns, an empty, overlong or invisible name or unit, an unknown
            electorate, or a person who comes twice. Up to 20 problems are told.
    """
    if len(content) > MOST_BYTES:
        raise RollRejected("The roll is larger than 2 MB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RollRejected("The roll is not UTF-8 text. Save it as CSV UTF-8.") from None
    rows = _rows(text)
    if next(rows, (1, []))[1] != COLUMNS:
        raise RollRejected("Line 1: the header has to be name,unit,electorate.")
    return _checked(rows, electorates)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, fields) of every row."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error:
        raise RollRejected(f"Line {reader.line_num}: a quotation mark is wrong.") from None


def _checked(rows: Iterator[tuple[int, list[str]]], electorates: Collection[str]) -> list[RollLine]:
    """Return the lines if none has a problem."""
    lines: list[RollLine] = []
    first_seen: dict[str, int] = {}
    problems: list[str] = []
    for number, row in rows:
        problem = _problem(row, electorates)
        if problem is None:
            line = RollLine(*(field.strip() for field in row))
            earlier = first_seen.setdefault(line.same_as, number)
            if earlier == number:
                lines.append(line)
                continue
            problem = f"the same name and unit as on line {earlier}"
        problems.append(f"Line {number}: {problem}.")
    if problems:
        raise RollRejected(_told(problems))
    if not lines:
        raise RollRejected("Nobody is on this roll.")
    return lines


def _problem(row: list[str], electorates: Collection[str]) -> str | None:
    """Return what is wrong with one row, None if nothing is."""
    if len(row) != len(COLUMNS):
        return "not three columns"
    for what, field in zip(COLUMNS, row, strict=True):
        if not _compared(field):
            return f"the {what} is empty"
        if len(field) > LONGEST_FIELD:
            return f"the {what} is longer than {LONGEST_FIELD} characters"
        if any(unicodedata.category(character) in {"Cc", "Cs"} for character in field):
            return f"the {what} has a control character"
    if row[2].strip() not in electorates:
        return "this meeting has no such electorate"
    return None


def _told(problems: list[str]) -> str:
    """Return the problems as one message."""
    shown = " ".join(problems[:MOST_PROBLEMS])
    more = len(problems) - MOST_PROBLEMS
    return f"Nothing was imported. {shown}" + (f" And {more} more." if more > 0 else "")


def _compared(text: str) -> str:
    """Return ``text`` in one spelling: NFC, without spaces and characters that do not show."""
    kept = (c for c in unicodedata.normalize("NFC", text) if not _invisible(c))
    return "".join(kept)


def _invisible(character: str) -> bool:
    """Return whether ``character`` is a space of any kind, or a format character."""
    return character.isspace() or unicodedata.category(character) in {"Zs", "Cf"}
