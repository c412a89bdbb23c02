"""Tables of subjects: rows become lines, problems name their row, nothing is guessed."""

from __future__ import annotations

import itertools

import pytest

from ballot_service.meetings.actions.listing import warnings_of
from ballot_service.meetings.domain.alike import Problem, second_looks
from ballot_service.meetings.domain.lines import (
    COLUMNS,
    PROBLEMS,
    WARNINGS,
    SubjectsRejected,
    check_new_lines,
    read_lines,
    told,
)
from ballot_service.meetings.domain.outlines import MOST_LINES, Line
from ballot_service.meetings.templates import KINDS


def fresh():
    numbers = itertools.count(1)
    return lambda: f"s-{next(numbers)}"


def lacking_tibetan(text: str) -> list[str]:
    """Return what a font without Tibetan letters lacks."""
    return [c for c in dict.fromkeys(text) if "\u0f00" <= c <= "\u0fff"]


def a_line(number: int, name: str, post: str | None = None) -> Line:
    return Line(id=f"o{number}", kind="official", name=name, post=post, role="member")


def read(rows, kind="department_appraisal", **options):
    return read_lines(rows, KINDS[kind], fresh(), lacking_tibetan, **options)


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
        ([["张三", "局长"], ["李四"], ["张三", "局长"]], Problem(3, "twice", 1)),
        ([["张三", "局长"], ["张 三", "局\u3000长"]], Problem(2, "twice", 1)),
        ([["Ａ组", ""], ["a组"]], Problem(2, "twice", 1)),
        ([["阿卜杜拉·买买提"], ["阿卜杜拉•买买提"]], Problem(2, "twice", 1)),
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

    assert found.problems == [Problem(7, "twice", 5)]


def test_lines_come_after_those_there_are_and_none_twice():
    before = [Line(id="o1", kind="official", name="张三", role="head")]

    found = read([["李四"], ["张三"]], before=before)

    assert [line.name for line in found.lines] == ["张三", "李四"]
    assert found.problems == [Problem(2, "listed", 1)]


def test_there_are_not_more_lines_than_a_sheet_may_have():
    found = read([[f"人员{number}"] for number in range(MOST_LINES + 1)])

    assert len(found.lines) == MOST_LINES
    assert found.problems == [Problem(MOST_LINES + 1, "too_many")]


@pytest.mark.parametrize(
    ("rows", "warning"),
    [
        ([["张三", "局长"], ["张 三", "处长"]], Problem(2, "same_name", 1)),
        ([["张已", "局长"], ["张巳", "局长"]], Problem(2, "near_name", 1)),
        ([["张三"], ["卓ཀ玛ཁ"]], Problem(2, "not_printable", detail="ཀ (U+0F40), ཁ (U+0F41)")),
        ([["张三", "ཀ局"]], Problem(1, "not_printable", detail="ཀ (U+0F40)")),
    ],
)
def test_what_needs_a_second_look_is_named_by_row_and_can_be_taken(rows, warning):
    found = read(rows)

    assert (found.problems, found.warnings) == ([], [warning])
    assert len(found.lines) == len(rows)
    assert f"{warning.other or warning.detail}" in told(warning)["zh"]


def test_what_stands_on_the_list_already_is_told_by_its_place_there():
    listed = [a_line(1, "李四"), a_line(2, "张三", "局长")]

    again = read([["张 三", "局长"]], before=listed)
    like = read([["张三", "处长"], ["季四"], ["李四（办公室）"]], before=listed)

    assert again.problems == [Problem(1, "listed", 2)]
    assert like.warnings == [Problem(1, "same_name_listed")]
    assert [line.name for line in like.lines] == ["李四", "张三", "张三", "季四", "李四（办公室）"]


def test_one_subject_twice_is_told_as_that_alone():
    lines = [a_line(1, "张三"), a_line(2, "张 三"), a_line(3, "李四")]

    assert second_looks(list(enumerate(lines, 1)), lambda _: []) == []
    assert [(one["row"], one["code"]) for one in warnings_of(lines)] == [(2, "twice")]


def test_different_subjects_need_no_second_look():
    found = read([["张三", "局长"], ["张山", "局长"], ["张三丰", "处长"]])

    assert (found.problems, found.warnings) == ([], [])


def test_only_a_line_that_is_new_can_make_a_list_wrong():
    before = [a_line(1, "张三"), a_line(2, "张 三"), a_line(3, "李四")]

    check_new_lines(list(reversed(before)), before)  # as an earlier version took it
    with pytest.raises(SubjectsRejected, match="these lines: 1 and 2, 3 and 4") as refused:
        check_new_lines([*before, a_line(4, "李 四")], ())
    with pytest.raises(SubjectsRejected):
        check_new_lines([*before, a_line(4, "李 四")], before)

    assert "第 3 和第 4 个" in refused.value.chinese


def test_every_finding_has_words_in_both_languages():
    for code in (*PROBLEMS, *WARNINGS):
        said = told(Problem(7, code, 3, "ཀ (U+0F40)"))
        assert all(said[language] and "{" not in said[language] for language in ("zh", "en"))


def test_heads_are_heads_where_only_heads_are_rated():
    (line,) = read([["张三", "局长"]], "deputies_review").lines

    assert line.role == "head"


def test_every_column_is_a_part_of_a_line():
    assert set(COLUMNS.values()) == set(Line.model_fields)
