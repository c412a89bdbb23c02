"""Two spellings of one name are one; two names stay two; what cannot be printed is known."""

from __future__ import annotations

import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.tables.glyphs import FontUnreadable, read_ranges, shows
from shared.tables.names import lacks, near, normalised


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张三", "张 三"),
        ("张三", "张\u3000三"),
        ("张三", "张\u200b三"),
        ("方力", "⽅⼒"),  # radicals, as copied from a PDF
        ("方力", "方カ"),  # a Katakana letter
        ("王长飞", "王⻓⻜"),
        ("买买提·艾力", "买买提•艾力"),
        ("买买提·艾力", "买买提．艾力"),
        ("Ann Lee", "АNN LEE"),  # a Cyrillic letter
        ("Tom", "Тоm"),
        ("ＡＢ", "ab"),
        ("e\u0301", "é"),
        ("\ufa19", "神"),
        ("葛\U000e0100", "葛"),
        ("李O", "李0"),
        ("O’Neil", "O'Neil"),
    ],
)
def test_two_spellings_of_one_name_are_compared_as_one(one, other):
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("张三", "张四"), ("张已", "张巳"), ("王玉", "王王"), ("𠮷野", "吉野"), ("Ann", "Anna")],
)
def test_two_names_stay_two(one, other):
    assert normalised(one) != normalised(other)


def test_names_that_a_tired_reader_takes_for_one_are_near():
    assert near("张已") == near("张巳") == near("张己")
    assert near("李末") == near("李未")
    assert near("吴 峰") == near("吳峯")
    assert near("张三") != near("张四")


@given(st.text(max_size=20))
def test_comparing_twice_changes_nothing_more_and_spaces_never_matter(name):
    once = normalised(name)

    assert normalised(f" {name}\u200b") == once
    assert not any(character.isspace() for character in once)


def test_what_the_font_lacks_is_named_once_and_in_order():
    assert lacks("张三𠮷野㐀䶮·Ann é 欧阳") == []
    assert lacks("ཀ张ༀཀ\ue863") == ["ཀ", "ༀ", "\ue863"]
    assert lacks("葛\U000e0100\u200b\t 　") == []


def test_every_common_character_can_be_printed():
    gb2312 = [bytes([a, b]).decode("gb2312") for a in range(0xB0, 0xF7) for b in range(0xA1, 0xFA)]

    assert [c for c in gb2312 if not shows(c)] == []
    assert unicodedata.name(gb2312[0]) == "CJK UNIFIED IDEOGRAPH-554A"
    assert not shows("\U0010ffff")


@pytest.mark.parametrize(
    "content", [b"", b"ttcf", b"OTTO" + bytes(40), b"\0\1\0\0\0\1" + bytes(40)]
)
def test_what_is_no_font_is_told(content):
    with pytest.raises(FontUnreadable):
        read_ranges(io.BytesIO(content))
