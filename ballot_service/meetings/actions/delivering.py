"""Deliver a meeting's documents, each reader's in order, each once as far as it can tell.

A reader that is away is asked again by the outbox. One that refuses stops the documents behind
it, because they stand on one another; the refusal is recorded and somebody has to look. Nothing
stands on a corrected ledger: refused it stops nothing, and of an annulled round it is dropped.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.desk_db import OutboxRow
from ballot_service.meetings import clients
from ballot_service.meetings.actions.recording import Note, Reader, record, step_round
from ballot_service.meetings.domain.states import RoundState, RoundStep
from ballot_service.meetings.outbox_kinds import DELIVER
from ballot_service.meetings.store import meetings, rounds
from ballot_service.meetings.store.rows import DocumentRow
from shared.documents.manifests import BoxManifest
from shared.documents.orders import RoundOrder
from shared.errors import Unavailable
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.http import REFUSALS, Peer, PeerRefused
from shared.plumbing.outbox import put

CONFIRMED = {"open": RoundStep.CONFIRM_OPEN, "close": RoundStep.CONFIRM_CLOSE}
"""What the box's answer to an order means; the other orders were carried out here first."""

ANNULLED_THERE = "round_annulled"
"""The tally service's verdict on corrected numbers of a round that counts for nobody."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The next document for a reader."""

    seq: int
    signed: dict[str, Any]
    refused: str | None


def deliver(desk: Desk, meeting_id: str) -> None:
    """Send every undelivered document of the meeting; safe to run twice.

    Raises:
        Unavailable: a reader is away; what the other one gets was sent nevertheless.
    """
    away: list[Unavailable] = []
    readers: list[tuple[Reader, Peer]] = [("box", desk.box), ("tally", desk.tally)]
    for name, peer in readers:
        try:
            _deliver_all(desk, meeting_id, name, peer)
        except Unavailable as error:
            away.append(error)
    if away:
        raise away[0]


def deliver_again(desk: Desk, meeting_id: str, by: Actor) -> None:
    """Send what was refused once more, after its cause was removed."""
    with unit_of_work(desk.sessions) as uow:
        meetings.lock(uow.session, meeting_id)
        rounds.forgive_refusals(uow.session, meeting_id)
        record(desk, uow.session, meeting_id, by, Note("deliver_again", meeting_id))
        put(uow, OutboxRow, DELIVER, meeting_id, desk.ring, desk.clock)


def _deliver_all(desk: Desk, meeting_id: str, name: Reader, peer: Peer) -> None:
    """Send one reader's documents in order until none is left or one is refused."""
    while (waiting := _next(desk, meeting_id, name)) is not None and waiting.refused is None:
        try:
            clients.deliver(peer, waiting.signed)
        except PeerRefused as error:
            if error.status not in REFUSALS:
                raise  # overloaded or broken, not a verdict on the document
            _note_refusal(desk, meeting_id, name, waiting.seq, error.slug)
        else:
            _note_delivery(desk, meeting_id, name, waiting.seq)


def _next(desk: Desk, meeting_id: str, name: Reader) -> _Waiting | None:
    """Return the first document the reader has not got."""
    with reading(desk.sessions) as session:
        row = rounds.next_document(session, meeting_id, name)
        return _Waiting(row.seq, row.signed, row.refused) if row else None


def _note_refusal(desk: Desk, meeting_id: str, name: Reader, seq: int, slug: str) -> None:
    """Write down that the reader refused the document, and with which slug."""
    with unit_of_work(desk.sessions) as uow:
        meetings.lock(uow.session, meeting_id)
        row = rounds.find_document(uow.session, meeting_id, seq)
        if row is not None and row.delivered_at is None:
            row.refused = slug
            if slug == ANNULLED_THERE and rounds.is_correction(row):
                rounds.pass_over([row], desk.clock())
            note = Note("delivery_refused", meeting_id, reason=slug, detail={"document": row.kind})
            record(desk, uow.session, meeting_id, name, note)


def _note_delivery(desk: Desk, meeting_id: str, name: Reader, seq: int) -> None:
    """Write down that the reader has the document, and what follows from that, once."""
    with unit_of_work(desk.sessions) as uow:
        meetings.lock(uow.session, meeting_id)
        row = rounds.find_document(uow.session, meeting_id, seq)
        if row is None or row.delivered_at is not None:
            return  # another worker was quicker, or it was called off meanwhile
        row.delivered_at, row.refused = desk.clock(), None
        uow.session.flush()
        step = _confirmed(uow.session, row)
        if step is not None and row.round is not None:
            of_round = rounds.get(uow.session, meeting_id, row.round)
            step_round(desk, uow.session, of_round, step, name)


def _confirmed(session: Session, row: DocumentRow) -> RoundStep | None:
    """Return the step a round takes now that the box has this document."""
    if row.round is None:
        return None
    if row.kind == RoundOrder.KIND:
        return CONFIRMED.get(row.signed["document"]["action"])
    fixed = row.kind == BoxManifest.KIND and rounds.all_delivered(session, row.round, row.kind)
    drafted = rounds.get(session, row.meeting, row.round).standing == RoundState.DRAFT
    return RoundStep.FIX if fixed and drafted else None
