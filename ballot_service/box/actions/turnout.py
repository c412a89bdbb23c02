"""Answer the desk's question how many ballots came in, as coarsely as DESIGN section 8 says.

May import: SQLAlchemy (types), ballot_service.box_side, this room's domain and store, shared.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from ballot_service.box import store
from ballot_service.box.domain import turnout
from ballot_service.box_side import BoxSide
from shared.documents.base import open_signed, sign
from shared.documents.turnout import Returned, Turnout, TurnoutQuestion
from shared.plumbing.db import reading

ISSUER = "ballot-box"
"""Who the box's signed documents say they are from."""


def answer_turnout(box: BoxSide, glances: turnout.Glances, signed: object) -> dict[str, Any]:
    """Return the signed numbers of the round the desk asks about; nothing is stored or logged.

    Args:
        box: ours.
        glances: what this process saw of its boxes last.
        signed: the desk's question.

    Raises:
        VerificationFailed, MalformedDocument: it is not a question of the desk.
        QuestionStale: it is not from now.
        MeetingUnknown, NoBoxesInRound: no such meeting, or round of it.
    """
    question = open_signed(TurnoutQuestion, signed, box.desk_keys)
    now = int(box.clock().timestamp())
    turnout.check_fresh(question.asked_at, now)
    with reading(box.sessions) as session:
        store.get_meeting(session, question.meeting)
        numbers = glances.look(
            (question.meeting, question.round), now, lambda: _count(session, question)
        )
    answer = Turnout(
        issued_by=ISSUER,
        meeting=question.meeting,
        round=question.round,
        asked_at=question.asked_at,
        boxes=[Returned(uuid=uuid, at_least=number) for uuid, number in sorted(numbers.items())],
    )
    return sign(box.key, answer)


def _count(session: Session, question: TurnoutQuestion) -> dict[str, int]:
    """Return box to the number of ballots in it, for the boxes of the round."""
    boxes = store.boxes_of(session, question.meeting)
    uuids = [row.uuid for row in boxes if row.round == question.round]
    return {uuid: store.count_ballots(session, uuid) for uuid in uuids}
