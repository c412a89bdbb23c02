"""Signing keys in files: 32 bytes as hex, readable by their owner alone.

May import: stdlib, shared.errors, shared.crypto.signing.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from shared.crypto.signing import SigningKey
from shared.errors import Unavailable

_SEED = re.compile(r"[0-9a-f]{64}\n?")


class KeyFileUnusable(Unavailable):
    """A key file is missing, open to others, or not a key."""

    code = "key_file_unusable"


def load_signing_key(path: str | Path) -> SigningKey:
    """Return the key in ``path``.

    Raises:
        KeyFileUnusable: no such file, a mode that lets others read it, or other content than
            64 hex digits.
    """
    try:
        with Path(path).open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(100)
    except OSError as error:
        raise KeyFileUnusable("The key file cannot be read.") from error
    if mode & 0o077:
        raise KeyFileUnusable("The key file is open to others; set its mode to 0600.")
    text = content.decode("ascii", "replace")
    if not _SEED.fullmatch(text):
        raise KeyFileUnusable("The key file does not hold 64 hex digits.")
    return SigningKey.from_seed(bytes.fromhex(text.strip()))


def create_signing_key(path: str | Path) -> SigningKey:
    """Make a new key, write it to ``path`` with mode 0600, and return it.

    Raises:
        FileExistsError: there is a file already; a key is never overwritten.
    """
    key = SigningKey.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key.seed.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key
