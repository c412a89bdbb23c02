"""Make personal invitations: for everybody, or a new one for somebody whose link or phone is lost.

The links exist in the answer and nowhere else; the desk keeps a digest of each secret.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

from collections.abc import Collection
from secrets import token_bytes

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.domain.activation import check_blind
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.store import meetings
from ballot_service.roll.actions.recording import Change, record
from ballot_service.roll.domain.invitations import InvitationStands, Invited, new_token
from ballot_service.roll.domain.issuing import not_released
from ballot_service.roll.store import invitations, people
from ballot_service.roll.store.counting import write_counts
from ballot_service.roll.store.people import PersonRow
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work


def invite_everybody(desk: Desk, meeting_id: str, reason: str | None, by: Actor) -> list[Invited]:
    """Return a new invitation of everybody who has none; with a ``reason``, of everybody.

    Whoever's credentials were signed is left out. Earlier invitations of those who get a new one
    are void.

    Raises:
        NoSuchMeeting, SlipsMeeting, WrongState: no invitations now.
    """
    with unit_of_work(desk.sessions) as uow:
        _check_inviting(uow.session, meeting_id)
        done = invitations.released(uow.session, meeting_id)
        if reason is None:
            done |= invitations.invited(uow.session, meeting_id)
        wanted = [row for row in people.people(uow.session, meeting_id) if row.id not in done]
        made = _invite(uow.session, meeting_id, wanted)
        detail = {"people": len(made)}
        record(desk, uow.session, meeting_id, by, Change("invite", meeting_id, detail, reason))
    return made


def invite_again(
    desk: Desk, meeting_id: str, person: str, reason: str | None, by: Actor
) -> list[Invited]:
    """Return a new invitation of one person; the earlier one is void from now on.

    Raises:
        NoSuchMeeting, SlipsMeeting, WrongState: no invitations now.
        NoSuchPerson: not on this roll.
        InvitationStands: there is one, and no reason for another.
        SignatureReleased: the person's credentials were signed on a phone.
    """
    with unit_of_work(desk.sessions) as uow:
        _check_inviting(uow.session, meeting_id)
        rows = people.find_people(uow.session, meeting_id, [person])
        not_released(person in invitations.released(uow.session, meeting_id))
        if reason is None and person in invitations.invited(uow.session, meeting_id):
            raise InvitationStands("This person has an invitation. Say why another is needed.")
        made = _invite(uow.session, meeting_id, rows)
        record(desk, uow.session, meeting_id, by, Change("invite_again", person, {}, reason))
    return made


def _check_inviting(session: Session, meeting_id: str) -> None:
    """Lock the meeting and return if invitations are made now."""
    meeting = meetings.lock(session, meeting_id)
    check_blind(meeting.blind)
    check_meeting_is(meeting.standing, MeetingState.PREPARED, MeetingState.CHECKING_IN)


def _invite(session: Session, meeting_id: str, rows: Collection[PersonRow]) -> list[Invited]:
    """Make a token for each person and keep its digest; the meeting is locked."""
    tokens = {row.id: new_token(token_bytes) for row in rows}
    digests = {person: token.digest for person, token in tokens.items()}
    invitations.put_invitations(session, meeting_id, digests)
    write_counts(session, meeting_id)
    return [
        Invited(row.id, row.name, row.unit, row.electorate, tokens[row.id].text) for row in rows
    ]
