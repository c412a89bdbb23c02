"""The process that reads one file: bytes in, JSON out, then it is gone.

It gives away its rights first: little memory, a few seconds, no file may be written, no core is
left behind. Whatever happens to it, the service that asked goes on.

Run by ``reading`` as ``python -m shared.tables.child``; what it answers is agreed with that alone.

May import: stdlib, this folder.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterable
from typing import Any

from shared.tables import plain
from shared.tables.cells import Refused, as_text, clean
from shared.tables.table import LONGEST_CELL, MEGABYTE, MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED

MOST_MEMORY = 512 * MEGABYTE
SECONDS = 10
PACKED = b"PK\x03\x04"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an XLS file begins, and a workbook with a password."""


def main() -> None:
    """Read a file from standard input; write its table, or why it is refused, as JSON."""
    _give_away_rights()
    try:
        answer = table_of(sys.stdin.buffer.read())
    except Refused as refused:
        answer = {"refused": refused.why, "row": refused.row, "column": refused.column}
    except MemoryError:
        answer = {"refused": "memory", "row": 0, "column": 0}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())


def table_of(body: bytes) -> dict[str, Any]:
    """Return the table in ``body`` as JSON has it; all rows as long as the longest.

    Raises:
        Refused: it has none that can be taken.
    """
    rows: Iterable[list[Any]]
    if body.startswith((PACKED, OLD)):
        from shared.tables import workbooks  # noqa: PLC0415 - a text needs none of it

        packed = body.startswith(PACKED)
        rows, kind = workbooks.read_packed(body) if packed else (workbooks.read_sheets(body), "xls")
    else:
        text, kind = plain.decoded(body)
        rows = plain.rows_of(text)
    cells, unseen = _cleaned(rows)
    while cells and not any(cells[-1]):
        cells.pop()
    first = next((number for number, row in enumerate(cells) if any(row)), None)
    if first is None:
        raise Refused("empty")
    width = max(map(len, cells))
    filled = [row + [""] * (width - len(row)) for row in cells[first:]]
    return {
        "rows": filled,
        "first": first + 1,
        "kind": kind,
        "unseen": len(unseen),
        "first_unseen": unseen[0] if unseen else [],
    }


def _give_away_rights() -> None:
    """Limit what this process can do from now on."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _cleaned(rows: Iterable[list[Any]]) -> tuple[list[list[str]], list[list[int]]]:
    """Return the rows as clean text, and the cells from which unseen characters were taken."""
    cells: list[list[str]] = []
    unseen: list[list[int]] = []
    size = 0
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise Refused("rows")
        texts = [_cell(value, number, column, unseen) for column, value in enumerate(row, start=1)]
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) > MOST_COLUMNS:
            raise Refused("columns")
        size += sum(map(len, texts))
        if size > MOST_UNPACKED:
            raise Refused("unpacked_size")
        cells.append(texts)
    return cells, unseen


def _cell(value: object, row: int, column: int, unseen: list[list[int]]) -> str:
    """Return one cell as clean text; what is wrong with it is told with its place."""
    try:
        text = as_text(value)
        if len(text) > LONGEST_CELL:
            raise Refused("cell_size")
        text, changed = clean(text)
    except Refused as refused:
        raise Refused(refused.why, row, column) from None
    if changed:
        unseen.append([row, column])
    return text


if __name__ == "__main__":
    main()
