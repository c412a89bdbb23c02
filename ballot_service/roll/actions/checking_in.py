"""Check people in at the door, undo a mistake. The box hears only how many they are.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.store import meetings
from ballot_service.roll.actions.recording import Change, record
from ballot_service.roll.domain.issuing import not_released
from ballot_service.roll.domain.rolls import NotCheckedIn
from ballot_service.roll.store import invitations, people
from ballot_service.roll.store.counting import write_counts
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work


def check_in(desk: Desk, meeting_id: str, ids: Sequence[str], by: Actor) -> list[str]:
    """Mark people as present; return the ids of those who already were.

    Somebody who already was present should be looked at before getting a slip.

    Raises:
        NoSuchMeeting, WrongState: nobody is being checked in now.
        NoSuchPerson: an id is not on this roll; nothing is changed.
    """
    with unit_of_work(desk.sessions) as uow:
        _checking_in(uow.session, meeting_id)
        found = people.find_people(uow.session, meeting_id, ids)
        already = sorted(row.id for row in found if row.present)
        for row in found:
            row.present, row.leave = True, None
        write_counts(uow.session, meeting_id)
        detail = {"people": len(found) - len(already)}
        record(desk, uow.session, meeting_id, by, Change("check_in", meeting_id, detail))
    return already


def undo_check_in(desk: Desk, meeting_id: str, person: str, reason: str, by: Actor) -> None:
    """Take back a check-in made by mistake; the reason stands in the record.

    Raises:
        NoSuchMeeting, WrongState: nobody is being checked in now.
        NoSuchPerson: the id is not on this roll.
        NotCheckedIn: the person is not marked as present.
        SignatureReleased: the person's credentials were signed; there is no way back.
    """
    with unit_of_work(desk.sessions) as uow:
        _checking_in(uow.session, meeting_id)
        (row,) = people.find_people(uow.session, meeting_id, [person])
        not_released(row.id in invitations.released(uow.session, meeting_id))
        if not row.present:
            raise NotCheckedIn("This person is not checked in.")
        row.present = False
        write_counts(uow.session, meeting_id)
        record(desk, uow.session, meeting_id, by, Change("undo_check_in", person, {}, reason))


def _checking_in(session: Session, meeting_id: str) -> None:
    """Lock the meeting and return if people are being checked in."""
    check_meeting_is(meetings.lock(session, meeting_id).standing, MeetingState.CHECKING_IN)
