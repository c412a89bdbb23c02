"""One trustee's decryption share: making it and checking it.

One thing to know: version 1's proof binds neither the ciphertext nor the factor, so a trustee
who colludes with the last voter can shift a result unseen (PROTOCOL section 13.1). Each of
our shares therefore carries a second proof for every factor, the context proof of P2, and
without it nothing of ours is accepted.

Spec letters: phi the election's fingerprint, T the hex SHA-256 of the encrypted tally's text,
x and X = g^x a trustee's secret and key, F = alpha^x a factor, A and B commitments.

May import: shared.crypto.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha512
from secrets import token_bytes

from shared.crypto.elgamal import Ciphertext
from shared.crypto.errors import VerificationFailed
from shared.crypto.group import Point, power, power_of_g, read_hex, to_hex
from shared.crypto.jsontext import decode_exact, encode, fields, items
from shared.crypto.proofs import Proof, equal_logs, prove_decryption, verify_decryption
from shared.crypto.scalars import Q, Random, random_scalar
from shared.crypto.tally import Tally, tally_hash

Rows = tuple[tuple[Point, ...], ...]
"""One point for each answer of each question, in the shape of the tally."""

_FIELDS = ("decryption_factors", "decryption_proofs", "context_proofs")


@dataclass(frozen=True, slots=True)
class Share:
    """A checked partial decryption. Only ``check_share`` makes one."""

    factors: Rows
    context: tuple[tuple[Proof, ...], ...] | None
    """The context proofs, if the share came with any; ``check_context`` checks them."""


def make_share(
    phi: str, tally_text: str, x: int, tally: Tally, random: Random = token_bytes
) -> str:
    """Return the text of the partial decryption of ``tally`` with the secret ``x``.

    Args:
        phi: fingerprint of the election.
        tally_text: the encrypted tally's exact text; ``tally`` is its content.
        x: the trustee's secret.
        tally: what the caller has added up itself, from ballots it verified itself.
        random: source of randomness.
    """
    public, tag = power_of_g(x), _tag(phi, tally_text)
    factors = [[power(alpha, x) for alpha, _ in row] for row in tally]
    proofs = [
        [prove_decryption(phi, x, public, alpha, random).to_json() for alpha, _ in row]
        for row in tally
    ]
    context = [
        [
            _prove_context(f"{tag}|{i}|{j}|", x, ciphertext, factor, random).to_json()
            for j, (ciphertext, factor) in enumerate(zip(row, row_factors, strict=True))
        ]
        for i, (row, row_factors) in enumerate(zip(tally, factors, strict=True))
    ]
    spelt = [[to_hex(factor) for factor in row] for row in factors]
    return encode(dict(zip(_FIELDS, (spelt, proofs, context), strict=True)))


def check_share(
    text: str,
    phi: str,
    tally_text: str,
    tally: Tally,
    public: Point,
    *,
    context_required: bool = True,
) -> Share:
    """Return the share that ``text`` spells if it is that of the key ``public`` for ``tally``.

    Without ``context_required`` context proofs may be absent and are not checked, only read:
    that is version 1.

    Raises:
        MalformedBytes: not canonical, or not in the shape of the tally.
        VerificationFailed: a factor is no member, slug ``decryption-proof``, or slug
            ``context-proof``; the message says which question and answer.
    """
    read = fields(decode_exact(text), _FIELDS, _FIELDS[2:])
    factors = tuple(tuple(map(read_hex, row)) for row in _shaped(read[_FIELDS[0]], tally))
    proofs = _proofs(read[_FIELDS[1]], tally)
    context = _proofs(read[_FIELDS[2]], tally) if _FIELDS[2] in read else None
    for place, ciphertext, factor, proof in _entries(tally, factors, proofs):
        try:
            # membership of the factor is tested by the multiplications inside
            verify_decryption(phi, public, ciphertext.alpha, factor, proof)
        except VerificationFailed as error:
            raise VerificationFailed(f"{error} ({_spoken(place)})", error.slug) from error
    share = Share(factors, context)
    if context_required:
        check_context(share, phi, tally_text, tally, public)
    return share


def check_context(share: Share, phi: str, tally_text: str, tally: Tally, public: Point) -> None:
    """Return if the context proofs of ``share`` are there and hold (PROTOCOL P2).

    Raises:
        VerificationFailed: they are not, or one does not (slug ``context-proof``).
    """
    if share.context is None:
        raise VerificationFailed(
            "The share has no proof that binds it to this tally.", "context-proof"
        )
    tag = _tag(phi, tally_text)
    for (i, j), ciphertext, factor, proof in _entries(tally, share.factors, share.context):
        commitments = equal_logs(public, ciphertext.alpha, factor, proof)
        points = (public, *ciphertext, factor, *commitments)
        if _context_challenge(f"{tag}|{i}|{j}|", points) != proof.challenge:
            raise VerificationFailed(
                f"A proof that binds a factor to this tally does not hold ({_spoken((i, j))}).",
                "context-proof",
            )


def _tag(phi: str, tally_text: str) -> str:
    """Return the beginning of what a context proof hashes."""
    return f"ostraka-decrypt-v1|{phi}|{tally_hash(tally_text)}"


def _prove_context(
    prefix: str, x: int, ciphertext: Ciphertext, factor: Point, random: Random
) -> Proof:
    """Return the context proof of one factor."""
    w = random_scalar(random)
    points = (power_of_g(x), *ciphertext, factor, power_of_g(w), power(ciphertext.alpha, w))
    challenge = _context_challenge(prefix, points)
    return Proof(challenge, (w - x * challenge) % Q)


def _context_challenge(prefix: str, points: Sequence[Point]) -> int:
    """Return the challenge for X, alpha, beta, F, A, B: SHA-512 of the text mod q."""
    text = prefix + "|".join([to_hex(point) for point in points])
    return int.from_bytes(sha512(text.encode()).digest(), "big") % Q


def _shaped(value: object, tally: Tally) -> list[list[object]]:
    """Return ``value`` if it has one entry for each ciphertext of ``tally``."""
    rows = items(value, len(tally))
    return [items(row, len(ciphertexts)) for row, ciphertexts in zip(rows, tally, strict=True)]


def _proofs(value: object, tally: Tally) -> tuple[tuple[Proof, ...], ...]:
    """Return one proof for each ciphertext."""
    return tuple(tuple(map(Proof.from_json, row)) for row in _shaped(value, tally))


def _entries(
    tally: Tally, factors: Rows, proofs: Sequence[Sequence[Proof]]
) -> Iterator[tuple[tuple[int, int], Ciphertext, Point, Proof]]:
    """Yield (question and answer from 0, ciphertext, factor, proof) of every ciphertext."""
    for i, rows in enumerate(zip(tally, factors, proofs, strict=True)):
        for j, (ciphertext, factor, proof) in enumerate(zip(*rows, strict=True)):
            yield (i, j), ciphertext, factor, proof


def _spoken(place: tuple[int, int]) -> str:
    """Return a place as people count."""
    return f"question {place[0] + 1}, answer {place[1] + 1}"
