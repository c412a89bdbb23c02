"""Entries of a file: the bounds of times and sizes, and what is said of a bad block."""

from io import BytesIO

import pytest
from crypto_factories import TIME, digest

from shared.crypto import entries
from shared.crypto.entries import (
    BLOCK,
    MAX_TIMESTAMP,
    read_again,
    read_entries,
    read_timestamp,
    write_entry,
    write_header,
)
from shared.crypto.errors import ArchiveRejected

BLOCKS = write_entry("{}", TIME, is_event=False)[1]
NAME, SIZE, SUM = slice(0, 100), slice(124, 135), slice(148, 156)
CLOCK = slice(136, 147)


def refused(read, content):
    """Return (check, slug, place, words) of the refusal of a bad file."""
    with pytest.raises(ArchiveRejected) as refusal:
        read(BytesIO(content))
    return refusal.value.check, refusal.value.slug, refusal.value.where, refusal.value.what


def read_all(reader):
    return list(read_entries(reader, TIME))


def with_field(part, value):
    """Return an entry with one field of its header rewritten, and the checksum with it."""
    block = bytearray(BLOCKS[:BLOCK])
    block[part] = value.ljust(part.stop - part.start, b"\0")
    block[SUM] = b" " * 8
    block[SUM] = b"%06o\0 " % sum(block)
    return bytes(block) + BLOCKS[BLOCK:]


@pytest.mark.parametrize("time", [0, 1, MAX_TIMESTAMP])
def test_a_time_that_fits_is_written_and_read(time):
    assert read_timestamp(BytesIO(write_header(time))) == time


@pytest.mark.parametrize("time", [-1, MAX_TIMESTAMP + 1])
def test_no_other_time_is_written(time):
    with pytest.raises(AssertionError, match=r"^a time that fits eleven octal digits$"):
        write_header(time)


def test_entries_say_what_they_are_and_where_they_begin():
    event = write_entry('{"e":1}', TIME, is_event=True)[1]

    one, two = read_all(BytesIO(BLOCKS + event))

    assert one == (digest("{}"), "{}", False, BLOCK)
    assert two == (digest('{"e":1}'), '{"e":1}', True, len(BLOCKS) + BLOCK)


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        (SIZE, b"0000000000x", "A block is no entry header."),
        (CLOCK, b"0000000000x", "A block is no entry header."),
        (NAME, b"\xff.data.json", "A block is no entry header."),
        (SIZE, b"-0000000001", "An entry has an impossible size or time."),
        (SIZE, b"02000000001", "An entry has an impossible size or time."),
        (CLOCK, b"-0000000001", "An entry has an impossible size or time."),
        (SIZE, b"0000000 002", "A block is no entry header."),
        (SIZE, b" 0000000002", "An entry is not written as it must be."),
        (SIZE, b"00_00000002", "An entry is not written as it must be."),
        (SIZE, b"00000000001", "An entry is not written as it must be."),
        (CLOCK, b"00000000000", "An entry bears another time."),
        (NAME, b"x.data.js", "An entry is neither event nor data."),
        (NAME, b"x.data.jsonX", "An entry is neither event nor data."),
    ],
)
def test_what_is_wrong_with_a_block_is_said_with_its_number(part, value, words):
    content = BLOCKS + with_field(part, value)

    assert refused(read_all, content) == (1, "tar-header", "entry 2", words)


@pytest.mark.parametrize("name", [b".data.json", b".event.json", b"0" * 64 + b".data.json"])
def test_a_name_that_is_not_the_hash_is_refused(name):
    assert refused(read_all, with_field(NAME, name))[:3] == (2, "member-hash", "entry 1")


@pytest.mark.parametrize("other", [BLOCKS, write_header(TIME).replace(b"BELENIOS", b"BELENIUS")])
def test_the_first_entry_is_the_header(other):
    check, slug, place, _ = refused(read_timestamp, other)

    assert (check, slug, place) == (1, "tar-header", "header")


def test_an_empty_file_has_no_header():
    words = "The file has no Belenios header."

    assert refused(read_timestamp, b"") == (1, "tar-header", "header", words)


class Watched(BytesIO):
    """A file that says how much was asked of it."""

    asked = 0

    def read(self, size=-1):
        self.asked = max(self.asked, size)
        return super().read(size)


def test_no_entry_is_larger_than_the_limit_and_none_is_read_that_says_so(monkeypatch):
    content = write_entry("x" * 600, TIME, is_event=False)[1]
    monkeypatch.setattr(entries, "MAX_ENTRY_BYTES", 600)
    assert len(read_all(BytesIO(content))) == 1

    monkeypatch.setattr(entries, "MAX_ENTRY_BYTES", 599)
    reader = Watched(content)
    with pytest.raises(ArchiveRejected):
        read_all(reader)
    assert reader.asked == BLOCK


def test_what_is_read_again_must_be_the_same():
    reader = BytesIO(BLOCKS)

    assert read_again(reader, BLOCK, 2, digest("{}")) == "{}"
    for place in ((BLOCK, 3), (BLOCK + 1, 2), (0, 2)):
        with pytest.raises(ArchiveRejected) as refusal:
            read_again(reader, *place, digest("{}"))
        assert (refusal.value.check, refusal.value.slug) == (2, "member-hash")
