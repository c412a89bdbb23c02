"""The numbers for the hall's screen: should come, present, returned; never a name or a result.

The box is asked at most once in 30 seconds, whoever looks; if it is silent, the numbers heard
last stay and the answer says how old they are. Source: DESIGN section 8.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.hall.clients import fetch_size, fetch_turnout
from ballot_service.hall.store import turnout
from ballot_service.hall.store.turnout import TurnoutRow
from ballot_service.meetings.domain.states import OVER, VOTED_ON, RoundState
from ballot_service.meetings.store import agenda, meetings, rounds
from ballot_service.meetings.store.rows import BoxRow, MeetingRow, RoundRow
from shared.errors import SuiteError
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.gate import Gate

EVERY = timedelta(seconds=30)
OLD = timedelta(seconds=75)
"""Two looks were missed: the screen has to say so."""

ASKING = Gate(inside=1, waiting=0)
"""A box that hangs keeps one thread of this process waiting and no more."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """The round on the screen and its boxes."""

    row: RoundRow
    boxes: Sequence[BoxRow]
    heard: Mapping[str, TurnoutRow]

    def due(self, now: datetime) -> bool:
        """Whether the box should be asked again."""
        newest = [self.heard.get(box.uuid) for box in self.boxes]
        if all(row is not None and row.exact for row in newest):
            return False
        return any(row is None or now - row.as_of >= EVERY for row in newest)


def show_turnout(desk: Desk, meeting_id: str) -> dict[str, Any]:
    """Return the numbers of people and of ballots for the round that is on, or was last.

    Returns:
        ``round`` is None before the first opening. In each electorate ``returned`` is None
        where the box has not said anything; ``exact`` says whether it is the number of a closed
        box, else it is rounded down to a multiple of five. ``age_seconds`` is how old the oldest
        number is, None where none is expected; ``old`` whether that is too old.

    Raises:
        NoSuchMeeting: there is none.
    """
    shown = _shown(desk, meeting_id)
    if shown is not None and shown.due(desk.clock()):
        with suppress(SuiteError):  # the screen says how old its numbers are
            _ask(desk, shown)
        shown = _shown(desk, meeting_id)
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        electorates = meetings.electorates(session, meeting_id)
        on_screen = _round(session, meeting, shown.row) if shown else None
    age = _age(shown, desk.clock()) if shown else None
    return {
        "meeting": meeting.id,
        "title": meeting.agenda_json["title"],
        "test": meeting.agenda_json["test"],
        "state": meeting.state,
        "round": on_screen,
        "electorates": [
            {
                "key": row.key,
                "title": row.title,
                "roll": row.roll,
                "present": row.present,
                **_returned(shown, row.key),
            }
            for row in electorates
        ],
        "age_seconds": age,
        "old": age is not None and age >= OLD.total_seconds(),
    }


def _shown(desk: Desk, meeting_id: str) -> _Shown | None:
    """Return the round that is on, or the last one that was, with what was heard of it."""
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        voted = (VOTED_ON | OVER) - {RoundState.CANCELLED}
        held = [row for row in rounds.rounds(session, meeting_id) if row.standing in voted]
        if not held:
            return None
        boxes = rounds.boxes_of(session, held[-1].id)
        return _Shown(held[-1], boxes, turnout.newest(session, [box.uuid for box in boxes]))


def _ask(desk: Desk, shown: _Shown) -> None:
    """Ask the box and keep what it says.

    Raises:
        Unavailable: it does not say, or another thread is asking.
    """
    uuids, over = [box.uuid for box in shown.boxes], shown.row.standing in OVER
    with ASKING.enter():
        if over:
            numbers = {uuid: fetch_size(desk, uuid) for uuid in uuids}
        else:
            numbers = fetch_turnout(desk, shown.row.meeting, shown.row.id, uuids)
    with unit_of_work(desk.sessions) as uow:
        turnout.put(uow.session, numbers, desk.clock(), exact=over)


def _returned(shown: _Shown | None, electorate: str) -> dict[str, Any]:
    """Return what came back from one electorate, as far as it is known."""
    uuids = [box.uuid for box in shown.boxes if box.electorate == electorate] if shown else []
    heard = shown.heard.get(uuids[0]) if shown and uuids else None
    return {
        "votes": bool(uuids),
        "returned": heard.returned if heard else None,
        "exact": bool(heard and heard.exact),
    }


def _round(session: Session, meeting: MeetingRow, row: RoundRow) -> dict[str, Any]:
    """Return the round as the screen names it."""
    titles = {one.item.key: one.item.title for one in agenda.matters(session, meeting)}
    return {
        "round": row.id,
        "number": row.number,
        "title": titles.get(row.item, row.item),
        "state": row.state,
    }


def _age(shown: _Shown, now: datetime) -> int | None:
    """Return the age in seconds of the oldest number that can still change."""
    changing = [row.as_of for row in shown.heard.values() if not row.exact]
    return max(0, int((now - min(changing)).total_seconds())) if changing else None
