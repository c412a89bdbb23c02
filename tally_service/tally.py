"""What the tally service's actions need from the outside, in one frozen value.

The process builds it once (``app``, ``worker``); a test builds it with other parts.

May import: SQLAlchemy, shared.crypto, shared.plumbing, tally_service.db, .job_names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from shared.crypto.signing import SigningKey, key_id
from shared.plumbing import outbox
from shared.plumbing.clock import Clock
from shared.plumbing.db import UnitOfWork
from shared.plumbing.http import Peer
from tally_service.db import OutboxRow

ISSUER = "tally"
"""Who this service's signed documents say they are from."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Database, doorbell, clock, signing key, archives, and the three peers."""

    sessions: sessionmaker[Session]
    ring: outbox.Ring
    clock: Clock
    key: SigningKey
    archives: Path
    box: Peer
    box_key: bytes
    """The box's raw public key, 32 bytes."""
    desk: Peer
    desk_key: bytes
    """The desk's raw public key, 32 bytes."""
    appraisal: Peer
    origin: str = ""
    """Where anybody's browser finds this service, if somebody said so."""
    desk_origin: str = ""
    """Where anybody's browser finds the desk, if somebody said so."""

    @property
    def desk_keys(self) -> Mapping[str, bytes]:
        """Whose signature is taken on manifests, lists and ledgers."""
        return {key_id(self.desk_key): self.desk_key}

    def put(self, uow: UnitOfWork, kind: str, subject: str) -> None:
        """Write work into the outbox, in the transaction of ``uow``."""
        outbox.put(uow, OutboxRow, kind, subject, self.ring, self.clock)
