"""Rounds: choose an item, open, close, or drop a round that never opened.

Opening and closing need two people. The order goes to the box when the second one has spoken;
the round is open, or closed, when the box has confirmed.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.desk_db import ApprovalRow
from ballot_service.meetings.actions.agenda import check_votable, get_item, shut_for
from ballot_service.meetings.actions.recording import (
    Note,
    Posting,
    order_round,
    record,
    send,
    step_round,
)
from ballot_service.meetings.actions.rehearsing import fetch_rehearsal
from ballot_service.meetings.domain.drafts import DraftItem
from ballot_service.meetings.domain.repeats import check_slips, repeat_of
from ballot_service.meetings.domain.states import (
    IN_PROGRESS,
    MeetingState,
    RoundState,
    RoundStep,
    after_round_step,
    check_meeting_is,
)
from ballot_service.meetings.store import agenda, meetings, rounds
from ballot_service.meetings.store.agenda import Matter
from ballot_service.meetings.store.rows import BoxRow, MeetingRow, RoundRow
from shared.documents.base import sign
from shared.documents.manifests import BoxManifest, MeetingManifest, Repeat
from shared.errors import Conflict
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, reading, unit_of_work
from shared.plumbing.two_person import NEEDED, approve

OPEN_ROUND = "open_round"
CLOSE_ROUND = "close_round"
LONGEST_TITLE = 200

Begun = tuple[MeetingRow, RoundRow, Repeat | None]
"""A round that begins: its meeting, its row, and what its sheets say of the vote before it."""


class RoundInProgress(Conflict):
    """Another round of the meeting is not over yet."""

    code = "round_in_progress"


class NoBoxLeft(Conflict):
    """Every box of an electorate is taken; spare boxes are drawn when a meeting is prepared."""

    code = "no_box_left"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a round stands, and how many people have confirmed the act that was asked for."""

    state: str
    approvals: int

    @property
    def complete(self) -> bool:
        """Whether that was the last confirmation needed."""
        return self.approvals >= NEEDED


