"""How far one round is: its boxes, shares, ledger, signatures; nothing about votes.

May import: SQLAlchemy, shared.documents, shared.plumbing, the rooms below, this room's lower
floors.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from sqlalchemy.orm import Session

from shared.documents.closing import Leftovers
from shared.documents.orders import FrozenLists, LedgerLine
from shared.next_step import NextStep
from shared.plumbing.access import Actor
from shared.plumbing.db import reading
from tally_service.certificates.domain import NoSuchRound
from tally_service.count_room.actions.listing import about, cause_json
from tally_service.count_room.actions.on_paper import on_paper
from tally_service.count_room.actions.publishing import is_published
from tally_service.count_room.actions.results import SEES_DRAFTS
from tally_service.count_room.actions.sights import see_round, share_states, state_of
from tally_service.count_room.actions.signatures import cleared_signatures
from tally_service.count_room.domain.ledger import BoxFacts, ledger_of_box
from tally_service.count_room.domain.next_step import REMEDY, BoxSight, at_round, next_step
from tally_service.counts import results
from tally_service.counts import store as counts
from tally_service.counts.store import CountRow, EvidenceRow, RoundRow
from tally_service.tally import Tally
from tally_service.trustees import store as trustees


def show_progress(tally: Tally, meeting: str, number: str, reader: Actor) -> dict[str, Any]:
    """Return how far a round is.

    Why a signature fell is told to certifiers only: a finding tells of counts (P13).

    Raises:
        NoSuchRound: nothing is known of it.
    """
    with reading(tally.sessions) as session:
        row = session.get(RoundRow, (meeting, number))
        if row is None:
            raise NoSuchRound("Nothing is known of this round.")
        sight = see_round(session, row)
        step = at_round(next_step(sight), meeting, number)
        boxes = counts.round_boxes(session, meeting, number)
        titles = _electorates(session, meeting)
        return {
            **about(session, meeting),
            "round": number,
            "item": results.item_of(session, meeting, number),
            "vote": results.votes_of(session, meeting).get(number),
            "state": state_of(row),
            "versions": row.versions,
            "published": bool(row.versions) and is_published(session, meeting),
            "cause": cause_json(row.cause),
            "next_step": replace(step, places=places_of(tally, step, meeting)).to_json(),
            "floor": _floor(session, meeting),
            "paper": on_paper(session, meeting, number, titles),
            "boxes": [
                {**_box(session, box, seen), "title": titles.get(box.electorate or "")}
                for box, seen in zip(boxes, sight.boxes, strict=True)
            ],
            "signatures": list(sight.signed),
            "needed": sight.needed,
            "cleared": cleared_signatures(session, row, told=SEES_DRAFTS in reader.roles),
        }


def places_of(tally: Tally, step: NextStep, meeting: str) -> list[dict[str, str]]:
    """Return where a step is read about at the desk, if anybody said where the desk is."""
    if step.code != "keys_lost" or not tally.desk_origin:
        return []
    link = f"{tally.desk_origin}/meetings/{meeting}/remedies/lost_key"
    return [{"link": link, "zh": REMEDY[0], "en": REMEDY[1]}]


def _box(session: Session, box: CountRow, seen: BoxSight) -> dict[str, Any]:
    """Return one box: verification, shares, ledger."""
    line = _line(session, box)
    documents = results.meeting_of(session, box.meeting) if box.meeting else None
    frozen = documents[1] if documents else None
    return {
        "uuid": box.uuid,
        "electorate": box.electorate,
        "state": box.state,
        "cause": cause_json(box.cause),
        "progress": {"done": seen.done, "total": seen.total},
        "ballots": box.ballots,
        "threshold": seen.threshold,
        "enough": seen.enough,
        "board": _board(session, box),
        "shares": _shares(session, box),
        "ledger": _ledger(session, box, line, frozen),
    }


def _shares(session: Session, box: CountRow) -> list[dict[str, Any]]:
    """Return how each trustee's share stands, once a box waits for them."""
    board = trustees.find_by_digest(session, box.board) if box.board else None
    if board is None or box.state not in ("decrypting", "done"):
        return []
    states = share_states(session, box)
    members = trustees.members(session, board.id)
    return [
        {"number": one.number, "name": one.name, "state": states[one.number]} for one in members
    ]


def _board(session: Session, box: CountRow) -> str | None:
    """Return the id of the board whose trustees a box waits for."""
    board = trustees.find_by_digest(session, box.board) if box.board else None
    return board.id if board else None


def _ledger(
    session: Session, box: CountRow, line: LedgerLine | None, frozen: FrozenLists | None
) -> dict[str, Any]:
    """Return the ledger of one box as far as it is known."""
    evidence = session.get(EvidenceRow, box.uuid)
    scans = {one.electorate: one for one in counts.leftovers(session, box.meeting or "")}
    scan = scans.get(box.electorate or "")
    left = Leftovers.parse(scan.document["document"]).lists.get(box.uuid, []) if scan else None
    facts = BoxFacts(
        uuid=box.uuid,
        electorate=box.electorate or "",
        returned=box.ballots if evidence else None,
        listed=frozenset(evidence.listed if evidence else ()),
        voted=frozenset(counts.voted(session, box.uuid)),
        left_over=None if left is None else frozenset(left),
    )
    ledger = ledger_of_box(line, facts, frozen)
    identities = [asdict(one) for one in ledger.identities]
    return {
        "numbers": ledger.numbers,
        "more": ledger.more,
        "identities": identities,
        "holds": ledger.holds,
    }


def _line(session: Session, box: CountRow) -> LedgerLine | None:
    """Return the desk's numbers of a box."""
    if box.meeting is None or box.round is None:
        return None
    ledger = results.ledger_of(session, box.meeting, box.round)
    return next((line for line in ledger.lines if line.uuid == box.uuid), None) if ledger else None


def _electorates(session: Session, meeting: str) -> dict[str, str]:
    """Return the titles of a meeting's electorates by letter."""
    documents = results.meeting_of(session, meeting)
    return {one.key: one.title for one in documents[0].electorates} if documents else {}


def _floor(session: Session, meeting: str) -> int | None:
    """Return a meeting's disclosure floor."""
    documents = results.meeting_of(session, meeting)
    return documents[0].disclosure_floor if documents else None
