"""Slip codes, the credentials derived from them, and the published list (PROTOCOL 4, P10).

A code is 22 base58 characters as 5-6-5-6, about 129 bits; its hyphens are hashed. The same
code gives another credential in every box, because the derivation hashes the uuid.

May import: stdlib, shared.crypto.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from itertools import product
from secrets import token_bytes

from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import framed_hash
from shared.crypto.group import NEUTRAL, Point, check_member, power_of_g, read_hex, to_hex
from shared.crypto.jsontext import b64, decode_exact, encode, items, string
from shared.crypto.scalars import Q, Random

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
GROUP_SIZES = (5, 6, 5, 6)
UUID_LENGTH = 14

SLIP_SIZES = (1, *GROUP_SIZES, len(GROUP_SIZES))
"""Class letter, the four groups, their check characters."""

LOOK_ALIKES = {"0": "oQD", "O": "oQD", "I": "1i", "l": "1L"}
"""What may be meant by a letter or digit that no code has."""

_UUID = re.compile(rf"[{ALPHABET}]{{14,64}}")
_CODE = re.compile("-".join(rf"[{ALPHABET}]{{{size}}}" for size in GROUP_SIZES))
_SLIP = re.compile(rf"([A-Z])-({_CODE.pattern})-([{ALPHABET}]{{4}})")
_BETWEEN = re.compile(r"[^0-9A-Za-z]+")
_LISTED = re.compile(r"([^,]*)(?:,(0|[1-9][0-9]{0,17}))?")


class BadSlip(MalformedBytes):
    """What was typed or scanned is not a slip, or one of its groups is mistyped.

    ``group`` is the group to look at, from 1 to 4, where that can be said.
    """

    code = "bad_slip"

    def __init__(self, what: str, group: int | None = None) -> None:
        super().__init__(what, "bad-slip")
        self.group = group


@dataclass(frozen=True, slots=True)
class Credential:
    """A private credential of one box and the public one that goes on the list."""

    secret: int
    public: Point
    public_hex: str

    def __repr__(self) -> str:
        return f"Credential(public_hex={self.public_hex!r})"  # the secret stays out of tracebacks


@dataclass(frozen=True, slots=True)
class CredentialList:
    """The frozen list of one box: who may vote, in public credentials."""

    weights: dict[str, int]
    """Public credential in hex to its weight, in list order; 1 where the list gives none."""
    weighted: bool


def new_uuid(random: Random = token_bytes) -> str:
    """Return a fresh election uuid: 14 base58 characters, 82 bits."""
    return _base58(UUID_LENGTH, random)


def check_uuid(text: object) -> str:
    """Return ``text`` if it is an election uuid: 14 to 64 base58 characters.

    Raises:
        MalformedBytes: it is not (slug ``uuid``).
    """
    if not isinstance(text, str) or _UUID.fullmatch(text) is None:
        raise MalformedBytes("An election uuid is 14 or more base58 characters.", "uuid")
    return text


def new_code(random: Random = token_bytes) -> str:
    """Return a fresh private code, 22 base58 characters as 5-6-5-6."""
    letters = _base58(sum(GROUP_SIZES), random)
    starts = [sum(GROUP_SIZES[:i]) for i in range(len(GROUP_SIZES))]
    return "-".join(
        letters[start : start + size] for start, size in zip(starts, GROUP_SIZES, strict=True)
    )


def check_characters(code: str) -> str:
    """Return the four check characters of ``code``, one for each group (P10)."""
    return "".join(_check_character(index, group) for index, group in enumerate(code.split("-")))


def parse_slip(text: str) -> tuple[str, str]:
    """Return (class letter, code) of the text on a slip, ``CLASS-CODE-CHECKS``.

    Raises:
        BadSlip: not of that form, or the check character of a group does not fit; then the
            message says which group to look at.
    """
    match = _SLIP.fullmatch(text)
    if match is None:
        raise BadSlip("This is not a complete slip code. Scan it again or type all of it.")
    letter, code, checks = match.groups()
    expected = check_characters(code)
    for index, (want, got) in enumerate(zip(expected, checks, strict=True), start=1):
        if not compare_digest(want, got):
            raise _mistyped(index)
    return letter, code


def read_slip(typed: str) -> tuple[str, str]:
    """Return (class letter, code) of what a person typed or a scanner read.

    An address is read from its ``#`` on. Whatever stands between letters and digits separates;
    the separators may be missing. Letters and digits that no code has are taken for those they
    look like, if the group's check character leaves one possibility.

    Raises:
        BadSlip: not a whole slip, or a group does not fit its check character; ``group`` and
            the message say which group to look at.
    """
    plain = unicodedata.normalize("NFKC", typed).rpartition("#")[2]
    letter, *groups, checks = _parts(plain)
    letter = letter.upper()
    if not "A" <= letter <= "Z":
        raise BadSlip("The slip code begins with the letter of its class. Type that letter first.")
    read = [
        _read_group(index, *pair) for index, pair in enumerate(zip(groups, checks, strict=True))
    ]
    return letter, "-".join(read)


def slip_text(letter: str, code: str) -> str:
    """Return what a slip shows and its QR code carries behind ``#``; ``parse_slip`` reads it."""
    return f"{letter}-{code}-{check_characters(code)}"


