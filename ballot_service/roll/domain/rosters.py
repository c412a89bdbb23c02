"""Reads a table as a roll: who is on it, which rows are wrong, which need a second look.

May import: stdlib, shared.tables (without reading), this room's findings and rolls.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from ballot_service.roll.domain.findings import COLUMNS, Finding
from ballot_service.roll.domain.rolls import LONGEST_FIELD, RollLine, RollRejected
from shared.tables.headers import Column, find_columns
from shared.tables.names import near, normalised
from shared.tables.table import Note, Table

MOST_TOLD = 20
_NAME = Column("name", ("姓名", "名字"), ("name", "full name"))
_UNIT = Column("unit", ("单位", "工作单位", "所在单位"), ("unit", "organisation"))
_POST = Column("post", ("职务", "职位"), ("post", "position"), needed=False)
_CLASS = ("票类", "类别", "票别"), ("electorate", "class")
_LETTER_ENDINGS = ("票类", "类票", "类", "票", "class")

Row = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Roster:
    """What a file would make of the roll."""

    rows: list[Row]
    """Row of the file and its cells by column, all of them."""
    lines: list[RollLine]
    """The people of the rows without a problem, in the file's order."""
    problems: list[Finding]
    warnings: list[Finding]
    unused: list[str]
    """Columns of the file that were not asked for."""
    notes: list[Note] = field(default_factory=list)
    """What was done to the file while it was read."""

    @property
    def by_electorate(self) -> dict[str, int]:
        """Return how many people each electorate would have."""
        return dict(Counter(line.electorate for line in self.lines))


def columns_of(electorates: Mapping[str, str]) -> list[Column]:
    """Return the columns of a roll; the class may be left out where there is just one."""
    return [_NAME, _UNIT, _POST, Column("electorate", *_CLASS, needed=len(electorates) > 1)]


def read_roster(
    table: Table, electorates: Mapping[str, str], lacks: Callable[[str], list[str]]
) -> Roster:
    """Return what is in ``table``.

    Args:
        table: as it was read.
        electorates: class letter to title, of the meeting.
        lacks: returns the characters of a text that cannot be printed.

    Raises:
        ColumnsMissing: there is no header with the columns of a roll.
        RollRejected: nobody stands under it.
    """
    named = find_columns(table, columns_of(electorates))
    if not named.rows:
        raise RollRejected("Nobody is on this roll.")
    letters = _letters(electorates)
    needed = ["name", "unit"]
    if "electorate" in named.columns:
        needed.append("electorate")  # a cell that was forgotten is told, not guessed
    problems: list[Finding] = []
    lines: list[tuple[int, RollLine]] = []
    for number, cells in named.rows:
        letter = letters.get(_plain_class(cells["electorate"]))
        wrong = _wrong(number, cells, needed, electorates if letter is None else ())
        problems += wrong
        if letter is not None and not wrong:
            lines.append((number, RollLine(cells["name"], cells["unit"], letter)))
    kept, twice = _without_twice(lines)
    warnings = [*_alike(kept), *_not_printable(named.rows, lacks)]
    return Roster(
        rows=named.rows,
        lines=[line for _, line in kept],
        problems=sorted([*problems, *twice], key=_place),
        warnings=sorted(warnings, key=_place),
        unused=named.unused,
        notes=table.notes,
    )


def check_no_problems(roster: Roster) -> None:
    """Return if the whole roster can be taken; else ``RollRejected``, with up to 20 problems."""
    if not roster.problems:
        return
    shown = " ".join(f"Row {one.row}: {one.told('en')}." for one in roster.problems[:MOST_TOLD])
    more = len(roster.problems) - MOST_TOLD
    raise RollRejected(
        f"Nothing was imported. {shown}" + (f" And {more} more." if more > 0 else "")
    )


def _letters(electorates: Mapping[str, str]) -> dict[str, str]:
    """Return every way to write a class, as ``_plain_class`` has it, with its letter."""
    titles = {_plain_class(title): letter for letter, title in electorates.items()}
    nothing = {"": next(iter(electorates))} if len(electorates) == 1 else {}
    return {**titles, **{letter.casefold(): letter for letter in electorates}, **nothing}


def _plain_class(text: str) -> str:
    """Return a class as it is compared: "Ａ 类" is "a"."""
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return next((plain.removesuffix(e) for e in _LETTER_ENDINGS if plain.endswith(e)), plain)


def _wrong(
    row: int, cells: Mapping[str, str], needed: Sequence[str], choices: Collection[str]
) -> list[Finding]:
    """Return what is wrong with a row by itself; ``choices`` if its class is none of them."""
    empty = [Finding("empty", row, column) for column in needed if not cells[column]]
    long = [Finding("too_long", row, c) for c in COLUMNS if len(cells[c]) > LONGEST_FIELD]
    if choices and cells["electorate"]:
        choice = " / ".join(choices)
        return [*empty, *long, Finding("no_such_electorate", row, "electorate", detail=choice)]
    return [*empty, *long]


def _without_twice(
    lines: Sequence[tuple[int, RollLine]],
) -> tuple[list[tuple[int, RollLine]], list[Finding]]:
    """Return the lines without those that come a second time, and a problem for each of these."""
    first: dict[str, int] = {}
    kept, twice = [], []
    for row, line in lines:
        earlier = first.setdefault(line.same_as, row)
        if earlier == row:
            kept.append((row, line))
        else:
            twice.append(Finding("same_person", row, "name", earlier))
    return kept, twice


def _alike(lines: Sequence[tuple[int, RollLine]]) -> list[Finding]:
    """Return a warning for everybody whose name is in another unit, or looks like one nearby."""
    names: dict[str, int] = {}
    looks: dict[tuple[str, str], int] = {}
    found = []
    for row, line in lines:
        same = names.setdefault(normalised(line.name), row)
        look = looks.setdefault((near(line.name), normalised(line.unit)), row)
        if same != row:
            found.append(Finding("same_name", row, "name", same))
        if look != row:
            found.append(Finding("near_name", row, "name", look))
    return found


def _not_printable(rows: Sequence[Row], lacks: Callable[[str], list[str]]) -> list[Finding]:
    """Return a warning for every name or unit with a character that cannot be printed."""
    lines = [(row, column, cells[column]) for row, cells in rows for column in ("name", "unit")]
    missing = set(lacks("".join({character for *_, text in lines for character in text})))
    if not missing:
        return []
    wanting = [(r, c, [x for x in dict.fromkeys(t) if x in missing]) for r, c, t in lines]
    return [Finding("not_printable", r, c, detail=_named(some)) for r, c, some in wanting if some]


def _named(characters: Sequence[str]) -> str:
    """Return characters with their code points, for whoever sees a box in their place."""
    return ", ".join(f"{one} (U+{ord(one):04X})" for one in characters)


def _place(finding: Finding) -> tuple[int, str]:
    """Return where a finding comes in a list."""
    return finding.row, finding.column
