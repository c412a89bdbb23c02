"""A packed file that cannot be unpacked is refused where it is read; the child need not die."""

from __future__ import annotations

import struct

import pytest
from factories.tables import SHEET, an_xlsx

from shared.tables.cells import Refused
from shared.tables.workbooks import read_packed

PEOPLE = [["姓名", "单位"], ["张三", "甲局"]]
LOCAL, CENTRAL = b"PK\x03\x04", b"PK\x01\x02"
FLAGS, METHOD = 6, 8
"""Where flags and method stand after a local header's beginning; two bytes on in the directory."""


def headers(workbook: bytes) -> tuple[int, int]:
    """Return where the local header and the directory's entry of the sheet begin."""
    local = workbook.rfind(LOCAL, 0, workbook.find(SHEET.encode()))
    return local, workbook.rfind(CENTRAL, 0, workbook.rfind(SHEET.encode()))


def with_field(offset: int, value: int) -> bytes:
    """Return a workbook whose sheet says `value` in both of its headers."""
    workbook = bytearray(an_xlsx(PEOPLE))
    local, central = headers(workbook)
    struct.pack_into("<H", workbook, local + offset, value)
    struct.pack_into("<H", workbook, central + offset + 2, value)
    return bytes(workbook)


def with_a_damaged_stream() -> bytes:
    workbook = bytearray(an_xlsx(PEOPLE))
    local, _ = headers(workbook)
    names = sum(struct.unpack_from("<HH", workbook, local + 26))
    workbook[local + 30 + names] |= 0b110  # a block of the kind that deflate does not have
    return bytes(workbook)


def with_a_part_longer_than_the_file() -> bytes:
    workbook = bytearray(with_field(METHOD, 0))
    _, central = headers(bytes(workbook))
    struct.pack_into("<II", workbook, central + 20, 100_000, 100_000)
    return bytes(workbook)


def with_an_offset_before_the_beginning() -> bytes:
    workbook = bytearray(an_xlsx(PEOPLE))
    end = workbook.rfind(b"PK\x05\x06")
    (offset,) = struct.unpack_from("<I", workbook, end + 16)
    struct.pack_into("<I", workbook, end + 16, offset + 1_000_000)
    return bytes(workbook)


def test_the_workbook_that_is_changed_here_is_read_without_the_change():
    assert read_packed(an_xlsx(PEOPLE)) == (PEOPLE, "xlsx")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(with_field(FLAGS, 0x1), id="packed with a password"),
        pytest.param(with_field(FLAGS, 0x20), id="packed as a patch"),
        pytest.param(with_field(METHOD, 99), id="packed in an unknown way"),
        pytest.param(with_a_damaged_stream(), id="a damaged stream"),
        pytest.param(with_a_part_longer_than_the_file(), id="a part longer than the file"),
        pytest.param(with_an_offset_before_the_beginning(), id="an offset before the beginning"),
        pytest.param(an_xlsx(PEOPLE)[:-30], id="cut off"),
    ],
)
def test_a_packed_file_that_cannot_be_unpacked_is_broken(body):
    with pytest.raises(Refused) as refusal:
        read_packed(body)

    assert refusal.value.args[0] == "broken"
