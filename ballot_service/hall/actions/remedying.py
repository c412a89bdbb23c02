"""What to do when something is wrong, with the facts of one meeting filled in.

May import: ballot_service.desk, ballot_service.meetings' actions and store, this room, shared.
"""

from __future__ import annotations

from typing import Any

from ballot_service.desk import Desk
from ballot_service.hall.actions.turnout import show_turnout
from ballot_service.hall.domain import remedies
from ballot_service.hall.domain.remedies import Keys, Scene
from ballot_service.hall.domain.remedy_texts import REMEDIES, Words
from ballot_service.meetings.actions import showing
from ballot_service.meetings.store import meetings
from shared.plumbing.db import reading


def list_remedies(desk: Desk, meeting_id: str) -> dict[str, Any]:
    """Return every fault there is a page for, the one that fits the next step first.

    Raises:
        NoSuchMeeting: there is none.
    """
    meeting = showing.show_meeting(desk, meeting_id)
    fits = meeting["next_step"]["remedy"]
    codes = sorted(REMEDIES, key=lambda code: code != fits)
    return {
        "meeting": meeting_id,
        "fits": fits,
        "remedies": [{"code": code, "title": _both(REMEDIES[code].title)} for code in codes],
    }


def show_remedy(desk: Desk, meeting_id: str, code: str) -> dict[str, Any]:
    """Return what to do about one fault: the same for everybody, and this meeting's facts.

    Raises:
        NoSuchMeeting, NoSuchRemedy: there is none.
    """
    found = remedies.remedy(code)
    scene = _scene(desk, meeting_id)
    return {
        "meeting": meeting_id,
        "code": code,
        "title": _both(found.title),
        "facts": [_both(words) for words in remedies.facts(code, scene)],
        "now": [_both(words) for words in found.now],
        "decides": _both(found.decides),
        "again": _both(found.again),
        "never": _both(found.never),
        "recorded": _both(found.recorded),
        "doors": [
            {"words": _both(door.words), "path": door.path} for door in remedies.doors(code, scene)
        ],
    }


def _scene(desk: Desk, meeting_id: str) -> Scene:
    """Return what is known of the meeting now."""
    with reading(desk.sessions) as session:
        row = meetings.get(session, meeting_id)
        board = row.board_document
        rehearsed = row.rehearsal is not None
    keys = Keys(board.title, board.threshold, len(board.trustees), rehearsed) if board else None
    return Scene(
        showing.show_meeting(desk, meeting_id),
        show_turnout(desk, meeting_id),
        keys,
        desk.box_origin,
    )


def _both(words: Words) -> dict[str, str]:
    """Return a text by language."""
    return {"zh": words[0], "en": words[1]}
