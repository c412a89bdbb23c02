"""What the tally service is told of a round on paper: announced, counted, or withdrawn.

A round is announced when it begins: in the desk's record its sheets stand before its numbers, which
go with the ledgers of the other rounds when the meeting ends, and not before, because until then
the desk may still annul.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.meetings.actions.recording import Posting
from ballot_service.meetings.domain.drafts import DraftItem
from ballot_service.meetings.domain.repeats import repeated_by
from ballot_service.meetings.store import meetings, papers, rounds
from ballot_service.meetings.store.rows import RoundRow
from shared.documents.base import sign
from shared.documents.manifests import Repeat
from shared.documents.orders import FrozenLists
from shared.documents.paper import PaperResult, PaperRound


def announcement(
    desk: Desk, session: Session, row: RoundRow, entry: DraftItem, repeats: Repeat | None
) -> Posting:
    """Return the signed announcement of a round on paper, with the meeting's signed documents.

    ``repeats``: which vote it comes after, and why; another reason than why it is on paper.
    """
    meeting = meetings.get(session, row.meeting)
    manifest = meeting.manifest_document
    assert manifest is not None, "a ready meeting has a manifest"
    assert meeting.manifest is not None, "the same, signed"
    kept = papers.of_round(session, row.id)
    assert kept is not None, "the round was begun on paper"
    (frozen,) = rounds.documents(session, meeting.id, FrozenLists.KIND)
    announced = PaperRound(
        issued_by=ISSUER,
        meeting=meeting.id,
        meeting_manifest=manifest.digest,
        manifest=meeting.manifest,
        frozen=frozen,
        round=row.id,
        number=row.number,
        item=entry.item,
        contests=entry.contests,
        reason=kept.reason,
        repeats=repeats,
    )
    return Posting("tally", sign(desk.key, announced), row.id)


def results(desk: Desk, session: Session, held: Sequence[RoundRow]) -> list[Posting]:
    """Return the signed results of the rounds on paper among ``held``, by number, and keep them.

    Which later round is about the same item is known only now, when the meeting ends.
    """
    postings = []
    for row in held:
        kept = papers.of_round(session, row.id) if row.paper else None
        if kept is None or kept.signed is None or kept.signed["document"]["state"] != row.state:
            continue  # annulled on a finding after it was counted: it is handed on to nobody
        counted = PaperResult.parse(kept.signed["document"])
        later = repeated_by(held, row.id)
        kept.signed = sign(desk.key, counted.model_copy(update={"repeated_by": later}))
        postings.append(Posting("tally", kept.signed, row.id))
    return postings
