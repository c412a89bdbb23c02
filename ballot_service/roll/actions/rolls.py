"""Show the roll and find people on it; nothing of it leaves the desk.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ballot_service.desk import Desk
from ballot_service.meetings.store import meetings
from ballot_service.roll.store import invitations, people
from ballot_service.roll.store.people import PersonRow
from shared.plumbing.db import reading

PEOPLE_A_PAGE = 25


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
            "by_electorate": people.rolls(session, meeting_id),
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
        "late": row.late,
        "leave": row.leave,
    }


def titles(desk: Desk, ids: Collection[str]) -> dict[str, str]:
    """Return what these meetings are called, by id."""
    with reading(desk.sessions) as session:
        return {one: meetings.get(session, one).summary["title"] for one in ids}
