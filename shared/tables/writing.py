"""Tables as files that spreadsheets open, in which no cell is ever computed.

May import: stdlib, XlsxWriter.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would compute."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_WIDTH = 24
_MOST_FILLED_IN = 20_000
_A4 = 9

HEAD_ROW = 3
"""Where the first table of a ``Sheet`` begins, counted from 0: above it are the book's lines."""


class Points(Decimal):
    """Points of a score, shown with two decimals; every other ``Decimal`` is a share."""


Cell = str | int | Decimal
"""A text, a number of people or votes, points, or a share (``Decimal("0.46")`` is 46.00 %)."""
Row = list[Cell]
Lines = list[Row]
"""A table: its head, then its rows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a book: tables one under the other."""

    name: str
    tables: Iterable[Lines]
    widths: Sequence[int]
    """Of the first columns, in characters."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook of texts and numbers; the lines above its tables are the same on every sheet."""

    title: str
    day: str
    """YYYY-MM-DD; told as the day the file was made on, so that its bytes stay the same."""
    digest: str
    """Of what the book says, SHA-256, hex."""
    above: tuple[str, str]
    """What it is, and its state; the digest comes under both."""
    sheets: Iterable[Sheet]
    for_print: bool = False
    """Whether long texts are broken into lines, and a sheet's columns go on A4 across."""


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return ``rows`` as CSV: UTF-8 with a byte order mark, as spreadsheets want it.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def write_template(
    title: str,
    columns: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    notes: Sequence[str] = (),
    rows: Iterable[Sequence[str]] = (),
) -> bytes:
    """Return an XLSX file with a header, to be filled in.

    Args:
        title: what the sheet is called.
        columns: the header; every column takes text.
        choices: what can be chosen in a column of this name; few and short.
        notes: lines above the header that say how; fewer than ten, so that it is found again.
        rows: what stands under it already.
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        sheet = book.add_worksheet(title)
        sheet.set_column(0, len(columns) - 1, _WIDTH, text)
        top = len(notes)
        sheet.freeze_panes(top + 1, 0)
        for y, note in enumerate(notes):
            sheet.write_string(y, 0, note)
        for x, name in enumerate(columns):
            sheet.write_string(top, x, name, head)
            if name in choices:
                rule = {"validate": "list", "source": list(choices[name])}
                sheet.data_validation(top + 1, x, top + _MOST_FILLED_IN, x, rule)
        for y, row in enumerate(rows, top + 1):
            for x, cell in enumerate(row):
                sheet.write_string(y, x, cell, text)
    return stream.getvalue()


def write_book(made: Book) -> bytes:
    """Return ``made`` as an XLSX file; the same book makes the same bytes."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, _OPTIONS) as book:
        day = datetime.strptime(made.day, "%Y-%m-%d")  # noqa: DTZ007  a day has no zone
        book.set_properties({"title": made.title, "created": day, "comments": made.digest})
        writer = _Writer(book, made)
        for sheet in made.sheets:
            writer.sheet(sheet)
    return stream.getvalue()


class _Writer:
    """Writes the sheets of one book, each cell as what it is."""

    def __init__(self, book: xlsxwriter.Workbook, made: Book) -> None:
        self._book = book
        self._above = (*made.above, f"SHA-256 {made.digest}")
        self._for_print = made.for_print
        top = {"valign": "top"}
        wrapped = {"text_wrap": True}
        self._bold = book.add_format({"bold": True})
        self._head = book.add_format({"bold": True, "bottom": 1, **wrapped, **top})
        texts = wrapped if made.for_print else {}
        self._text = book.add_format({"num_format": "@", **texts, **top})
        self._count = book.add_format({"num_format": "0", **top})
        self._points = book.add_format({"num_format": "0.00", **top})
        self._share = book.add_format({"num_format": "0.00%", **top})

    def sheet(self, made: Sheet) -> None:
        """Add one sheet."""
        sheet = self._book.add_worksheet(made.name)
        for column, width in enumerate(made.widths):
            sheet.set_column(column, column, width)
        for y, line in enumerate(self._above):
            sheet.write_string(y, 0, line, self._bold)
        y = HEAD_ROW
        for table in made.tables:
            for x, cell in enumerate(table[0]):
                sheet.write_string(y, x, str(cell), self._head)
            for row in table[1:]:
                y += 1
                self._row(sheet, y, row)
            y += 2
        sheet.freeze_panes(HEAD_ROW + 1, 0)
        if self._for_print:
            sheet.set_paper(_A4)
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(HEAD_ROW)

    def _row(self, sheet: Any, y: int, row: Row) -> None:
        for x, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(y, x, cell, self._text)
            else:
                sheet.write_number(y, x, cell, self._format(cell))

    def _format(self, cell: int | Decimal) -> Any:
        """Return how a number is shown."""
        if isinstance(cell, Points):
            return self._points
        return self._share if isinstance(cell, Decimal) else self._count
