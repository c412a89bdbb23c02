"""Finds the columns that are wanted by what stands above them, in Chinese or in English.

Above the header there may be a title; beside the columns that are wanted there may be others, which
are not used and are named to whoever brought the file.

May import: stdlib, this folder's names and table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shared.tables.names import normalised
from shared.tables.table import ColumnsMissing, Table

ROWS_LOOKED_AT = 10
_REMARK = re.compile(r"[(（][^()（）]*[)）]|[*＊:：]")
"""What people add to a header: (必填), *"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is wanted: its key, its names, the first of each language for messages."""

    key: str
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    needed: bool = True

    def is_named(self, header: str) -> bool:
        """Return whether ``header`` is one of the names."""
        plain = normalised(_REMARK.sub("", header))
        return any(plain == normalised(name) for name in (*self.chinese, *self.english))


@dataclass(frozen=True, slots=True)
class Named:
    """The rows under a header."""

    columns: list[str]
    """Keys of the wanted columns that are there."""
    rows: list[tuple[int, dict[str, str]]]
    """Row of the file, from 1; key to cell, "" for a column that is not there. No empty rows."""
    unused: list[str]
    """What stands above columns that were not asked for."""


def find_columns(table: Table, wanted: Sequence[Column]) -> Named:
    """Return what stands in the ``wanted`` columns of ``table``.

    The header is the first of the first ten rows that names every needed column.

    Raises:
        ColumnsMissing: no row does, or one names a wanted column twice; says what is expected.
    """
    lines = [table.columns, *table.rows]
    for at, line in enumerate(lines[:ROWS_LOOKED_AT]):
        places = {one.key: [x for x, h in enumerate(line) if one.is_named(h)] for one in wanted}
        if all(places[one.key] for one in wanted if one.needed):
            return _named(table, wanted, at, places)
    found = {one.key for line in lines[:ROWS_LOOKED_AT] for one in wanted if _names(one, line)}
    raise _missing(wanted, [one for one in wanted if one.needed and one.key not in found])


def _named(table: Table, wanted: Sequence[Column], at: int, places: dict[str, list[int]]) -> Named:
    """Return the rows under the header, which is ``at`` rows below the first."""
    for one in wanted:
        if len(places[one.key]) > 1:
            raise ColumnsMissing(
                f"“{one.chinese[0]}”列出现了两次，请只保留一列。",
                f'The column "{one.english[0]}" comes twice. Keep one.',
            )
    lines = [table.columns, *table.rows]
    here = {key: found[0] for key, found in places.items() if found}
    rows = []
    for number, line in enumerate(lines[at + 1 :], start=table.first + at + 1):
        if any(line):
            cells = {one.key: line[here[one.key]] if one.key in here else "" for one in wanted}
            rows.append((number, cells))
    used = set(here.values())
    unused = [header or f"#{x + 1}" for x, header in enumerate(lines[at]) if x not in used]
    return Named(list(here), rows, unused)


def _names(column: Column, line: Sequence[str]) -> bool:
    return any(column.is_named(header) for header in line)


def _missing(wanted: Sequence[Column], missing: Sequence[Column]) -> ColumnsMissing:
    """Return the refusal of a table without a header, or without some of its columns."""
    lacking = missing or [one for one in wanted if one.needed]
    optional = [one for one in wanted if not one.needed]
    chinese = (
        f"没有找到这些列：{_list(lacking, '、')}。"
        f"表头应有：{_list([one for one in wanted if one.needed], '、')}"
        + (f"；可以有：{_list(optional, '、')}。" if optional else "。")
    )
    english = (
        f"These columns were not found: {_list(lacking, ', ')}. "
        f"The header has to have: {_list([one for one in wanted if one.needed], ', ')}"
        + (f"; it may have: {_list(optional, ', ')}." if optional else ".")
    )
    return ColumnsMissing(chinese, english)


def _list(columns: Sequence[Column], between: str) -> str:
    """Return the first name of each column, in the language that ``between`` belongs to."""
    chinese = between == "、"
    return between.join((one.chinese if chinese else one.english)[0] for one in columns)
