"""Randomness that Python and TypeScript make alike, for vectors and for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from itertools import count


def stream(seed: str) -> Callable[[int], bytes]:
    """Return the source of randomness ``seed``: SHA-256 of ``seed/0``, ``seed/1``, … in a row."""
    blocks, rest = count(), bytearray()

    def random(length: int) -> bytes:
        while len(rest) < length:
            rest.extend(sha256(f"{seed}/{next(blocks)}".encode()).digest())
        taken = bytes(rest[:length])
        del rest[:length]
        return taken

    return random
