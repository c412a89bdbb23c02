"""Items added in session, what is recorded about items, and recusals.

May import: ballot_service.desk, ballot_service.meetings' lower floors, this room, shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.committee.actions.members import (
    check_committee,
    get_matter,
    members,
    under_way,
)
from ballot_service.committee.domain import AlreadyRecused, NotPresent, RecusalTooLate
from ballot_service.desk import Desk
from ballot_service.meetings.actions.agenda import pack_of
from ballot_service.meetings.actions.recording import Note, record
from ballot_service.meetings.domain.drafts import DraftItem
from ballot_service.meetings.domain.item_gates import FACTS, ImprovisedPersonnelItem, asked
from ballot_service.meetings.domain.item_gates import shut_gates as gates_shut_for
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.store import agenda, meetings
from ballot_service.meetings.store.agenda import RecusalRow
from ballot_service.meetings.store.rows import MeetingRow
from ballot_service.meetings.templates import Motion, motion_contest
from shared.documents.manifests import Item
from shared.errors import Conflict, InvalidInput
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work

MOST_ADDED = 50
MOST_COUNTED = 1000
IN_SESSION = (MeetingState.CHECKING_IN, MeetingState.READY)
NOT_OVER = (MeetingState.DRAFT, MeetingState.PREPARED, *IN_SESSION)


class TooManyAdded(Conflict):
    """So many items were added to this meeting that it should be another one."""

    code = "too_many_added"


class FactNotAsked(InvalidInput):
    """No clause of the pack asks this of the item, or asks for another kind of answer."""

    code = "fact_not_asked"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a member proposes in session."""

    title: str
    item_class: str
    proposer: str
    """The id of a member who is present."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What an official records about an item, and the document that says so."""

    key: str
    value: bool | int
    document: str
    date: str


def add_item(desk: Desk, meeting_id: str, proposal: Proposal, by: Actor) -> str:
    """Put an urgent item on the agenda in session and return its key.

    It is urgent and improvised: so the text of C06 lets it in, after a consent vote of its own,
    where the pack adopts C06. A personnel item is refused where the pack adopts C07; that it was
    proposed stands in the record.

    Raises:
        WrongState, NotCommittee: nobody is in session, or it is no committee.
        NotPresent: the proposer is not checked in.
        ImprovisedPersonnelItem: with the clause; whatever the vote.
        TooManyAdded.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = _in_session(uow.session, meeting_id)
        letters = [row.key for row in meetings.electorates(uow.session, meeting_id)]
        here = {one.id: one for one in members(uow.session, meeting_id, letters) if one.present}
        if proposal.proposer not in here:
            raise NotPresent("The proposer is not checked in.")
        number = agenda.count_added(uow.session, meeting_id) + 1
        if number > MOST_ADDED:
            raise TooManyAdded(f"At most {MOST_ADDED} items can be added to one meeting.")
        entry = _entry(uow.session, meeting, number, proposal, letters)
        refused = _improvised(uow.session, meeting, entry.item)
        detail = {"title": proposal.title, "proposed_by": proposal.proposer}
        act = "refuse_item" if refused else "add_item"
        record(desk, uow.session, meeting_id, by, Note(act, entry.item.key, detail=detail))
        if refused is None:
            row = agenda.note_of(uow.session, meeting_id, entry.item.key)
            row.number, row.added = number, entry.model_dump(mode="json")
            row.proposed_by, row.proposed_at = here[proposal.proposer].name, desk.clock()
    if refused is not None:  # raised after the commit: the record of the attempt stays
        raise refused
    return entry.item.key


def record_fact(desk: Desk, meeting_id: str, item_key: str, fact: Fact, by: Actor) -> None:
    """Record what a clause asks about an item, with the document that says so.

    A later record takes the place of an earlier one; both stand in the meeting's record.

    Raises:
        WrongState, NoSuchItem: over, or no such item.
        FactNotAsked: the pack's clauses do not ask this.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, *NOT_OVER)
        matter = get_matter(uow.session, meeting, item_key)
        _check_fact(fact, asked(matter.item, pack_of(uow.session, meeting)))
        said: dict[str, Any] = {
            "value": fact.value,
            "document": fact.document,
            "date": fact.date,
            "by": by.name,
        }
        row = agenda.note_of(uow.session, meeting_id, item_key)
        row.facts = {**row.facts, fact.key: said}
        note = Note("record_fact", item_key, detail={"fact": fact.key, **said})
        record(desk, uow.session, meeting_id, by, note)


