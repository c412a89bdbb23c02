"""What raw files give away: marks planted in them, and the order in which ballots came.

Everything is read as bytes, as somebody would who has the disk: database files with all their
pages, write-ahead log and shared memory, Valkey's append-only file, logs, archives.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from base64 import b64encode, urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

PAGE = 4096
WAL_INDEX_HEADER = 136
WAL_INDEX_BLOCK = 32 * 1024
PAGES_IN_BLOCK = 4096


def raw_files(data: Path) -> dict[str, bytes]:
    """Return the content of every file under ``data`` but keys, by its path there."""
    found = {}
    for path in sorted(data.rglob("*")):
        if path.is_file() and path.suffix not in {".key", ".acl", ".json"}:
            found[str(path.relative_to(data))] = path.read_bytes()
    return found


def spellings(mark: str, *, hashed: bool = True) -> set[bytes]:
    """Return how ``mark`` may stand in a file: as text, escaped, encoded, and if asked hashed."""
    plain = mark.encode()
    digest = sha256(plain)
    found = {digest.digest(), digest.hexdigest().encode()} if hashed else set()
    found |= {
        plain,
        json.dumps(mark)[1:-1].encode(),
        mark.encode("utf-16-le"),
        mark.encode("utf-16-be"),
        quote(mark).encode(),
        plain.hex().encode(),
    }
    for shift in range(3):
        for encode in (b64encode, urlsafe_b64encode):
            # The first and last characters depend on the neighbours, whatever the shift.
            found.add(encode(bytes(shift) + plain)[2 + shift : -4])
    return {spelling for spelling in found if len(spelling) >= 8}


def sightings(
    marks: Mapping[str, str], files: Mapping[str, bytes], *, hashed: bool = True
) -> set[tuple[str, str]]:
    """Return (name of the mark, file) of every mark that stands in a file in any spelling."""
    return {
        (name, file)
        for name, mark in marks.items()
        for file, content in files.items()
        if any(spelling in content for spelling in spellings(mark, hashed=hashed))
    }


@dataclass(frozen=True, slots=True)
class Fingers:
    """What can be recognised of one ballot in raw bytes."""

    tracker: bytes
    credential: str
    text: str

    def needles(self) -> dict[str, bytes]:
        """Return byte strings that only this ballot has, by name."""
        return {
            "tracker": self.tracker,
            "tracker hex": self.tracker.hex().encode(),
            "tracker base64": b64encode(self.tracker).rstrip(b"="),
            "credential": self.credential.encode(),
            "credential raw": bytes.fromhex(self.credential),
            "credential libsodium": bytes.fromhex(self.credential)[::-1],
            "tail": self.text[-60:].encode(),
        }


Places = list[float | None]
"""Where each ballot stands by one key, in the order of casting; None where it does not."""


def order_keys(
    files: Mapping[str, bytes], ballots: Sequence[Fingers], main: str
) -> dict[str, Places]:
    """Return every order that the files offer.

    Args:
        files: raw content by name.
        ballots: in the order in which they were cast: what the attack is to find.
        main: which of ``files`` is the database; ``-wal`` and ``-shm`` lie beside it.
    """
    keys: dict[str, Places] = {}
    needles = [ballot.needles() for ballot in ballots]
    for name in needles[0]:
        for file, content in files.items():
            found = [list(places(content, needle[name])) for needle in needles]
            _add_ends(keys, f"{file}: {name}", found)
            if file == main:
                _add_by_page(keys, name, content, found)
    tails = [list(places(files[main], needle["tail"])) for needle in needles]
    written = wal_order(files.get(f"{main}-shm", b""))
    pages = [[written.get(place // PAGE + 1) for place in found] for found in tails]
    _add_ends(keys, f"{main}-shm: page", [[p for p in found if p is not None] for found in pages])
    keys["row number"] = row_numbers(files[main], ballots)
    return {key: found for key, found in keys.items() if any(p is not None for p in found)}


def places(content: bytes, needle: bytes) -> Iterator[int]:
    """Yield every offset of ``needle`` in ``content``."""
    at = content.find(needle)
    while at >= 0:
        yield at
        at = content.find(needle, at + 1)


def _add_ends(keys: dict[str, Places], name: str, found: Sequence[Sequence[float]]) -> None:
    """Add the first and the last place of each ballot as two keys."""
    keys[f"{name}, first"] = [min(at) if at else None for at in found]
    keys[f"{name}, last"] = [max(at) if at else None for at in found]


def _add_by_page(
    keys: dict[str, Places], name: str, content: bytes, found: Sequence[Sequence[int]]
) -> None:
    """Add the places on each kind of page of the database, and those that no row uses."""
    free = free_pages(content)
    for kind in ("table", "tree", "other", "free", "gap"):
        chosen = [[at for at in ats if kind in kinds(content, at, free)] for ats in found]
        _add_ends(keys, f"{kind} page: {name}", chosen)


def kinds(content: bytes, at: int, free: set[int]) -> set[str]:
    """Return on what kind of page the byte ``at`` lies, and whether a row uses that place."""
    start = at // PAGE * PAGE
    if start // PAGE + 1 in free:
        return {"free"}
    header = start + (100 if start == 0 else 0)
    kind = {2: "tree", 10: "tree", 5: "table", 13: "table"}.get(content[header], "other")
    if kind == "other":
        return {kind}
    cells, first_cell = struct.unpack(">HH", content[header + 3 : header + 7])
    pointers_end = header + (12 if content[header] in (2, 5) else 8) + 2 * cells
    in_gap = pointers_end <= at < start + (first_cell or 65536)
    return {kind, "gap"} if in_gap else {kind}


def free_pages(content: bytes) -> set[int]:
    """Return the numbers of the database's free pages, which may still hold what they held."""
    found: set[int] = set()
    if len(content) < PAGE:
        return found
    (trunk,) = struct.unpack(">I", content[32:36])
    while trunk and trunk not in found:
        start = (trunk - 1) * PAGE
        after, count = struct.unpack(">II", content[start : start + 8])
        found |= {trunk, *struct.unpack(f">{count}I", content[start + 8 : start + 8 + 4 * count])}
        trunk = after
    return found


