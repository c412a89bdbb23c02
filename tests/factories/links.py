"""What links two piles of bytes: six bytes in a row that both hold, marks that stand in a file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

WIDTH = 6
"""Bytes of a token."""

HEX = frozenset(b"0123456789abcdef")


def tokens(content: bytes, width: int = WIDTH) -> set[bytes]:
    """Return every run of so many bytes; of hex, whose digit says half a byte, twice as long."""
    short = {run for run in runs(content, width) if not HEX.issuperset(run)}
    return short | {run for run in runs(content, 2 * width) if HEX.issuperset(run)}


def runs(content: bytes, length: int) -> Iterator[bytes]:
    """Yield every run of bytes of that length."""
    return (content[at : at + length] for at in range(len(content) - length + 1))


def spellings(mark: bytes) -> Iterator[bytes]:
    """Yield how bytes may stand in a file: as they are, or in hex."""
    yield mark
    yield mark.hex().encode()


def strays(marks: Mapping[str, bytes], raw: bytes) -> set[str]:
    """Return the names of the marks that stand in ``raw``; "row" is not looked for as a whole."""
    return {
        name
        for name, mark in marks.items()
        if name != "row" and any(spelling in raw for spelling in spellings(mark))
    }


def row_of(database: Path, table: str, column: str, value: object) -> bytes:
    """Return the rows of a table in which a column has a value, as text."""
    with sqlite3.connect(database) as connection:
        query = f"SELECT * FROM {table} WHERE {column} = ?"
        return json.dumps(connection.execute(query, [value]).fetchall(), default=str).encode()
