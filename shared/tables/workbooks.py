"""Workbooks (XLSX, XLS, ODS) as rows of values; runs in the process that reads the file.

Of a packed workbook only the parts with the table are unpacked, their sizes known before: macros,
pictures, links to other files and packed files inside are never touched. What calamine would pass
over in silence is looked for in the parts themselves: formulas that were never computed, and
errors.

May import: stdlib, python-calamine, this folder's cells and table.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, PasswordError, load_workbook

from shared.tables.cells import Refused
from shared.tables.table import MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED

MOST_PARTS = 2000
_XLSX_PART = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/_rels/workbook\.xml\.rels"
    r"|xl/(workbook|sharedstrings|styles)\.xml|xl/worksheets/[^/]+\.xml"
)
_ODS_PART = re.compile(r"mimetype|content\.xml|meta-inf/manifest\.xml")
_TOLD = re.compile(rb"<(\w+:)?f[\s/>]|\st=[\"']e[\"']|:formula=")
"""A formula or an error stands in a part."""
_NOT_COMPUTED = re.compile(rb"<(\w+:)?calcPr\b[^>]*\sfullCalcOnLoad=[\"'](1|true)[\"']")
"""The program that wrote this left computing to the one that opens it."""

Values = list[list[object]]


def read_packed(body: bytes) -> tuple[Values, str]:
    """Return the rows of a packed workbook and its kind, ``xlsx`` or ``ods``.

    Raises:
        Refused: ``no_workbook``, ``broken``, ``unpacked_size``, or as ``read_sheets``; a cell
            ``formula_without_value`` or ``error_value``.
    """
    parts = _parts(body)
    kind = "ods" if "content.xml" in parts else "xlsx"
    if "content.xml" not in parts and "xl/workbook.xml" not in parts:
        raise Refused("no_workbook")
    computed = _NOT_COMPUTED.search(parts.get("xl/workbook.xml", b"")) is None
    for name, part in parts.items():
        if name.endswith(".xml") and (b"<!DOCTYPE" in part or b"\0" in part):
            raise Refused("broken")
        if _TOLD.search(part):
            _look(part, computed=computed)
    return read_sheets(_packed_again(parts)), kind


def read_sheets(body: bytes) -> Values:
    """Return the rows of the only sheet that has any, from the top left corner on.

    Raises:
        Refused: ``password``, ``broken``, ``several_sheets``, ``empty``, ``rows``, ``columns``.
    """
    try:
        book = load_workbook(io.BytesIO(body))
        sheets = [book.get_sheet_by_index(index) for index in range(len(book.sheet_names))]
    except PasswordError:
        raise Refused("password") from None
    except (CalamineError, OSError, ValueError):
        raise Refused("broken") from None
    filled = [sheet for sheet in sheets if sheet.end is not None]
    if len(filled) != 1:
        raise Refused("several_sheets" if filled else "empty")
    return _values(filled[0])


def _values(sheet: CalamineSheet) -> Values:
    """Return all rows of a sheet that is not too large."""
    assert sheet.end is not None
    if sheet.end[0] >= MOST_ROWS:
        raise Refused("rows")
    if sheet.end[1] >= MOST_COLUMNS:
        raise Refused("columns")
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


_UNREADABLE = (
    zipfile.BadZipFile,
    RuntimeError,  # packed with a password; its NotImplementedError: in an unknown way
    EOFError,  # a part that ends early
    ValueError,  # an offset before the file's beginning, a name or a date that is none
    zlib.error,  # a damaged stream
)
"""What zipfile raises for files that somebody damaged or made by hand."""


def _parts(body: bytes) -> dict[str, bytes]:
    """Return the parts that matter by their names in small letters."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            found = packed.infolist()
            if len(found) > MOST_PARTS:
                raise Refused("unpacked_size")
            names = {part.filename.lower(): part for part in found}
            wanted = _ODS_PART if "content.xml" in names else _XLSX_PART
            kept = {name: part for name, part in names.items() if wanted.fullmatch(name)}
            if sum(part.file_size for part in kept.values()) > MOST_UNPACKED:
                raise Refused("unpacked_size")
            return {name: packed.read(part) for name, part in kept.items()}
    except _UNREADABLE:
        raise Refused("broken") from None


def _packed_again(parts: dict[str, bytes]) -> bytes:
    """Return a workbook of these parts alone, which holds nothing that could be unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as packed:
        for name, part in parts.items():
            packed.writestr(_SPELT.get(name, name), part)
    return stream.getvalue()


_SPELT = {
    "[content_types].xml": "[Content_Types].xml",
    "xl/sharedstrings.xml": "xl/sharedStrings.xml",
    "meta-inf/manifest.xml": "META-INF/manifest.xml",
}


def _look(part: bytes, *, computed: bool) -> None:
    """Return if every formula of a part has a value that was stored, and no cell is an error."""
    cells = _Cells(computed)
    parser = expat.ParserCreate()
    parser.StartElementHandler = cells.start
    parser.EndElementHandler = cells.end
    parser.CharacterDataHandler = cells.text
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        raise Refused("broken") from None


class _Cells:
    """Follows the cells of a sheet's XML, both in XLSX and in ODS."""

    def __init__(self, computed: bool) -> None:
        self.computed = computed
        self.row = self.column = self.repeated = 0
        self.kind = ""
        self.formula = self.in_value = False
        self.value = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take note of where an element begins."""
        plain = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        match name.rpartition(":")[2]:
            case "row":
                self.row, self.column = int(plain.get("r", self.row + 1)), 0
            case "c":
                self._cell(plain)
            case "f":
                self.formula = True
            case "v" | "t":
                self.in_value = True
            case "table":
                self.row = 0
            case "table-row":
                self.row, self.column = self.row + 1, 0
                self.repeated = int(plain.get("number-rows-repeated", 1)) - 1
            case "table-cell" | "covered-table-cell":
                self._cell_of_ods(plain)

    def text(self, text: str) -> None:
        """Take note of a stored value."""
        if self.in_value:
            self.value += text

    def end(self, name: str) -> None:
        """Refuse a cell that has ended and has no value to it."""
        match name.rpartition(":")[2]:
            case "v" | "t":
                self.in_value = False
            case "table-row":
                self.row += self.repeated
            case "c" if self.kind == "e":
                raise Refused("error_value", self.row, self.column)
            case "c" if self.formula:
                stored = self.computed and (self.value or self.kind == "str")
                if not stored:
                    raise Refused("formula_without_value", self.row, self.column)

    def _cell(self, attributes: dict[str, str]) -> None:
        self.kind, self.formula, self.value = attributes.get("t", ""), False, ""
        letters = re.match(r"[A-Z]{1,3}", attributes.get("r", ""))
        self.column = _number(letters[0]) if letters else self.column + 1

    def _cell_of_ods(self, attributes: dict[str, str]) -> None:
        self.column += 1
        kind = attributes.get("value-type", "")
        if "formula" in attributes and kind in ("", "error"):
            why = "error_value" if kind else "formula_without_value"
            raise Refused(why, self.row, self.column)
        self.column += int(attributes.get("number-columns-repeated", 1)) - 1


def _number(letters: str) -> int:
    """Return the number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
