"""Text files with a table: decoded, split into rows; runs in the process that reads the file.

May import: stdlib, this folder's cells.
"""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator

from shared.tables.cells import Refused

DELIMITERS = ",\t;"
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_NO_LETTERS = frozenset({"Cn", "Cs"})
_LONGEST_FIELD = 2**31 - 1


def decoded(body: bytes) -> tuple[str, str]:
    """Return the text of ``body`` and the name of its encoding.

    A byte order mark decides; then UTF-8 if it is UTF-8; then GB18030, in which nearly any bytes
    mean something, so the caller says that it was guessed.

    Raises:
        Refused: ``encoding_unknown``: none of them; ``web_page``: tables saved as HTML or XML.
    """
    if body.lstrip()[:1] == b"<":
        raise Refused("web_page")
    marked = [name for mark, name in _MARKS.items() if body.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030" and not _plausible(text):
            continue
        return text, encoding.removesuffix("-sig")
    raise Refused("encoding_unknown")


def rows_of(text: str) -> Iterator[list[str]]:
    """Yield the rows of a text; commas, tabs or semicolons stand between the cells.

    Raises:
        Refused: ``quotation_mark``: one opens or ends where it may not; names the row.
    """
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):  # noqa: B007 - told if the next one fails
            yield row
    except csv.Error:
        raise Refused("quotation_mark", number + 1) from None


def _plausible(text: str) -> bool:
    """Return whether ``text`` can be writing: no code points that no standard has assigned."""
    return all(unicodedata.category(character) not in _NO_LETTERS for character in set(text))


def _delimiter(text: str) -> str:
    """Return which of the delimiters stands most often in the first line with any, unquoted."""
    for line in io.StringIO(text):
        unquoted = "".join(line.split('"')[::2])
        counts = {mark: unquoted.count(mark) for mark in DELIMITERS}
        if any(counts.values()):
            return max(counts, key=lambda mark: counts[mark])
    return ","
