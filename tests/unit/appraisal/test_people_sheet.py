"""The sheet of people: what its rows change, and which of them are refused, with column and row."""

from __future__ import annotations

import pytest

from appraisal_service.people.domain import Official, PeopleList, Service, Team, Unit
from appraisal_service.people.domain.sheet import read_sheet
from appraisal_service.people.domain.sheet_changes import KnownPeople, SheetChanges, changes_of
from appraisal_service.people.domain.sheet_faults import SheetRejected
from shared.tables.table import Table

HEADER = ["编号", "姓名", "单位", "单位编号", "职务", "岗位类别", "班子", "班子编号"]
ROSTER = PeopleList(
    [Unit("u1", "甲乡"), Unit("u2", "乙局", vertical=True)],
    [Team("t1", "甲乡班子", "u1", "o1")],
    [
        Official("o1", "张三", "u1", "乡长", "head", "t1"),
        Official("o2", "李四", "u1", "副乡长", "deputy", "t1"),
        Official("o3", "王五", "u2", "科员", "member", None),
    ],
)
NEW = ["o9", "赵六", "甲乡", "", "副乡长", "副职", "甲乡班子", ""]


def table(*rows: list[str], header: list[str] | None = None) -> Table:
    columns = header or HEADER
    return Table(columns, [[*row, *[""] * (len(columns) - len(row))] for row in rows])


def changes(*rows: list[str], header: list[str] | None = None) -> SheetChanges:
    held = {"o2": [Service("u1", "副乡长", "deputy", "t1", "2024-03-01", None)]}
    sheet = read_sheet(table(*rows, header=header))
    return changes_of(sheet, KnownPeople(2026, ROSTER, held, {"x1"}))


def faults(*rows: list[str], header: list[str] | None = None) -> list[tuple[int, str, str]]:
    found = changes(*rows, header=header).faults
    return [(one.row, one.column[0], one.code) for one in found]


def test_somebody_new_joins_a_known_unit_and_team_by_their_names():
    found = changes(NEW)

    assert found.faults == []
    assert found.listed == PeopleList(
        [], [], [Official("o9", "赵六", "u1", "副乡长", "deputy", "t1")]
    )
    assert [one.change for one in found.people] == ["new"]


def test_a_new_unit_and_team_are_made_once_their_number_stands_in_one_row():
    header = [*HEADER, "条管"]
    head = ["p1", "孙七", "丙站", "u3", "站长", "正职", "丙站班子", "t3", "是"]
    other = ["p2", "周八", "丙 站", "", "副站长", "副职", "丙站班子", "", ""]

    found = changes(other, head, header=header)

    assert found.faults == []
    assert found.listed.units == [Unit("u3", "丙站", vertical=True)]
    assert found.listed.teams == [Team("t3", "丙站班子", "u3", "p1")]
    assert [one.unit for one in found.listed.people] == ["u3", "u3"]


def test_empty_cells_leave_what_is_known_as_it_is():
    found = changes(["o2"], ["o3", "", "", "", "副科长"])

    assert [(one.person, one.change, one.columns) for one in found.people] == [
        ("o2", "same", ()),
        ("o3", "changed", ("post",)),
    ]
    assert found.listed == PeopleList(
        [], [], [Official("o3", "王五", "u2", "副科长", "member", None)]
    )


def test_the_day_of_a_post_that_is_known_already_changes_nothing():
    header = ["编号", "任职日期"]

    assert changes(["o2", "2024-03-01"], header=header).people[0].change == "same"
    assert changes(["o2", "2024-03-02"], header=header).people[0].columns == ("since",)


def test_who_has_left_needs_a_number_and_a_day_alone():
    found = changes(["o3", "2026-05-31", "离职"], header=["编号", "离任日期", "岗位类别"])

    assert (found.faults, found.left) == ([], {"o3": "2026-05-31"})
    assert found.listed.people == []


