"""A table as text, what may not be in one, and why a file was not taken.

Refusals name a cell as spreadsheets do (``B7``) and never say what stands in it. They are told in
Chinese and in English, for pages show the one and the API the other.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.errors import InvalidInput, Unavailable

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 20 * MEGABYTE
"""Bytes of what is read of a file, unpacked; a text file is not packed."""
MOST_ROWS = 50_000
MOST_COLUMNS = 100
LONGEST_CELL = 10_000
"""Characters."""


class TableRejected(InvalidInput):
    """The file cannot be taken as a table; nothing of it was used."""

    code = "table_rejected"

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(english)
        self.chinese = chinese
        """The same as ``str(error)``, in Chinese."""


class TableTooLarge(TableRejected):
    """The file, its table or one cell is larger than any list of people or subjects."""

    code = "table_too_large"


class TableUnreadable(TableRejected):
    """The file is not a table of a kind that is read here, or it is broken."""

    code = "table_unreadable"


class CellRejected(TableRejected):
    """One cell holds what cannot be taken as it stands."""

    code = "table_cell_rejected"


class ColumnsMissing(TableRejected):
    """The table lacks columns that are needed."""

    code = "table_columns_missing"


class TablesBusy(Unavailable):
    """As many files as may be are being read right now; this one was not."""

    code = "tables_busy"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was done to a table while it was read, in both languages."""

    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table, all text: NFC, trimmed, without characters that do not show.

    Every row has as many cells as there are columns. Empty rows in between are kept, so that
    ``rows[i]`` stands in row ``first + 1 + i`` of the file.
    """

    columns: list[str]
    """The first row that is not empty."""
    rows: list[list[str]]
    first: int = 1
    """Row of the file, from 1, in which ``columns`` stand."""
    read_as: str = "csv"
    """``xlsx``, ``xls``, ``ods``, or the encoding of a text: ``utf-8``, ``utf-16``, ``gb18030``."""
    notes: list[Note] = field(default_factory=list)


def cell_name(row: int, column: int) -> str:
    """Return what spreadsheets call a cell; ``row`` and ``column`` from 1: (7, 2) is ``B7``."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
