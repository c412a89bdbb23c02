"""Counts people in the database and writes the numbers to the meeting's electorates.

May import: SQLAlchemy, ballot_service.meetings.store, this room's store.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot_service.meetings.store.meetings import electorates
from ballot_service.roll.store import invitations, people


def write_counts(session: Session, meeting_id: str) -> None:
    """Write the numbers of every electorate; the meeting is locked."""
    session.flush()
    counted = people.count(session, meeting_id)
    invited = invitations.count_invited(session, meeting_id)
    released = invitations.count_released(session, meeting_id)
    for row in electorates(session, meeting_id):
        numbers = counted.get(row.key, people.Numbers(0, 0, 0, 0))
        row.roll, row.present, row.reserve_out, row.on_leave = numbers
        row.invited, row.released = invited.get(row.key, 0), released.get(row.key, 0)
