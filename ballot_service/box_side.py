"""What the actions of the box side need from the outside, in one frozen value.

The process builds it once (``box_app``, ``box_worker``); a test builds it with other parts.

May import: SQLAlchemy, shared.crypto, shared.plumbing, ballot_service.box_gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.box_gate import ballot_gate
from shared.crypto.signing import SigningKey
from shared.plumbing.clock import Clock
from shared.plumbing.gate import Gate
from shared.plumbing.http import Peer
from shared.plumbing.outbox import Ring


@dataclass(frozen=True, slots=True)
class BoxSide:
    """The box's database, doorbell, key, archive folder, whom it obeys and whom it tells."""

    engine: Engine
    sessions: sessionmaker[Session]
    ring: Ring
    clock: Clock
    """For the outbox, and to refuse an old question of the desk: nothing else holds a time."""
    key: SigningKey
    desk_keys: Mapping[str, bytes]
    """key id to raw public key: whose manifests, tickets and orders are obeyed."""
    tally: Peer
    archives: Path
    gate: Gate = field(default_factory=ballot_gate)
