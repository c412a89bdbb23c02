"""Scalars: integers modulo the prime order of the group, their one spelling, and hashes to them.

Python's own ``int()`` reads '+5', ' 5', '5_0' and Arabic digits; ``parse`` does not.

May import: stdlib, shared.crypto.errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from secrets import token_bytes

from shared.crypto.errors import MalformedBytes

Q = 2**252 + 27742317777372353535851937790883648493
"""Order of the prime-order subgroup of Ed25519."""

Random = Callable[[int], bytes]
"""Source of randomness: returns as many unpredictable bytes as it is asked for."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,76}")


def parse(text: object) -> int:
    """Return the scalar written in decimal as ``text``, in [0, Q).

    Raises:
        MalformedBytes: not text, not plain decimal without leading noughts, or not below Q.
    """
    if not isinstance(text, str) or _DECIMAL.fullmatch(text) is None:
        raise MalformedBytes("A scalar must be written in plain decimal.", "scalar-encoding")
    value = int(text)
    if value >= Q:
        raise MalformedBytes("A scalar must be below the group order.", "scalar-range")
    return value


def random_scalar(random: Random = token_bytes) -> int:
    """Return a uniform scalar in [1, Q); the bias of reducing 64 bytes is below 2^-250."""
    while True:
        value = int.from_bytes(random(64), "big") % Q
        if value:
            return value


def to_bytes(value: int) -> bytes:
    """Return the scalar as libsodium's 32 little-endian bytes, reduced modulo Q."""
    return (value % Q).to_bytes(32, "little")


def hash_to_scalar(prefix: str, points: Iterable[bytes]) -> int:
    """Return H(prefix; points) of PROTOCOL section 2: SHA-256 as big-endian integer mod Q.

    Args:
        prefix: ends with the bar that PROTOCOL section 5 shows.
        points: libsodium order; hashed as reversed hexadecimal joined by commas.
    """
    text = prefix + ",".join([point[::-1].hex() for point in points])
    return int.from_bytes(sha256(text.encode()).digest(), "big") % Q
