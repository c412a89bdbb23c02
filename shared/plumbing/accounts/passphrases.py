"""Passphrases as Argon2id hashes (RFC 9106): 64 MiB, 3 passes, 1 lane.

One lane, because two threads of one process that each ask OpenSSL for four wait for each other
for ever (seen with OpenSSL 4.0.3 on two cores): two sign-ins at once would stop a server.

May import: cryptography.
"""

from __future__ import annotations

import secrets
import unicodedata

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

_MEMORY_KIB = 64 * 1024
_NOBODY = f"$argon2id$v=19$m={_MEMORY_KIB},t=3,p=1$" + "A" * 22 + "$" + "A" * 43
"""A hash that no passphrase has been found for; checking against it costs what others cost."""


def hash_passphrase(passphrase: bytes) -> str:
    """Return a PHC string with its own salt; takes about 0.15 s on purpose."""
    salt = secrets.token_bytes(16)
    argon = Argon2id(salt=salt, length=32, iterations=3, lanes=1, memory_cost=_MEMORY_KIB)
    return argon.derive_phc_encoded(passphrase)


def verify_passphrase(passphrase: str, hashed: str | None) -> bool:
    """Return whether ``passphrase`` belongs to ``hashed``.

    Where there is no account (None) the same work is done, so that the time taken does not
    tell which names exist. The answer is a plain bool because both outcomes are expected.
    """
    against = hashed or _NOBODY
    try:
        Argon2id.verify_phc_encoded(unicodedata.normalize("NFC", passphrase).encode(), against)
    except InvalidKey:
        return False
    return hashed is not None
