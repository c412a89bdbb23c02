"""The blocks of a .bel file: old-style tar entries, read and written in one spelling only.

PROTOCOL section 10. There is no end-of-archive mark: a file is append-only, and an earlier
copy is a prefix. Every entry bears the time of the header, so none tells when it came.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from typing import BinaryIO, NamedTuple

from shared.crypto.errors import ArchiveRejected
from shared.crypto.jsontext import encode

BLOCK = 512
HEADER_NAME = "BELENIOS"
EVENT_SUFFIX = ".event.json"
DATA_SUFFIX = ".data.json"
MAX_ENTRY_BYTES = 2**27
"""Of one content: a list of two million credentials."""
MAX_TIMESTAMP = 8**11 - 1

_SIZE, _TIME, _CHECKSUM = slice(124, 135), slice(136, 147), slice(148, 156)


class Entry(NamedTuple):
    """One file of the archive: event or data, its hash verified."""

    digest: str
    """Hexadecimal SHA-256 of the text."""
    text: str
    is_event: bool
    start: int
    """Where the content begins in the file."""


def write_header(timestamp: int) -> bytes:
    """Return the first entry, which says version and time."""
    assert 0 <= timestamp <= MAX_TIMESTAMP, "a time that fits eleven octal digits"
    content = encode({"version": 1, "timestamp": str(timestamp)}).encode()
    return _blocks(HEADER_NAME, content, timestamp)


def write_entry(text: str, timestamp: int, *, is_event: bool) -> tuple[str, bytes]:
    """Return (hexadecimal SHA-256 of ``text``, its blocks)."""
    content = text.encode()
    digest = sha256(content).hexdigest()
    return digest, _blocks(digest + (EVENT_SUFFIX if is_event else DATA_SUFFIX), content, timestamp)


def read_timestamp(reader: BinaryIO) -> int:
    """Return the time of the header, which is read from ``reader``.

    Raises:
        ArchiveRejected: the file does not begin with exactly one header as we write it.
    """
    name, content, timestamp = _read_blocks(reader, "header") or ("", b"", 0)
    if write_header(timestamp) != _blocks(name, content, timestamp):
        raise ArchiveRejected(1, "tar-header", "The file has no Belenios header.", "header")
    return timestamp


def read_entries(reader: BinaryIO, timestamp: int) -> Iterator[Entry]:
    """Yield every entry behind the header (checks 1 and 2), until the file ends.

    Raises:
        ArchiveRejected: a block that we would not write so, or a name that is not the hash.
    """
    for number in count(1):
        where, start = f"entry {number}", reader.tell() + BLOCK
        blocks = _read_blocks(reader, where)
        if blocks is None:
            return
        name, content, time = blocks
        if time != timestamp:
            raise ArchiveRejected(1, "tar-header", "An entry bears another time.", where)
        yield _entry(name, content, start, where)


def read_again(reader: BinaryIO, start: int, size: int, digest: str) -> str:
    """Return the text of an entry that ``read_entries`` passed before.

    Args:
        reader: the same file.
        start: where the content begins.
        size: its length in bytes.
        digest: what its SHA-256 was.

    Raises:
        ArchiveRejected: the file has changed in the meantime.
    """
    reader.seek(start)
    content = reader.read(size)
    if sha256(content).hexdigest() != digest:
        raise ArchiveRejected(2, "member-hash", "The file changed while it was read.")
    return content.decode()


def _entry(name: str, content: bytes, start: int, where: str) -> Entry:
    """Return the entry of one name and content, if they belong together."""
    is_event = name.endswith(EVENT_SUFFIX)
    digest = name.removesuffix(EVENT_SUFFIX if is_event else DATA_SUFFIX)
    if digest == name:
        raise ArchiveRejected(1, "tar-header", "An entry is neither event nor data.", where)
    if sha256(content).hexdigest() != digest:
        raise ArchiveRejected(2, "member-hash", "A content is not what its name says.", where)
    try:
        return Entry(digest, content.decode(), is_event, start)
    except UnicodeDecodeError:
        raise ArchiveRejected(6, "json-utf8", "A content is not UTF-8.", where) from None


def _blocks(name: str, content: bytes, timestamp: int) -> bytes:
    """Return header block, content and padding of one entry."""
    return _header(name, len(content), timestamp) + content + bytes(-len(content) % BLOCK)


def _header(name: str, size: int, timestamp: int) -> bytes:
    """Return the header block of one entry."""
    block = bytearray(BLOCK)
    block[: len(name)] = name.encode()
    block[100:107], block[108:115], block[116:123] = b"0000644", b"0000000", b"0000000"
    block[_SIZE] = b"%011o" % size
    block[_TIME] = b"%011o" % timestamp
    block[_CHECKSUM] = b" " * 8
    block[156:157] = b"0"
    block[_CHECKSUM] = b"%06o\0 " % sum(block)
    return bytes(block)


def _read_blocks(reader: BinaryIO, where: str) -> tuple[str, bytes, int] | None:
    """Return (name, content, time) of the next entry, or None at the end of the file.

    Header and padding are written again and compared, so nothing can hide in them.
    """
    block = reader.read(BLOCK)
    if not block:
        return None
    try:
        name = block[:100].rstrip(b"\0").decode("ascii")
        size, time = int(block[_SIZE], 8), int(block[_TIME], 8)
    except ValueError:
        raise ArchiveRejected(1, "tar-header", "A block is no entry header.", where) from None
    if not 0 <= size <= MAX_ENTRY_BYTES or time < 0:
        raise ArchiveRejected(1, "tar-header", "An entry has an impossible size or time.", where)
    content, padding = reader.read(size), reader.read(-size % BLOCK)
    written = (_header(name, size, time), size, bytes(-size % BLOCK))
    if (block, len(content), padding) != written:
        raise ArchiveRejected(1, "tar-header", "An entry is not written as it must be.", where)
    return name, content, time