def derive(uuid: str, code: str) -> Credential:
    """Return the credential of ``code`` in the box ``uuid`` (PROTOCOL section 4).

    Raises:
        BadSlip: ``code`` is not 22 base58 characters as 5-6-5-6.
    """
    if _CODE.fullmatch(code) is None:
        raise BadSlip("This is not a complete slip code. Scan it again or type all of it.")
    halves = [sha256(f"derive_credential|{uuid}|{half}|{code}".encode()) for half in (0, 1)]
    secret = int(halves[0].hexdigest() + halves[1].hexdigest(), 16) % Q
    public = power_of_g(secret)
    return Credential(secret, public, to_hex(public))


def credential_list(publics: Iterable[str]) -> str:
    """Return the published list's text: a JSON array sorted by libsodium's bytes of the point.

    Args:
        publics: public credentials in the archive's hex, each once; nothing else is in our lists.

    Raises:
        MalformedBytes, VerificationFailed: an entry is not a member, or comes twice.
    """
    text = encode(sorted(publics, key=_libsodium_order))
    parse_credential_list(text)
    return text


def list_digest(text: str) -> str:
    """Return the list's fingerprint: base64 of the SHA-256 of its text, 43 characters."""
    return b64(sha256(text.encode()).digest())


def parse_credential_list(text: str) -> CredentialList:
    """Return the list of check 12: canonical, members, distinct, sorted, weights all or none.

    Raises:
        MalformedBytes: not a canonical array of ``HEX`` or ``HEX,WEIGHT``.
        VerificationFailed: slugs ``cred-not-member``, ``cred-neutral``, ``cred-duplicate``,
            ``cred-order``.
    """
    entries = [_listed(entry) for entry in items(decode_exact(text))]
    weighted = {weight is not None for _, weight in entries}
    if len(weighted) == 2:
        raise MalformedBytes("Either all credentials carry a weight or none.", "cred-weight")
    names = [name for name, _ in entries]
    for name in names:
        _check_listed(name)
    if len(set(names)) != len(names):
        raise VerificationFailed("A public credential is listed twice.", "cred-duplicate")
    if names != sorted(names, key=_libsodium_order):
        raise VerificationFailed("The list of credentials is not sorted.", "cred-order")
    weights = {name: 1 if weight is None else weight for name, weight in entries}
    return CredentialList(weights, weighted == {True})


def _listed(entry: object) -> tuple[str, int | None]:
    """Return (hex, weight or None) of one entry."""
    match = _LISTED.fullmatch(string(entry))
    if match is None:
        raise MalformedBytes("The weight of a credential is malformed.", "cred-weight")
    name, weight = match.groups()
    return name, None if weight is None else int(weight)


def _check_listed(name: str) -> None:
    """Return if ``name`` is the hex of a member other than the neutral element."""
    point = read_hex(name)
    if point == NEUTRAL:
        raise VerificationFailed("A public credential is the neutral element.", "cred-neutral")
    try:
        check_member(point)
    except VerificationFailed:
        raise VerificationFailed(
            "A public credential is not in the group.", "cred-not-member"
        ) from None


def _libsodium_order(public_hex: str) -> str:
    """Return a sort key: the hex of the reversed bytes, which orders as the bytes do."""
    return "".join(reversed([public_hex[i : i + 2] for i in range(0, len(public_hex), 2)]))


def _check_character(index: int, group: str) -> str:
    """Return the check character of one group of a code; ``index`` counts from 0."""
    digest = framed_hash("ostraka/v1/check", bytes([index]), group)
    return ALPHABET[int.from_bytes(digest, "big") % len(ALPHABET)]


def _mistyped(group: int) -> BadSlip:
    """Return the refusal that names a group."""
    text = f"Group {group} of the slip code is mistyped. Compare it with the slip."
    return BadSlip(text, group)


def _parts(plain: str) -> list[str]:
    """Return class letter, groups and check characters, each of its length."""
    parts = [part for part in _BETWEEN.split(plain) if part]
    joined = "".join(parts)
    if len(joined) == sum(SLIP_SIZES):
        starts = [sum(SLIP_SIZES[:i]) for i in range(len(SLIP_SIZES))]
        return [
            joined[start : start + size] for start, size in zip(starts, SLIP_SIZES, strict=True)
        ]
    if len(parts) == len(SLIP_SIZES):
        for group, size in enumerate(GROUP_SIZES, start=1):
            if len(parts[group]) != size:
                raise _mistyped(group)
    raise BadSlip("This is not a complete slip code. Scan it again or type all of it.")


def _read_group(index: int, group: str, check: str) -> str:
    """Return the group that was meant; ``index`` counts from 0."""
    meant = ["".join(letters) for letters in product(*(LOOK_ALIKES.get(c, c) for c in group))]
    checks = LOOK_ALIKES.get(check, check)
    fitting = [one for one in meant if _check_character(index, one) in checks]
    if len(fitting) != 1:
        raise _mistyped(index + 1)
    return fitting[0]


def _base58(length: int, random: Random) -> str:
    """Return ``length`` uniform base58 characters; a byte of 232 or more would favour some."""
    letters: list[str] = []
    while len(letters) < length:
        letters += [
            ALPHABET[byte % len(ALPHABET)] for byte in random(length) if byte < 4 * len(ALPHABET)
        ]
    return "".join(letters[:length])
