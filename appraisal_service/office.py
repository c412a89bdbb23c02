"""What the actions of this service need from outside, in one place.

Built once per process in ``app.py`` or ``worker.py``, and by tests.

May import: SQLAlchemy, shared.crypto.signing, shared.plumbing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session, sessionmaker

from shared.crypto.signing import SigningKey
from shared.plumbing.clock import Clock
from shared.plumbing.http import Peer
from shared.plumbing.outbox import Ring

ISSUER = "appraisal"
"""Who this service's signed documents say they are from."""

EXTENSION = "appraisal.office"
"""Under this name the office lies in ``app.extensions`` and in the worker's wiring."""


@dataclass(frozen=True, slots=True)
class Office:
    """The appraisal office: its database, clock, signing key, and its line to the tally."""

    sessions: sessionmaker[Session]
    clock: Clock
    key: SigningKey
    """Signs the grades."""
    ring: Ring
    tally: Peer
    tally_keys: Mapping[str, bytes]
    """key id to raw public key: what certified results are verified under."""
