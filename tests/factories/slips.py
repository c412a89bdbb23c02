"""Batches of slips, and what a printed sheet looks like to a reader and to a scanner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pypdfium2
import zxingcpp
from pypdfium2 import raw

from shared.cli.slips.batch import Batch
from shared.cli.slips.making import make_codes
from shared.crypto.credentials import ALPHABET, check_characters, parse_slip, slip_text

DOTS_PER_INCH = 300
POINTS_PER_MM = 72 / 25.4
CELL = (95 * POINTS_PER_MM, 70 * POINTS_PER_MM)
LEFT, TOP = 10 * POINTS_PER_MM, 9.5 * POINTS_PER_MM


def mistyped(slip: str, group: int) -> str:
    """Return `slip` with one letter of a group (1 to 4) wrong, which its check character tells.

    One in 58 wrong letters has the same check character: a test must not hit on that one.
    """
    electorate, code = parse_slip(slip)
    groups = code.split("-")
    for letter in ALPHABET:
        typed = [*groups[: group - 1], letter + groups[group - 1][1:], *groups[group:]]
        checks = check_characters(changed := "-".join(typed))
        if checks[group - 1] != check_characters(code)[group - 1]:
            return slip_text(electorate, changed)[:-4] + check_characters(code)
    raise AssertionError("no check character tells anything")


@dataclass(frozen=True)
class Letter:
    """One character of the text layer: its box in points from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float

    @property
    def cell(self) -> tuple[int, int] | None:
        """Column and row of the slip it lies on, wholly; (0, -1) for the margin above them."""
        if self.bottom < TOP:
            return (0, -1)
        corners = {(x, y) for x in (self.left, self.right) for y in (self.top, self.bottom)}
        cells = {(int((x - LEFT) // CELL[0]), int((y - TOP) // CELL[1])) for x, y in corners}
        return cells.pop() if len(cells) == 1 else None

    def covers(self, other: Letter) -> bool:
        """Return whether the two boxes share more than an edge."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.5 and down > 0.1


@dataclass(frozen=True)
class Scanned:
    """A QR code found on a page of 300 dots an inch."""

    text: str
    level: str
    modules: int
    module: float
    """Dots."""
    quiet: bool
    """Whether four modules around it are white."""


def a_batch(count: int = 9, **changes: Any) -> Batch:
    """Return a batch of so many slips."""
    values: dict[str, Any] = {
        "meeting": "0123456789abcdef",
        "title": "甲县乙乡领导班子和领导干部年度民主测评会议",
        "electorate": "A",
        "class_title": "领导班子成员",
        "test": False,
        "origin": "https://vote.example.gov.cn",
        "codes": make_codes(count),
        "reserve": [],
    }
    return Batch(**{**values, **changes})


def letters(pdf: bytes) -> list[list[Letter]]:
    """Return the text layer of each page, as it is read."""
    return [_letters(page) for page in pypdfium2.PdfDocument(pdf)]


def _letters(page: Any) -> list[Letter]:
    text, height = page.get_textpage(), page.get_height()
    found = []
    for place in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text.raw, place)).replace("\x02", "-")
        if character.strip():
            left, bottom, right, top = text.get_charbox(place)
            size = raw.FPDFText_GetFontSize(text.raw, place)
            found.append(Letter(character, left, height - top, right, height - bottom, size))
    return found


def texts(pdf: bytes) -> list[dict[tuple[int, int] | None, str]]:
    """Return for each page the text of each slip by column and row, without spaces."""
    pages = []
    for page in letters(pdf):
        cells: dict[tuple[int, int] | None, str] = {}
        for letter in page:
            cells[letter.cell] = cells.get(letter.cell, "") + letter.text
        pages.append(cells)
    return pages


def scan(pdf: bytes) -> list[list[Scanned]]:
    """Return the QR codes of each page as a scanner finds them."""
    return [_scan(page) for page in pypdfium2.PdfDocument(pdf)]


def _scan(page: Any) -> list[Scanned]:
    drawn = page.render(scale=DOTS_PER_INCH / 72, grayscale=True)
    dots, stride = bytes(drawn.buffer), drawn.stride
    lines = [dots[y * stride : y * stride + drawn.width] for y in range(drawn.height)]
    image = memoryview(b"".join(lines)).cast("B", shape=[drawn.height, drawn.width])
    return [_scanned(code, lines) for code in zxingcpp.read_barcodes(image)]


def _scanned(code: Any, lines: list[bytes]) -> Scanned:
    place = code.position
    left, right = place.top_left.x, place.top_right.x
    top, bottom = place.top_left.y, place.bottom_left.y
    # The finder pattern at the upper left is seven modules wide, and dark along its upper edge.
    edge = lines[top + 3][left : left + (right - left) // 3]
    finder = next(n for n, dot in enumerate(edge) if dot > 200 and n > 10)
    modules = 17 + 4 * round(((right - left) / (finder / 7) - 17) / 4)
    module = (right - left) / modules
    quiet = int(4 * module) - 1
    around = [
        row[left - quiet : right + quiet] if not top - 2 < y < bottom + 2 else
        row[left - quiet : left - 2] + row[right + 3 : right + quiet]
        for y, row in enumerate(lines[top - quiet : bottom + quiet], start=top - quiet)
    ]  # fmt: skip
    white = all(dot > 200 for row in around for dot in row)
    return Scanned(code.text, code.ec_level, modules, module, white)
