"""What links two piles of bytes: runs of six bytes that both hold, marks that stand in a file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path

WIDTH = 6
"""Bytes of a token."""


def tokens(content: bytes, width: int = WIDTH) -> set[bytes]:
    """Return every run of so many bytes."""
    return {content[at : at + width] for at in range(len(content) - width + 1)}


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
