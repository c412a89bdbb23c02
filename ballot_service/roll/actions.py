"""Import the roll, check people in, undo a mistake. The box hears only how many they are.

Every change locks the meeting first, so two laptops at two doors cannot miscount.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.store import meetings
from ballot_service.meetings.store.rows import EventRow, MeetingRow
from ballot_service.roll import store
from ballot_service.roll.domain import NotCheckedIn, parse_roll
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the roll, for the meeting's record: numbers and digests, never a name."""

    act: str
    subject: str
    detail: dict[str, Any]
    reason: str | None = None


def import_roll(desk: Desk, meeting_id: str, content: bytes, by: Actor) -> dict[str, int]:
    """Put the people of a CSV file in the place of the meeting's roll.

    Returns:
        How many people each electorate has now, counted in the database.

    Raises:
        NoSuchMeeting, WrongState: check-in has started, so the roll is fixed (catalogue E43).
        RollRejected: the file has problems; nothing is stored.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, MeetingState.DRAFT, MeetingState.PREPARED)
        letters = [row.key for row in meetings.electorates(uow.session, meeting_id)]
        store.replace(uow.session, meeting_id, parse_roll(content, letters))
        store.write_counts(uow.session, meeting_id)
        counted = _rolls(uow.session, meeting_id)
        detail = {"by_electorate": counted, "file": hashlib.sha256(content).hexdigest()}
        _record(desk, uow.session, meeting, by, Change("import_roll", meeting_id, detail))
    return counted


def list_people(desk: Desk, meeting_id: str) -> list[dict[str, Any]]:
    """Return everybody on the roll, and who is present; ``NoSuchMeeting`` if there is none."""
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        return [
            {
                "id": row.id,
                "name": row.name,
                "unit": row.unit,
                "electorate": row.electorate,
                "present": row.present,
            }
            for row in store.people(session, meeting_id)
        ]


def show_roll(desk: Desk, meeting_id: str) -> dict[str, Any]:
    """Return the size of each electorate's roll, and how many people other meetings share."""
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        return {
            "by_electorate": _rolls(session, meeting_id),
            "overlaps": store.overlaps(session, meeting_id),
        }


def check_in(desk: Desk, meeting_id: str, ids: Sequence[str], by: Actor) -> list[str]:
    """Mark people as present; return the ids of those who already were.

    Somebody who already was present should be looked at before getting a slip.

    Raises:
        NoSuchMeeting, WrongState: nobody is being checked in now.
        NoSuchPerson: an id is not on this roll; nothing is changed.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = _checking_in(uow.session, meeting_id)
        found = store.find_people(uow.session, meeting_id, ids)
        already = sorted(row.id for row in found if row.present)
        for row in found:
            row.present = True
        store.write_counts(uow.session, meeting_id)
        detail = {"people": len(found) - len(already)}
        _record(desk, uow.session, meeting, by, Change("check_in", meeting_id, detail))
    return already


def undo_check_in(desk: Desk, meeting_id: str, person: str, reason: str, by: Actor) -> None:
    """Take back a check-in made by mistake; the reason stands in the record.

    Raises:
        NoSuchMeeting, WrongState: nobody is being checked in now.
        NoSuchPerson: the id is not on this roll.
        NotCheckedIn: the person is not marked as present.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = _checking_in(uow.session, meeting_id)
        (row,) = store.find_people(uow.session, meeting_id, [person])
        if not row.present:
            raise NotCheckedIn("This person is not checked in.")
        row.present = False
        store.write_counts(uow.session, meeting_id)
        _record(desk, uow.session, meeting, by, Change("undo_check_in", person, {}, reason))


def _checking_in(session: Session, meeting_id: str) -> MeetingRow:
    """Return the meeting, locked, if people are being checked in."""
    meeting = meetings.lock(session, meeting_id)
    check_meeting_is(meeting.standing, MeetingState.CHECKING_IN)
    return meeting


def _rolls(session: Session, meeting_id: str) -> dict[str, int]:
    """Return the size of every electorate's roll."""
    return {row.key: row.roll for row in meetings.electorates(session, meeting_id)}


def _record(desk: Desk, session: Session, meeting: MeetingRow, by: Actor, change: Change) -> None:
    """Append ``change`` to the meeting's record."""
    event = EventRow(
        meeting=meeting.id,
        at=desk.clock(),
        account_id=by.account_id,
        name=by.name,
        act=change.act,
        subject=change.subject,
        reason=change.reason,
        detail=change.detail,
    )
    meetings.add_event(session, event)
