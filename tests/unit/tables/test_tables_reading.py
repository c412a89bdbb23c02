"""A file becomes a table, or is refused with the place that is wrong; the service survives."""

from __future__ import annotations

import contextlib
import datetime
import json
import subprocess
import sys
import time

import pytest
from factories.tables import (
    SHEET,
    SPACE,
    a_zip,
    an_ods,
    an_xls,
    an_xlsx,
    an_xlsx_of,
    computed,
    processor_seconds,
    repacked,
    rows_xml,
    text_xml,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.tables import reading
from shared.tables.reading import Table, TableRejected, read_table
from shared.tables.table import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
    CellRejected,
    TableTooLarge,
    TableUnreadable,
)

PEOPLE = [["姓名", "单位"], ["张三", "甲局"], ["𠮷野", "乙局"]]
CSV = "姓名,单位\n张三,甲局\n𠮷野,乙局\n"


def refused(body: bytes, kind: type[TableRejected], name: str = "roll.xlsx") -> TableRejected:
    with pytest.raises(kind) as error:
        read_table(name, body)
    return error.value


@pytest.mark.parametrize(
    ("name", "body", "read_as"),
    [
        ("a.csv", CSV.encode(), "utf-8"),
        ("a.csv", CSV.encode("utf-8-sig"), "utf-8"),
        ("a.csv", CSV.encode("utf-16"), "utf-16"),
        ("a.csv", b"\xfe\xff" + CSV.encode("utf-16-be"), "utf-16"),
        ("a.csv", CSV.encode("gb18030"), "gb18030"),
        ("a.txt", CSV.replace(",", "\t").replace("\n", "\r\n").encode("utf-16"), "utf-16"),
        ("a.csv", CSV.replace(",", ";").encode(), "utf-8"),
        ("a.xlsx", an_xlsx(PEOPLE), "xlsx"),
        ("A.XLSX", an_xlsx([], PEOPLE), "xlsx"),
        ("a.xls", an_xls(PEOPLE), "xls"),
        ("a.csv", an_xlsx(PEOPLE), "xlsx"),
    ],
)
def test_the_same_people_stand_in_every_kind_of_file(name, body, read_as):
    table = read_table(name, body)

    assert [table.columns, *table.rows] == PEOPLE
    assert table.read_as == read_as


def test_an_ods_file_is_read():
    cell = '<table:table-cell office:value-type="string"><text:p>姓名</text:p></table:table-cell>'

    assert (
        read_table("a.ods", an_ods(f"<table:table-row>{cell}</table:table-row>")).read_as == "ods"
    )


def test_a_guessed_encoding_and_vanished_characters_are_told():
    guessed = read_table("a.csv", CSV.encode("gb18030")).notes
    vanished = read_table("a.csv", "姓名\n张\u200b三\n李\ufeff四\n".encode())

    assert [note.english[:30] for note in guessed] == ["The file was read as GB18030. "]
    assert vanished.rows == [["张三"], ["李四"]]
    assert "2 cells, first in A2" in vanished.notes[0].english
    assert "2 个单元格" in vanished.notes[0].chinese
    assert read_table("a.csv", CSV.encode()).notes == []


def test_texts_are_composed_trimmed_and_on_one_line():
    table = read_table("a.csv", '名\n" e\u0301 \n 张三 "\n'.encode())

    assert table.rows == [["é   张三"]]


def test_numbers_dates_and_truths_are_texts():
    row = [20, 1.5, "0012", datetime.date(2026, 1, 31), True]

    assert read_table("a.xlsx", an_xlsx([["n"], row])).rows == [
        ["20", "1.5", "0012", "2026-01-31", "TRUE"]
    ]


def test_empty_rows_in_between_keep_their_numbers_and_short_rows_are_filled():
    table = read_table("a.xlsx", an_xlsx([[], [], ["姓名", "单位", "职务"], [], ["张三"], []]))

    assert table == Table(["姓名", "单位", "职务"], [["", "", ""], ["张三", "", ""]], 3, "xlsx")


def test_a_quoted_cell_may_hold_delimiters_and_line_breaks():
    table = read_table("a.csv", '姓名,单位\n"O\'Neil, Ann","甲\n局"\n'.encode())

    assert table.rows == [["O'Neil, Ann", "甲 局"]]


def test_a_formula_gives_the_value_that_is_stored():
    cells = '<c r="A1" t="str"><f>"张"&amp;"三"</f><v>张三</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
    empty = '<c r="C1" t="str"><f>""</f><v></v></c>'

    table = read_table("a.xlsx", computed(an_xlsx_of(rows_xml(cells + empty))))

    assert table.columns == ["张三", "2"]


@pytest.mark.parametrize("value", ["", "<v></v>", "<v/>"])
def test_a_formula_without_a_stored_value_is_refused_by_its_cell(value):
    cells = text_xml("A2", "张三") + f'<c r="D2"><f>1+1</f>{value}</c>'
    book = computed(an_xlsx_of(rows_xml(text_xml("A1", "姓名"), cells)))

    error = refused(book, CellRejected)

    assert "Cell D2 (row 2, column 4) is a formula" in str(error)
    assert "单元格 D2（第 2 行第 4 列）" in error.chinese


