"""Framing (PROTOCOL P1): the injective encoding under every hash and signature of ours.

Two different statements never share their bytes, because each part carries its length.

May import: stdlib.
"""

from __future__ import annotations

from hashlib import sha256

LENGTH_BYTES = 4
INTEGER_BYTES = 8

Part = bytes | str | int


def frame(label: str, *parts: Part) -> bytes:
    """Return ``label`` and ``parts``, each behind its 4-byte big-endian length.

    Text is UTF-8; an integer is 8 bytes big-endian, so it must be in [0, 2^64).
    The label says what is hashed or signed, and is used for nothing else (PROTOCOL P1).

    Raises:
        OverflowError: an integer does not fit; only a mistake of the caller does that.
    """
    framed = bytearray()
    for part in (label, *parts):
        encoded = _encoded(part)
        framed += len(encoded).to_bytes(LENGTH_BYTES, "big") + encoded
    return bytes(framed)


def framed_hash(label: str, *parts: Part) -> bytes:
    """Return the SHA-256 of ``frame(label, *parts)``, 32 bytes."""
    return sha256(frame(label, *parts)).digest()


def _encoded(part: Part) -> bytes:
    """Return the bytes that stand for one part."""
    if isinstance(part, str):
        return part.encode()
    if isinstance(part, bytes):
        return part
    assert not isinstance(part, bool), "a truth value is not a number in a frame"
    return part.to_bytes(INTEGER_BYTES, "big")
