"""RSABSSA-SHA384-PSS-Randomized, the blind signatures of RFC 9474, step by step.

Section numbers, step numbers and names are the RFC's; m, r, x, z, s are integers. What comes out
is an ordinary RSASSA-PSS signature, checked as such before it is handed on. No key is too large
or too small here: what an issuer's key looks like is the business of ``issuing``.

The message is hidden perfectly, and not by the key's being honest: between every blinded message
that was answered and every signature that verifies there is an r that leads from the one to the
other (the quotient of the two signatures), and there are equally many for every pair.

May import: cryptography, shared.crypto, shared.errors.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gcd
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateNumbers,
    RSAPublicKey,
    RSAPublicNumbers,
)

from shared.crypto.blind import modular
from shared.crypto.blind.pss import SALT_BYTES, emsa_pss_encode, rsassa_pss_verify
from shared.crypto.errors import MalformedBytes
from shared.crypto.scalars import Random
from shared.errors import Unavailable

RANDOMIZER_BYTES = 32
"""Length of msg_prefix."""


class SigningFailed(Unavailable):
    """The machine miscalculated; the result was thrown away, for it could give away the key."""

    code = "signing_failed"


@dataclass(frozen=True, slots=True)
class Blinded:
    """What ``blind`` gives the client."""

    blinded_msg: bytes
    """For the issuer; as long as the modulus."""
    inv: int = field(repr=False)
    """For ``finalize`` and nobody else: whoever has it can tell whose signature this is."""


def prepare_randomize(msg: bytes, random: Random = token_bytes) -> bytes:
    """Return ``msg`` behind 32 fresh random bytes: PrepareRandomize, section 4.1."""
    # 1. msg_prefix = random(32)
    msg_prefix = random(RANDOMIZER_BYTES)
    # 2. input_msg = concat(msg_prefix, msg)
    # 3. output input_msg
    return msg_prefix + msg


def blind(
    pk: RSAPublicKey,
    input_msg: bytes,
    random: Random = token_bytes,
    *,
    salt_length: int = SALT_BYTES,
) -> Blinded:
    """Return the blinded message and the secret that undoes it: Blind, section 4.2.

    Args:
        pk: the issuer's key, already known to be the one that everybody uses.
        input_msg: what ``prepare_randomize`` returned.
        random: asked for the salt first, then for r.
        salt_length: salt_len of the variant, in bytes.

    Raises:
        MalformedBytes: the modulus is too short for the encoding (slug ``pss-encoding``), or it
            has a factor that m or r hits upon (``not-coprime``, ``blinding``); an honest one not.
    """
    numbers = pk.public_numbers()
    n = numbers.n
    # 1. encoded_msg = EMSA-PSS-ENCODE(input_msg, bit_len(n) - 1)
    # 2. If EMSA-PSS-ENCODE raises an error, re-raise the error and stop
    encoded_msg = emsa_pss_encode(input_msg, n.bit_length() - 1, random(salt_length))
    # 3. m = bytes_to_int(encoded_msg)
    m = int.from_bytes(encoded_msg, "big")
    # 4. c = is_coprime(m, n)
    # 5. If c is false, raise an "invalid input" error and stop
    if gcd(m, n) != 1:
        raise MalformedBytes("The message shares a factor with the issuer's key.", "not-coprime")
    # 6. r = random_integer_uniform(1, n)
    # 7. inv = inverse_mod(r, n)
    # 8. If inverse_mod fails, raise a "blinding error" error and stop
    r, inv = _random_unit(n, random)
    # 9. x = RSAVP1(pk, r)
    x = _rsavp1(numbers, r)
    # 10. z = (m * x) mod n
    z = m * x % n
    # 11. blinded_msg = int_to_bytes(z, modulus_len)
    # 12. output blinded_msg, inv
    return Blinded(z.to_bytes(_modulus_len(n), "big"), inv)


def blind_sign(sk: RSAPrivateNumbers, blinded_msg: bytes, random: Random = token_bytes) -> bytes:
    """Return blind_sig, as long as the modulus: BlindSign, section 4.3.

    The answer depends on ``sk`` and ``blinded_msg`` alone; ``random`` only hides the work.

    Raises:
        MalformedBytes: not as long as the modulus (slug ``blinded-length``), or not below it
            (slug ``blinded-range``).
        SigningFailed: the result does not verify, so it was not released.
    """
    n = sk.public_numbers.n
    if len(blinded_msg) != _modulus_len(n):
        raise MalformedBytes("A blinded message is as long as the modulus.", "blinded-length")
    # 1. m = bytes_to_int(blinded_msg)
    m = int.from_bytes(blinded_msg, "big")
    # 2. s = RSASP1(sk, m)
    s = _rsasp1(sk, m, random)
    # 3. m' = RSAVP1(pk, s)
    # 4. If m != m', raise a "signing failure" error and stop
    if _rsavp1(sk.public_numbers, s) != m:
        raise SigningFailed("The signature came out wrong and was not released. Ask again.")
    # 5. blind_sig = int_to_bytes(s, modulus_len)
    # 6. output blind_sig
    return s.to_bytes(_modulus_len(n), "big")


def finalize(
    pk: RSAPublicKey,
    input_msg: bytes,
    blind_sig: bytes,
    inv: int,
    *,
    salt_length: int = SALT_BYTES,
) -> bytes:
    """Return the signature of ``input_msg``, verified: Finalize, section 4.4.

    Args:
        pk, input_msg, salt_length: as ``blind`` was given them.
        blind_sig: the issuer's answer.
        inv: what ``blind`` returned beside the blinded message.

    Raises:
        MalformedBytes: the answer is not as long as the modulus (slug ``signature-length``).
        VerificationFailed: it is not the answer to this request (slug ``pss-signature``).
    """
    n = pk.public_numbers().n
    # 1. If len(blind_sig) != modulus_len, raise an "unexpected input size" error and stop
    if len(blind_sig) != _modulus_len(n):
        raise MalformedBytes("A signature is as long as the modulus.", "signature-length")
    # 2. z = bytes_to_int(blind_sig)
    z = int.from_bytes(blind_sig, "big")
    # 3. s = (z * inv) mod n
    s = z * inv % n
    # 4. sig = int_to_bytes(s, modulus_len)
    sig = s.to_bytes(_modulus_len(n), "big")
    # 5. result = RSASSA-PSS-VERIFY(pk, input_msg, sig)
    # 6. If result = "valid signature", output sig, else raise an "invalid signature" error
    rsassa_pss_verify(pk, input_msg, sig, salt_length=salt_length)
    return sig


def _rsavp1(pk: RSAPublicNumbers, s: int) -> int:
    """Return s^e mod n: RSAVP1, RFC 8017 section 5.2.2; its callers have 0 <= s < n."""
    return modular.power(s, pk.e, pk.n)


def _rsasp1(sk: RSAPrivateNumbers, m: int, random: Random) -> int:
    """Return m^d mod n: RSASP1, RFC 8017 section 5.2.1, with base blinding.

    The exponentiations are done on m·u^e for a fresh random u, and u is divided out of the
    result: whoever chose m knows nothing of the number that meets the secret exponents, and so
    learns nothing about them from the time this takes.
    """
    n = sk.public_numbers.n
    # 1. If m is not between 0 and n - 1, output "message representative out of range" and stop.
    if not 0 <= m < n:
        raise MalformedBytes("A blinded message is below the modulus.", "blinded-range")
    u, u_inv = _random_unit(n, random)
    c = m * _rsavp1(sk.public_numbers, u) % n
    # 2.b.i. s_1 = m^dP mod p and s_2 = m^dQ mod q, here of c
    s_1 = modular.power(c % sk.p, sk.dmp1, sk.p)
    s_2 = modular.power(c % sk.q, sk.dmq1, sk.q)
    # 2.b.iii. h = (s_1 - s_2) * qInv mod p
    h = (s_1 - s_2) * sk.iqmp % sk.p
    # 2.b.iv. s = s_2 + q * h
    # 3. Output s.
    return (s_2 + sk.q * h) * u_inv % n


def _random_unit(n: int, random: Random) -> tuple[int, int]:
    """Return a uniform integer in [1, n), drawn by rejection, and its inverse modulo n."""
    surplus = 8 * _modulus_len(n) - n.bit_length()
    while True:
        r = int.from_bytes(random(_modulus_len(n)), "big") >> surplus
        if 0 < r < n:
            break
    try:
        return r, pow(r, -1, n)
    except ValueError:
        raise MalformedBytes("A blinding factor divides the issuer's key.", "blinding") from None


def _modulus_len(n: int) -> int:
    """Return the length of the modulus in bytes."""
    return (n.bit_length() + 7) // 8
