"""What a box and its scrutineers sign: receipts, closing checkpoints, closing records.

One thing to know: none of these holds a time. The same ballot always has the same receipt,
and a closed box always the same checkpoint (PROTOCOL P4, P8, P9). Six words let people
compare a digest by eye and ear (P1).

May import: mnemonic (its word lists), shared.crypto.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from mnemonic import Mnemonic

from shared.crypto import jsontext
from shared.crypto.credentials import check_uuid
from shared.crypto.errors import MalformedBytes
from shared.crypto.framing import frame, framed_hash
from shared.crypto.signing import SIGNATURE_BYTES, SigningKey, verify

HASH_BYTES = 32
MAX_BALLOTS = 10**18 - 1
"""Any number that our documents can hold; a frame could not hold a negative one."""
WORDS = 6
BITS_OF_A_WORD = 11


_BETWEEN = re.compile(r"[.\s]+")


class BadReceipt(MalformedBytes):
    """What was copied or scanned is not a whole receipt."""

    code = "bad_receipt"

    def __init__(self) -> None:
        super().__init__("This is not a complete receipt. Copy or scan all of it.", "bad-receipt")


class VoterReceipt(NamedTuple):
    """What a voter keeps: the box, the ballot's tracker, and our signature on both."""

    uuid: str
    tracker: bytes
    """SHA-256 of the ballot text, 32 bytes."""
    signature: bytes
    """64 bytes."""


class SixWords(NamedTuple):
    """Six words in two languages, and their places in the lists (0 to 2047)."""

    indexes: tuple[int, ...]
    zh: tuple[str, ...]
    en: tuple[str, ...]


def sign_receipt(key: SigningKey, uuid: str, tracker: bytes) -> bytes:
    """Return the receipt of the ballot ``tracker`` in the box ``uuid``: a 64-byte signature."""
    return key.sign(_receipt_message(uuid, tracker))


def verify_receipt(public: bytes, uuid: str, tracker: bytes, receipt: bytes) -> None:
    """Return if ``receipt`` is the box's own for this ballot; else ``VerificationFailed``."""
    verify(public, receipt, _receipt_message(uuid, tracker))


def receipt_text(receipt: VoterReceipt) -> str:
    """Return what a voter copies: ``UUID.TRACKER.SIGNATURE``, the last two in base64.

    Some 145 characters without a space; it may stand behind the ``#`` of an address.
    """
    shown = (jsontext.b64(part) for part in (receipt.tracker, receipt.signature))
    return ".".join((receipt.uuid, *shown))


def parse_receipt(text: str) -> VoterReceipt:
    """Return the receipt that ``receipt_text`` wrote; dots may have become spaces or lines.

    An address is read from its ``#`` on. Nothing is verified: see ``verify_receipt``.

    Raises:
        BadReceipt: not three parts, or one is not exactly what it should be.
    """
    parts = _BETWEEN.split(text.rpartition("#")[2].strip())
    try:
        uuid, tracker, signature = parts
        read = VoterReceipt(check_uuid(uuid), jsontext.unb64(tracker), jsontext.unb64(signature))
    except (ValueError, MalformedBytes):
        raise BadReceipt from None
    if len(read.tracker) != HASH_BYTES or len(read.signature) != SIGNATURE_BYTES:
        raise BadReceipt
    return read


def sign_checkpoint(key: SigningKey, uuid: str, size: int, root: bytes) -> bytes:
    """Return the signature of the closing checkpoint, 64 bytes."""
    return key.sign(_checkpoint_message(uuid, size, root))


def verify_checkpoint(public: bytes, uuid: str, size: int, root: bytes, signature: bytes) -> None:
    """Return if ``signature`` is that of this checkpoint; else ``VerificationFailed``."""
    verify(public, signature, _checkpoint_message(uuid, size, root))


def closing_message(uuid: str, phi: str, list_digest: str, ballots: int, root: bytes) -> bytes:
    """Return the framed closing record that two scrutineers sign (PROTOCOL P4).

    In the frame the list digest is its 32 raw bytes, the fingerprint its 43 characters
    (PROTOCOL P1). The hall sees the six words of this message's SHA-256.

    Args:
        uuid: the box.
        phi: the election's fingerprint, 43 characters of base64.
        list_digest: the credential list's digest, 43 characters of base64.
        ballots: how many ballots the box held.
        root: the Merkle root of the closing checkpoint, 32 bytes.

    Raises:
        MalformedBytes: no uuid, a digest of another length, or no possible number of ballots.
    """
    jsontext.integer(ballots, 0, MAX_BALLOTS)
    if len(jsontext.unb64(phi)) != HASH_BYTES:
        raise MalformedBytes("An election's fingerprint has 43 characters of base64.")
    digest = jsontext.unb64(list_digest)
    return frame("ostraka/v1/closing", check_uuid(uuid), phi, _hash(digest), ballots, _hash(root))


def six_words(digest: bytes) -> SixWords:
    """Return the six words of a 32-byte digest: its framed hash's first 66 bits."""
    bits = int.from_bytes(framed_hash("ostraka/v1/words", _hash(digest)), "big")
    indexes = tuple(
        bits >> (256 - BITS_OF_A_WORD * (place + 1)) & (2**BITS_OF_A_WORD - 1)
        for place in range(WORDS)
    )
    zh, en = _word_list("chinese_simplified"), _word_list("english")
    return SixWords(indexes, tuple(zh[i] for i in indexes), tuple(en[i] for i in indexes))


def _receipt_message(uuid: str, tracker: bytes) -> bytes:
    return frame("ostraka/v1/receipt", check_uuid(uuid), _hash(tracker))


def _checkpoint_message(uuid: str, size: int, root: bytes) -> bytes:
    jsontext.integer(size, 0, MAX_BALLOTS)
    return frame("ostraka/v1/checkpoint", check_uuid(uuid), size, _hash(root))


def _hash(value: bytes) -> bytes:
    """Return ``value`` if it can be a SHA-256."""
    if len(value) != HASH_BYTES:
        raise MalformedBytes("A hash has 32 bytes.")
    return value


@cache
def _word_list(language: str) -> tuple[str, ...]:
    """Return the 2048 words of a BIP-39 list."""
    return tuple(Mnemonic(language).wordlist)