def begin_round(
    desk: Desk, meeting_id: str, item_key: str, by: Actor, reason: str | None = None
) -> str:
    """Give the item's sheets to one unused box of each electorate; return the round's id.

    Args:
        desk: ours.
        meeting_id: the meeting.
        item_key: what is voted on.
        by: who begins it.
        reason: why an item that was voted on comes to the vote again (C10, E31); the new round
            is linked to the earlier one, which stays. Its sheets are signed with both.

    Raises:
        WrongState: the lists are not frozen, or the meeting is over.
        NoSuchItem: the agenda has no such item.
        RecordWaiting: a recorded vote is not confirmed yet.
        Conflict: a gate of the pack is shut (``item_gates``), with its clause.
        RoundInProgress: items are voted on one at a time.
        NoBoxLeft: no spare box is left for a repeat.
        NewSlipsNeeded: fraud was found in a round of this item.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_slips(rounds.rounds(uow.session, meeting_id), item_key)
        entry, row = add_round(uow.session, meeting, item_key, reason)
        repeats = repeat_of(row.follows, reason)
        send(desk, uow, meeting_id, _sheets(desk, uow.session, (meeting, row, repeats), entry))
        note = Note("begin_round", row.id, after=row.state, reason=reason, detail=begun_with(row))
        record(desk, uow.session, meeting_id, by, note)
        return row.id


def add_round(
    session: Session, meeting: MeetingRow, item_key: str, reason: str | None, *, paper: bool = False
) -> tuple[DraftItem, RoundRow]:
    """Add the next round of a locked meeting, in boxes or on ``paper``; return its item and row.

    Raises:
        As ``begin_round``, but for boxes and slips.
        RepeatReasonMissing: the item was voted on before, and there is no reason.
    """
    check_meeting_is(meeting.standing, MeetingState.READY)
    entry = get_item(session, meeting, item_key)
    matter = Matter(entry.item, frozenset(entry.contests))
    check_votable(session, meeting, matter, reason)
    earlier = rounds.rounds(session, meeting.id)
    if any(row.standing in IN_PROGRESS for row in earlier):
        raise RoundInProgress("Another round is not over yet; items are voted on one by one.")
    follows = agenda.latest_decision(session, meeting.id, item_key)
    repeat_of(follows, reason)
    row = RoundRow(
        id=secrets.token_hex(8),
        meeting=meeting.id,
        number=len(earlier) + 1,
        item=item_key,
        state=RoundState.DRAFT,
        paper=paper,
        follows=follows,
    )
    session.add(row)
    session.flush()
    return entry, row


def begun_with(row: RoundRow) -> dict[str, str]:
    """Return what is recorded of a new round: its item, and the decision that it follows."""
    return {"item": row.item, **({"follows": row.follows} if row.follows else {})}


def open_round(desk: Desk, meeting_id: str, round_id: str, by: Actor) -> Standing:
    """Confirm the opening; the second person's confirmation orders it.

    Raises:
        NoSuchMeeting, NoSuchRound, WrongState: nothing to open, or the box is not set.
        NewSlipsNeeded: fraud was found in an earlier round of the item since this one began.
        Conflict: a gate was shut since the round began, with its clause (``item_gates``).
        RehearsalMissing: not every trustee has rehearsed for this meeting.
        SamePerson: the same account confirmed before.
    """
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        _check_can_open(session, meeting, rounds.get(session, meeting_id, round_id))
    rehearsal = fetch_rehearsal(desk, meeting)
    with unit_of_work(desk.sessions) as uow:
        meeting, row = _locked(uow, meeting_id, round_id)
        _check_can_open(uow.session, meeting, row)
        meeting.rehearsal = meeting.rehearsal or rehearsal
        return _confirm(desk, uow, row, RoundStep.ORDER_OPEN, by)


def close_round(desk: Desk, meeting_id: str, round_id: str, by: Actor) -> Standing:
    """Confirm the close; the second person's confirmation orders it.

    Raises:
        NoSuchMeeting, NoSuchRound, WrongState: the round is not open.
        SamePerson: the same account confirmed before.
    """
    with unit_of_work(desk.sessions) as uow:
        _, row = _locked(uow, meeting_id, round_id)
        after_round_step(row.standing, RoundStep.ORDER_CLOSE)
        return _confirm(desk, uow, row, RoundStep.ORDER_CLOSE, by)


def cancel_round(desk: Desk, meeting_id: str, round_id: str, reason: str, by: Actor) -> None:
    """Drop a round that never opened; its boxes stay unused.

    Raises:
        NoSuchMeeting, NoSuchRound, WrongState: it was opened, or is dropped already.
    """
    with unit_of_work(desk.sessions) as uow:
        _, row = _locked(uow, meeting_id, round_id)
        step_round(desk, uow.session, row, RoundStep.CANCEL, by, reason)
        order_round(desk, uow, row, "cancel", reason)


def _confirm(desk: Desk, uow: UnitOfWork, row: RoundRow, step: RoundStep, by: Actor) -> Standing:
    """Write down one confirmation of opening or closing; act when it is the second one."""
    act, action = (OPEN_ROUND, "open") if step == RoundStep.ORDER_OPEN else (CLOSE_ROUND, "close")
    approval = approve(uow.session, ApprovalRow, act, row.id, by, desk.clock)
    if approval.complete:
        step_round(desk, uow.session, row, step, by)
        order_round(desk, uow, row, "open" if action == "open" else "close")
    else:
        record(desk, uow.session, row.meeting, by, Note(f"approve_{action}", row.id))
    return Standing(row.state, approval.count)


def _check_can_open(session: Session, meeting: MeetingRow, row: RoundRow) -> None:
    """Return if the round may be opened, as far as states, slips and the item's gates say."""
    check_meeting_is(meeting.standing, MeetingState.READY)
    after_round_step(row.standing, RoundStep.ORDER_OPEN)
    check_slips(rounds.rounds(session, meeting.id), row.item)
    shut = shut_for(session, meeting, row)
    if shut is not None:
        raise shut.gates[0].refuse_opening()


def _sheets(desk: Desk, session: Session, begun: Begun, entry: DraftItem) -> list[Posting]:
    """Take one unused box for each electorate that votes; return the signed box manifests."""
    meeting, row, repeats = begun
    manifest = meeting.manifest_document
    assert manifest is not None, "a ready meeting has a manifest"
    postings: list[Posting] = []
    for letter in sorted(entry.contests):
        box = rounds.find_spare(session, meeting.id, letter)
        if box is None:
            raise NoBoxLeft(f"Electorate {letter} has no unused box left in this meeting.")
        box.round = row.id
        sheet = _sheet(manifest, row, entry, box).model_copy(update={"repeats": repeats})
        postings.append(Posting("box", sign(desk.key, sheet), row.id))
    return postings


def _sheet(manifest: MeetingManifest, row: RoundRow, entry: DraftItem, box: BoxRow) -> BoxManifest:
    """Return the manifest of one box."""
    letter = box.electorate
    electorate = next(e for e in manifest.electorates if e.key == letter)
    return BoxManifest(
        issued_by=ISSUER,
        meeting=manifest.meeting,
        meeting_manifest=manifest.digest,
        round=row.id,
        item=entry.item,
        uuid=box.uuid,
        electorate=letter,
        title=f"{entry.item.title} · {electorate.title}"[:LONGEST_TITLE],
        board_key=manifest.board.key,
        contests=entry.contests[letter],
    )


def _locked(uow: UnitOfWork, meeting_id: str, round_id: str) -> tuple[MeetingRow, RoundRow]:
    """Return the meeting, locked, and one of its rounds."""
    meeting = meetings.lock(uow.session, meeting_id)
    return meeting, rounds.get(uow.session, meeting_id, round_id)
