"""Open votes: record every member's mark, confirm by a second person, end a meeting of such votes.

Nothing here ever reaches the box: no round, no sheet, no order.

May import: ballot_service.desk, ballot_service.meetings' lower floors, this room, shared.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.committee.actions.adding import IN_SESSION
from ballot_service.committee.actions.members import check_committee, get_matter, members
from ballot_service.committee.actions.signing import sign_vote
from ballot_service.committee.domain import (
    ConsentNotNeeded,
    Member,
    RecordClosed,
    RecordDiffers,
    check_marks,
    check_open_vote,
    count_marks,
    outcome,
    record_digest,
)
from ballot_service.desk import Desk
from ballot_service.meetings.actions.agenda import (
    check_confirmed,
    known_of,
    pack_of,
    presence_of,
)
from ballot_service.meetings.actions.balloting import RoundInProgress
from ballot_service.meetings.actions.finishing import RoundNotOver
from ballot_service.meetings.actions.freezing import stop_activation
from ballot_service.meetings.actions.recording import Note, record, step_meeting, tell_the_end
from ballot_service.meetings.domain.item_gates import Presence, needs_consent, shut_gates
from ballot_service.meetings.domain.states import (
    IN_PROGRESS,
    MeetingState,
    MeetingStep,
    RoundState,
    after_meeting_step,
    check_meeting_is,
)
from ballot_service.meetings.store import agenda, meetings, rounds
from ballot_service.meetings.store.agenda import Matter, RecordedVoteRow
from ballot_service.meetings.store.rows import MeetingRow
from shared.documents.named_votes import VotePurpose
from shared.errors import Conflict
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work
from shared.plumbing.two_person import PersonNeeded, SamePerson, departed

CONFIRMABLE = (*IN_SESSION, MeetingState.ACTIVATING)
"""No meeting is closed before its records are settled."""


class RecorderDeparted(Conflict):
    """The account of whoever recorded this was closed before the second person confirmed it."""

    code = "recorder_departed"


class NothingRecorded(Conflict):
    """No open vote has decided anything, so the meeting is not ended this way."""

    code = "nothing_recorded"


@dataclass(frozen=True, slots=True)
class OpenVote:
    """What the secretary records."""

    purpose: VotePurpose
    marks: Mapping[str, str]
    """Member's id to mark, of each who is present and not recused."""
    reason: str | None = None
    """Why a decided item was submitted again (C10)."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A record that waits for the second person."""

    vote: str
    digest: str


def record_vote(desk: Desk, meeting_id: str, item_key: str, given: OpenVote, by: Actor) -> Recorded:
    """Record an open vote, all marks at once; it counts when a second person has confirmed it.

    Raises:
        WrongState, NoSuchItem, NotCommittee: there is nothing to be voted on.
        PersonnelIsSecret: a personnel item, always.
        PersonNeeded: a machine's token.
        RecordWaiting, RoundInProgress: items are voted on one by one.
        Conflict: a gate is shut, with its clause.
        ConsentNotNeeded: no consent vote belongs to this item now.
        RecusedMember, NotPresent, MarksIncomplete: not exactly the marks of those who vote.
    """
    _check_person(by)
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, *IN_SESSION)
        matter = get_matter(uow.session, meeting, item_key)
        check_open_vote(matter.item, meeting.agenda_json["source"])
        _check_turn(uow.session, meeting, matter, given)
        voters = members(uow.session, meeting_id, matter.electorates, item_key)
        check_marks(voters, given.marks)
        row = _row(desk, uow.session, meeting, matter, given)
        row.marks = _written(voters, given.marks)
        row.recused = [one.name for one in voters if one.present and one.recused]
        row.recorded_by, row.recorded_by_name = by.account_id, by.name
        row.digest = record_digest(_confirmed_part(row))
        uow.session.add(row)
        uow.session.flush()
        detail = {"item": item_key, "purpose": given.purpose, "digest": row.digest}
        note = Note("record_vote", row.id, after=row.state, reason=given.reason, detail=detail)
        record(desk, uow.session, meeting_id, by, note)
        return Recorded(row.id, row.digest)


def confirm_vote(
    desk: Desk, meeting_id: str, vote_id: str, digest: str, by: Actor
) -> dict[str, Any]:
    """Confirm a record as a second person, who compared it with what was said; return the result.

    The desk signs the record then (``NamedVote``).

    Raises:
        WrongState, NoSuchVote, PersonNeeded.
        RecordClosed: it was confirmed or withdrawn already.
        SamePerson: whoever recorded it.
        RecorderDeparted: nobody stands behind the record any more.
        RecordDiffers: ``digest`` is of another record.
        Conflict: a gate was shut since it was recorded, with its clause; it can be withdrawn.
    """
    _check_person(by)
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, *CONFIRMABLE)
        row = _waiting(uow.session, meeting_id, vote_id)
        if row.recorded_by == by.account_id:
            raise SamePerson("A second person has to confirm this.")
        if row.recorded_by in departed(uow.session, RecordedVoteRow, [row.recorded_by]):
            raise RecorderDeparted(
                "The account of whoever recorded this was closed. Withdraw the record with a "
                "reason, and record the vote anew."
            )
        stands = record_digest(_confirmed_part(row))
        if not (hmac.compare_digest(stands, digest) and hmac.compare_digest(stands, row.digest)):
            raise RecordDiffers("This is not what stands in the record. Look at it again.")
        matter = get_matter(uow.session, meeting, row.item)
        counts = count_marks({entry["person"]: entry["mark"] for entry in row.marks})
        presence, pack = Presence(row.roll, row.present), pack_of(uow.session, meeting)
        purpose: VotePurpose = "consent" if row.purpose == "consent" else "decision"
        _check_gates(uow.session, meeting, matter, purpose, row.reason)
        result = outcome(matter.item, pack, purpose, presence, counts)
        row.state, row.result = "confirmed", result
        row.confirmed_by_name, row.confirmed_at = by.name, desk.clock()
        sign_vote(desk, meeting, matter.item, row)
        detail = {
            "item": row.item,
            "digest": row.digest,
            "document": row.document,
            "passed": result["passed"],
            **counts,
        }
        note = Note("confirm_vote", row.id, before="waiting", after=row.state, detail=detail)
        record(desk, uow.session, meeting_id, by, note)
        return result


