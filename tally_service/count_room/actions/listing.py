"""The list of meetings and their rounds, each with its next step.

May import: SQLAlchemy, shared.plumbing, the rooms below, this room's lower floors.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from shared.causes import explain
from shared.documents.manifests import MeetingManifest
from shared.plumbing.db import reading
from tally_service.count_room.actions.sights import see_round, state_of
from tally_service.count_room.domain.next_step import at_round, next_step
from tally_service.counts import results
from tally_service.counts import store as counts
from tally_service.counts.store import RoundRow
from tally_service.tally import Tally

MEETINGS_A_PAGE = 10


def page_of_rounds(tally: Tally, page: int) -> dict[str, Any]:
    """Return one page of the meetings known here, newest first, with their rounds.

    Returns:
        ``meetings``, each with its ``rounds``; ``lost``: boxes that failed before their round was
        known; ``page`` and ``last``.
    """
    with reading(tally.sessions) as session:
        rows = counts.rounds_by_meeting(session)
        meetings = [list(rounds) for _, rounds in groupby(rows, key=lambda row: row.meeting)]
        last = max(1, -(-len(meetings) // MEETINGS_A_PAGE))
        page = min(max(page, 1), last)
        shown = meetings[(page - 1) * MEETINGS_A_PAGE : page * MEETINGS_A_PAGE]
        lost = counts.boxes_of_no_round(session)
        return {
            "meetings": [_meeting(session, rounds) for rounds in shown],
            "lost": [{"uuid": box.uuid, "cause": cause_json(box.cause)} for box in lost],
            "page": page,
            "last": last,
        }


def about(session: Session, meeting: str) -> dict[str, Any]:
    """Return what people call a meeting; only its id if its documents are not here yet."""
    documents = results.meeting_of(session, meeting)
    return {"meeting": meeting, **(_titles(documents[0]) if documents else _UNKNOWN)}


def cause_json(slug: str | None) -> dict[str, Any] | None:
    """Return a cause as the API shows it."""
    if slug is None:
        return None
    cause = explain(slug)
    return {
        "slug": slug,
        "what": {"zh": cause.what_zh, "en": cause.what_en},
        "do": {"zh": cause.do_zh, "en": cause.do_en},
        "rule": {"zh": cause.rule_zh, "en": cause.rule_en},
    }


_UNKNOWN: dict[str, Any] = {"title": None, "place": None, "year": None, "test": False}


def _titles(manifest: MeetingManifest) -> dict[str, Any]:
    """Return a meeting's titles."""
    return {
        "title": manifest.title,
        "place": manifest.place.name,
        "year": manifest.year,
        "test": manifest.test,
    }


def _meeting(session: Session, rounds: list[RoundRow]) -> dict[str, Any]:
    """Return one meeting with its rounds."""
    votes = results.votes_of(session, rounds[0].meeting)
    listed = [
        {
            "round": row.round,
            "item": results.item_of(session, row.meeting, row.round),
            "vote": votes.get(row.round),
            "paper": counts.paper_round(session, row.meeting, row.round) is not None,
            "state": state_of(row),
            "cause": cause_json(row.cause),
            "next_step": at_round(
                next_step(see_round(session, row)), row.meeting, row.round
            ).to_json(),
        }
        for row in rounds
    ]
    return {**about(session, rounds[0].meeting), "rounds": listed}