def wal_order(index: bytes) -> dict[int, int]:
    """Return page number to when it was first written, as the log's index remembers it."""
    numbers: list[int] = []
    for start in range(0, len(index), WAL_INDEX_BLOCK):
        skipped = WAL_INDEX_HEADER if start == 0 else 0
        block = index[start + skipped : start + 4 * PAGES_IN_BLOCK]
        numbers += struct.unpack(f"={len(block) // 4}I", block)
    return {page: when for when, page in reversed(list(enumerate(numbers))) if page}


def row_numbers(database: bytes, ballots: Sequence[Fingers]) -> Places:
    """Return each ballot's hidden row number; None in a table that has none."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(_without_log(database))
    try:
        rows = dict(connection.execute("SELECT tracker, rowid FROM ballot"))
    except sqlite3.OperationalError:
        rows = {}
    finally:
        connection.close()
    return [rows.get(ballot.tracker) for ballot in ballots]


def _without_log(database: bytes) -> bytes:
    """Return the database marked as having no write-ahead log, so that it opens in memory."""
    return database[:18] + b"\1\1" + database[20:]


def right_links(found: Places, ballots: Sequence[Fingers]) -> dict[str, int]:
    """Return how many ballots the order ``found`` puts where they were cast, and its reverse.

    Ballots without a place, or with the same one, are put in the order of their trackers.
    """
    last = float("inf")
    ranked = sorted(
        range(len(ballots)),
        key=lambda n: (last if found[n] is None else found[n], ballots[n].tracker),
    )
    return {
        "forward": sum(rank == number for rank, number in enumerate(ranked)),
        "backward": sum(rank == number for rank, number in enumerate(reversed(ranked))),
    }


class Attack:
    """Right links by key, over many runs."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()

    def run(
        self, files: Mapping[str, bytes], ballots: Sequence[Fingers], main: str, box: str
    ) -> None:
        """Try every key that the files offer; ``box`` is left out of the keys' names."""
        for key, found in order_keys(files, ballots, main).items():
            for way, hits in right_links(found, ballots).items():
                self.hits[f"{key.replace(box, 'BOX')}, {way}"] += hits

    @property
    def best(self) -> tuple[str, int]:
        """The key that found most."""
        return self.hits.most_common(1)[0]


VACUUM_ONLY = "VACUUM"
SORT_ONLY = """
    CREATE TABLE sorted AS SELECT * FROM ballot ORDER BY tracker;
    DROP TABLE ballot;
    ALTER TABLE sorted RENAME TO ballot;
"""


def in_a_plain_table(
    folder: Path, main: str, ballots: Sequence[Fingers], scrub: str
) -> dict[str, bytes]:
    """Return the files of a database ``main`` with row numbers, scrubbed not well enough."""
    path = folder / main
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA secure_delete=OFF")
    connection.execute("CREATE TABLE ballot (tracker BLOB UNIQUE, credential TEXT, text TEXT)")
    rows = [(ballot.tracker, ballot.credential, ballot.text) for ballot in ballots]
    connection.executemany("INSERT INTO ballot VALUES (?, ?, ?)", rows)
    connection.commit()
    connection.executescript(scrub)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = raw_files(folder)  # before the log's index goes with the last connection
    connection.close()
    return files