def withdraw_vote(desk: Desk, meeting_id: str, vote_id: str, reason: str, by: Actor) -> None:
    """Withdraw a record with a mistake in it, before it is confirmed; it stays, and counts nothing.

    Raises:
        WrongState, NoSuchVote, PersonNeeded.
        RecordClosed: it was confirmed or withdrawn already.
    """
    _check_person(by)
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, *CONFIRMABLE)
        row = _waiting(uow.session, meeting_id, vote_id)
        row.state = "withdrawn"
        note = Note("withdraw_vote", row.id, before="waiting", after=row.state, reason=reason)
        record(desk, uow.session, meeting_id, by, note)


def adjourn(desk: Desk, meeting_id: str, by: Actor) -> None:
    """Close a meeting in which everything was decided by open vote, and nothing in a box.

    Raises:
        WrongState: nobody is in session.
        RoundNotOver: a secret round was held or prepared; that meeting is finished, with ledgers.
        RecordWaiting: a record is not confirmed yet.
        NothingRecorded: nothing was decided.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.ADJOURN)
        held = rounds.rounds(uow.session, meeting_id)
        if any(row.standing != RoundState.CANCELLED for row in held):
            raise RoundNotOver("This meeting has secret rounds. Finish it on its own page.")
        check_confirmed(uow.session, meeting_id)
        if not agenda.decided(uow.session, meeting_id):
            raise NothingRecorded("Nothing was decided. Cancel the meeting instead.")
        stop_activation(desk, uow, meeting)
        step_meeting(desk, uow.session, meeting, MeetingStep.ADJOURN, by)
        tell_the_end(desk, uow, meeting, "closed")


def _check_person(by: Actor) -> None:
    """Return if ``by`` is a signed-in person."""
    if by.kind != "account":
        raise PersonNeeded("Only a signed-in person can do this.")


def _check_turn(session: Session, meeting: MeetingRow, matter: Matter, given: OpenVote) -> None:
    """Return if this item may be voted on openly now, for this purpose."""
    check_committee(meeting)
    if any(row.standing in IN_PROGRESS for row in rounds.rounds(session, meeting.id)):
        raise RoundInProgress("A secret round is not over yet; items are voted on one by one.")
    check_confirmed(session, meeting.id)
    if given.purpose == "consent":
        held = agenda.consent(session, meeting.id, matter.item.key)
        if held is not None or not needs_consent(matter.item, pack_of(session, meeting)):
            raise ConsentNotNeeded(
                "No vote on taking up this item is needed, or it was held already."
            )
    _check_gates(session, meeting, matter, given.purpose, given.reason)


def _check_gates(
    session: Session, meeting: MeetingRow, matter: Matter, purpose: VotePurpose, reason: str | None
) -> None:
    """Return if no gate is shut for this item; C06 is what a consent vote itself opens."""
    known = known_of(session, meeting.id, matter, resubmitted=reason is not None)
    shut = shut_gates(matter.item, pack_of(session, meeting), known)
    kept = [one for one in shut if purpose == "decision" or one.rule != "C06"]
    if kept:
        raise kept[0].refuse()


def _row(
    desk: Desk, session: Session, meeting: MeetingRow, matter: Matter, given: OpenVote
) -> RecordedVoteRow:
    """Return a new record, its marks and its recorder still missing."""
    decides = given.purpose == "decision"
    key = matter.item.key
    presence = presence_of(session, meeting.id, matter.electorates)
    return RecordedVoteRow(
        id=secrets.token_hex(8),
        meeting=meeting.id,
        number=len(agenda.votes(session, meeting.id)) + 1,
        item=key,
        purpose=given.purpose,
        state="waiting",
        roll=presence.roll,
        present=presence.present,
        follows=agenda.latest_decision(session, meeting.id, key) if decides else None,
        reason=given.reason,
        recorded_at=desk.clock(),
    )


def _written(voters: Sequence[Member], marks: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the marks as they are kept, with the names as the roll has them, in its order."""
    return [
        {"person": one.id, "name": one.name, "unit": one.unit, "mark": marks[one.id]}
        for one in voters
        if one.id in marks
    ]


def _confirmed_part(row: RecordedVoteRow) -> dict[str, Any]:
    """Return what the second person confirms of a record."""
    names = ("meeting", "number", "item", "purpose", "marks", "roll", "present", "recused")
    return {
        **{name: getattr(row, name) for name in names},
        "follows": row.follows or "",
        "reason": row.reason or "",
    }


def _waiting(session: Session, meeting_id: str, vote_id: str) -> RecordedVoteRow:
    """Return a record that waits for the second person; ``RecordClosed`` if it does not."""
    row = agenda.get_vote(session, meeting_id, vote_id)
    if row.state != "waiting":
        raise RecordClosed("This record is closed. It does not change any more.")
    return row
