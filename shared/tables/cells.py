"""One cell as text; runs in the process that reads the file.

Line breaks become spaces and characters without a shape of their own go away, for nobody sees
them. What would make a text look like another one, or cannot be stored, is refused.

May import: stdlib.
"""

from __future__ import annotations

import datetime
import re
import unicodedata

_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of writing, so that a text reads as another one."""
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200d\u2060-\u2064\u3164\ufeff\uffa0]"
)
"""Characters of no width, and fillers; pasted text is full of them."""
_UNUSABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd-\uffff]")
MOST_EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number; of a longer one it has invented the rest."""


class Refused(Exception):
    """Why a file is not taken: a slug, and the cell if it is one; told by ``reading``."""

    def __init__(self, why: str, row: int = 0, column: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.row = row
        self.column = column


def as_text(value: object) -> str:
    """Return what a spreadsheet's cell would show as plain text; whole numbers have no point.

    Raises:
        Refused: ``number_not_exact``: more digits than a spreadsheet keeps.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def clean(text: str) -> tuple[str, bool]:
    """Return ``text`` as a table holds it, and whether unseen characters were taken away.

    Raises:
        Refused: ``control_character`` or ``direction_character``.
    """
    if text.isascii() and text.isprintable():
        return text.strip(), False
    if _BIDI.search(text):
        raise Refused("direction_character")
    plain = _BREAKS.sub(" ", text)
    if _UNUSABLE.search(plain):
        raise Refused("control_character")
    shown = _UNSEEN.sub("", plain)
    return unicodedata.normalize("NFC", shown).strip(), len(shown) != len(plain)


def _number(value: float) -> str:
    """Return a number as text."""
    if abs(value) >= MOST_EXACT:
        raise Refused("number_not_exact")
    return str(int(value)) if value == int(value) else repr(value)
