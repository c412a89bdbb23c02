"""What the desk's actions need from the outside, in one frozen value.

The process builds it once (``desk_app``, ``desk_worker``); a test builds it with other parts.

May import: SQLAlchemy, shared.crypto, shared.plumbing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session, sessionmaker

from shared.crypto.signing import SigningKey, key_id
from shared.plumbing.clock import Clock
from shared.plumbing.gate import Gate
from shared.plumbing.http import Peer
from shared.plumbing.outbox import Ring

SIGNING, SIGNING_WAITING = 2, 30
"""How many people's credentials one process signs at once, and how many may wait."""

ISSUER = "ballot-desk"
"""Who the desk's signed documents say they are from."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk's database, doorbell, clock, signing key, and its two peers."""

    sessions: sessionmaker[Session]
    ring: Ring
    clock: Clock
    key: SigningKey
    box: Peer
    box_key: bytes
    """The box's raw public key, 32 bytes: the manifest names it as the receipt key."""
    tally: Peer
    tally_key: bytes
    """The tally service's raw public key, 32 bytes."""
    origin: str
    """Where people's own phones find the desk."""
    box_origin: str
    """Where voters' own phones find the box."""
    tally_origin: str = ""
    """Where browsers find the tally service: the pages of trustees and the count room."""
    signing: Gate = field(default_factory=lambda: Gate(inside=SIGNING, waiting=SIGNING_WAITING))
    """For blind signatures: some milliseconds of a core for each box of a meeting."""

    @property
    def tally_keys(self) -> Mapping[str, bytes]:
        """Whose signature the desk takes on a document of the tally service."""
        return {key_id(self.tally_key): self.tally_key}
