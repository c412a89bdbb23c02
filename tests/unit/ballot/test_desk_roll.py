"""Reading a roll: whole or not at all, problems by line, rare characters kept."""

from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballot_service.roll.domain.rolls import (
    LONGEST_FIELD,
    MOST_BYTES,
    MOST_PROBLEMS,
    RollLine,
    RollRejected,
    parse_roll,
)

HEADER = "name,unit,electorate\n"


def read(text: str, electorates: str = "AB") -> list[RollLine]:
    return parse_roll((HEADER + text).encode(), electorates)


def refused(content: str | bytes, electorates: str = "AB") -> str:
    body = content if isinstance(content, bytes) else (HEADER + content).encode()
    with pytest.raises(RollRejected) as error:
        parse_roll(body, electorates)
    return str(error.value)


def test_everybody_in_the_file_is_on_the_roll_in_its_order():
    assert read("张三,甲局,A\n李四,甲局,B\n") == [
        RollLine("张三", "甲局", "A"),
        RollLine("李四", "甲局", "B"),
    ]


def test_a_byte_order_mark_and_windows_line_ends_change_nothing():
    plain = HEADER + "张三,甲局,A\n"
    windows = b"\xef\xbb\xbf" + plain.replace("\n", "\r\n").encode()

    assert parse_roll(windows, "A") == parse_roll(plain.encode(), "A")


@pytest.mark.parametrize("name", ["𠮷野", "㐀", "欧阳·买买提", "O'Neil, Ann"])
def test_a_rare_name_is_kept_exactly(name):
    (line,) = read(f'"{name}",甲局,A\n')

    assert line.name == name


def test_a_compatibility_character_is_kept_and_still_the_same_person():
    compatible = "\ufa19"
    unified = unicodedata.normalize("NFC", compatible)
    assert compatible != unified

    assert read(f"{compatible},甲局,A\n")[0].name == compatible
    assert "Line 3: the same name" in refused(f"{compatible},甲局,A\n{unified},甲局,A\n")


@pytest.mark.parametrize(
    ("second", "why"),
    [
        ("张三,甲局,A", "the very same"),
        ("张三,甲局,B", "in another electorate"),
        ("张 三,甲局,A", "with a space"),
        ("张\u3000三,甲局,A", "with a wide space"),
        ("张\u200b三,甲局,A", "with a space that does not show"),
        (" 张三 , 甲局 ,A", "with spaces around"),
        ("e\u0301,甲局,A", "in another composition"),
    ],
)
def test_the_same_person_twice_is_refused(second, why):
    first = "é,甲局,A" if "\u0301" in second else "张三,甲局,A"

    assert "Line 3: the same name and unit as on line 2." in refused(f"{first}\n{second}\n"), why


def test_one_name_in_two_units_is_two_people():
    assert len(read("张三,甲局,A\n张三,乙局,A\n")) == 2


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (",甲局,A", "Line 2: the name is empty."),
        ("\u3000,甲局,A", "Line 2: the name is empty."),
        ("张三,,A", "Line 2: the unit is empty."),
        ("张三,甲局,", "Line 2: the electorate is empty."),
        ("张三,甲局,C", "Line 2: this meeting has no such electorate."),
        ("张三,甲局,a", "Line 2: this meeting has no such electorate."),
        ("张三,甲局", "Line 2: not three columns."),
        ("张三,甲局,A,x", "Line 2: not three columns."),
        ("", "Line 2: not three columns."),
        ("张\x00三,甲局,A", "Line 2: the name has a control character."),
        ("张\x1b三,甲局,A", "Line 2: the name has a control character."),
        ("张" * (LONGEST_FIELD + 1) + ",甲局,A", "Line 2: the name is longer than 100 characters."),
        ('"张\n三",甲局,A', "Line 3: the name has a control character."),
        ('张"三",甲局,A\n"', "quotation mark"),
        ('"张三"x,甲局,A', "quotation mark"),
    ],
)
def test_a_line_with_a_problem_is_told_by_its_number(line, says):
    assert says in refused(line + "\n")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Line 1: the header"),
        (b"name,unit\n", "Line 1: the header"),
        ("姓名,单位,票类\n张三,甲局,A\n".encode(), "Line 1: the header"),
        (b"name, unit, electorate\n", "Line 1: the header"),
        (b"name,unit,electorate\n", "Nobody is on this roll."),
        (HEADER.encode() + "张三,甲局,A".encode("gb18030"), "not UTF-8"),
        (HEADER.encode("utf-16"), "not UTF-8"),
        (b"x" * (MOST_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_a_file_that_is_no_roll_is_refused(content, says):
    assert says in refused(content)


def test_a_refusal_tells_every_line_up_to_twenty_and_never_what_stands_there():
    lines = "\n".join(f"秘密{number},甲局,Z" for number in range(30))

    message = refused(lines)

    assert message.count("Line ") == MOST_PROBLEMS
    assert "And 10 more." in message
    assert "秘密" not in message
    assert "甲局" not in message


@given(st.binary(max_size=200))
def test_any_bytes_give_a_roll_or_a_refusal(content):
    with contextlib.suppress(RollRejected):
        assert parse_roll(HEADER.encode() + content, "AB")


names = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cf")), min_size=1)


@given(st.lists(names.filter(lambda n: len(n) < LONGEST_FIELD), min_size=1, max_size=20))
def test_every_accepted_name_comes_back_as_written(found):
    quoted = ['"' + name.replace('"', '""') + '"' for name in found]
    text = "".join(f"{name},甲局{number},A\n" for number, name in enumerate(quoted))

    lines = read(text)

    assert [line.name for line in lines] == [name.strip() for name in found]
