"""Import the roll and show it; nothing of it leaves the desk.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.store import meetings
from ballot_service.roll.actions.recording import Change, record
from ballot_service.roll.domain.rolls import parse_roll
from ballot_service.roll.store import invitations, people
from ballot_service.roll.store.counting import write_counts
from ballot_service.roll.store.people import PersonRow
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work

PEOPLE_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import left behind."""

    by_electorate: dict[str, int]
    """How many people each electorate has now, counted in the database."""
    invitations_void: int
    """Invitations of the earlier roll that no longer work."""


def import_roll(desk: Desk, meeting_id: str, content: bytes, by: Actor) -> Imported:
    """Put the people of a CSV file in the place of the meeting's roll, their invitations gone.

    Raises:
        NoSuchMeeting, WrongState: check-in has started, so the roll is fixed (catalogue E43).
        RollRejected: the file has problems; nothing is stored.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, MeetingState.DRAFT, MeetingState.PREPARED)
        letters = [row.key for row in meetings.electorates(uow.session, meeting_id)]
        lines = parse_roll(content, letters)
        void = len(invitations.invited(uow.session, meeting_id))
        invitations.forget_invitations(uow.session, meeting_id)
        people.replace(uow.session, meeting_id, lines)
        write_counts(uow.session, meeting_id)
        imported = Imported(_rolls(uow.session, meeting_id), void)
        detail = {
            "by_electorate": imported.by_electorate,
            "file": hashlib.sha256(content).hexdigest(),
            "invitations_void": void,
        }
        record(desk, uow.session, meeting_id, by, Change("import_roll", meeting_id, detail))
    return imported


def list_people(desk: Desk, meeting_id: str) -> list[dict[str, Any]]:
    """Return everybody on the roll and how far each is; ``NoSuchMeeting`` if there is none."""
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        invited = invitations.invited(session, meeting_id)
        released = invitations.released(session, meeting_id)
        return [_shown(row, invited, released) for row in people.people(session, meeting_id)]


def find_people(
    desk: Desk, meeting_id: str, words: str, *, page: int, person: str
) -> dict[str, Any]:
    """Return the part of the roll that fits ``words``, and one person; for the check-in desk.

    Args:
        desk: ours.
        meeting_id: whose roll.
        words: parts of a name or a unit, in any order; "" finds everybody.
        page: from 1; what is out of bounds becomes the nearest that is there.
        person: the id of somebody to be looked at; whoever is not on the roll is nobody.

    Raises:
        NoSuchMeeting: there is none.
    """
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        invited = invitations.invited(session, meeting_id)
        released = invitations.released(session, meeting_id)
        total = people.count_found(session, meeting_id, words)
        last = max(1, -(-total // PEOPLE_A_PAGE))
        page = min(max(page, 1), last)
        offset = (page - 1) * PEOPLE_A_PAGE
        rows = people.found(session, meeting_id, words, PEOPLE_A_PAGE, offset)
        one = people.find_person(session, meeting_id, person)
        return {
            "people": [_shown(row, invited, released) for row in rows],
            "person": _shown(one, invited, released) if one else None,
            "total": total,
            "page": page,
            "last": last,
        }


def show_roll(desk: Desk, meeting_id: str) -> dict[str, Any]:
    """Return the size of each electorate's roll, and how many people other meetings share."""
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        return {
            "by_electorate": _rolls(session, meeting_id),
            "overlaps": people.overlaps(session, meeting_id),
        }


def _shown(row: PersonRow, invited: Collection[str], released: Collection[str]) -> dict[str, Any]:
    """Return one person as the desk shows them."""
    return {
        "id": row.id,
        "name": row.name,
        "unit": row.unit,
        "electorate": row.electorate,
        "present": row.present,
        "invited": row.id in invited,
        "released": row.id in released,
        "reserve": row.reserve,
    }


def _rolls(session: Session, meeting_id: str) -> dict[str, int]:
    """Return the size of every electorate's roll."""
    return {row.key: row.roll for row in meetings.electorates(session, meeting_id)}
