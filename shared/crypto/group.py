"""The prime-order group of Ed25519 over libsodium, written multiplicatively as Belenios does.

A ``Point`` is 32 bytes in libsodium order; in archives it is those bytes reversed, in hex.
libsodium's addition checks nothing and its multiplication refuses the neutral element and
exponent 0, so validate at the door (``from_hex``) and treat those two cases first.

May import: PyNaCl, shared.crypto.
"""

from __future__ import annotations

import re
from typing import NewType

from nacl import exceptions
from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.scalars import Q, to_bytes

Point = NewType("Point", bytes)
"""A group element: 32 bytes, RFC 8032 encoding, libsodium order."""

POINT_BYTES = 32
NEUTRAL = Point(b"\x01" + bytes(31))
G = Point(crypto_scalarmult_ed25519_base_noclamp(to_bytes(1)))

_REFUSALS = (RuntimeError, exceptions.TypeError)
"""What libsodium's binding raises: no point of the group, or not 32 bytes."""

_HEX = re.compile(r"[0-9a-f]{64}")


def power_of_g(exponent: int) -> Point:
    """Return g^exponent."""
    if exponent % Q == 0:
        return NEUTRAL
    return Point(crypto_scalarmult_ed25519_base_noclamp(to_bytes(exponent)))


def power(point: Point, exponent: int) -> Point:
    """Return point^exponent; the neutral element and exponent 0 are treated as mathematics does.

    Raises:
        VerificationFailed: ``point`` is not in the group (slug ``membership``).
    """
    if point == NEUTRAL:
        return NEUTRAL
    if exponent % Q == 0:
        check_member(point)
        return NEUTRAL
    try:
        return Point(crypto_scalarmult_ed25519_noclamp(to_bytes(exponent), point))
    except _REFUSALS:
        raise _not_a_member() from None


def multiply(p: Point, q: Point) -> Point:
    """Return p·q. Both must be known members: libsodium's addition checks only the curve.

    Raises:
        VerificationFailed: one of them is not on the curve (slug ``membership``).
    """
    try:
        return Point(crypto_core_ed25519_add(p, q))
    except _REFUSALS:
        raise _not_a_member() from None


def divide(p: Point, q: Point) -> Point:
    """Return p/q. Both must be known members, as for ``multiply``.

    Raises:
        VerificationFailed: one of them is not on the curve (slug ``membership``).
    """
    try:
        return Point(crypto_core_ed25519_sub(p, q))
    except _REFUSALS:
        raise _not_a_member() from None


def check_member(point: Point) -> None:
    """Return if ``point`` is a canonically encoded member other than the neutral element.

    Raises:
        VerificationFailed: it is not (slug ``membership``).
    """
    if len(point) != POINT_BYTES or not crypto_core_ed25519_is_valid_point(point):
        raise _not_a_member()


def to_hex(point: Point) -> str:
    """Return the archive's spelling of ``point``: reversed bytes in lower-case hex."""
    return point[::-1].hex()


def read_hex(text: object) -> Point:
    """Return the 32 bytes that ``text`` spells WITHOUT testing that they are a member.

    Only for callers whose next step multiplies by a nonzero exponent or tests itself.

    Raises:
        MalformedBytes: not 64 lower-case hexadecimal digits (slug ``point-encoding``).
    """
    if not isinstance(text, str) or _HEX.fullmatch(text) is None:
        raise MalformedBytes("A point must be 64 lower-case hex digits.", "point-encoding")
    return Point(bytes.fromhex(text)[::-1])


def from_hex(text: object, *, neutral: bool = False) -> Point:
    """Return the member that ``text`` spells in the archive's hexadecimal.

    Args:
        text: 64 lower-case hexadecimal digits.
        neutral: also take the neutral element, in its canonical spelling.

    Raises:
        MalformedBytes: not 64 lower-case hexadecimal digits.
        VerificationFailed: not canonical, not in the prime-order subgroup (slug
            ``membership``), or neutral where that is not allowed (slug ``neutral``).
    """
    point = read_hex(text)
    if point == NEUTRAL:
        if neutral:
            return point
        raise VerificationFailed("The neutral element is not allowed here.", "neutral")
    check_member(point)
    return point


def _not_a_member() -> VerificationFailed:
    """Return the refusal of bytes that are not a group element."""
    return VerificationFailed("A point is not in the prime-order group.", "membership")
