"""Who votes on an item, as the roll and the recusals stand.

May import: ballot_service.meetings' and ballot_service.roll's stores, this room's domain.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from ballot_service.committee.domain import Member, NotCommittee
from ballot_service.meetings.actions.agenda import NoSuchItem
from ballot_service.meetings.domain.states import VOTED_ON
from ballot_service.meetings.store import agenda, rounds
from ballot_service.meetings.store.agenda import Matter
from ballot_service.meetings.store.rows import MeetingRow
from ballot_service.roll.store import people


def get_matter(session: Session, meeting: MeetingRow, key: str) -> Matter:
    """Return a matter of the agenda; ``NoSuchItem`` if there is none of this key."""
    every = agenda.matters(session, meeting)
    found = next((matter for matter in every if matter.item.key == key), None)
    if found is None:
        raise NoSuchItem("The agenda has no such item.")
    return found


def members(
    session: Session, meeting_id: str, electorates: Collection[str], item: str | None = None
) -> list[Member]:
    """Return everybody on the roll of these electorates; ``item``: with who is recused from it."""
    recused = {row.person for row in agenda.recusals(session, meeting_id) if row.item == item}
    return [
        Member(row.id, row.name, row.unit, row.present, row.id in recused)
        for row in people.people(session, meeting_id)
        if row.electorate in electorates
    ]


def check_committee(meeting: MeetingRow) -> None:
    """Return if the meeting is a committee's; else ``NotCommittee``."""
    if meeting.agenda_json["source"] != "committee":
        raise NotCommittee("This meeting is no committee's; its agenda was fixed beforehand.")


def under_way(session: Session, meeting_id: str, item: str) -> bool:
    """Return whether the item is being voted on: in an open round, or in a record that waits."""
    waiting = agenda.waiting_vote(session, meeting_id)
    if waiting is not None and waiting.item == item:
        return True
    held = rounds.rounds(session, meeting_id)
    return any(row.item == item and row.standing in VOTED_ON for row in held)
