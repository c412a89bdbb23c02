"""The trustees' own small PKI (PROTOCOL section 8): keys from a seed, signatures, sealed letters.

One thing to know: a letter is signed first and then encrypted, and names its recipient
inside, so it cannot be passed on to somebody else. We write AES-GCM with all 32 bytes of the
derived IV as nonce; letters of older tools (AES-CCM, no ``algorithm`` field) are read too.

May import: cryptography, shared.crypto.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM

from shared.crypto.credentials import ALPHABET
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.group import Point, divide, from_hex, multiply, power, power_of_g, to_hex
from shared.crypto.jsontext import decode_exact, encode, fields, string
from shared.crypto.proofs import Proof, prove_log, verify_log
from shared.crypto.scalars import Q, Random, random_scalar

SEED_LENGTH = 22
MAX_LETTER_BYTES = 1_000_000
_GCM = "AES-GCM"
_CCM_TAG_BYTES = 8
_CCM_SHORT = 65536
_HEX_DIGITS = frozenset("0123456789abcdef")


class SignedMessage(NamedTuple):
    """A text and the signature under its author's verification key (``signed_msg``)."""

    message: str
    signature: Proof

    def to_json(self) -> dict[str, object]:
        """Return the archive's object."""
        return {"message": self.message, "signature": self.signature.to_json()}

    def to_text(self) -> str:
        """Return the archive's text: what a commitment is the hash of."""
        return encode(self.to_json())

    @classmethod
    def from_json(cls, value: object) -> SignedMessage:
        """Return the signed message of an archive's object; checks its form, not its truth."""
        read = fields(value, ("message", "signature"))
        return cls(string(read["message"]), Proof.from_json(read["signature"]))


@dataclass(frozen=True, slots=True)
class Keys:
    """One trustee's PKI keys; the public halves stand in the certificate."""

    seed: str = field(repr=False)
    sk: int = field(repr=False)
    dk: int = field(repr=False)
    verification: Point
    encryption: Point


class Letter(NamedTuple):
    """An ``encrypted_msg`` in parts; ``algorithm`` is None for the older AES-CCM form."""

    algorithm: str | None
    alpha: Point
    beta: Point
    content: bytes


def new_seed(random: Random = token_bytes) -> str:
    """Return a fresh seed, 22 base58 characters (about 129 bits)."""
    number = int.from_bytes(random(64), "big")
    letters = []
    for _ in range(SEED_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[digit])
    return "".join(letters)


def derive_keys(seed: str) -> Keys:
    """Return the keys that follow from ``seed``.

    Raises:
        MalformedBytes: not 22 base58 characters.
    """
    if len(seed) != SEED_LENGTH or not set(seed) <= set(ALPHABET):
        raise MalformedBytes("A trustee's seed has 22 base58 characters.", "seed")
    sk, dk = (int(sha256(f"{use}|{seed}".encode()).hexdigest(), 16) % Q for use in ("sk", "dk"))
    return Keys(seed, sk, dk, power_of_g(sk), power_of_g(dk))


def sign(sk: int, message: str, random: Random = token_bytes) -> SignedMessage:
    """Return ``message`` signed with ``sk``."""
    return SignedMessage(message, prove_log(f"sigmsg|{message}|", sk, random))


def verify(verification: Point, signed: SignedMessage, slug: str = "signed-message") -> None:
    """Return if ``signed`` is signed under the key ``verification``.

    Raises:
        VerificationFailed: it is not (with ``slug``).
    """
    verify_log(f"sigmsg|{signed.message}|", verification, signed.signature, slug)


def encrypt(encryption: Point, text: str, random: Random = token_bytes) -> str:
    """Return ``text`` encrypted to the key ``encryption``, as the JSON text of a letter."""
    r, s = random_scalar(random), random_scalar(random)
    shared, alpha = power_of_g(s), power_of_g(r)
    beta = multiply(power(encryption, r), shared)
    key, iv = _channel(shared, alpha)
    content = AESGCM(key).encrypt(iv, text.encode(), None)
    return encode(
        {
            "algorithm": _GCM,
            "alpha": to_hex(alpha),
            "beta": to_hex(beta),
            "data": content.hex(),
        }
    )


def read_letter(text: str) -> Letter:
    """Return the parts of a letter's JSON text, its points tested for membership.

    Raises:
        MalformedBytes, VerificationFailed: not exactly a letter.
    """
    read = fields(decode_exact(text), ("algorithm", "alpha", "beta", "data"), ("algorithm",))
    if read.get("algorithm", _GCM) != _GCM:
        raise MalformedBytes("This letter is encrypted in an unknown way.", "letter-algorithm")
    data = string(read["data"])
    if len(data) % 2 or len(data) > 2 * MAX_LETTER_BYTES or not set(data) <= _HEX_DIGITS:
        raise MalformedBytes("A letter's content must be lower-case hex.", "letter-data")
    return Letter(
        _GCM if "algorithm" in read else None,
        from_hex(read["alpha"]),
        from_hex(read["beta"]),
        bytes.fromhex(data),
    )


def decrypt(dk: int, text: str) -> str:
    """Return the text inside a letter that was encrypted to g^dk.

    Raises:
        MalformedBytes: not a letter.
        VerificationFailed: it does not open with this key (slug ``letter``).
    """
    letter = read_letter(text)
    key, iv = _channel(divide(letter.beta, power(letter.alpha, dk)), letter.alpha)
    try:
        if letter.algorithm == _GCM:
            plain = AESGCM(key).decrypt(iv, letter.content, None)
        else:
            plain = _open_ccm(key, iv, letter.content)
        return plain.decode()
    except (InvalidTag, ValueError):
        raise VerificationFailed("A letter does not open with this key.", "letter") from None


def send(sk: int, encryption: Point, message: str, random: Random = token_bytes) -> str:
    """Return ``message`` signed with ``sk`` and encrypted to ``encryption``, as JSON text."""
    inner = encode({"recipient": to_hex(encryption), "message": message})
    return encrypt(encryption, sign(sk, inner, random).to_text(), random)


def receive(keys: Keys, sender: Point, text: str) -> str:
    """Return the message of a letter to the holder of ``keys`` from the key ``sender``.

    Raises:
        MalformedBytes: not a letter, outside or inside.
        VerificationFailed: it does not open, is not signed by ``sender``, or was written to
            somebody else.
    """
    signed = SignedMessage.from_json(decode_exact(decrypt(keys.dk, text)))
    verify(sender, signed, "letter-signature")
    inner = fields(decode_exact(signed.message), ("recipient", "message"))
    if from_hex(inner["recipient"]) != keys.encryption:
        raise VerificationFailed("A letter was written to somebody else.", "letter-recipient")
    return string(inner["message"])


def _channel(shared: Point, alpha: Point) -> tuple[bytes, bytes]:
    """Return the AES key and the 32-byte IV of a letter."""
    return (
        sha256(f"key|{to_hex(shared)}".encode()).digest(),
        sha256(f"iv|{to_hex(alpha)}".encode()).digest(),
    )


def _open_ccm(key: bytes, iv: bytes, content: bytes) -> bytes:
    """Return the plain bytes of an AES-CCM letter; long ones have a shorter nonce."""
    nonce = iv[: 13 if len(content) - _CCM_TAG_BYTES < _CCM_SHORT else 12]
    return AESCCM(key, tag_length=_CCM_TAG_BYTES).decrypt(nonce, content, None)
