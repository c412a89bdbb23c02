"""Which characters the font of slips and reports can show, read from the font itself.

A font's ``cmap`` table lists them as ranges of code points (OpenType specification, cmap format
12). The Chinese font's file holds several faces for several regions; all of them show the same
characters, so the first one is asked.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO

from shared.errors import Unavailable

_PACKAGE = "manimgx_fonts_cjk"
_COLLECTION = b"ttcf"
_SEGMENTED = 12
"""The cmap format that has code points beyond U+FFFF."""


class FontUnreadable(Unavailable):
    """The font for Chinese text is not installed, or is another one than was agreed."""

    code = "font_missing"


def shows(character: str) -> bool:
    """Return whether the font has a shape for ``character``.

    Raises:
        FontUnreadable: the suite is not completely installed.
    """
    starts, ends = _ranges()
    at = bisect_right(starts, ord(character)) - 1
    return at >= 0 and ord(character) <= ends[at]


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """Return the first and the last code points of all ranges, in order."""
    spec = find_spec(_PACKAGE)
    files = sorted(Path(spec.origin).parent.glob("*.ttc")) if spec and spec.origin else []
    if not files:
        raise FontUnreadable("The font for reports is missing. Install the suite completely.")
    with files[0].open("rb") as font:
        return read_ranges(font)


def read_ranges(font: BinaryIO) -> tuple[list[int], list[int]]:
    """Return the code points that a font file shows, as (first ones, last ones) of ranges.

    Raises:
        FontUnreadable: it is no font with a cmap of format 12.
    """
    font.seek(0)
    if font.read(4) == _COLLECTION:
        font.seek(12)
        font.seek(_number(font.read(4)))
    else:
        font.seek(0)
    table = _cmap(font)
    for index in range(_number(table[2:4])):
        at = _number(table[8 + 8 * index : 12 + 8 * index])
        if _number(table[at : at + 2]) == _SEGMENTED:
            groups = struct.iter_unpack(
                ">III", table[at + 16 : at + _number(table[at + 4 : at + 8])]
            )
            ordered = sorted((first, last) for first, last, _glyph in groups)
            return [first for first, _ in ordered], [last for _, last in ordered]
    raise FontUnreadable("The font for reports cannot be read. Install the suite again.")


def _cmap(font: BinaryIO) -> bytes:
    """Return the cmap table of the face whose directory begins here."""
    directory = font.read(12)
    for _ in range(_number(directory[4:6])):
        entry = font.read(16)
        if entry[:4] == b"cmap":
            font.seek(_number(entry[8:12]))
            return font.read(_number(entry[12:16]))
    raise FontUnreadable("The font for reports cannot be read. Install the suite again.")


def _number(content: bytes) -> int:
    return int.from_bytes(content, "big")
