"""Files with tables as people bring them, and as nobody should: each made here, byte by byte."""

from __future__ import annotations

import io
import resource
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def an_xlsx(*sheets: Sequence[Sequence[Any]]) -> bytes:
    """Return a workbook with these sheets; a cell may be a text, a number or a date."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(stream, options) as book:
        for rows in sheets:
            sheet = book.add_worksheet()
            for y, row in enumerate(rows):
                sheet.write_row(y, 0, row)
    return stream.getvalue()


def an_xlsx_of(sheet_xml: str, **parts: str | bytes) -> bytes:
    """Return a workbook whose only sheet has this XML inside ``<worksheet>``; and other parts."""
    body = f'<worksheet xmlns="{SPACE}">{sheet_xml}</worksheet>'
    return repacked(an_xlsx([["x"]]), {SHEET: body, **parts})


def rows_xml(*rows: str) -> str:
    """Return the sheet data of rows, each given by the XML of its cells."""
    lines = "".join(f'<row r="{y}">{cells}</row>' for y, cells in enumerate(rows, start=1))
    return f"<sheetData>{lines}</sheetData>"


def text_xml(place: str, text: str) -> str:
    """Return the XML of a cell with a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def repacked(book: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """Return a packed file with some parts replaced or added."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for part in old.infolist():
            if part.filename not in parts:
                new.writestr(part, old.read(part))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


def computed(book: bytes) -> bytes:
    """Return a workbook as a spreadsheet program saves it: nothing is left to be computed."""
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        text = packed.read("xl/workbook.xml").decode()
    assert "fullCalcOnLoad" in text
    return repacked(book, {"xl/workbook.xml": text.replace(' fullCalcOnLoad="1"', "")})


def a_zip(**parts: str) -> bytes:
    """Return a packed file of these parts and no others."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()


def an_ods(content_xml: str) -> bytes:
    """Return an ODS file whose only sheet has these rows of XML."""
    spaces = "urn:oasis:names:tc:opendocument:xmlns"
    names = (("office", "office"), ("table", "table"), ("text", "text"), ("of", "of"))
    declared = " ".join(f'xmlns:{short}="{spaces}:{long}:1.0"' for short, long in names)
    body = (
        f"<office:document-content {declared}><office:body><office:spreadsheet>"
        f'<table:table table:name="s">{content_xml}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return a_zip(**{"mimetype": kind, "content.xml": body, "META-INF/manifest.xml": "<manifest/>"})


def an_xls(rows: Sequence[Sequence[str]]) -> bytes:
    """Return an XLS file of texts: BIFF8 records in a compound file ([MS-XLS], [MS-CFB])."""
    cells = b"".join(
        _record(0x0204, struct.pack("<HHHHB", y, x, 0, len(text) // 2, 1) + text)
        for y, row in enumerate(rows)
        for x, text in enumerate(cell.encode("utf-16-le") for cell in row)
    )
    end = _record(0x000A)
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600)) + cells + end
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600))
    name = b"s"
    size = len(start) + 4 + 8 + len(name) + len(end)
    bound = _record(0x0085, struct.pack("<IBBBB", size, 0, 0, len(name), 0) + name)
    return _compound(start + bound + end + sheet)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    """Return a compound file with the one stream ``Workbook``."""
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // 512)
    tables = 1
    while (tables + 1 + sectors) > tables * 128:
        tables += 1
    first = tables + 1
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE]
    chain += [*range(first + 1, first + sectors), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (tables * 128 - len(chain))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        tables,
        tables,
        0,
        4096,
        0xFFFFFFFE,
        0,
        0xFFFFFFFE,
        0,
    )
    header += struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables))
    entries = _entry("Root Entry", 5, child=1, start=0xFFFFFFFE, size=0)
    entries += _entry("Workbook", 2, child=0xFFFFFFFF, start=first, size=len(stream))
    entries = entries.ljust(512, b"\0")
    table = struct.pack(f"<{len(chain)}I", *chain)
    return header + table + entries + stream.ljust(sectors * 512, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    none = 0xFFFFFFFF
    spelt = (name + "\0").encode("utf-16-le")
    about = struct.pack(
        "<64sHBBIII16sIQQIQ",
        spelt,
        len(spelt),
        kind,
        1,
        none,
        none,
        child,
        b"",
        0,
        0,
        0,
        start,
        size,
    )
    assert len(about) == 128
    return about


def processor_seconds() -> float:
    """Return what this process and its ended children have computed so far; others do not count."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
