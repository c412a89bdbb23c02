"""A committee's agenda as people at the desk see it: every item, its gates, its votes, one action.

May import: ballot_service.desk, ballot_service.meetings' lower floors, this room, shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.committee.actions.members import get_matter, members
from ballot_service.committee.domain import Member, in_china, quorum
from ballot_service.desk import Desk
from ballot_service.meetings.actions.agenda import drafted_of, known_of, pack_of, presence_of
from ballot_service.meetings.domain.item_gates import (
    FACTS,
    asked,
    consent_is_next,
    shut_gates,
)
from ballot_service.meetings.domain.states import IN_PROGRESS, MeetingState, RoundState
from ballot_service.meetings.store import agenda, meetings, rounds
from ballot_service.meetings.store.agenda import (
    AgendaItemRow,
    Matter,
    RecordedVoteRow,
    RecusalRow,
)
from ballot_service.meetings.store.rows import MeetingRow, RoundRow
from shared.plumbing.db import reading
from shared.rules.packs import Pack


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Everything of one meeting that the items are shown from, read once."""

    meeting: MeetingRow
    pack: Pack
    held: Sequence[RoundRow]
    votes: Sequence[RecordedVoteRow]
    recusals: Sequence[RecusalRow]


def show_agenda(desk: Desk, meeting_id: str) -> dict[str, Any]:
    """Return the agenda: quorum with its base, each item with its gates, votes and one action.

    Members are listed for a committee alone; another meeting's roll can be long.

    Raises:
        NoSuchMeeting: there is none.
    """
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        shelf = _shelf(session, meeting)
        letters = [row.key for row in meetings.electorates(session, meeting_id)]
        committee = meeting.agenda_json["source"] == "committee"
        everybody = members(session, meeting_id, letters) if committee else []
        matters = agenda.matters(session, meeting)
        return {
            "meeting": meeting_id,
            "state": meeting.state,
            "source": meeting.agenda_json["source"],
            "quorum": quorum(shelf.pack, presence_of(session, meeting_id, letters)),
            "members": [_member(one) for one in everybody],
            "items": [_item(session, shelf, matter) for matter in matters],
            "ended_openly": _can_adjourn(shelf),
        }


def show_item(desk: Desk, meeting_id: str, item_key: str) -> dict[str, Any]:
    """Return one item as ``show_agenda`` does, with everybody who votes on it.

    Raises:
        NoSuchMeeting, NoSuchItem: there is none.
    """
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        matter = get_matter(session, meeting, item_key)
        voters = members(session, meeting_id, matter.electorates, item_key)
        shown = _item(session, _shelf(session, meeting), matter)
        return {**shown, "voters": [_member(one) for one in voters]}


def show_vote(desk: Desk, meeting_id: str, vote_id: str) -> dict[str, Any]:
    """Return one recorded vote, mark by mark; ``NoSuchVote`` if the meeting has none such."""
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        return _vote(agenda.get_vote(session, meeting_id, vote_id))


def _shelf(session: Session, meeting: MeetingRow) -> _Shelf:
    """Read what every item is shown from."""
    return _Shelf(
        meeting,
        pack_of(session, meeting),
        rounds.rounds(session, meeting.id),
        agenda.votes(session, meeting.id),
        agenda.recusals(session, meeting.id),
    )


def _item(session: Session, shelf: _Shelf, matter: Matter) -> dict[str, Any]:
    """Return one item: what it is, what is recorded about it, what keeps it, what was voted."""
    key, meeting_id = matter.item.key, shelf.meeting.id
    row = agenda.standing(session, meeting_id, key)
    known = known_of(session, meeting_id, matter)
    shut = shut_gates(matter.item, shelf.pack, known)
    consent_next = consent_is_next(matter.item, [one.rule for one in shut], known)
    recused = [one for one in shelf.recusals if one.item == key]
    return {
        **matter.item.model_dump(mode="json"),
        "electorates": sorted(matter.electorates),
        **_added(row),
        "shut": [one.shown() for one in shut],
        "facts": _facts(shelf, matter, row),
        "recusals": [
            {"person": one.person, "name": one.name, "reason": one.reason} for one in recused
        ],
        "ballots_expected": _expected(session, shelf, matter, recused),
        "rounds": [_round(one) for one in shelf.held if one.item == key],
        "votes": [_vote(one) for one in shelf.votes if one.item == key],
        "action": _action(shelf, matter, shut=bool(shut), consent_next=consent_next),
    }


def _added(row: AgendaItemRow | None) -> dict[str, Any]:
    """Return who proposed an item in session and when; nothing of an item of the draft."""
    if row is None or row.proposed_at is None:
        return {"added": False, "proposed_by": None, "proposed_at": None}
    return {
        "added": True,
        "proposed_by": row.proposed_by,
        "proposed_at": in_china(row.proposed_at),
    }


