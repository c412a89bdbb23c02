"""The trustees of an election: items of a ``trustees`` text, typed.

One thing to know: owners are numbered from 1 through all items in order. A Single item is
one owner whose share is always needed; a Pedersen item is one owner for each verification
key, any ``threshold`` of whom suffice.

May import: shared.crypto.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from shared.crypto.group import NEUTRAL, Point, multiply
from shared.crypto.jsontext import encode
from shared.crypto.proofs import Proof
from shared.crypto.trustees.pki import SignedMessage
from shared.crypto.trustees.threshold import Certificate, TrusteeKey


@dataclass(frozen=True, slots=True)
class Single:
    """One trustee with a key of its own; its share is always needed."""

    key: TrusteeKey

    @property
    def keys(self) -> tuple[Point, ...]:
        """The keys of this item's owners, in order."""
        return (self.key.public_key,)

    @property
    def combined_key(self) -> Point:
        """What this item contributes to the election key."""
        return self.key.public_key

    def to_json(self) -> list[object]:
        """Return the archive's value."""
        return ["Single", self.key.to_json()]


@dataclass(frozen=True, slots=True)
class Pedersen:
    """n trustees of whom ``threshold`` are needed, as their ceremony left them."""

    threshold: int
    certificates: tuple[Certificate, ...]
    coefexps: tuple[SignedMessage, ...]
    coefficients: tuple[tuple[Point, ...], ...]
    """What the coefexps say: t points a trustee."""
    signatures: tuple[Proof, ...] | None
    """One ``certs_sig`` a trustee; None in archives of tools before 2.5.1."""
    verification_keys: tuple[TrusteeKey, ...]

    @property
    def keys(self) -> tuple[Point, ...]:
        """The keys of this item's owners, in order."""
        return tuple(key.public_key for key in self.verification_keys)

    @property
    def combined_key(self) -> Point:
        """What this item contributes: g to a secret that nobody holds."""
        return reduce(multiply, [points[0] for points in self.coefficients])

    @property
    def superset(self) -> bool:
        """Whether it has all that any release of the tool asks for (PROTOCOL section 8.6)."""
        return (
            self.signatures is not None
            and all(certificate.context is not None for certificate in self.certificates)
            and all(key.signature is not None for key in self.verification_keys)
        )

    def to_json(self) -> list[object]:
        """Return the archive's value."""
        value: dict[str, object] = {
            "threshold": self.threshold,
            "certs": [certificate.signed.to_json() for certificate in self.certificates],
            "coefexps": [signed.to_json() for signed in self.coefexps],
        }
        if self.signatures is not None:
            value["signatures"] = [proof.to_json() for proof in self.signatures]
        value["verification_keys"] = [key.to_json() for key in self.verification_keys]
        return ["Pedersen", value]


Item = Single | Pedersen


def combined_key(items: Sequence[Item]) -> Point:
    """Return the election key: the product of what each item contributes.

    It may be the neutral element when keys cancel out; check 11 refuses that.
    """
    return reduce(multiply, [item.combined_key for item in items], NEUTRAL)


def owner_keys(items: Sequence[Item]) -> list[Point]:
    """Return the key of every owner; owner number i is at place i - 1."""
    return [key for item in items for key in item.keys]


def trustees_text(items: Sequence[Item]) -> str:
    """Return the text that stands in an archive's Setup."""
    return encode([item.to_json() for item in items])
