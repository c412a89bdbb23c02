"""Shared by every action: move on, write down who did it and why, hand documents to the outbox.

May import: ballot_service.desk, ballot_service.desk_db, this room's domain and store, shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.desk_db import OutboxRow
from ballot_service.meetings.domain.states import (
    MeetingStep,
    RoundStep,
    after_meeting_step,
    after_round_step,
)
from ballot_service.meetings.outbox_kinds import DELIVER
from ballot_service.meetings.store import meetings, papers, rounds
from ballot_service.meetings.store.rows import EventRow, MeetingRow, RoundRow
from shared.documents.base import sign
from shared.documents.orders import MeetingEnd, RoundOrder
from shared.documents.paper import PaperRound, PaperWithdrawn
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork
from shared.plumbing.outbox import put

Reader = Literal["box", "tally"]
OrderedAction = Literal["open", "close", "annul", "cancel"]


@dataclass(frozen=True, slots=True)
class Note:
    """One line of a meeting's record."""

    act: str
    subject: str
    """The meeting, round, electorate or person it is about."""
    before: str | None = None
    after: str | None = None
    reason: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Posting:
    """A signed document on its way."""

    reader: Reader
    signed: dict[str, Any]
    round_id: str | None = None


def record(desk: Desk, session: Session, meeting_id: str, by: Actor | Reader, note: Note) -> None:
    """Append ``note`` to the meeting's record; ``by`` is a person, or the service that answered."""
    person = by if isinstance(by, Actor) else None
    event = EventRow(
        meeting=meeting_id,
        at=desk.clock(),
        account_id=person.account_id if person else None,
        name=person.name if person else str(by),
        act=note.act,
        subject=note.subject,
        before=note.before,
        after=note.after,
        reason=note.reason,
        detail=note.detail,
    )
    meetings.add_event(session, event)


def step_meeting(
    desk: Desk,
    session: Session,
    meeting: MeetingRow,
    step: MeetingStep,
    by: Actor,
    reason: str | None = None,
) -> None:
    """Move the locked ``meeting`` by ``step`` and record it; ``WrongState`` if it cannot."""
    before = meeting.standing
    meeting.state = after_meeting_step(before, step)
    note = Note(step, meeting.id, before=before, after=meeting.state, reason=reason)
    record(desk, session, meeting.id, by, note)


def step_round(
    desk: Desk,
    session: Session,
    row: RoundRow,
    step: RoundStep,
    by: Actor | Reader,
    reason: str | None = None,
) -> None:
    """Move a round of the locked meeting by ``step`` and record it; ``WrongState`` if not."""
    before = row.standing
    row.state = after_round_step(before, step)
    if row.paper:  # whatever becomes of it, no single paper's marks stay
        papers.forget_entries(session, row.id)
    note = Note(step, row.id, before=before, after=row.state, reason=reason)
    record(desk, session, row.meeting, by, note)


def send(desk: Desk, uow: UnitOfWork, meeting_id: str, postings: Sequence[Posting]) -> None:
    """Put ``postings`` on their way after the meeting's earlier ones, when this commits."""
    for posting in postings:
        rounds.add_document(
            uow.session, meeting_id, posting.reader, posting.signed, posting.round_id
        )
    if postings:
        put(uow, OutboxRow, DELIVER, meeting_id, desk.ring, desk.clock)


def order_round(
    desk: Desk, uow: UnitOfWork, row: RoundRow, action: OrderedAction, reason: str | None = None
) -> None:
    """Send the box the order to open, close, annul or cancel the boxes of a round, if any.

    Nothing comes of a round on paper that is cancelled or annulled: the tally service is told.
    """
    if row.paper and action in ("cancel", "annul"):
        _withdraw(desk, uow, row, "cancelled" if action == "cancel" else "annulled")
    boxes = rounds.boxes_of(uow.session, row.id)
    if not boxes:
        return
    order = RoundOrder(
        issued_by=ISSUER,
        meeting=row.meeting,
        round=row.id,
        action=action,
        uuids=[box.uuid for box in boxes],
        reason=reason,
    )
    send(desk, uow, row.meeting, [Posting("box", sign(desk.key, order), row.id)])


def _withdraw(
    desk: Desk, uow: UnitOfWork, row: RoundRow, how: Literal["cancelled", "annulled"]
) -> None:
    """Tell the tally service that nothing comes of a round on paper that was announced to it."""
    every = [
        PaperRound.parse(signed["document"])
        for signed in rounds.documents(uow.session, row.meeting, PaperRound.KIND)
    ]
    for announced in every:
        if announced.round == row.id:
            withdrawn = PaperWithdrawn(
                issued_by=ISSUER,
                meeting=row.meeting,
                round=row.id,
                announced=announced.digest,
                how=how,
            )
            send(desk, uow, row.meeting, [Posting("tally", sign(desk.key, withdrawn), row.id)])


def tell_the_end(
    desk: Desk, uow: UnitOfWork, meeting: MeetingRow, how: Literal["closed", "cancelled"]
) -> None:
    """Tell the box that no further round opens, if it knows the meeting."""
    manifest = meeting.manifest_document
    if manifest is not None:
        end = MeetingEnd(
            issued_by=ISSUER, meeting=meeting.id, meeting_manifest=manifest.digest, how=how
        )
        send(desk, uow, meeting.id, [Posting("box", sign(desk.key, end))])
