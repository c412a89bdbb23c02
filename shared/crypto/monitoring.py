"""What two copies of one archive show: that nothing was taken back (PROTOCOL section 11, check 29).

An archive only grows. Whoever keeps a copy can tell later whether something that stood in it is
gone, moved or changed, and needs nothing but the two files.

May import: stdlib, shared.crypto.errors.
"""

from __future__ import annotations

from io import SEEK_END
from typing import BinaryIO

from shared.crypto.errors import ArchiveRejected

PIECE = 2**20


def check_continues(earlier: BinaryIO, later: BinaryIO) -> None:
    """Return if ``earlier`` is a beginning of ``later``, byte for byte.

    Args:
        earlier: a copy of the archive from before, open and able to seek.
        later: the archive as it is now.

    Raises:
        ArchiveRejected: it is not, or it is empty (check 29, slug ``not-prefix``).
    """
    size = earlier.seek(0, SEEK_END)
    earlier.seek(0)
    later.seek(0)
    pieces = range(0, size, PIECE)
    if not size or any(earlier.read(PIECE) != later.read(min(PIECE, size - at)) for at in pieces):
        raise ArchiveRejected(
            29, "not-prefix", "The earlier copy is not a beginning of this archive.", "earlier copy"
        )
