"""Key files: a JSON document under a passphrase, never unencrypted on a disk.

One thing to know: a wrong passphrase and a damaged file are told apart, because people who
stand before a hall need to know whether to type again or to fetch the second copy. A
checksum over the whole file shows damage before anything is computed; a check value made
from the derived key shows a wrong passphrase before anything is decrypted.

Argon2id (RFC 9106) makes the key, AES-256-GCM encrypts, and everything else in the file is
authenticated with it. The cost is written in the file and bounded when read, so a hostile
file cannot take the machine's memory.

May import: cryptography, shared.crypto, shared.errors.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from hmac import compare_digest
from secrets import token_bytes
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from shared.crypto import jsontext
from shared.crypto.errors import MalformedBytes
from shared.crypto.framing import framed_hash
from shared.crypto.scalars import Random
from shared.errors import InvalidInput

MIN_PASSPHRASE = 12
MAX_FILE_CHARACTERS = 16_000_000
"""A trustee's memory needs 112 characters a box: 36 000 boxes, 18 full meetings, are 4 million."""
_TYPE = "ostraka/keyfile"
_KEY_BYTES, _SALT_BYTES, _NONCE_BYTES, _CHECK_BYTES = 32, 16, 12, 16
_HEADER_FIELDS = {"type", "version", "memory_kib", "iterations", "lanes", "salt", "check", "nonce"}
_FIELDS = _HEADER_FIELDS | {"box", "checksum"}


class WrongPassphrase(InvalidInput):
    """The file is whole, but this passphrase does not open it."""

    code = "wrong_passphrase"


class DamagedKeyFile(InvalidInput):
    """The file is not a key file, or not as it was written."""

    code = "damaged_key_file"


class PassphraseTooShort(InvalidInput):
    """A new key file needs a passphrase that cannot be tried out."""

    code = "passphrase_too_short"


class CannotSeal(InvalidInput):
    """What was to be sealed would make a file that ``open_key`` refuses for ever."""

    code = "cannot_seal_key"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try at the passphrase costs; the default is RFC 9106's for 64 MiB, in one lane.

    One lane, because two threads of one process that hash in several lanes at once wait for
    each other for ever (seen with cryptography 50 and OpenSSL 4).
    """

    memory_kib: int = 65536
    iterations: int = 3
    lanes: int = 1

    def check(self) -> None:
        """Return if the cost is neither laughable nor an attack, else ``DamagedKeyFile``."""
        fair = (
            8192 <= self.memory_kib <= 1_048_576
            and 1 <= self.iterations <= 16
            and 1 <= self.lanes <= 16
        )
        if not fair:
            raise DamagedKeyFile(_DAMAGED)


class _Sealed(NamedTuple):
    """A key file before its passphrase is tried."""

    header: dict[str, Any]
    cost: Cost
    salt: bytes
    check: bytes
    nonce: bytes
    box: bytes


_DAMAGED = "This is not a whole key file. Use the other copy of it."
_WRONG = "The passphrase does not open this key file. Type it again."
_TOO_MUCH = "This key file could not be opened again. Nothing was written; the old one stands."
_SHORT = f"The passphrase needs at least {MIN_PASSPHRASE} characters."


def seal_key(
    document: dict[str, Any],
    passphrase: str,
    random: Random = token_bytes,
    *,
    cost: Cost | None = None,
) -> str:
    """Return the text of a key file that holds ``document``.

    Salt and nonce are fresh each time, so two files of one document share nothing. What comes
    out has been read as ``open_key`` reads it: it may take the place of the only other copy.

    Raises:
        PassphraseTooShort: fewer than 12 characters.
        MalformedBytes: ``document`` is not canonical JSON's kind of object.
        CannotSeal: the file would be too long or of too many parts, or its cost is not fair.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise PassphraseTooShort(_SHORT)
    plain = jsontext.canonical(document)
    try:
        _document(plain)
        text = _seal(plain, passphrase, random, cost or Cost())
        _parse(text)
    except DamagedKeyFile as error:
        raise CannotSeal(_TOO_MUCH) from error
    return text


