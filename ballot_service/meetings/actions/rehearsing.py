"""Whether every trustee has rehearsed for a meeting: asked of the tally service, and kept.

May import: ballot_service.desk, this room's lower floors and recording, shared.
"""

from __future__ import annotations

from typing import Any

from ballot_service.desk import Desk
from ballot_service.meetings import clients
from ballot_service.meetings.actions.recording import Note, record
from ballot_service.meetings.domain import gates
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.store import meetings
from ballot_service.meetings.store.rows import MeetingRow
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work

WHEN = (
    MeetingState.PREPARED,
    MeetingState.CHECKING_IN,
    MeetingState.ACTIVATING,
    MeetingState.READY,
)


def take_rehearsal(desk: Desk, meeting_id: str, by: Actor) -> None:
    """Keep the signed rehearsal of a meeting once it is complete; again changes nothing.

    Raises:
        NoSuchMeeting, WrongState: it is not prepared, or it is over.
        RehearsalMissing: not every trustee has rehearsed for this meeting.
    """
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        check_meeting_is(meeting.standing, *WHEN)
    rehearsal = fetch_rehearsal(desk, meeting)
    if rehearsal is None:
        return
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, *WHEN)
        if meeting.rehearsal is None:
            meeting.rehearsal = rehearsal
            record(desk, uow.session, meeting_id, by, Note("take_rehearsal", meeting_id))


def fetch_rehearsal(desk: Desk, meeting: MeetingRow) -> dict[str, Any] | None:
    """Return the signed rehearsal, None if it is known already.

    Raises:
        RehearsalMissing: it is not complete.
    """
    if meeting.rehearsal is not None:
        return None
    manifest, board = meeting.manifest_document, meeting.board_document
    assert manifest is not None, "a prepared meeting has a manifest"
    assert board is not None, "a prepared meeting has a board"
    answer = clients.fetch_rehearsal(desk.tally, board.board, meeting.id, desk.tally_keys)
    if answer is None:
        raise gates.RehearsalMissing("Every trustee has to rehearse before the first round opens.")
    gates.check_rehearsal(answer[0], board, manifest.board, meeting.id)
    return answer[1]
