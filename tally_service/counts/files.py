"""Archives and ballots on disk: written whole or not at all, read with their digest checked.

``UUID.closed.bel`` is the archive as it was verified, ``UUID.bel`` the finished one, and
``UUID.ballots`` the closed one's ballots, a line each, for the workers that verify them.

May import: stdlib, this room's domain.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from shared.errors import Unavailable
from tally_service.counts.domain.chunks import Chunk


class FileDamaged(Unavailable):
    """A file of the service is not what it was when it was written."""

    code = "file_damaged"


@dataclass(frozen=True, slots=True)
class Slice:
    """Where one chunk stands in the file of ballots."""

    offset: int
    size: int
    digest: str


def closed_archive(folder: Path, uuid: str) -> Path:
    """Return where the closed archive of a box is."""
    return folder / f"{uuid}.closed.bel"


def finished_archive(folder: Path, uuid: str) -> Path:
    """Return where the finished archive of a box is, under the name Belenios' tools ask for."""
    return folder / f"{uuid}.bel"


def write(path: Path, content: bytes) -> None:
    """Write ``content`` so that after a power cut the file is all there, or the old one is."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(path: Path, digest: str) -> bytes:
    """Return the content of ``path`` if its SHA-256 is ``digest``.

    Raises:
        FileDamaged: no such file, or other content.
    """
    return _checked(_load(path, 0, -1), digest)


def write_ballots(folder: Path, uuid: str, chunks: Sequence[Chunk]) -> list[Slice]:
    """Write the ballots of a box, a line each; return where each chunk stands."""
    slices: list[Slice] = []
    content = bytearray()
    for chunk in chunks:
        lines = "".join(text + "\n" for text in chunk.texts).encode()
        slices.append(Slice(len(content), len(lines), sha256(lines).hexdigest()))
        content += lines
    write(_ballots(folder, uuid), bytes(content))
    return slices


def read_ballots(folder: Path, uuid: str, where: Slice) -> tuple[str, ...]:
    """Return the ballots of one chunk.

    Raises:
        FileDamaged: the file is not what was written.
    """
    lines = _checked(_load(_ballots(folder, uuid), where.offset, where.size), where.digest)
    return tuple(lines.decode().split("\n")[:-1])


def remove_ballots(folder: Path, uuid: str) -> None:
    """Remove the file of ballots; the closed archive holds them too."""
    _ballots(folder, uuid).unlink(missing_ok=True)


def remove(folder: Path, uuid: str) -> None:
    """Remove every file of a box; nothing happens where there is none."""
    for path in (closed_archive(folder, uuid), finished_archive(folder, uuid)):
        path.unlink(missing_ok=True)
    remove_ballots(folder, uuid)


def _ballots(folder: Path, uuid: str) -> Path:
    """Return where the ballots of a box are."""
    return folder / f"{uuid}.ballots"


def _load(path: Path, offset: int, size: int) -> bytes:
    """Return ``size`` bytes from ``offset``, all for -1."""
    try:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(size)
    except FileNotFoundError:
        raise FileDamaged("A file of the count is missing. Restore it from the backup.") from None


def _checked(content: bytes, digest: str) -> bytes:
    """Return ``content`` if it has this digest."""
    if sha256(content).hexdigest() != digest:
        raise FileDamaged("A file of the count has changed. Restore it from the backup.")
    return content
