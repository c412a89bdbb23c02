"""Attendance files: read strictly, refused as a whole, never echoed."""

from __future__ import annotations

import pytest

from appraisal_service.facts.domain.attendance import (
    Attendance,
    AttendanceRejected,
    Batch,
    check_new,
    read_attendance,
)
from shared.tables.table import ColumnsMissing, Table

HEADER = "person,date,kind,half_days,meeting"
PEOPLE = {"o1", "o2"}


def sheet(*lines: str, header: str = HEADER):
    columns = header.split(",")
    rows = [line.split(",") for line in lines]
    filled = [row + [""] * (len(columns) - len(row)) for row in rows]
    return read_attendance(Table(columns, filled), 2026, PEOPLE)


def read(*lines: str, header: str = HEADER):
    return sheet(*lines, header=header).facts()


def test_a_file_becomes_sorted_facts():
    rows = read("o2,2026-03-04,late", "o1,2026-02-11,missed,0", "o1,2026-06-10,absent,2")

    assert rows == (
        Attendance("o1", "2026-02-11", "missed", 0),
        Attendance("o1", "2026-06-10", "absent", 2),
        Attendance("o2", "2026-03-04", "late", 0),
    )


def test_a_file_may_be_written_in_chinese():
    header = "人员编号,日期,种类,旷工半天数,会议序号"

    assert read("o1,2026-02-11,旷会,,2", "o1,2026-02-12,旷工,1", header=header) == (
        Attendance("o1", "2026-02-11", "missed", 0, "2"),
        Attendance("o1", "2026-02-12", "absent", 1),
    )


def test_the_meeting_and_the_half_days_may_be_left_out():
    assert read("o1,2026-02-11,missed", header="person,date,kind") == (
        Attendance("o1", "2026-02-11", "missed", 0, "1"),
    )


def test_a_day_of_a_spreadsheet_is_a_day():
    assert read("o1,2026-02-11 00:00:00,late")[0].date == "2026-02-11"


def test_a_file_with_nothing_but_its_header_states_no_fact():
    assert read() == ()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("o9,2026-02-11,missed", "no such person"),
        ("o1,2026-02-30,missed", "the date cannot be read"),
        ("o1,2026-2-3,missed", "the date cannot be read"),
        ("o1,20260203,missed", "the date cannot be read"),
        ("o1,2026-02-11 08:00:00,missed", "the date cannot be read"),
        ("o1,2025-02-11,missed", "another year"),
        ("o1,2026-02-11,sick", "the kind cannot be read"),
        ("o1,,missed", "the date is missing"),
        ("o1,2026-02-11,", "the kind is missing"),
        ("o1,2026-02-11,missed,1", "the half_days has to be empty"),
        ("o1,2026-02-11,absent,", "half_days"),
        ("o1,2026-02-11,absent,0", "half_days"),
        ("o1,2026-02-11,absent,3", "half_days"),
        ("o1,2026-02-11,absent,0.5", "half_days"),
        ("o1,2026-02-11,absent,１", "half_days"),
        ("o1,2026-02-11,absent,1,2", "the meeting has to be empty"),
        ("o1,2026-02-11,missed,,上午", "the meeting cannot be read"),
    ],
)
def test_a_wrong_row_refuses_the_file_and_is_named_by_its_number(line, says):
    with pytest.raises(AttendanceRejected, match=r"Nothing was stored: row 3: .*" + says):
        read("o1,2026-01-05,late", line)


def test_what_stood_in_the_file_is_not_repeated():
    with pytest.raises(AttendanceRejected) as refusal:
        read("张三丰,2026-02-11,missed")

    assert "张三丰" not in str(refusal.value)


def test_the_same_fact_twice_is_refused():
    with pytest.raises(AttendanceRejected, match="row 3: it repeats or contradicts number 2"):
        read("o1,2026-02-11,missed", "o1,2026-02-11,missed,0")


def test_two_meetings_missed_on_one_day_are_two():
    assert len(read("o1,2026-02-11,missed,,1", "o1,2026-02-11,missed,,2")) == 2


@pytest.mark.parametrize("other", ["late", "early"])
def test_nobody_is_late_for_a_meeting_they_missed(other):
    lines = ("o1,2026-02-11,missed", f"o1,2026-02-11,{other}")

    for order in (lines, lines[::-1]):
        with pytest.raises(AttendanceRejected, match="a meeting was missed and come to late"):
            read(*order)


def test_one_may_miss_a_meeting_and_be_late_for_another_of_the_day():
    assert len(read("o1,2026-02-11,missed,,1", "o1,2026-02-11,late,,2")) == 2


def test_late_and_early_at_one_meeting_may_both_be_written():
    assert len(read("o1,2026-02-11,late", "o1,2026-02-11,early")) == 2


def test_a_day_has_one_absence_from_work():
    with pytest.raises(AttendanceRejected, match="two absences"):
        read("o1,2026-02-11,absent,1", "o1,2026-02-11,absent,2")


@pytest.mark.parametrize("header", ["person,date,sort", "date,kind,half_days"])
def test_a_table_without_the_columns_is_refused(header):
    with pytest.raises(ColumnsMissing, match="were not found"):
        sheet("o1,2026-02-11,missed", header=header)


def test_columns_nobody_asked_for_are_named():
    assert sheet("o1,2026-02-11,late,x", header="person,date,kind,remark").unused == ["remark"]


def test_many_wrong_rows_are_counted():
    with pytest.raises(AttendanceRejected, match="and 5 more"):
        read(*["x,2026-02-11,late"] * 25)


def test_a_fact_that_stands_elsewhere_is_not_recorded_again():
    row = Attendance("o1", "2026-02-11", "missed", 0)

    check_new([row], [])
    with pytest.raises(AttendanceRejected, match="1 facts are recorded already"):
        check_new([row], {row})


def test_a_file_may_not_contradict_an_earlier_one():
    missed = Attendance("o1", "2026-02-11", "missed", 0)

    with pytest.raises(AttendanceRejected, match="1 facts contradict an earlier file"):
        check_new([Attendance("o1", "2026-02-11", "early", 0)], {missed})
    check_new([Attendance("o1", "2026-02-11", "early", 0, "2")], {missed})


def test_a_batch_is_named_by_what_it_holds():
    row = Attendance("o1", "2026-02-11", "missed", 0)

    one = Batch("county", 2026, None, (row,))

    assert one.digest == Batch("county", 2026, None, (row,)).digest
    assert one.digest != Batch("county", 2026, "a" * 64, (row,)).digest
    assert one.digest != Batch("district", 2026, None, (row,)).digest
    second = Attendance("o1", "2026-02-11", "missed", 0, "2")
    assert one.digest != Batch("county", 2026, None, (second,)).digest