def _seal(plain: bytes, passphrase: str, random: Random, cost: Cost) -> str:
    """Return the text of a key file around ``plain``."""
    cost.check()
    salt, nonce = random(_SALT_BYTES), random(_NONCE_BYTES)
    key, check = _derive(passphrase, salt, cost)
    header = {
        "type": _TYPE,
        "version": 1,
        "memory_kib": cost.memory_kib,
        "iterations": cost.iterations,
        "lanes": cost.lanes,
        "salt": jsontext.b64(salt),
        "check": jsontext.b64(check),
        "nonce": jsontext.b64(nonce),
    }
    box = AESGCM(key).encrypt(nonce, plain, jsontext.canonical(header))
    whole = {**header, "box": jsontext.b64(box)}
    return jsontext.canonical({**whole, "checksum": _checksum(whole)}).decode()


def open_key(text: str | bytes, passphrase: str) -> dict[str, Any]:
    """Return the document of a key file.

    Raises:
        DamagedKeyFile: not a key file, changed since it was written, or of an absurd cost.
        WrongPassphrase: whole, but not under this passphrase.
    """
    sealed = _parse(text)
    key, expected = _derive(passphrase, sealed.salt, sealed.cost)
    if not compare_digest(sealed.check, expected):
        raise WrongPassphrase(_WRONG)
    try:
        header = jsontext.canonical(sealed.header)
        plain = AESGCM(key).decrypt(sealed.nonce, sealed.box, header)
    except (InvalidTag, ValueError) as error:
        raise DamagedKeyFile(_DAMAGED) from error
    return _document(plain)


def _document(plain: bytes) -> dict[str, Any]:
    """Return the document inside a key file."""
    try:
        document = jsontext.decode(plain)
    except MalformedBytes as error:
        raise DamagedKeyFile(_DAMAGED) from error
    if not isinstance(document, dict):
        raise DamagedKeyFile(_DAMAGED)
    return document


def _parse(text: str | bytes) -> _Sealed:
    """Return the parts of a whole key file of a fair cost; the passphrase is not needed."""
    whole = _fields(text)
    header = {name: whole[name] for name in _HEADER_FIELDS}
    cost = Cost(whole["memory_kib"], whole["iterations"], whole["lanes"])
    cost.check()
    salt, check, nonce, box = (_unb64(whole[name]) for name in ("salt", "check", "nonce", "box"))
    if (len(salt), len(check), len(nonce)) != (_SALT_BYTES, _CHECK_BYTES, _NONCE_BYTES):
        raise DamagedKeyFile(_DAMAGED)
    return _Sealed(header, cost, salt, check, nonce, box)


def _fields(text: str | bytes) -> dict[str, Any]:
    """Return the fields of a key file whose checksum holds."""
    if len(text) > MAX_FILE_CHARACTERS:
        raise DamagedKeyFile(_DAMAGED)
    try:
        whole = jsontext.decode(text)
    except MalformedBytes as error:
        raise DamagedKeyFile(_DAMAGED) from error
    if not isinstance(whole, dict) or set(whole) != _FIELDS:
        raise DamagedKeyFile(_DAMAGED)
    numbers = [whole[name] for name in ("version", "memory_kib", "iterations", "lanes")]
    texts = [whole[name] for name in ("type", "salt", "check", "nonce", "box", "checksum")]
    typed = all(type(n) is int for n in numbers) and all(isinstance(t, str) for t in texts)
    if not typed or (whole["type"], whole["version"]) != (_TYPE, 1):
        raise DamagedKeyFile(_DAMAGED)
    stated = whole.pop("checksum")
    if stated != _checksum(whole):
        raise DamagedKeyFile(_DAMAGED)
    return whole


def _derive(passphrase: str, salt: bytes, cost: Cost) -> tuple[bytes, bytes]:
    """Return the AES key and the check value; the passphrase is taken in NFC."""
    try:
        typed = unicodedata.normalize("NFC", passphrase).encode()
    except UnicodeEncodeError as error:
        raise WrongPassphrase(_WRONG) from error
    master = Argon2id(
        salt=salt,
        length=_KEY_BYTES,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    ).derive(typed)
    check = framed_hash("ostraka/v1/keyfile-check", master)[:_CHECK_BYTES]
    return framed_hash("ostraka/v1/keyfile-key", master), check


def _checksum(whole: dict[str, Any]) -> str:
    """Return the hex SHA-256 of everything in the file but the checksum itself."""
    return hashlib.sha256(jsontext.canonical(whole)).hexdigest()


def _unb64(text: str) -> bytes:
    """Return the bytes of a base64 field."""
    try:
        return jsontext.unb64(text)
    except MalformedBytes as error:
        raise DamagedKeyFile(_DAMAGED) from error
