"""A scrutineer's signing key in a key file, under a passphrase.

The page that scans leftover slips and the command line read the same file. The public half goes
into the meeting's draft and so into its manifest; the file never leaves its scrutineer.

May import: stdlib, shared.crypto, shared.errors.
"""

from __future__ import annotations

import re
from secrets import token_bytes

from shared.crypto.keyfile import Cost, open_key, seal_key
from shared.crypto.scalars import Random
from shared.crypto.signing import SigningKey
from shared.errors import InvalidInput

_TYPE = "ostraka/scrutineer-key"
_SEED = re.compile(r"[0-9a-f]{64}")


class OtherKeyFile(InvalidInput):
    """The file is a whole key file, of somebody or something else."""

    code = "other_key_file"


def seal_scrutineer_key(
    key: SigningKey, passphrase: str, random: Random = token_bytes, *, cost: Cost | None = None
) -> str:
    """Return the text of the key file that holds ``key``.

    Raises:
        PassphraseTooShort: see ``seal_key``.
    """
    document = {"type": _TYPE, "version": 1, "seed": key.seed.hex()}
    return seal_key(document, passphrase, random, cost=cost)


def open_scrutineer_key(text: str | bytes, passphrase: str) -> SigningKey:
    """Return the key in a scrutineer's key file.

    Raises:
        WrongPassphrase, DamagedKeyFile: see ``open_key``.
        OtherKeyFile: it holds something else.
    """
    document = open_key(text, passphrase)
    seed, version = document.get("seed"), document.get("version")
    expected = {"type": _TYPE, "version": 1, "seed": seed}
    same = document == expected and type(version) is int  # True == 1, but is no version
    if not same or not isinstance(seed, str) or not _SEED.fullmatch(seed):
        raise OtherKeyFile("This is not a scrutineer's key file. Choose the right one.")
    return SigningKey.from_seed(bytes.fromhex(seed))
