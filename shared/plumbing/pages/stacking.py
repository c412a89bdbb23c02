"""Rows of a table whose cells name their columns, so that a phone can show them under each other.

May import: stdlib, MarkupSafe.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

_CELL = re.compile(r"<(?P<tag>tr|td|th)(?=[\s>])(?P<more>[^>]*)>")
_SPAN = re.compile(r'colspan="(\d+)"')


def name_columns(rows: Markup, heads: Sequence[tuple[str, str]]) -> Markup:
    """Return the rows with each cell's column in ``data-head``.

    Args:
        rows: the body of a table, without tables in it.
        heads: of each column, its text and its kind.

    A row's own head, and a cell over several columns, get no name.
    """
    column = 0

    def named(found: re.Match[str]) -> str:
        nonlocal column
        tag, more = found["tag"], found["more"]
        if tag == "tr":
            column = 0
            return found[0]
        span = _SPAN.search(more)
        here, column = column, column + (int(span[1]) if span else 1)
        if tag == "th" or span or here >= len(heads):
            return found[0]
        return f'<td{more} data-head="{escape(heads[here][0])}">'

    return Markup(_CELL.sub(named, str(rows)))  # noqa: S704 - what came in is markup already
