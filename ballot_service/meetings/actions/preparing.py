"""From a draft to frozen lists: manifest, upload tickets, check-in, freeze (PROTOCOL P6).

What has to be asked of another service is asked before the transaction, and checked in it.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.meetings import clients
from ballot_service.meetings.actions.recording import Note, Posting, record, send, step_meeting
from ballot_service.meetings.domain import gates
from ballot_service.meetings.domain.drafts import box_counts, name_boxes
from ballot_service.meetings.domain.states import (
    MeetingState,
    MeetingStep,
    after_meeting_step,
    check_meeting_is,
)
from ballot_service.meetings.store import meetings, rounds
from ballot_service.meetings.store.rows import BoxRow, MeetingRow
from shared.crypto.credentials import new_uuid
from shared.documents.base import sign
from shared.documents.boards import Board
from shared.documents.manifests import BoardRef, BoxRef, MeetingManifest, Scrutineer
from shared.documents.orders import CheckedIn, FrozenList, FrozenLists, UploadTicket
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work


@dataclass(frozen=True, slots=True)
class Ticket:
    """An upload ticket, and whether it has fewer slips than people on the roll."""

    signed: dict[str, Any]
    fewer_than_roll: bool


def prepare(desk: Desk, meeting_id: str, by: Actor) -> str:
    """Draw every box, sign the meeting manifest, send it to the box; return its digest.

    Raises:
        WrongState: the meeting is no draft.
        BoardUnknown, BoardUnusable, VerificationFailed: the board of trustees cannot serve it.
        PeerAway: the tally service does not answer.
    """
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.PREPARE)
        agenda = meeting.agenda
    board, signed_board = clients.fetch_board(desk.tally, agenda.board, desk.tally_keys)
    if board.year != agenda.year:
        raise clients.BoardUnusable("A board of trustees serves meetings of its own year only.")
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        step_meeting(desk, uow.session, meeting, MeetingStep.PREPARE, by)
        counts = box_counts(agenda)
        boxes = name_boxes(counts, (new_uuid() for _ in range(sum(counts.values()))))
        uow.session.add_all(
            BoxRow(uuid=box.uuid, meeting=meeting_id, electorate=box.electorate) for box in boxes
        )
        manifest = _manifest(desk, uow.session, meeting, board, boxes)
        meeting.manifest, meeting.board = sign(desk.key, manifest), signed_board
        # The box needs the trustees for its archives; the manifest names them by digest.
        postings = [Posting("box", meeting.manifest), Posting("box", signed_board)]
        send(desk, uow, meeting_id, postings)
        note = Note("publish_manifest", meeting_id, detail={"manifest": manifest.digest})
        record(desk, uow.session, meeting_id, by, note)
    return manifest.digest


def make_ticket(desk: Desk, meeting_id: str, electorate: str, printed: int, by: Actor) -> Ticket:
    """Return a ticket to upload the ``printed`` public credentials of one electorate, once.

    A newer ticket of the same electorate replaces the older one until the lists are frozen.

    Raises:
        WrongState: the meeting is not prepared yet, or its lists are frozen.
        NoSuchElectorate: the meeting has none of this letter.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, MeetingState.PREPARED, MeetingState.CHECKING_IN)
        row = meetings.get_electorate(uow.session, meeting_id, electorate)
        uuids = [
            b.uuid for b in rounds.boxes(uow.session, meeting_id) if b.electorate == electorate
        ]
        ticket = UploadTicket(
            issued_by=ISSUER,
            meeting=meeting_id,
            electorate=electorate,
            uuids=uuids,
            printed=printed,
            nonce=secrets.token_hex(32),
        )
        row.printed = printed
        detail = {"printed": printed, "ticket": ticket.digest}
        record(desk, uow.session, meeting_id, by, Note("make_ticket", electorate, detail=detail))
        return Ticket(sign(desk.key, ticket), printed < row.roll)


def start_check_in(desk: Desk, meeting_id: str, by: Actor) -> None:
    """Let people be checked in; the roll is fixed from now on (catalogue E43).

    Raises:
        WrongState: the meeting is not prepared, or past this.
        RollMissing, ElectorateBelowFloor: the roll cannot lead to a vote.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.START_CHECK_IN)
        people = meetings.people(uow.session, meeting_id)
        gates.check_roll(people, meeting.agenda.disclosure_floor)
        step_meeting(desk, uow.session, meeting, MeetingStep.START_CHECK_IN, by)


def freeze(desk: Desk, meeting_id: str, by: Actor) -> None:
    """End check-in and fix every list of credentials of the meeting at once (P6).

    Raises:
        WrongState: nobody is being checked in.
        ManifestNotDelivered: the box does not know the meeting yet.
        SlipsMissing, NobodyPresent, ElectorateBelowFloor, TooFewSlips, ListsDiffer: see ``gates``.
        PeerAway: the box does not answer.
    """
    with reading(desk.sessions) as session:
        after_meeting_step(meetings.get(session, meeting_id).standing, MeetingStep.FREEZE)
    lists = clients.fetch_lists(desk.box, meeting_id)
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.FREEZE)
        manifest = meeting.manifest_document
        assert manifest is not None, "a meeting being checked in has a manifest"
        people = meetings.people(uow.session, meeting_id)
        gates.check_freeze(people, manifest.disclosure_floor)
        gates.check_lists(
            lists,
            {box.uuid: box.electorate for box in manifest.boxes},
            {line.electorate: line.printed or 0 for line in people},
        )
        frozen = _frozen(desk, manifest, people, lists)
        step_meeting(desk, uow.session, meeting, MeetingStep.FREEZE, by)
        send(desk, uow, meeting_id, [Posting("box", sign(desk.key, frozen))])


def _manifest(
    desk: Desk, session: Session, meeting: MeetingRow, board: Board, boxes: list[BoxRef]
) -> MeetingManifest:
    """Return the meeting manifest, from what is stored and the boxes just drawn."""
    agenda = meeting.agenda
    return MeetingManifest(
        issued_by=ISSUER,
        meeting=meeting.id,
        title=agenda.title,
        source=agenda.source,
        year=agenda.year,
        place=agenda.place,
        electorates=agenda.electorates,
        boxes=boxes,
        receipt_key=desk.box_key.hex(),
        scrutineers=[
            Scrutineer(name=row.name, key=row.key)
            for row in meetings.scrutineers(session, meeting.id)
        ],
        board=BoardRef(key=board.key, digest=board.digest),
        disclosure_floor=agenda.disclosure_floor,
        pack=meeting.pack,
        test=agenda.test,
    )


def _frozen(
    desk: Desk, manifest: MeetingManifest, people: list[gates.People], lists: list[gates.BoxList]
) -> FrozenLists:
    """Return the desk's countersignature of every list, with the numbers of people."""
    return FrozenLists(
        issued_by=ISSUER,
        meeting=manifest.meeting,
        meeting_manifest=manifest.digest,
        lists=[
            FrozenList(uuid=line.uuid, digest=line.digest, size=line.size)
            for line in sorted(lists, key=lambda line: line.uuid)
        ],
        checked_in=[
            CheckedIn(electorate=line.electorate, roll=line.roll, present=line.present)
            for line in people
        ],
        timestamp=int(desk.clock().timestamp()),
    )
