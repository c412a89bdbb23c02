"""Attendance files: read strictly, refused as a whole, never echoed."""

from __future__ import annotations

import pytest

from appraisal_service.facts.domain import (
    Attendance,
    AttendanceRejected,
    Batch,
    check_new,
    read_attendance,
)

HEADER = "person,date,kind,half_days\n"
PEOPLE = {"o1", "o2"}


def read(lines: str, header: str = HEADER):
    return read_attendance((header + lines).encode(), 2026, PEOPLE)


def test_a_file_becomes_sorted_facts():
    rows = read("o2,2026-03-04,late,\no1,2026-02-11,missed,0\no1,2026-06-10,absent,2\n")

    assert rows == (
        Attendance("o1", "2026-02-11", "missed", 0),
        Attendance("o1", "2026-06-10", "absent", 2),
        Attendance("o2", "2026-03-04", "late", 0),
    )


def test_a_byte_order_mark_and_blank_lines_do_no_harm():
    content = "\ufeff".encode() + (HEADER + "o1,2026-02-11,missed,\n\n").encode()

    assert len(read_attendance(content, 2026, PEOPLE)) == 1


def test_a_file_with_nothing_but_its_header_states_no_fact():
    assert read("") == ()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("o9,2026-02-11,missed,", "no such person"),
        ("o1,2026-02-30,missed,", "not a day"),
        ("o1,2026-2-3,missed,", "not a day"),
        ("o1,20260203,missed,", "not a day"),
        ("o1,2025-02-11,missed,", "another year"),
        ("o1,2026-02-11,sick,", "kind is none"),
        ("o1,2026-02-11,Missed,", "kind is none"),
        ("o1,2026-02-11,missed,1", "half_days"),
        ("o1,2026-02-11,absent,", "half_days"),
        ("o1,2026-02-11,absent,0", "half_days"),
        ("o1,2026-02-11,absent,3", "half_days"),
        ("o1,2026-02-11,absent,0.5", "half_days"),
        ("o1,2026-02-11,absent,１", "half_days"),
        ("o1,2026-02-11,missed", "4 columns"),
        ("o1,2026-02-11,missed,,", "4 columns"),
        (" o1,2026-02-11,missed,", "no such person"),
    ],
)
def test_a_wrong_line_refuses_the_file_and_is_named_by_its_number(line, says):
    with pytest.raises(AttendanceRejected, match=r"Nothing was stored: line 3: .*" + says):
        read("o1,2026-01-05,late,\n" + line + "\n")


def test_what_stood_in_the_file_is_not_repeated():
    with pytest.raises(AttendanceRejected) as refusal:
        read("张三丰,2026-02-11,missed,\n")

    assert "张三丰" not in str(refusal.value)


def test_the_same_fact_twice_is_refused():
    with pytest.raises(AttendanceRejected, match=r"line 3: the same fact"):
        read("o1,2026-02-11,missed,\no1,2026-02-11,missed,0\n")


def test_nobody_is_late_for_a_meeting_they_missed():
    with pytest.raises(AttendanceRejected, match="missed a meeting and was late"):
        read("o1,2026-02-11,missed,\no1,2026-02-11,late,\n")


def test_late_and_early_at_one_meeting_may_both_be_written():
    assert len(read("o1,2026-02-11,late,\no1,2026-02-11,early,\n")) == 2


def test_a_day_has_one_absence_from_work():
    with pytest.raises(AttendanceRejected, match="two absences"):
        read("o1,2026-02-11,absent,1\no1,2026-02-11,absent,2\n")


@pytest.mark.parametrize("header", ["", "person,date,kind\n", "Person,date,kind,half_days\n"])
def test_another_header_is_refused(header):
    with pytest.raises(AttendanceRejected, match="line 1 must be person,date,kind,half_days"):
        read("", header=header)


@pytest.mark.parametrize("content", [b"\xff\xfe", HEADER.encode() + b'"o1,2026'])
def test_bytes_that_are_no_csv_are_refused(content):
    with pytest.raises(AttendanceRejected, match="not a CSV"):
        read_attendance(content, 2026, PEOPLE)


def test_many_wrong_lines_are_counted():
    with pytest.raises(AttendanceRejected, match="and 5 more"):
        read("x\n" * 25)


def test_a_fact_that_stands_elsewhere_is_not_recorded_again():
    row = Attendance("o1", "2026-02-11", "missed", 0)

    check_new([row], [])
    with pytest.raises(AttendanceRejected, match="1 facts are recorded already"):
        check_new([row], {row})


def test_a_file_may_not_contradict_an_earlier_one():
    missed = Attendance("o1", "2026-02-11", "missed", 0)

    with pytest.raises(AttendanceRejected, match="against an earlier file"):
        check_new([Attendance("o1", "2026-02-11", "early", 0)], {missed})


def test_a_batch_is_named_by_what_it_holds():
    row = Attendance("o1", "2026-02-11", "missed", 0)

    one = Batch("county", 2026, None, (row,))

    assert one.digest == Batch("county", 2026, None, (row,)).digest
    assert one.digest != Batch("county", 2026, "a" * 64, (row,)).digest
    assert one.digest != Batch("district", 2026, None, (row,)).digest
