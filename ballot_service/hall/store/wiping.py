"""What goes when a test run is wiped at the desk: people, invitations, what was heard of boxes.

May import: SQLAlchemy, ballot_service.roll's store, this room's store.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from ballot_service.hall.store.turnout import TurnoutRow
from ballot_service.meetings.store.agenda import RecordedVoteRow, RecusalRow
from ballot_service.roll.store.invitations import IssuanceRow, PersonInvitationRow
from ballot_service.roll.store.people import PersonRow


def forget_people(session: Session, meeting_id: str) -> None:
    """Remove the roll of a meeting with its invitations, signatures, recusals and open votes."""
    for table in (IssuanceRow, PersonInvitationRow, RecusalRow, RecordedVoteRow, PersonRow):
        session.execute(delete(table).where(table.meeting == meeting_id))


def forget_turnout(session: Session, uuids: Sequence[str]) -> None:
    """Remove what was heard of these boxes."""
    session.execute(delete(TurnoutRow).where(TurnoutRow.uuid.in_(uuids)))
