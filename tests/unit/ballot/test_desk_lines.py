"""Tables of subjects: rows become lines, problems name their row, nothing is guessed."""

from __future__ import annotations

import itertools

import pytest

from ballot_service.meetings.domain.lines import COLUMNS, PROBLEMS, Problem, read_lines
from ballot_service.meetings.domain.outlines import MOST_LINES, Line
from ballot_service.meetings.templates import KINDS


def fresh():
    numbers = itertools.count(1)
    return lambda: f"s-{next(numbers)}"


def read(rows, kind="department_appraisal", **options):
    return read_lines(rows, KINDS[kind], fresh(), **options)


def test_names_and_posts_are_enough():
    found = read([["张三", "局长"], ["李四", ""]])

    assert [(line.name, line.post, line.role) for line in found.lines] == [
        ("张三", "局长", "member"),
        ("李四", None, "member"),
    ]
    assert [line.id for line in found.lines] == ["s-1", "s-2"]
    assert found.problems == []


def test_a_heading_names_the_columns_in_either_language():
    heading = ["编号", "姓名", "", "角色", "类别"]
    rows = [heading, ["O1", "张三", "x", "正职", ""], ["t1", "甲局班子", "", "", "班子"]]

    official, team = read(rows).lines

    assert (official.id, official.role, official.kind) == ("o1", "head", "official")
    assert (team.kind, team.role) == ("team", None)
    assert read([["Name", "Role"], ["Li", "HEAD"]]).lines[0].role == "head"


def test_a_matter_of_a_committee_brings_its_facts():
    rows = [["事项", "事项类别", "已考察", "紧急"], ["任命张三", "人事", "是", "否"]]

    (line,) = read(rows, "committee").lines

    assert (line.kind, line.item_class, line.assessed) == ("motion", "personnel", True)
    assert line.urgent is False


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([["姓名", "职务"], ["", "局长"]], Problem(2, "no_name")),
        ([["姓名", "编号"], ["张三", "编号一"]], Problem(2, "unusable")),
        ([["姓名", "角色"], ["张三", "老大"]], Problem(2, "unusable")),
        ([["张" * 201]], Problem(1, "unusable")),
        ([["姓名", "类别"], ["防汛", "事项"]], Problem(2, "not_taken")),
        ([["姓名", "题型"], ["张三", "是否"]], Problem(2, "not_taken")),
        ([["张三", "局长"], ["李四"], ["张三", "局长"]], Problem(3, "twice")),
        ([["姓名", "编号"], ["张三", "o1"], ["李四", "O1"]], Problem(3, "id_twice")),
        ([["姓名", "身份证号"], ["张三", "1"]], Problem(1, "column_unknown")),
        ([["姓名"]], Problem(1, "empty")),
        ([], Problem(1, "empty")),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(rows, problem):
    found = read(rows)

    assert found.problems == [problem]
    assert problem.code in PROBLEMS


def test_rows_are_counted_as_in_the_file_and_empty_ones_pass():
    found = read([["姓名"], ["张三"], [""], ["张三"]], first=4)

    assert found.problems == [Problem(7, "twice")]


def test_lines_come_after_those_there_are_and_none_twice():
    before = [Line(id="o1", kind="official", name="张三", role="head")]

    found = read([["李四"], ["张三"]], before=before)

    assert [line.name for line in found.lines] == ["张三", "李四"]
    assert found.problems == [Problem(2, "twice")]


def test_there_are_not_more_lines_than_a_sheet_may_have():
    found = read([[f"人员{number}"] for number in range(MOST_LINES + 1)])

    assert len(found.lines) == MOST_LINES
    assert found.problems == [Problem(MOST_LINES + 1, "too_many")]


def test_heads_are_heads_where_only_heads_are_rated():
    (line,) = read([["张三", "局长"]], "deputies_review").lines

    assert line.role == "head"


def test_every_column_is_a_part_of_a_line():
    assert set(COLUMNS.values()) == set(Line.model_fields)
