"""Zero-knowledge proofs of Belenios version 1: keys, signatures, 0/1 and ranges, decryption.

All are Schnorr or Chaum-Pedersen proofs with response = w - secret·challenge, so a verifier
recomputes each commitment as g^response · X^challenge. libsodium tests membership inside
every multiplication: a point raised to a nonzero challenge needs no test of its own, and
``_commitments`` tests it explicitly when a challenge is 0 (PROTOCOL section 2).

Spec letters (PROTOCOL sections 5, 6, 9): S and X prefixes, A and B commitments, y election key.

May import: PyNaCl, shared.crypto.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from secrets import token_bytes
from typing import NamedTuple

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

from shared.crypto.elgamal import Ciphertext
from shared.crypto.errors import VerificationFailed
from shared.crypto.group import Point, divide, multiply, power, power_of_g, to_hex
from shared.crypto.jsontext import fields
from shared.crypto.scalars import Q, Random, hash_to_scalar, parse, random_scalar


class Proof(NamedTuple):
    """One challenge and its response, both in [0, Q)."""

    challenge: int
    response: int

    def to_json(self) -> dict[str, str]:
        """Return the archive's object of this proof."""
        return {"challenge": str(self.challenge), "response": str(self.response)}

    @classmethod
    def from_json(cls, value: object) -> Proof:
        """Return the proof of an archive's object.

        Raises:
            MalformedBytes: not exactly the two fields, or not plain scalars below Q.
        """
        read = fields(value, ("challenge", "response"))
        return cls(parse(read["challenge"]), parse(read["response"]))


class Branch(NamedTuple):
    """What a prover knows of one alternative: alpha = g^r and target = y^r·g^offset.

    The alternative is true exactly when ``offset`` is 0.
    """

    r: int
    offset: int


class Claim(NamedTuple):
    """What a verifier sees of one alternative: 'target = y^r for the r in alpha = g^r'."""

    alpha: Point
    target: Point


def prove_log(prefix: str, x: int, random: Random = token_bytes) -> Proof:
    """Return a proof of knowledge of ``x``, hashed with ``prefix`` and the commitment g^w."""
    w = random_scalar(random)
    challenge = hash_to_scalar(prefix, [power_of_g(w)])
    return Proof(challenge, (w - x * challenge) % Q)


def verify_log(prefix: str, public: Point, proof: Proof, slug: str) -> None:
    """Return if ``proof`` shows knowledge of the logarithm of ``public`` under ``prefix``.

    Raises:
        VerificationFailed: it does not (with ``slug``), or ``public`` is not a member.
    """
    commitment = multiply(power_of_g(proof.response), power(public, proof.challenge))
    if hash_to_scalar(prefix, [commitment]) != proof.challenge:
        raise VerificationFailed("A proof of knowledge does not hold.", slug)


def prove_key(x: int, random: Random = token_bytes) -> Proof:
    """Return the possession proof (``pok``) of a trustee's secret ``x``."""
    return prove_log(_key_prefix(power_of_g(x)), x, random)


def verify_key(public: Point, proof: Proof) -> None:
    """Return if ``proof`` is the possession proof of ``public``.

    Raises:
        VerificationFailed: it is not (slug ``pok``).
    """
    verify_log(_key_prefix(public), public, proof, "pok")


def sign(text_hash: str, x: int, random: Random = token_bytes) -> Proof:
    """Return the signature with credential ``x`` of the ballot whose base64 hash is given."""
    return prove_log(f"sig|{text_hash}|", x, random)


def verify_signature(text_hash: str, public: Point, proof: Proof) -> None:
    """Return if ``proof`` signs ``text_hash`` under the credential ``public``.

    Raises:
        VerificationFailed: it does not (slug ``ballot-signature``).
    """
    verify_log(f"sig|{text_hash}|", public, proof, "ballot-signature")


def prove_one_of(
    prefix: str, y: Point, branches: Sequence[Branch], random: Random = token_bytes
) -> list[Proof]:
    """Return a proof that one branch is true, without saying which.

    Args:
        prefix: hash prefix up to and with its last bar.
        y: election key.
        branches: in hashing order; the first with offset 0 is the one really proved.

    Raises:
        ValueError: no branch is true, so there is nothing to prove.
    """
    true = next((j for j, branch in enumerate(branches) if branch.offset % Q == 0), None)
    if true is None:
        raise ValueError("no branch is true")
    w = random_scalar(random)
    proofs: list[Proof] = []
    commitments: list[Point] = []
    for j, (r, offset) in enumerate(branches):
        if j == true:
            proofs.append(Proof(0, 0))
            commitments += [power_of_g(w), power(y, w)]
            continue
        false = Proof(random_scalar(random), random_scalar(random))
        # Knowing r saves the general form's multiplications: alpha^c = g^(r·c), and so on.
        exponent = false.response + r * false.challenge
        shift = power_of_g(offset * false.challenge)
        proofs.append(false)
        commitments += [power_of_g(exponent), multiply(power(y, exponent), shift)]
    challenge = hash_to_scalar(prefix, commitments) - sum(proof.challenge for proof in proofs)
    challenge %= Q
    proofs[true] = Proof(challenge, (w - branches[true].r * challenge) % Q)
    return proofs


