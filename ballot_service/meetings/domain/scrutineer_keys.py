"""Public keys that scrutineers put on record: what can be one, and what it may replace.

A key belongs to one account for ever. One that was replaced is not taken up again: nobody knows
any more who may have its file.

May import: stdlib, shared.crypto, shared.errors.
"""

from __future__ import annotations

import re

from shared.crypto.errors import VerificationFailed
from shared.crypto.group import Point, check_member
from shared.errors import Conflict, InvalidInput

_KEY = re.compile(r"[0-9a-f]{64}")


class ScrutineerKeyRejected(InvalidInput):
    """What was handed in cannot be an Ed25519 public key."""

    code = "scrutineer_key_rejected"

    def __init__(self) -> None:
        super().__init__("This is not a public key. It has 64 characters, 0 to 9 and a to f.")


class ScrutineerKeyTaken(Conflict):
    """The key is on record for another account, or a meeting names it for one."""

    code = "scrutineer_key_taken"


class ScrutineerKeyOver(Conflict):
    """The key was this account's own, and was replaced."""

    code = "scrutineer_key_over"


class OtherAccount(Conflict):
    """Somebody else signed in since the page was opened."""

    code = "other_account"


class ScrutineerKeyChanged(Conflict):
    """Another key was put on record since the page was opened."""

    code = "scrutineer_key_changed"


def check_public_key(key: str) -> None:
    """Return if ``key``, 64 hex digits, can be an Ed25519 public key (RFC 8032).

    A point of a small order, or one that is not of the prime-order subgroup, is no key that a
    program of ours makes: with some of them a signature would hold for every message.

    Raises:
        ScrutineerKeyRejected: it cannot.
    """
    try:
        check_member(Point(bytes.fromhex(key)))
    except VerificationFailed:
        raise ScrutineerKeyRejected from None


def read_public_key(typed: str) -> str:
    """Return the 64 hex digits of a key that somebody typed or pasted, spaces and capitals aside.

    Raises:
        ScrutineerKeyRejected: they are not there, or something else is.
    """
    key = "".join(typed.split()).lower()
    if _KEY.fullmatch(key) is None:
        raise ScrutineerKeyRejected
    return key


def check_account(signed_in: str, meant: str) -> None:
    """Return if the account that is signed in is the one for which the key was made.

    Raises:
        OtherAccount: it is another one.
    """
    if signed_in != meant:
        raise OtherAccount(
            "Somebody else is signed in now. Sign in with the account that opened the page."
        )


def check_replaces(current: str | None, replaces: str | None) -> None:
    """Return if ``current``, the key on record, is the one that was meant to be replaced.

    Raises:
        ScrutineerKeyChanged: it is another one; None is no key.
    """
    if current != replaces:
        raise ScrutineerKeyChanged(
            "Another key was put on record meanwhile. Was that you? If not, tell an administrator."
        )
