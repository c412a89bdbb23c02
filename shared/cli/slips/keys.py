"""A scrutineer's key on the command line: where it lies, and what opens it.

The file that `ostraka slips scrutineer-key` makes is under a passphrase. A bare key, 64 hex digits
that their owner alone can read, is taken too: that is what a machine has.

May import: stdlib, shared.crypto, shared.plumbing.
"""

import argparse
from getpass import getpass
from pathlib import Path

from shared.crypto.keyfile import MAX_FILE_CHARACTERS
from shared.crypto.scrutineer_key import open_scrutineer_key
from shared.crypto.signing import SigningKey
from shared.plumbing.keyfiles import KeyFileUnusable, load_signing_key


def add_key_arguments(parser: argparse.ArgumentParser) -> None:
    """Let ``parser`` take a key file and, where nobody sits there, the file of its passphrase."""
    parser.add_argument("--key", required=True, type=Path, help="密钥文件 / your key file")
    parser.add_argument("--passphrase-file", type=Path, help="口令文件 / else it is asked")


def scrutineer_key(options: argparse.Namespace) -> SigningKey:
    """Return the key that the arguments name; asks for its passphrase where it has one.

    Raises:
        KeyFileUnusable: it cannot be read, or is a bare key that is open to others.
        WrongPassphrase, DamagedKeyFile, OtherKeyFile: see ``open_scrutineer_key``.
    """
    text = _content(options.key)
    if not text.startswith(b"{"):
        return load_signing_key(options.key)
    return open_scrutineer_key(text, passphrase(options.passphrase_file))


def passphrase(path: Path | None) -> str:
    """Return the first line of a file, or what somebody types."""
    if path is None:
        return getpass("密钥文件的口令 / passphrase of the key file: ")
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0]
    except (OSError, UnicodeDecodeError):
        raise KeyFileUnusable("The file of the passphrase cannot be read.") from None


def _content(path: Path) -> bytes:
    """Return the content of a key file."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_CHARACTERS)
    except OSError:
        raise KeyFileUnusable("The key file cannot be read.") from None