def recuse(desk: Desk, meeting_id: str, item_key: str, person: str, reason: str, by: Actor) -> None:
    """Record that a member leaves the deliberation of an item and does not vote on it (E25).

    Raises:
        WrongState, NotCommittee, NoSuchItem, NotPresent: nobody to be recused.
        RecusalTooLate: people vote on it right now.
        AlreadyRecused.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = _in_session(uow.session, meeting_id)
        matter = get_matter(uow.session, meeting, item_key)
        every = members(uow.session, meeting_id, matter.electorates, item_key)
        member = next((one for one in every if one.id == person), None)
        if member is None:
            raise NotPresent("Nobody of this id votes on this item.")
        if member.recused:
            raise AlreadyRecused("This member is recused from this item already.")
        _check_quiet(uow.session, meeting_id, item_key)
        uow.session.add(
            RecusalRow(
                meeting=meeting_id, item=item_key, person=person, name=member.name, reason=reason
            )
        )
        note = Note("recuse", person, reason=reason, detail={"item": item_key})
        record(desk, uow.session, meeting_id, by, note)


def take_recusal_back(
    desk: Desk, meeting_id: str, item_key: str, person: str, reason: str, by: Actor
) -> None:
    """Correct a recusal that was recorded by mistake.

    Raises:
        WrongState, NotCommittee: nobody is in session.
        RecusalTooLate: people vote on it right now.
        AlreadyRecused: the member is not recused.
    """
    with unit_of_work(desk.sessions) as uow:
        _in_session(uow.session, meeting_id)
        row = agenda.find_recusal(uow.session, meeting_id, item_key, person)
        if row is None:
            raise AlreadyRecused("This member is not recused from this item.")
        _check_quiet(uow.session, meeting_id, item_key)
        uow.session.delete(row)
        note = Note("undo_recusal", person, reason=reason, detail={"item": item_key})
        record(desk, uow.session, meeting_id, by, note)


def _in_session(session: Session, meeting_id: str) -> MeetingRow:
    """Lock the meeting and return it if it is a committee's in session."""
    meeting = meetings.lock(session, meeting_id)
    check_meeting_is(meeting.standing, *IN_SESSION)
    check_committee(meeting)
    return meeting


def _entry(
    session: Session, meeting: MeetingRow, number: int, proposal: Proposal, letters: list[str]
) -> DraftItem:
    """Return the proposed item with its sheet, under a key that no item has."""
    taken = {matter.item.key for matter in agenda.matters(session, meeting)}
    keys = (f"added-{count}" for count in range(number, number + len(taken) + 1))
    key = next(key for key in keys if key not in taken)
    sheet = motion_contest(Motion(id=key, title=proposal.title)).model_dump(mode="json")
    item = {
        "key": key,
        "title": proposal.title,
        "item_class": proposal.item_class,
        "urgent": True,
        "improvised": True,
    }
    contests = {letter: [sheet] for letter in letters}
    return DraftItem.model_validate({"item": item, "contests": contests})


def _improvised(session: Session, meeting: MeetingRow, item: Item) -> Conflict | None:
    """Return the refusal of C07, None where nothing keeps the item from the agenda."""
    shut = gates_shut_for(item, pack_of(session, meeting))
    barred = [one for one in shut if one.gate.refusal is ImprovisedPersonnelItem]
    return barred[0].refuse() if barred else None


def _check_fact(fact: Fact, wanted: list[str]) -> None:
    """Return if the clauses ask for this fact, and for an answer of this kind."""
    if fact.key not in wanted:
        raise FactNotAsked("No clause of the meeting's pack asks this about the item.")
    is_number = not isinstance(fact.value, bool)
    if is_number != (FACTS[fact.key][1] == "number"):
        raise FactNotAsked("Answer with yes or no, or with a number, as it is asked.")
    least = 1 if fact.key == "posts" else 0  # no post, no ratio: P12 would ask nothing
    if is_number and not least <= fact.value <= MOST_COUNTED:
        raise FactNotAsked(f"Enter a number from {least} to {MOST_COUNTED}.")


def _check_quiet(session: Session, meeting_id: str, item: str) -> None:
    """Return if nobody votes on the item right now."""
    if under_way(session, meeting_id, item):
        raise RecusalTooLate("This item is being voted on. Wait for the end of that vote.")