def test_values_that_their_program_left_to_be_computed_are_no_stored_values():
    book = an_xlsx_of(rows_xml('<c r="A1"><f>1+1</f><v>0</v></c>'))

    assert "Cell A1" in str(refused(book, CellRejected))
    assert read_table("a.xlsx", computed(book)).columns == ["0"]


def test_a_formula_of_an_ods_file_without_a_value_is_refused():
    row = (
        '<table:table-row table:number-rows-repeated="2"/><table:table-row>'
        '<table:table-cell table:number-columns-repeated="3"/>'
        '<table:table-cell table:formula="of:=1+1"/></table:table-row>'
    )

    assert "Cell D3" in str(refused(an_ods(row), CellRejected, "a.ods"))


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ('<c r="B1" t="e"><v>#N/A</v></c>', "Cell B1 (row 1, column 2) is an error"),
        ('<c r="C1"><v>123456789012345678</v></c>', "more than 15 digits"),
    ],
)
def test_a_cell_that_a_spreadsheet_has_spoilt_is_refused(cells, says):
    assert says in str(refused(an_xlsx_of(rows_xml(text_xml("A1", "x") + cells)), CellRejected))


@pytest.mark.parametrize(
    ("character", "says"),
    [
        ("\0", "control"),
        ("\x1b", "control"),
        ("\x85\x00", "control"),
        ("\u202e", "direction"),
        ("\u2066", "direction"),
        ("\u200f", "direction"),
    ],
)
def test_a_character_that_deceives_or_breaks_is_refused_by_its_cell(character, says):
    error = refused(f"姓名,单位\n张三,甲{character}局\n".encode(), CellRejected, "a.csv")

    assert "Cell B2 (row 2, column 2)" in str(error)
    assert says in str(error)
    assert "甲" not in str(error) + error.chinese


def test_a_zip_bomb_is_refused_by_its_size_before_it_is_unpacked():
    bomb = an_xlsx_of(rows_xml(text_xml("A1", "a" * (MOST_UNPACKED + 1))))
    assert len(bomb) < 100_000
    begun = time.monotonic()

    error = refused(bomb, TableTooLarge)

    assert "Unpacked, the file is larger than 20 MB" in str(error)
    assert time.monotonic() - begun < reading.SECONDS


def test_a_zip_bomb_that_lies_about_its_size_is_refused():
    bomb = bytearray(an_xlsx_of(rows_xml(text_xml("A1", "a" * (2 * MOST_UNPACKED)))))
    at = bomb.rfind(b"PK\x01\x02", 0, bomb.rfind(SHEET.encode()))
    bomb[at + 24 : at + 28] = (1000).to_bytes(4, "little")

    refused(bytes(bomb), TableUnreadable)


def test_what_is_no_part_of_the_table_is_never_unpacked():
    bomb = b"a" * (2 * MOST_UNPACKED)
    beside = {
        "xl/vbaProject.bin": bomb,
        "xl/externalLinks/externalLink1.xml": bomb,
        "xl/embeddings/inside.xlsx": an_xlsx(PEOPLE),
        "../../outside.xml": bomb,
        "xl/media/image1.png": bomb,
    }

    assert read_table("a.xlsx", repacked(an_xlsx(PEOPLE), beside)).columns == PEOPLE[0]


def test_a_document_type_is_refused_with_its_entities():
    sheet = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>{text_xml("A1", "&x;")}</w>'

    refused(repacked(an_xlsx(PEOPLE), {SHEET: sheet}), TableUnreadable)


def test_a_million_rows_are_refused():
    text = "张三,甲局\n" * 1_000_000
    sheet = rows_xml(*["<c><v>1</v></c>"] * 500_000)

    assert f"more than {MOST_ROWS} rows" in str(refused(text.encode(), TableTooLarge, "a.csv"))
    assert f"more than {MOST_ROWS} rows" in str(refused(an_xlsx_of(sheet), TableTooLarge))


def test_the_largest_table_is_taken_and_one_row_more_is_not():
    largest = "x\n" * MOST_ROWS

    assert len(read_table("a.csv", largest.encode()).rows) == MOST_ROWS - 1
    refused((largest + "x\n").encode(), TableTooLarge, "a.csv")


def test_sixteen_thousand_columns_are_refused():
    wide = ["x"] * 16_384

    assert f"more than {MOST_COLUMNS} columns" in str(refused(an_xlsx([wide]), TableTooLarge))
    refused(",".join(wide).encode(), TableTooLarge, "a.csv")
    assert len(read_table("a.csv", ",".join(wide[:MOST_COLUMNS]).encode()).columns) == MOST_COLUMNS


