"""Tables as files that spreadsheets open, in which no cell is ever computed.

May import: stdlib, XlsxWriter.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would compute."""
_WIDTH = 24
_MOST_FILLED_IN = 20_000


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
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
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
