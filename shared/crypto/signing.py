"""Ed25519 signatures: over bytes, and over the documents that cross a boundary.

One thing to know: nothing here says "valid" with a value. A function returns when the
signature holds and raises when it does not.

A signed document is ``{"document": ..., "key": hex, "signature": base64}``; the signature
is over ``frame("ostraka/v1/document", type, canonical JSON of document)`` (PROTOCOL P1).
The key is named by the SHA-256 of its public half; whoever reads a document brings the keys
it trusts, the document never brings its own.

May import: cryptography, PyNaCl, shared.crypto.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from secrets import token_bytes
from typing import Any, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nacl.bindings import crypto_core_ed25519_is_valid_point

from shared.crypto import jsontext
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import frame
from shared.crypto.scalars import Random

SEED_BYTES = 32
PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
DOCUMENT_LABEL = "ostraka/v1/document"
_ENVELOPE_FIELDS = {"document", "key", "signature"}


class SigningKey:
    """An Ed25519 key pair (RFC 8032). Its ``repr`` shows the key id, never the seed."""

    __slots__ = ("_private", "_seed", "public")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise MalformedBytes("A signing key's seed has 32 bytes.")
        self._seed = bytes(seed)
        self._private = Ed25519PrivateKey.from_private_bytes(self._seed)
        self.public: bytes = self._private.public_key().public_bytes_raw()
        """The public half, 32 bytes."""

    @classmethod
    def generate(cls, random: Random = token_bytes) -> Self:
        """Return a new key whose seed is 32 bytes from ``random``."""
        return cls(random(SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """Return the key of this 32-byte seed; ``MalformedBytes`` for any other length."""
        return cls(seed)

    @property
    def seed(self) -> bytes:
        """The secret, 32 bytes; belongs in a key file and nowhere else."""
        return self._seed

    @property
    def key_id(self) -> str:
        """The name of this key in documents: 64 hex digits."""
        return key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of ``message``; always the same for the same message."""
        return self._private.sign(message)

    def __repr__(self) -> str:
        return f"<SigningKey {self.key_id[:16]}>"


def key_id(public: bytes) -> str:
    """Return the hex SHA-256 of a public key, by which documents name it."""
    if len(public) != PUBLIC_BYTES:
        raise MalformedBytes("A public key has 32 bytes.")
    return hashlib.sha256(public).hexdigest()


def verify(public: bytes, signature: bytes, message: bytes) -> None:
    """Return if ``signature`` is that of ``message`` under ``public``.

    A public key outside the prime-order subgroup is refused: under such a key one signature
    can fit many messages, so its owner could sign and deny.

    Raises:
        MalformedBytes: the key has not 32 bytes or the signature not 64.
        VerificationFailed: the key is not a proper point, or the signature does not fit.
    """
    if len(public) != PUBLIC_BYTES or len(signature) != SIGNATURE_BYTES:
        raise MalformedBytes("A public key has 32 bytes and a signature 64.")
    if not crypto_core_ed25519_is_valid_point(public):
        raise VerificationFailed("The public key is not a valid Ed25519 key.")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError) as error:
        raise VerificationFailed("The signature does not fit.") from error


def sign_document(key: SigningKey, document: dict[str, Any]) -> dict[str, Any]:
    """Return ``document`` in its signed envelope.

    Raises:
        MalformedBytes: ``document`` has no text field ``type``, or holds what canonical JSON
            cannot say (floats, keys that are not text).
    """
    signature = key.sign(_document_message(document))
    return {"document": document, "key": key.key_id, "signature": jsontext.b64(signature)}


def open_document(signed: object, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the document of a signed envelope whose signer is among ``keys``.

    Args:
        signed: the envelope, parsed or as the bytes or text of its JSON.
        keys: the public keys the reader trusts for this purpose, by key id. The reader says
            which; the caller still looks at the document's ``type``.

    Raises:
        MalformedBytes: not an envelope of exactly the three fields.
        VerificationFailed: an unknown key, or a signature that does not fit.
    """
    envelope = jsontext.decode(signed) if isinstance(signed, bytes | str) else signed
    if not isinstance(envelope, dict) or set(envelope) != _ENVELOPE_FIELDS:
        raise MalformedBytes("A signed document has the fields document, key and signature.")
    document, name, signature = (envelope[k] for k in ("document", "key", "signature"))
    if not (isinstance(document, dict) and isinstance(name, str) and isinstance(signature, str)):
        raise MalformedBytes("A signed document's fields have the wrong types.")
    public = keys.get(name)
    if public is None or key_id(public) != name:
        raise VerificationFailed("The document is signed by a key that is not expected here.")
    verify(public, jsontext.unb64(signature), _document_message(document))
    return document


def _document_message(document: dict[str, Any]) -> bytes:
    """Return the bytes that are signed for ``document``."""
    kind = document.get("type")
    if not isinstance(kind, str):
        raise MalformedBytes("A document needs a text field 'type'.")
    return frame(DOCUMENT_LABEL, kind, jsontext.canonical(document))