def verify_one_of(
    prefix: str, y: Point, claims: Sequence[Claim], proofs: Sequence[Proof], slug: str
) -> None:
    """Return if ``proofs`` shows that one of ``claims`` is true under the election key ``y``.

    It also tests that every alpha and target is a canonically encoded member. Of a target that is
    a quotient by a power of g, see ``range_claims``, that says nothing about the encoding of
    the dividend; among the claims about each single ciphertext is therefore always 'encrypts 0'.

    Raises:
        VerificationFailed: not so (with ``slug``), or a point is not a member (``membership``).
    """
    commitments: list[Point] = []
    total = 0
    for (alpha, target), proof in zip(claims, proofs, strict=True):
        commitments += _commitments(y, alpha, target, proof)
        total += proof.challenge
    if hash_to_scalar(prefix, commitments) != total % Q:
        raise VerificationFailed("A proof about a ballot's choices does not hold.", slug)


def range_claims(ciphertext: Ciphertext, values: Sequence[int]) -> list[Claim]:
    """Return the claims 'this encrypts M' for each M of ``values``.

    Raises:
        VerificationFailed: beta is not on the curve (slug ``membership``).
    """
    alpha, beta = ciphertext
    return [Claim(alpha, divide(beta, _public_power(m)) if m else beta) for m in values]


def range_branches(r: int, m: int, values: Sequence[int]) -> list[Branch]:
    """Return what the prover knows of the claims ``range_claims`` makes of encrypt(y, m, r)."""
    return [Branch(r, m - value) for value in values]


def prove_decryption(
    phi: str, x: int, public: Point, alpha: Point, random: Random = token_bytes
) -> Proof:
    """Return version 1's proof that alpha^x is the factor of the key ``public`` = g^x.

    This proof binds neither alpha nor the factor (PROTOCOL section 13.1): publish it only
    together with a context proof (P2).
    """
    w = random_scalar(random)
    challenge = hash_to_scalar(_decryption_prefix(phi, public), [power_of_g(w), power(alpha, w)])
    return Proof(challenge, (w - x * challenge) % Q)


def verify_decryption(phi: str, public: Point, alpha: Point, factor: Point, proof: Proof) -> None:
    """Return if version 1's proof holds for ``factor`` of ``alpha`` under the key ``public``.

    Raises:
        VerificationFailed: it does not (slug ``decryption-proof``).
    """
    commitments = equal_logs(public, alpha, factor, proof)
    if hash_to_scalar(_decryption_prefix(phi, public), commitments) != proof.challenge:
        raise VerificationFailed("A decryption proof does not hold.", "decryption-proof")


def equal_logs(public: Point, alpha: Point, factor: Point, proof: Proof) -> tuple[Point, Point]:
    """Return (A, B) of 'log_g public = log_alpha factor', recomputed from ``proof``.

    alpha and factor may be the neutral element, as in a tally without ballots.

    Raises:
        VerificationFailed: a point is not a member (slug ``membership``).
    """
    challenge, response = proof
    return (
        multiply(power_of_g(response), power(public, challenge)),
        multiply(power(alpha, response), power(factor, challenge)),
    )


@lru_cache(maxsize=1024)
def _public_power(m: int) -> Point:
    """Return g^m for the small public m that every claim of an election asks for again."""
    return power_of_g(m)


def _commitments(y: Point, alpha: Point, target: Point, proof: Proof) -> tuple[Point, Point]:
    """Return (A, B) = (g^response·alpha^challenge, y^response·target^challenge).

    The straight road takes three multiplications; libsodium raises on it for a non-member,
    a neutral element or a zero exponent, and then the slow road finds out which.
    """
    challenge = proof.challenge.to_bytes(32, "little")
    response = proof.response.to_bytes(32, "little")
    try:
        return (
            Point(
                crypto_core_ed25519_add(
                    crypto_scalarmult_ed25519_base_noclamp(response),
                    crypto_scalarmult_ed25519_noclamp(challenge, alpha),
                )
            ),
            Point(
                crypto_core_ed25519_add(
                    crypto_scalarmult_ed25519_noclamp(response, y),
                    crypto_scalarmult_ed25519_noclamp(challenge, target),
                )
            ),
        )
    except RuntimeError:
        return (
            multiply(power_of_g(proof.response), power(alpha, proof.challenge)),
            multiply(power(y, proof.response), power(target, proof.challenge)),
        )


def _key_prefix(public: Point) -> str:
    """Return the prefix of a possession proof."""
    return f"pok|Ed25519|{to_hex(public)}|"


def _decryption_prefix(phi: str, public: Point) -> str:
    """Return the prefix of version 1's decryption proof."""
    return f"decrypt|{phi}|{to_hex(public)}|"
