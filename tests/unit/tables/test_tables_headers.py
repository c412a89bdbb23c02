"""The columns are found by their names, wherever they stand; what is missing is named."""

from __future__ import annotations

import pytest

from shared.tables.headers import Column, find_columns
from shared.tables.table import ColumnsMissing, Table, cell_name

WANTED = [
    Column("name", ("姓名", "名字"), ("name",)),
    Column("unit", ("单位",), ("unit", "organisation")),
    Column("post", ("职务",), ("post",), needed=False),
]


def a_table(*rows: list[str], first: int = 1) -> Table:
    return Table(rows[0], list(rows[1:]), first)


@pytest.mark.parametrize(
    "header",
    [
        ["姓名", "单位"],
        ["name", "unit"],
        ["Name", "Organisation"],
        ["姓名（必填）", "单位："],
        ["姓 名", "*单位"],
        ["名字", "unit (required)"],
    ],
)
def test_a_header_in_either_language_is_found(header):
    named = find_columns(a_table(header, ["张三", "甲局"]), WANTED)

    assert named.rows == [(2, {"name": "张三", "unit": "甲局", "post": ""})]
    assert named.columns == ["name", "unit"]


def test_a_title_above_other_columns_and_empty_rows_are_no_hindrance():
    table = a_table(
        ["某某会议名册", "", "", ""],
        ["备注", "单位", "姓名", ""],
        ["", "", "", ""],
        ["代表", "甲局", "张三", "x"],
        first=3,
    )

    named = find_columns(table, WANTED)

    assert named.rows == [(6, {"name": "张三", "unit": "甲局", "post": ""})]
    assert named.unused == ["备注", "#4"]


def test_a_file_without_the_columns_is_told_what_is_expected():
    with pytest.raises(ColumnsMissing) as one_column:
        find_columns(a_table(["姓名"], ["张三"]), WANTED)
    with pytest.raises(ColumnsMissing) as none:
        find_columns(a_table(["张三", "甲局"]), WANTED)

    assert str(one_column.value) == (
        "These columns were not found: unit. The header has to have: name, unit; it may have: post."
    )
    assert one_column.value.chinese == (
        "没有找到这些列：单位。表头应有：姓名、单位；可以有：职务。"
    )
    assert "not found: name, unit." in str(none.value)


def test_a_column_that_comes_twice_is_refused():
    with pytest.raises(ColumnsMissing, match='"name" comes twice'):
        find_columns(a_table(["姓名", "单位", "name"]), WANTED)


def test_a_header_below_the_first_ten_rows_is_not_looked_for():
    lines = [["x", ""]] * 9

    assert find_columns(a_table(*lines, ["姓名", "单位"]), WANTED).rows == []
    with pytest.raises(ColumnsMissing):
        find_columns(a_table(*lines, ["x", ""], ["姓名", "单位"]), WANTED)


def test_cells_are_called_as_spreadsheets_call_them():
    assert [cell_name(7, x) for x in (1, 26, 27, 52, 703)] == ["A7", "Z7", "AA7", "AZ7", "AAA7"]
