"""Reserve slips of a blind meeting: for late-comers, and for people without a phone of their own.

Each goes to a person, between rounds, and never to one whose credentials were signed. That is
recorded, so two scrutineers can compare it with the slips that are gone.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.domain.activation import check_blind
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.store import meetings, rounds
from ballot_service.roll.actions.recording import Change, record
from ballot_service.roll.domain.issuing import (
    ReserveGone,
    ReserveNotRecorded,
    ReserveRecorded,
    check_between_rounds,
    not_released,
)
from ballot_service.roll.store import invitations, people
from ballot_service.roll.store.counting import write_counts
from ballot_service.roll.store.people import PersonRow
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, unit_of_work


def hand_reserve_slip(desk: Desk, meeting_id: str, person: str, by: Actor) -> None:
    """Record that a person gets a reserve slip; who came late is present from now on.

    Raises:
        SlipsMeeting, WrongState: no reserve slips now.
        RoundUnderWay: people are voting.
        NoSuchPerson: not on this roll.
        SignatureReleased: the person votes with a phone.
        ReserveRecorded, ReserveGone: got one already, or none is left.
    """
    with unit_of_work(desk.sessions) as uow:
        row = _person(uow, meeting_id, person)
        not_released(person in invitations.released(uow.session, meeting_id))
        if row.reserve:
            raise ReserveRecorded("This person is on record as having got a reserve slip.")
        electorate = meetings.get_electorate(uow.session, meeting_id, row.electorate)
        if electorate.reserve_out >= (electorate.printed or 0):
            raise ReserveGone("No reserve slip of this electorate is left.")
        row.late = not row.present
        row.present = row.reserve = True
        _count_again(uow.session, meeting_id, row.electorate)
        detail = {"electorate": row.electorate, "reserve_out": electorate.reserve_out}
        change = Change("hand_reserve_slip", meeting_id, detail)
        record(desk, uow.session, meeting_id, by, change)


def take_reserve_slip_back(
    desk: Desk, meeting_id: str, person: str, reason: str, by: Actor
) -> None:
    """Correct the record: this person got no reserve slip, or gave it back unused.

    Raises:
        SlipsMeeting, WrongState, RoundUnderWay, NoSuchPerson: as ``hand_reserve_slip``.
        ReserveNotRecorded: nothing to correct.
    """
    with unit_of_work(desk.sessions) as uow:
        row = _person(uow, meeting_id, person)
        if not row.reserve:
            raise ReserveNotRecorded("This person is not on record as having got a slip.")
        row.present, row.reserve, row.late = not row.late, False, False
        _count_again(uow.session, meeting_id, row.electorate)
        change = Change("take_reserve_slip_back", person, {}, reason)
        record(desk, uow.session, meeting_id, by, change)


def _person(uow: UnitOfWork, meeting_id: str, person: str) -> PersonRow:
    """Return the person if reserve slips are handed out now; the meeting is locked."""
    meeting = meetings.lock(uow.session, meeting_id)
    check_blind(meeting.blind)
    check_meeting_is(meeting.standing, MeetingState.READY)
    check_between_rounds([row.standing for row in rounds.rounds(uow.session, meeting_id)])
    (row,) = people.find_people(uow.session, meeting_id, [person])
    return row


def _count_again(session: Session, meeting_id: str, electorate: str) -> None:
    """Write the new numbers; what two scrutineers counted before is no longer so."""
    write_counts(session, meeting_id)
    meetings.forget_first_count(session, meeting_id, electorate)
    row = meetings.get_electorate(session, meeting_id, electorate)
    row.counted, row.issued, row.counted_by = None, None, []