def _facts(shelf: _Shelf, matter: Matter, row: AgendaItemRow | None) -> list[dict[str, Any]]:
    """Return what the clauses ask about the item, and what is recorded of it."""
    stated = row.facts if row else {}
    said = drafted_of(shelf.meeting, matter.item.key)
    drafted: dict[str, Any] = {key: {"value": value} for key, value in said.items()}
    if matter.item.assessed:
        drafted["assessed"] = {"value": True}
    nothing = {"value": None, "document": None, "date": None, "by": None}
    return [
        {
            "key": key,
            "rule": FACTS[key][0],
            "kind": FACTS[key][1],
            **nothing,
            **drafted.get(key, {}),
            **stated.get(key, {}),
        }
        for key in asked(matter.item, shelf.pack)
    ]


def _expected(
    session: Session, shelf: _Shelf, matter: Matter, recused: Sequence[RecusalRow]
) -> int | None:
    """Return how many ballots a secret round can have without a recused member's; None: any.

    Slips tell nobody's name, so this number is all that can be checked (E25).
    """
    if not recused:
        return None
    out = {one.person for one in recused}
    voters = members(session, shelf.meeting.id, matter.electorates)
    return sum(one.present and one.id not in out for one in voters)


def _round(row: RoundRow) -> dict[str, Any]:
    """Return a secret round; its votes are nobody's to see here."""
    return {"round": row.id, "number": row.number, "state": row.state, "follows": row.follows}


def _vote(row: RecordedVoteRow) -> dict[str, Any]:
    """Return a recorded vote."""
    return {
        "vote": row.id,
        "number": row.number,
        "item": row.item,
        "purpose": row.purpose,
        "state": row.state,
        "marks": row.marks,
        "roll": row.roll,
        "present": row.present,
        "recused": row.recused,
        "digest": row.digest,
        "follows": row.follows,
        "reason": row.reason,
        "recorded_by": row.recorded_by_name,
        "recorded_by_account": row.recorded_by,
        "recorded_at": in_china(row.recorded_at),
        "confirmed_by": row.confirmed_by_name,
        "confirmed_at": in_china(row.confirmed_at) if row.confirmed_at else None,
        "result": row.result,
        "document": row.document,
    }


def _action(shelf: _Shelf, matter: Matter, *, shut: bool, consent_next: bool) -> str:
    """Return the one thing to do with an item now, as a slug.

    ``confirm`` a record, look after a ``round``, hold the ``consent`` vote, ``record`` an open
    vote, begin a ``secret`` round, ``freeze`` the lists before that; ``voted``, ``shut``, or
    ``wait`` for another item or another state of the meeting.
    """
    key = matter.item.key
    if any(row.state == "waiting" and row.item == key for row in shelf.votes):
        return "confirm"
    if any(row.item == key and row.standing in IN_PROGRESS for row in shelf.held):
        return "round"
    if _voted(shelf, key):
        return "voted"
    if shut:
        return "consent" if consent_next and _quiet(shelf) else "shut"
    return _vote_now(shelf, matter) if _quiet(shelf) else "wait"


def _vote_now(shelf: _Shelf, matter: Matter) -> str:
    """Return how an item whose gates are open is voted on first of all."""
    if matter.item.item_class == "other" and shelf.meeting.agenda_json["source"] == "committee":
        return "record"
    return "secret" if shelf.meeting.standing == MeetingState.READY else "freeze"


def _voted(shelf: _Shelf, key: str) -> bool:
    """Return whether an item was decided by open vote, or had a secret round that stands."""
    openly = any(
        (row.item, row.purpose, row.state) == (key, "decision", "confirmed") for row in shelf.votes
    )
    gone = (RoundState.CANCELLED, RoundState.ANNULLED)
    return openly or any(row.item == key and row.standing not in gone for row in shelf.held)


def _quiet(shelf: _Shelf) -> bool:
    """Return whether a vote could begin: in session, and nothing is being voted on."""
    in_session = shelf.meeting.standing in (MeetingState.CHECKING_IN, MeetingState.READY)
    waits = any(row.state == "waiting" for row in shelf.votes)
    return in_session and not waits and not any(row.standing in IN_PROGRESS for row in shelf.held)


def _can_adjourn(shelf: _Shelf) -> bool:
    """Return whether the meeting can be ended with its open votes alone."""
    decided = any((row.purpose, row.state) == ("decision", "confirmed") for row in shelf.votes)
    secret = any(row.standing != RoundState.CANCELLED for row in shelf.held)
    return decided and not secret and _quiet(shelf)


def _member(one: Member) -> dict[str, Any]:
    """Return a member as the page lists them."""
    return {
        "id": one.id,
        "name": one.name,
        "unit": one.unit,
        "present": one.present,
        "recused": one.recused,
    }