def test_a_head_is_followed_by_another_in_one_sheet():
    header = [*HEADER, "离任日期"]
    left = ["o1", *[""] * 7, "2026-06-30"]

    found = changes(left, ["o2", "", "", "", "乡长", "正职"], header=header)

    assert found.faults == []
    assert found.listed.teams == [Team("t1", "甲乡班子", "u1", "o2")]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (["", "赵六"], "人员编号", "missing"),
        (["O9", *NEW[1:]], "人员编号", "not_a_number"),
        (["x1", *NEW[1:]], "人员编号", "elsewhere"),
        (["o9", "赵六", "甲乡", "", "副乡长", ""], "岗位类别", "missing"),
        (["o9", "赵六", "甲乡", "", "副乡长", "主任"], "岗位类别", "no_role"),
        (["o9", "赵" * 201, "甲乡", "", "副乡长", "副职"], "姓名", "too_long"),
        (["o9", "赵六", "丁局", "", "科长", "其他"], "单位", "unknown"),
        (["o9", "赵六", "", "u7", "科长", "其他"], "单位编号", "name_needed"),
        (["o9", "赵六", "甲乡", "", "乡长", "正职", "甲乡班子"], "岗位类别", "head_stays"),
        (["o9", "赵六", "甲乡", "", "科长", "副职", "丁班子", "t4"], "岗位类别", "no_head"),
        (["o1", "", "", "", "", "副职"], "岗位类别", "no_head"),
        (["o2", "", "乙局"], "班子", "team_unclear"),
    ],
)
def test_a_wrong_row_is_named_with_its_column(row, column, code):
    assert faults(row) == [(2, column, code)]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("任职日期", "2027-01-01", "after_year"),
        ("任职日期", "2026-02-30", "no_day"),
        ("离任日期", "2024-12-31", "not_this_year"),
        ("等次口径", "企业", "no_scale"),
        ("条管", "不清楚", "no_vertical"),
        ("名额组别", "县 直", "not_a_number"),
    ],
)
def test_a_wrong_cell_of_a_known_person_is_named(column, cell, code):
    assert faults(["o2", cell], header=["编号", column]) == [(2, column, code)]


def test_rows_that_contradict_each_other_name_the_earlier_one():
    header = [*HEADER, "条管"]
    renamed = ["o1", "", "甲镇", "u1", "", "", "", "", "是"]
    other = ["o2", "", "甲区", "u1", "", "", "", "", "否"]

    found = changes(["o3"], renamed, ["o3"], other, header=header).faults

    assert [(one.row, one.code, one.other) for one in found] == [
        (4, "twice", 2),
        (5, "other_name", 3),
        (5, "other_word", 3),
    ]


def test_who_is_not_listed_cannot_leave():
    assert faults(["o9", "2026-05-31"], header=["编号", "离任日期"]) == [
        (2, "人员编号", "not_listed")
    ]


def test_two_units_of_one_name_have_to_be_told_apart():
    twins = [["o1", "", "中心", "u1"], ["o3", "", "中心", "u2"]]

    assert faults(*twins, ["o9", "赵六", "中心", "", "科员", "其他"]) == [(4, "单位", "ambiguous")]


def test_a_fault_never_repeats_what_was_written():
    found = changes(["o9", "赵六", "丁局", "", "科长", "头头"]).faults

    assert found
    for one in found:
        for language in ("zh", "en"):
            assert not any(word in one.told(language) for word in ("o9", "赵六", "丁局", "头头"))


def test_an_empty_sheet_and_one_too_long_are_refused():
    with pytest.raises(SheetRejected):
        read_sheet(table())
    with pytest.raises(SheetRejected, match="20000"):
        read_sheet(table(*[["a"]] * 20_001))


def test_twenty_thousand_people_are_read_in_seconds():
    rows = [[f"p{one}", "赵六", "甲乡", "", "科员", "其他"] for one in range(20_000)]

    assert len(changes(*rows).listed.people) == 20_000
