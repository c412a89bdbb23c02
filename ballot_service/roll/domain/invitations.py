"""Personal invitations: a link with a secret in its fragment, of which the desk keeps a digest.

May import: stdlib, shared.errors, shared.tables.writing.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from shared.errors import Conflict, NotFound
from shared.tables.writing import write_csv

TOKEN_BYTES = 18
"""144 bits in 24 characters: short enough for a QR code that an old phone reads."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{24}")


class InvitationUnknown(NotFound):
    """Nobody was given this invitation for this meeting."""

    code = "invitation_unknown"


class InvitationReplaced(Conflict):
    """The person was given a newer invitation, so this one is void."""

    code = "invitation_replaced"


class InvitationStands(Conflict):
    """The person has an invitation, and no reason for another one was given."""

    code = "invitation_stands"


@dataclass(frozen=True, slots=True)
class Token:
    """A fresh secret: its text, shown once, and the digest that is kept."""

    text: str
    digest: str


@dataclass(frozen=True, slots=True)
class Invited:
    """One person and the link they get; the link exists here and on paper, nowhere else."""

    person: str
    name: str
    unit: str
    electorate: str
    token: str


def new_token(random: Callable[[int], bytes]) -> Token:
    """Return a fresh token."""
    text = urlsafe_b64encode(random(TOKEN_BYTES)).decode()
    return Token(text, token_digest(text))


def token_digest(text: str) -> str:
    """Return the hex SHA-256 under which a token is looked up.

    Who sends tokens learns nothing from how long the look-up takes: they cannot choose digests.

    Raises:
        InvitationUnknown: no token of ours looks like this.
    """
    if _TOKEN.fullmatch(text) is None:
        raise unknown()
    return sha256(text.encode()).hexdigest()


def unknown() -> InvitationUnknown:
    """Return the refusal of a link that nobody was given."""
    return InvitationUnknown(
        "This invitation is not known. Open the whole link again, or ask the registrar."
    )


def replaced() -> InvitationReplaced:
    """Return the refusal of a link in whose place there is another one."""
    return InvitationReplaced("A newer invitation was made for you. Use that one.")


def invitations_csv(invited: Iterable[tuple[Invited, str]]) -> bytes:
    """Return name, unit, electorate and link of each person as CSV that spreadsheets open.

    Args:
        invited: people with their links.
    """
    rows = [(one.name, one.unit, one.electorate, link) for one, link in invited]
    return write_csv([("name", "unit", "electorate", "link"), *rows])
