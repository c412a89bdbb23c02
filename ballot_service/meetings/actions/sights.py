"""What the next step of a meeting is decided from, read from its rows.

May import: SQLAlchemy, ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.meetings.actions.agenda import (
    AgendaSight,
    look_at_agenda,
    shut_rounds,
)
from ballot_service.meetings.actions.printing import lacking
from ballot_service.meetings.domain.delivery_words import Refused
from ballot_service.meetings.domain.next_step import RoundSight, Sight
from ballot_service.meetings.domain.outlines import Lack
from ballot_service.meetings.domain.states import (
    MeetingState,
    RoundState,
)
from ballot_service.meetings.store import meetings, rounds, test_runs
from ballot_service.meetings.store.agenda import matters as matters_of
from ballot_service.meetings.store.rows import DocumentRow, MeetingRow
from shared.documents.orders import RoundLedger
from shared.documents.paper import PaperResult
from shared.documents.results import is_replaced


def sight_of(
    session: Session,
    meeting: MeetingRow,
    held: list[dict[str, Any]],
    waiting: list[DocumentRow],
    now: datetime,
) -> Sight:
    """Return what the next step is decided from."""
    refused, ends_at = refused_of(waiting), meeting.activation_ends_at
    matters, replaced = _agenda(session, meeting, held), _replaced(session, meeting)
    barred = shut_rounds(session, meeting)
    missing, found = lacks_of(meeting)
    return Sight(
        state=meeting.standing,
        people=meetings.people(session, meeting.id),
        rounds=[
            RoundSight(
                RoundState(row["state"]),
                len(row["opened_by"]),
                len(row["closed_by"]),
                row["cause"],
                row["paper"],
                row["item"],
                row["round"] in replaced,
                barred.get(row["round"]),
            )
            for row in held
        ],
        waiting=_awaited(waiting, held),
        refused=Refused(**refused) if refused else None,
        rehearsed=meeting.rehearsal is not None,
        items_left=matters.items_left,
        unconfirmed=matters.unconfirmed,
        consents=matters.consents,
        recorded=matters.recorded,
        shut=matters.shut,
        titles=matters.titles or _titles(session, meeting),
        meeting=meeting.id,
        has_agenda=has_agenda(meeting),
        uncounted=meetings.uncounted(session, meeting.id),
        blind=meeting.blind,
        activation_over=ends_at is not None and now >= ends_at,
        testing=bool(test_runs.unwiped(session, meeting.id)),
        lacks=missing,
        found=found,
    )


def lacks_of(meeting: MeetingRow) -> tuple[list[Lack], Mapping[Lack, tuple[str, str]]]:
    """Return what keeps a draft from being prepared; nothing of a meeting that is prepared."""
    return lacking(meeting) if meeting.standing == MeetingState.DRAFT else ([], {})


def has_agenda(meeting: MeetingRow) -> bool:
    """Return whether items are taken up on the agenda: a committee's, or those with gates."""
    if meeting.agenda_json["source"] == "committee":
        return True
    kind = meeting.outline.template
    return kind is not None and bool(kind.gates)


def _replaced(session: Session, meeting: MeetingRow) -> set[str]:
    """Return the rounds whose place a later one took, as was signed when the meeting ended."""
    source = meeting.agenda_json["source"]
    return {
        signed["document"]["round"]
        for kind in (RoundLedger.KIND, PaperResult.KIND)
        for signed in rounds.documents(session, meeting.id, kind)
        if is_replaced(signed["document"].get("repeated_by"), source)
    }


def _titles(session: Session, meeting: MeetingRow) -> dict[str, str]:
    """Return the titles of the items of a meeting that is over, by key."""
    if meeting.standing != MeetingState.CLOSED:
        return {}
    return {one.item.key: one.item.title for one in matters_of(session, meeting)}


def _awaited(waiting: list[DocumentRow], held: list[dict[str, Any]]) -> bool:
    """Return whether a document is on its way that matters; papers do not wait for the box."""
    voted = [row for row in held if row["state"] != RoundState.CANCELLED]
    on_paper = bool(voted) and all(row["paper"] for row in voted)
    return any(row.reader == "tally" or not on_paper for row in waiting)


def _agenda(session: Session, meeting: MeetingRow, held: list[dict[str, Any]]) -> AgendaSight:
    """Return how far the agenda is, of a meeting in whose state items can be voted on."""
    if meeting.standing not in (MeetingState.CHECKING_IN, MeetingState.READY):
        return AgendaSight(False, [], [], False)
    voted = {row["item"] for row in held if row["state"] != RoundState.CANCELLED}
    return look_at_agenda(session, meeting, voted)


def refused_of(waiting: list[DocumentRow]) -> dict[str, str] | None:
    """Return the document a reader has refused, None if there is none."""
    for row in waiting:
        if row.refused is not None:
            return {"reader": row.reader, "document": row.kind, "slug": row.refused}
    return None
