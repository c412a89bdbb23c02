"""What goes out opens in a spreadsheet and computes nothing there."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from shared.tables.headers import Column, find_columns
from shared.tables.reading import read_table
from shared.tables.writing import (
    HEAD_ROW,
    Book,
    Points,
    Sheet,
    write_book,
    write_csv,
    write_template,
)


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＠"])
def test_a_cell_that_a_spreadsheet_would_compute_is_quoted(first):
    cell = f'{first}HYPERLINK("x")'
    made = write_csv([["name", "unit"], [cell, "甲局"]])

    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))

    assert rows == [["name", "unit"], [f"'{cell}", "甲局"]]


def test_a_plain_cell_is_written_as_it_is():
    assert write_csv([["张三", "a=b", ""]]) == "\ufeff张三,a=b,\r\n".encode()


def test_a_template_holds_its_columns_and_nobody():
    made = write_template("名册", ["姓名", "=1+1"], {"姓名": ["A", "B"]})

    table = read_table("roll.xlsx", made)

    assert (table.columns, table.rows) == (["姓名", "=1+1"], [])


def test_a_template_with_lines_above_its_header_is_found_again_with_its_rows():
    made = write_template("人员", ["编号", "姓名"], {}, ["填写说明：…", "=1+1"], [["o1", "=张三"]])

    named = find_columns(read_table("people.xlsx", made), [Column("id", ("编号",), ("id",))])

    assert named.rows == [(4, {"id": "o1"})]


def test_a_book_says_on_every_sheet_what_it_is_and_keeps_texts_and_numbers_apart():
    rows = [["姓名", "票数", "得分", "比例"], ["=1+1", 3, Points("80.40"), Decimal("0.2000")]]
    sheets = [Sheet(name, [rows, [["下一表"], ["007"]]], (10,)) for name in ("甲", "乙")]

    made = write_book(Book("表", "2026-12-31", "ab" * 32, ("云溪县", "未定稿"), sheets))

    read = CalamineWorkbook.from_filelike(io.BytesIO(made))
    assert read.sheet_names == ["甲", "乙"]
    for name in read.sheet_names:
        found = read.get_sheet_by_name(name).to_python()
        assert [row[0] for row in found[:HEAD_ROW]] == ["云溪县", "未定稿", "SHA-256 " + "ab" * 32]
        assert found[HEAD_ROW + 1] == ["=1+1", 3, 80.4, 0.2]
        assert [row[0] for row in found[HEAD_ROW + 3 :]] == ["下一表", "007"]


@pytest.mark.parametrize("for_print", [True, False])
def test_the_same_book_makes_the_same_bytes(for_print):
    sheets = [Sheet("甲", [[["姓名"], ["张三"]]], (10,))]
    book = Book("表", "2026-12-31", "ab" * 32, ("云溪县", "未定稿"), sheets, for_print)

    assert write_book(book) == write_book(book)
