"""Exponential ElGamal: (g^r, y^r·g^m), whose products encrypt sums (PROTOCOL section 6).

Only sums are ever decrypted; nothing here knows a secret key.

May import: shared.crypto.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.crypto.group import (
    NEUTRAL,
    G,
    Point,
    from_hex,
    multiply,
    power,
    power_of_g,
    to_hex,
)
from shared.crypto.jsontext import fields


class Ciphertext(NamedTuple):
    """An encryption of a small integer in the exponent."""

    alpha: Point
    beta: Point

    def to_json(self) -> dict[str, str]:
        """Return the archive's object of this ciphertext."""
        return {"alpha": to_hex(self.alpha), "beta": to_hex(self.beta)}

    @classmethod
    def from_json(cls, value: object, *, neutral: bool = False) -> Ciphertext:
        """Return the ciphertext of an archive's object, both points tested for membership.

        Raises:
            MalformedBytes: not exactly the fields alpha and beta, or not hexadecimal.
            VerificationFailed: not members, or neutral where that is not allowed.
        """
        read = fields(value, ("alpha", "beta"))
        return cls(
            from_hex(read["alpha"], neutral=neutral), from_hex(read["beta"], neutral=neutral)
        )


EMPTY = Ciphertext(NEUTRAL, NEUTRAL)
"""The product of no ciphertexts: an encryption of 0 that hides nothing."""


def encrypt(y: Point, m: int, r: int) -> Ciphertext:
    """Return (g^r, y^r·g^m): ``m`` under the election key ``y`` with randomness ``r``."""
    beta = power(y, r)
    if m:
        beta = multiply(beta, G if m == 1 else power_of_g(m))
    return Ciphertext(power_of_g(r), beta)


def product(ciphertexts: Iterable[Ciphertext]) -> Ciphertext:
    """Return the componentwise product: an encryption of the sum. Members only, see ``group``."""
    alpha, beta = EMPTY
    for one in ciphertexts:
        # The first factor needs no addition; this halves the cost of short products.
        alpha = one.alpha if alpha == NEUTRAL else multiply(alpha, one.alpha)
        beta = one.beta if beta == NEUTRAL else multiply(beta, one.beta)
    return Ciphertext(alpha, beta)


def raise_to(ciphertext: Ciphertext, weight: int) -> Ciphertext:
    """Return the ciphertext of ``weight`` times the encrypted number."""
    if weight == 1:
        return ciphertext
    return Ciphertext(power(ciphertext.alpha, weight), power(ciphertext.beta, weight))
