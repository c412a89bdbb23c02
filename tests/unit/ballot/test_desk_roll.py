"""Reading a table as a roll: whole or not at all, every finding by its row, rare names kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.roll.domain.findings import TEXTS, Finding, findings_csv
from ballot_service.roll.domain.rolls import (
    LONGEST_FIELD,
    RollChanged,
    RollLine,
    RollRejected,
    RollUnconfirmed,
    check_confirmed,
)
from ballot_service.roll.domain.rosters import MOST_TOLD, Roster, check_no_problems, read_roster
from shared.tables.names import lacks
from shared.tables.table import ColumnsMissing, Table

HEADER = ["姓名", "单位", "职务", "票类"]
BOTH = {"A": "代表票", "B": "B类"}


def a_roster(*rows: list[str], electorates: dict[str, str] = BOTH) -> Roster:
    filled = [[*row, *[""] * (4 - len(row))] for row in rows]
    return read_roster(Table(HEADER, filled), electorates, lacks)


def found(roster: Roster) -> list[tuple[str, int, str, int, str]]:
    """Return what was found, problems first."""
    both = [*roster.problems, *roster.warnings]
    return [(one.code, one.row, one.column, one.other, one.detail) for one in both]


def test_everybody_in_the_table_is_on_the_roll_in_its_order():
    roster = a_roster(["张三", "甲局", "局长", "A"], ["李四", "甲局", "", "B"])

    assert roster.lines == [RollLine("张三", "甲局", "A"), RollLine("李四", "甲局", "B")]
    assert roster.by_electorate == {"A": 1, "B": 1}
    assert found(roster) == []


@pytest.mark.parametrize("written", ["A", "a", "Ａ", " A ", "A类", "A票", "代表票", "代 表 票"])
def test_a_class_may_be_written_in_several_ways(written):
    assert a_roster(["张三", "甲局", "", written]).lines[0].electorate == "A"


def test_the_class_may_be_left_out_where_there_is_just_one():
    one = read_roster(Table(["name", "unit"], [["张三", "甲局"]]), {"A": "代表"}, lacks)

    assert one.lines == [RollLine("张三", "甲局", "A")]
    with pytest.raises(ColumnsMissing, match="electorate"):
        read_roster(Table(["name", "unit"], [["张三", "甲局"]]), BOTH, lacks)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (["", "甲局", "", "A"], ("empty", 2, "name", 0, "")),
        (["张三", "", "", "A"], ("empty", 2, "unit", 0, "")),
        (["张三", "甲局", "", ""], ("empty", 2, "electorate", 0, "")),
        (["张三", "甲局", "", "C"], ("no_such_electorate", 2, "electorate", 0, "A / B")),
        (["张" * (LONGEST_FIELD + 1), "甲局", "", "A"], ("too_long", 2, "name", 0, "")),
        (["张三", "甲局", "长" * (LONGEST_FIELD + 1), "A"], ("too_long", 2, "post", 0, "")),
    ],
)
def test_a_row_with_a_problem_is_told_by_its_number_and_column(row, expected):
    roster = a_roster(row)

    assert found(roster) == [expected]
    assert roster.lines == []


@pytest.mark.parametrize(
    "second",
    [
        ["张三", "甲局", "", "A"],
        ["张三", "甲局", "副局长", "B"],
        ["张 三", "甲 局", "", "A"],
        ["张三", "甲局\u200b", "", "A"],
    ],
)
def test_the_same_person_twice_is_a_problem(second):
    roster = a_roster(["张三", "甲局", "", "A"], ["李四", "甲局", "", "A"], second)

    assert found(roster) == [("same_person", 4, "name", 2, "")]
    assert len(roster.lines) == 2


def test_look_alike_letters_and_radicals_make_nobody_twice():
    roster = a_roster(["方力", "甲局", "", "A"], ["⽅カ", "甲局", "", "B"])

    assert found(roster) == [("same_person", 3, "name", 2, "")]


def test_one_name_in_two_units_and_near_names_in_one_ask_for_a_second_look():
    roster = a_roster(
        ["张三", "甲局", "", "A"],
        ["张三", "乙局", "", "B"],
        ["王已", "甲局", "", "A"],
        ["王巳", "甲局", "", "A"],
        ["王己", "乙局", "", "A"],
    )

    assert found(roster) == [("same_name", 3, "name", 2, ""), ("near_name", 5, "name", 4, "")]
    assert len(roster.lines) == 5


def test_what_cannot_be_printed_asks_for_a_second_look_and_is_kept():
    roster = a_roster(["ཀ张ཀༀ", "甲局", "", "A"], ["𠮷野", "ཀ局", "", "A"])

    assert found(roster) == [
        ("not_printable", 2, "name", 0, "ཀ (U+0F40), ༀ (U+0F00)"),
        ("not_printable", 3, "unit", 0, "ཀ (U+0F40)"),
    ]
    assert roster.lines[0].name == "ཀ张ཀༀ"


def test_a_table_without_people_is_refused():
    with pytest.raises(RollRejected, match="Nobody"):
        a_roster(["", "", "", ""])


def test_a_refusal_tells_every_row_up_to_twenty_and_never_what_stands_there():
    roster = a_roster(*(["秘密", f"甲局{number}", "", "Z"] for number in range(30)))

    with pytest.raises(RollRejected) as error:
        check_no_problems(roster)

    message = str(error.value)
    assert message.count("Row ") == MOST_TOLD
    assert "And 10 more." in message
    assert "秘密" not in message
    assert "甲局" not in message
    check_no_problems(a_roster(["张三", "甲局", "", "A"]))


def test_warnings_need_the_digest_of_the_file_that_was_looked_at():
    check_confirmed("ab", None, 0)
    check_confirmed("ab", "ab", 3)
    with pytest.raises(RollUnconfirmed):
        check_confirmed("ab", None, 3)
    with pytest.raises(RollChanged):
        check_confirmed("ab", "cd", 3)
    with pytest.raises(RollChanged):
        check_confirmed("ab", "cd", 0)


def test_every_finding_is_told_in_both_languages():
    for code in TEXTS:
        one = Finding(code, 3, "name", 2, "A / B")
        assert not one.told("zh").isascii()
        assert "{" not in one.told("zh") + one.told("en")


def test_findings_as_a_file_compute_nothing():
    roster = a_roster(
        ["=1+1", "甲局", "", "Z"], ["@张三", "甲局", "", "A"], ["@张三", "乙局", "", "A"]
    )

    made = findings_csv(roster.problems, roster.warnings, dict(roster.rows), "zh").decode()

    lines = made.splitlines()
    assert lines[0] == "\ufeff类型,行,说明,姓名,单位,职务,票类"
    assert lines[1] == "问题,2,本次会议没有这个票类；请填 A / B,'=1+1,甲局,,Z"
    assert lines[2].endswith(",'@张三,乙局,,A")


names = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf", "Mn")), min_size=1
)


@given(st.lists(names.filter(lambda n: len(n) < LONGEST_FIELD), min_size=1, max_size=20))
def test_every_accepted_name_comes_back_as_written(written):
    roster = a_roster(*([name, f"第{number}局", "", "A"] for number, name in enumerate(written)))

    assert [line.name for line in roster.lines] == written
