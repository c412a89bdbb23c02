"""What every action of this room writes into the meeting's record: numbers, never a name.

May import: ballot_service.desk, ballot_service.meetings' store, shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.store import meetings
from ballot_service.meetings.store.rows import EventRow
from shared.plumbing.access import Actor


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the roll, for the meeting's record: numbers and digests, never a name."""

    act: str
    subject: str
    detail: dict[str, Any]
    reason: str | None = None


def record(desk: Desk, session: Session, meeting_id: str, by: Actor, change: Change) -> None:
    """Append ``change`` to the record of the locked meeting."""
    event = EventRow(
        meeting=meeting_id,
        at=desk.clock(),
        account_id=by.account_id,
        name=by.name,
        act=change.act,
        subject=change.subject,
        reason=change.reason,
        detail=change.detail,
    )
    meetings.add_event(session, event)
