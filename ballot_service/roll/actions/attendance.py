"""Late-comers and people on leave: recorded at the check-in desk, with a reason where one is due.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.store import meetings, rounds
from ballot_service.roll.actions.recording import Change, record
from ballot_service.roll.domain.attendance import (
    LEAVE_IS_RECORDED,
    NotLate,
    NotOnLeave,
    check_absent,
    check_late,
)
from ballot_service.roll.store import people
from ballot_service.roll.store.counting import write_counts
from ballot_service.roll.store.people import PersonRow
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, unit_of_work


def record_leave(desk: Desk, meeting_id: str, person: str, reason: str, by: Actor) -> None:
    """Record that a person is on leave (请假), and why; a new reason replaces the old one.

    Raises:
        NoSuchMeeting, WrongState: before check-in or after the meeting.
        NoSuchPerson: not on this roll.
        PresentAlready: the person is here.
    """
    with unit_of_work(desk.sessions) as uow:
        row = _person(uow.session, meeting_id, person)
        check_absent(row.present)
        row.leave = reason
        write_counts(uow.session, meeting_id)
        record(desk, uow.session, meeting_id, by, Change("record_leave", person, {}, reason))


def withdraw_leave(desk: Desk, meeting_id: str, person: str, reason: str, by: Actor) -> None:
    """Correct the record: this person is not on leave after all.

    Raises:
        NoSuchMeeting, WrongState, NoSuchPerson: as ``record_leave``.
        NotOnLeave: nothing to correct.
    """
    with unit_of_work(desk.sessions) as uow:
        row = _person(uow.session, meeting_id, person)
        if row.leave is None:
            raise NotOnLeave("No leave of this person is on record.")
        row.leave = None
        write_counts(uow.session, meeting_id)
        record(desk, uow.session, meeting_id, by, Change("withdraw_leave", person, {}, reason))


def check_in_late(desk: Desk, meeting_id: str, person: str, by: Actor) -> None:
    """Check somebody in after the lists were frozen, between rounds; leave on record ends.

    Raises:
        NoSuchMeeting, WrongState: the lists are not frozen, or the meeting is over.
        LateByReserveSlip, LateDuringRound: not in this way, or not now.
        NoSuchPerson: not on this roll.
        PresentAlready: the person is here.
    """
    with unit_of_work(desk.sessions) as uow:
        row = _late(uow, meeting_id, person)
        check_absent(row.present)
        row.present, row.late, row.leave = True, True, None
        _count_again(uow.session, meeting_id, row.electorate)
        detail = {"electorate": row.electorate}
        record(desk, uow.session, meeting_id, by, Change("check_in_late", meeting_id, detail))


def undo_late(desk: Desk, meeting_id: str, person: str, reason: str, by: Actor) -> None:
    """Take back a late check-in made by mistake; only when no slip was handed out for it.

    Raises:
        NoSuchMeeting, WrongState, LateByReserveSlip, LateDuringRound, NoSuchPerson: as
            ``check_in_late``.
        NotLate: the person was checked in before the freeze, or is not here.
    """
    with unit_of_work(desk.sessions) as uow:
        row = _late(uow, meeting_id, person)
        if not (row.present and row.late):
            raise NotLate("This person is not on record as having come late.")
        row.present, row.late = False, False
        _count_again(uow.session, meeting_id, row.electorate)
        record(desk, uow.session, meeting_id, by, Change("undo_late", person, {}, reason))


def _person(session: Session, meeting_id: str, person: str) -> PersonRow:
    """Return the person if leave is recorded now; the meeting is locked."""
    check_meeting_is(meetings.lock(session, meeting_id).standing, *LEAVE_IS_RECORDED)
    (row,) = people.find_people(session, meeting_id, [person])
    return row


def _late(uow: UnitOfWork, meeting_id: str, person: str) -> PersonRow:
    """Return the person if late-comers are checked in now; the meeting is locked."""
    meeting = meetings.lock(uow.session, meeting_id)
    check_meeting_is(meeting.standing, MeetingState.READY)
    held = [row.standing for row in rounds.rounds(uow.session, meeting_id)]
    check_late(held, blind=meeting.blind)
    (row,) = people.find_people(uow.session, meeting_id, [person])
    return row


def _count_again(session: Session, meeting_id: str, electorate: str) -> None:
    """Write the new numbers; what two scrutineers counted before is no longer so."""
    write_counts(session, meeting_id)
    meetings.forget_first_count(session, meeting_id, electorate)
    row = meetings.get_electorate(session, meeting_id, electorate)
    row.counted, row.issued, row.counted_by = None, None, []
