"""Rules of accounts: names, passphrases, secrets, pauses after failed sign-ins. Pure.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.errors import Conflict, InvalidInput, NotAuthenticated, NotFound, Unavailable

INVITATION_LIFE = timedelta(days=7)
SESSION_LIFE = timedelta(hours=8)
SESSION_IDLE = timedelta(minutes=30)
SESSION_NOTED = timedelta(minutes=1)
"""A session's last use is written at most this often."""

PASSPHRASE_LEAST = 15
PASSPHRASE_MOST = 200
PASSPHRASE_DIFFERENT = 6
"""So many different characters at least: one key held down is no sentence."""
NAME_MOST = 64
LONGEST_PATH = 1000
FREE_FAILURES = 5
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)

_SECRET = re.compile(r"([ist])([0-9a-f]{16})\.([0-9a-f]{64})")


class UnusableName(InvalidInput):
    """A name is empty, too long, or has characters that do not show."""

    code = "unusable_name"


class UnknownRole(InvalidInput):
    """A role that this service does not have, or none at all."""

    code = "unknown_role"


class PassphraseTooWeak(InvalidInput):
    """A passphrase is too short, too long, or has too few different characters."""

    code = "passphrase_too_weak"


class NameTaken(Conflict):
    """Somebody has an account under this name."""

    code = "name_taken"


class InvitationUsed(Conflict):
    """A link that works once was used again."""

    code = "invitation_used"


class InvitationExpired(Conflict):
    """A link was opened after its last day."""

    code = "invitation_expired"


class NoSuchInvitation(NotFound):
    """The link belongs to no invitation."""

    code = "no_such_invitation"


class SignInRefused(NotAuthenticated):
    """Name and passphrase do not belong together; which of them is wrong is not said."""

    code = "sign_in_refused"


class SignInPaused(Unavailable):
    """Too many failed sign-ins; nobody may try this account for a while."""

    code = "sign_in_paused"

    def __init__(self, left: timedelta) -> None:
        self.minutes = max(1, -(-int(left.total_seconds()) // 60))
        """How long still, in whole minutes, rounded up."""
        super().__init__(f"Too many failed attempts. Try again in {self.minutes} min.")


class NotOneself(Conflict):
    """An administrator tried to close their own account."""

    code = "not_oneself"


@dataclass(frozen=True, slots=True)
class Secret:
    """A bearer secret as its holder has it, and what of it is stored."""

    id: str
    """A letter for the kind (i, s, t) and 16 hex digits; finds the row, proves nothing."""
    text: str
    """``id.secret``, shown once."""
    digest: str
    """SHA-256 of the text, 64 hex digits; all that is stored."""


def new_secret(kind: str, random: Callable[[int], bytes]) -> Secret:
    """Return a new secret of 256 bits; ``kind`` is "i", "s" or "t"."""
    name = kind + random(8).hex()
    text = f"{name}.{random(32).hex()}"
    return Secret(name, text, _digest(text))


def read_secret(text: str) -> Secret | None:
    """Return the parts of ``text``; None if it has not the form of a secret."""
    match = _SECRET.fullmatch(text)
    return Secret(match[1] + match[2], text, _digest(text)) if match else None


def clean_name(name: str) -> str:
    """Return ``name`` in one spelling: NFC, single spaces.

    Raises:
        UnusableName: empty, over 64 characters, or with characters that do not show.
    """
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not 0 < len(cleaned) <= NAME_MOST:
        raise UnusableName("A name has 1 to 64 characters.")
    if any(unicodedata.category(character)[0] == "C" for character in cleaned):
        raise UnusableName("A name cannot have invisible characters.")
    return cleaned


def name_key(name: str) -> str:
    """Return what must differ between two accounts: names that look alike share it."""
    return unicodedata.normalize("NFKC", clean_name(name)).casefold()


def check_passphrase(passphrase: str) -> bytes:
    """Return the bytes to be hashed (NFC, UTF-8).

    Raises:
        PassphraseTooWeak: under 15 or over 200 characters, or fewer than 6 different ones.
    """
    if not PASSPHRASE_LEAST <= len(passphrase) <= PASSPHRASE_MOST:
        raise PassphraseTooWeak("A passphrase has 15 to 200 characters; a sentence is best.")
    if len(set(passphrase)) < PASSPHRASE_DIFFERENT:
        raise PassphraseTooWeak("A passphrase has 6 different characters or more.")
    return unicodedata.normalize("NFC", passphrase).encode()


def session_end(expires_at: datetime, seen_at: datetime) -> datetime:
    """Return when a session ends: after eight hours, or half an hour after its last use."""
    return min(expires_at, seen_at + SESSION_IDLE)


def path_within(wanted: str, otherwise: str) -> str:
    """Return ``wanted`` if it is a path of this origin, else ``otherwise``.

    Browsers read ``//host`` and ``/\\host`` as another host, and drop tabs and line breaks.
    """
    plain = all(character.isprintable() and character != "\\" for character in wanted)
    inside = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if plain and inside and len(wanted) <= LONGEST_PATH else otherwise


def check_roles(roles: Iterable[str], known: frozenset[str]) -> list[str]:
    """Return ``roles`` sorted, each once.

    Raises:
        UnknownRole: none, or one that is not in ``known``.
    """
    wanted = frozenset(roles)
    if not wanted or not wanted <= known:
        raise UnknownRole("Choose roles among: " + ", ".join(sorted(known)) + ".")
    return sorted(wanted)


def pause_after(failures: int) -> timedelta | None:
    """Return how long nobody may try after this many failures in a row; None for few."""
    if failures < FREE_FAILURES:
        return None
    doublings = min(failures - FREE_FAILURES, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _digest(text: str) -> str:
    """Return the SHA-256 of ``text`` as hex. Its 256 random bits need no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()