def test_a_cell_of_ten_megabytes_is_refused_by_its_name():
    large = "张" * (10 * 1024 * 1024 // 3)
    books = [an_xlsx_of(rows_xml(text_xml("A1", "x"), text_xml("B2", large))), an_xls([["x"]])]

    assert "Cell B2" in str(refused(books[0], TableTooLarge))
    assert "Cell B2" in str(refused(f"a,b\nx,{large}".encode(), TableTooLarge, "a.csv"))
    longest = "张" * LONGEST_CELL
    assert read_table("a.csv", longest.encode()).columns == [longest]


def test_two_cells_at_the_ends_of_the_sheet_cost_the_child_its_life_and_nothing_else():
    near, far = text_xml("A1", "x"), text_xml("XFD1048576", "y")
    sheet = f'<sheetData><row r="1">{near}</row><row r="1048576">{far}</row></sheetData>'

    error = refused(an_xlsx_of(sheet), TableTooLarge)

    assert "too much memory" in str(error)
    assert read_table("a.csv", CSV.encode()).columns == ["姓名", "单位"]


def test_a_shared_text_used_a_hundred_thousand_times_is_refused():
    shared = f'<sst xmlns="{SPACE}"><si><t>{"张" * 9_000}</t></si></sst>'
    cells = rows_xml(*['<c t="s"><v>0</v></c><c t="s"><v>0</v></c>'] * 40_000)

    refused(an_xlsx_of(cells, **{"xl/sharedStrings.xml": shared}), TableTooLarge)


def test_a_child_that_takes_too_long_is_ended():
    begun = time.monotonic()

    answer = reading._ask_child(an_xlsx(PEOPLE), 0.001)

    assert answer["refused"] == "memory"
    assert time.monotonic() - begun < reading.SECONDS


def test_the_child_has_little_memory_no_environment_and_writes_no_file(tmp_path):
    wants = (
        "import os, resource\n"
        "from shared.tables import child\n"
        "child._give_away_rights()\n"
        "said = [len(os.environ), resource.getrlimit(resource.RLIMIT_CORE)[0]]\n"
        "try:\n"
        f"    open({str(tmp_path / 'x')!r}, 'wb', 0).write(b'x')\n"
        "except OSError:\n"
        "    said.append('no file')\n"
        "try:\n"
        "    bytearray(600 * 1024 * 1024)\n"
        "except MemoryError:\n"
        "    said.append('no memory')\n"
        "print(said)\n"
    )
    ignoring = "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"

    done = subprocess.run(
        [sys.executable, "-I", "-c", ignoring + wants],
        env={},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() in {f"[{n}, 0, 'no file', 'no memory']" for n in (0, 1)}, done.stderr


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b" , \n,\n", "empty"),
        ("a.xlsx", an_xlsx([]), "empty"),
        ("a.xlsx", b"junk", "named as a workbook"),
        ("a.xlsx", b"PK\x03\x04junk", "broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1junk", "broken"),
        ("a.xlsx", an_xlsx(PEOPLE)[:-300], "broken"),
        ("a.xlsx", an_xlsx(PEOPLE, PEOPLE), "More than one sheet"),
        ("a.xls", b"<html><table><tr><td>x</td></tr></table></html>", "web page"),
        ("a.csv", b"\xff\xff\xff\xff", "encoding"),
        ("a.csv", b'a,b\n"x"y,z\n', "Row 2: a quotation mark"),
        ("a.csv", b'a,b\n"x,z\n', "quotation mark"),
    ],
)
def test_what_is_no_table_is_refused_in_both_languages(name, body, says):
    error = refused(body, TableUnreadable, name)

    assert says in str(error)
    assert not error.chinese.isascii()


def test_a_packed_file_that_is_no_workbook_is_refused():
    words = a_zip(**{"word/document.xml": "<w/>"})

    assert "XLSX, XLS, ODS or CSV" in str(refused(words, TableUnreadable, "a.docx"))


def test_a_file_larger_than_any_table_is_refused_without_a_child(monkeypatch):
    monkeypatch.setattr(reading, "_ask_child", None)

    refused(b"x" * (MOST_UNPACKED + 1), TableTooLarge, "a.csv")


def test_twenty_thousand_people_are_read_in_three_seconds():
    book = an_xlsx([["姓名", "单位"], *([f"人员{n}", "某县财政局"] for n in range(20_000))])
    begun = processor_seconds()

    table = read_table("a.xlsx", book)

    assert len(table.rows) == 20_000
    assert processor_seconds() - begun < 3


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "PK", "xls", "utf16"]))
def test_any_bytes_give_a_table_or_a_refusal(content, kind):
    before = {"": b"", "PK": b"PK\x03\x04", "xls": an_xls(PEOPLE)[:1500], "utf16": b"\xff\xfe"}

    with contextlib.suppress(TableRejected):
        table = read_table("a", before[kind] + content)
        assert all(len(row) == len(table.columns) for row in table.rows)
        json.dumps([table.columns, *table.rows])
