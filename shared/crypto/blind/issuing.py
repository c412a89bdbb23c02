"""Blind issuance of credentials as PROTOCOL P7 has it: what is signed, and by which key.

One RSA-3072 key for each box, for nothing else. Its digest stands in the meeting manifest, the
same for every voter, and ``trusted_key`` is the only door for a client: an issuer that showed
each voter another key would know every voter again by the key that verifies.

May import: cryptography, shared.crypto.
"""

from __future__ import annotations

from hashlib import sha256
from hmac import compare_digest
from math import factorial, gcd
from secrets import token_bytes
from typing import Self

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from shared.crypto.blind.pss import rsassa_pss_verify
from shared.crypto.blind.rsabssa import RANDOMIZER_BYTES, blind_sign
from shared.crypto.credentials import check_uuid
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import frame
from shared.crypto.group import Point, check_member
from shared.crypto.scalars import Random

CREDENTIAL_LABEL = "ostraka/v1/credential"
MODULUS_BITS = 3072
EXPONENT = 65537
_SMALL_FACTORS = factorial(751)  # NIST SP 800-89 section 5.3.3: no prime factor below 752


class IssuerKey:
    """The issuer's key pair of one box. Its ``repr`` shows the digest, never the secret."""

    __slots__ = ("_numbers", "_private", "_trivial", "digest", "spki")

    def __init__(self, private: RSAPrivateKey) -> None:
        _check_form(private.public_key())
        self._private = private
        self._numbers = private.private_numbers()
        n = self._numbers.public_numbers.n
        self._trivial = [m.to_bytes(MODULUS_BITS // 8, "big") for m in (0, 1, n - 1)]
        self.spki: bytes = _spki(private.public_key())
        """The public half: DER of its SubjectPublicKeyInfo."""
        self.digest: str = key_digest(self.spki)
        """What the meeting manifest says of it: 64 hex digits."""

    @classmethod
    def generate(cls) -> Self:
        """Return a new key; its primes come from OpenSSL's own source of randomness."""
        return cls(generate_private_key(EXPONENT, MODULUS_BITS))

    @classmethod
    def from_pkcs8(cls, der: bytes, *, own: bool = False) -> Self:
        """Return the key that ``pkcs8`` wrote.

        Args:
            der: what it wrote.
            own: the bytes come from our own database, so primality is not tested again, which
                takes tenths of a second. A key damaged there cannot do harm: what it signs does
                not verify and is not released.

        Raises:
            MalformedBytes: not the DER of an unencrypted RSA key whose parts fit each other, and
                nothing else (slug ``issuer-key``).
            VerificationFailed: not 3072 bits, exponent or modulus not allowed (``trusted_key``).
        """
        try:
            private = load_der_private_key(der, password=None, unsafe_skip_rsa_key_validation=own)
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise _not_a_key() from error
        if not isinstance(private, RSAPrivateKey) or not compare_digest(_pkcs8(private), der):
            raise _not_a_key()
        return cls(private)

    @property
    def pkcs8(self) -> bytes:
        """The secret, as unencrypted PKCS #8 in DER; belongs in a key file and nowhere else."""
        return _pkcs8(self._private)

    def blind_sign(self, blinded_msg: bytes, random: Random = token_bytes) -> bytes:
        """Return the blind signature, 384 bytes; always the same for the same blinded message.

        Raises:
            MalformedBytes: not 384 bytes, not below the modulus, or 0, 1 or n - 1, which are
                their own signatures (slugs ``blinded-length``, ``-range``, ``-trivial``).
            SigningFailed: a miscalculation; nothing was released.
        """
        if blinded_msg in self._trivial:
            raise MalformedBytes("This is not a blinded message.", "blinded-trivial")
        return blind_sign(self._numbers, blinded_msg, random)

    def __repr__(self) -> str:
        return f"<IssuerKey {self.digest[:16]}>"


def key_digest(spki: bytes) -> str:
    """Return the name of an issuer's key in the manifest: hex SHA-256 of its ``spki``."""
    return sha256(spki).hexdigest()


def trusted_key(spki: bytes, digest: str) -> RSAPublicKey:
    """Return the issuer's key ``spki`` if it is the one that the meeting manifest names.

    A client calls this before it blinds anything, with the digest of a manifest whose six words
    were compared; the box calls it before it verifies.

    Raises:
        VerificationFailed: another key than the manifest's (slug ``issuer-key-digest``); or not
            3072 bits, e not 65537, a modulus with a small factor (``issuer-key-size``,
            ``-exponent``, ``-modulus``).
        MalformedBytes: not the one DER spelling of an RSA key (slug ``issuer-key``).
    """
    if not compare_digest(key_digest(spki).encode(), digest.encode()):
        raise VerificationFailed(
            "The issuer's key is not the one of the meeting manifest. Stop and tell the hall.",
            "issuer-key-digest",
        )
    try:
        public = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _not_a_key() from error
    if not isinstance(public, RSAPublicKey) or _spki(public) != spki:
        raise _not_a_key()
    _check_form(public)
    return public


def credential_message(uuid: str, public: Point) -> bytes:
    """Return what an issuer signs: the frame of the box's uuid and the public credential.

    Raises:
        MalformedBytes: ``uuid`` is not one.
        VerificationFailed: ``public`` is not in the group, or neutral (slug ``membership``).
    """
    check_member(public)
    return frame(CREDENTIAL_LABEL, check_uuid(uuid), public)


def verify(key: RSAPublicKey, message: bytes, randomizer: bytes, signature: bytes) -> bytes:
    """Return ``message``, which the issuer signed without seeing it.

    Args:
        key: from ``trusted_key``.
        message: from ``credential_message``, rebuilt by whoever verifies.
        randomizer: the 32 bytes that ``prepare_randomize`` put before the message.
        signature: 384 bytes, from ``finalize``.

    Raises:
        MalformedBytes: wrong lengths (slugs ``randomizer-length``, ``signature-length``).
        VerificationFailed: the signature does not fit (slug ``pss-signature``).
    """
    if len(randomizer) != RANDOMIZER_BYTES:
        raise MalformedBytes("A message randomizer has 32 bytes.", "randomizer-length")
    rsassa_pss_verify(key, randomizer + message, signature)
    return message


def _check_form(key: RSAPublicKey) -> None:
    """Return if ``key`` has the size, the exponent and a modulus as P7 wants them."""
    numbers = key.public_numbers()
    if numbers.n.bit_length() != MODULUS_BITS:
        raise VerificationFailed("An issuer's key has 3072 bits.", "issuer-key-size")
    if numbers.e != EXPONENT:
        raise VerificationFailed("An issuer's key has exponent 65537.", "issuer-key-exponent")
    if gcd(numbers.n, _SMALL_FACTORS) != 1:
        raise VerificationFailed("An issuer's key has a small factor.", "issuer-key-modulus")


def _spki(public: RSAPublicKey) -> bytes:
    """Return the one DER spelling of a public key."""
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _pkcs8(private: RSAPrivateKey) -> bytes:
    """Return the one unencrypted DER spelling of a private key."""
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _not_a_key() -> MalformedBytes:
    """Return the refusal of bytes that are not a key in its one spelling."""
    return MalformedBytes("This is not an RSA key as an issuer writes it.", "issuer-key")
