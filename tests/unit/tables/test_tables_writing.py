"""What goes out opens in a spreadsheet and computes nothing there."""

from __future__ import annotations

import csv
import io

import pytest

from shared.tables.headers import Column, find_columns
from shared.tables.reading import read_table
from shared.tables.writing import write_csv, write_template


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
