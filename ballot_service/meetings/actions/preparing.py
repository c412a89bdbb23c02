"""From a draft to people at the door: boxes, keys, manifest, upload tickets (PROTOCOL P6, P7).

What has to be asked of another service is asked before the transaction, and checked in it.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.meetings import clients
from ballot_service.meetings.actions.printing import found_of
from ballot_service.meetings.actions.recording import Note, Posting, record, send, step_meeting
from ballot_service.meetings.domain import gates
from ballot_service.meetings.domain.drafts import Agenda, box_counts, name_boxes
from ballot_service.meetings.domain.meeting_pack import pack_for
from ballot_service.meetings.domain.outlines import check_version, compose
from ballot_service.meetings.domain.rehearsing import check_wiped
from ballot_service.meetings.domain.states import (
    MeetingState,
    MeetingStep,
    after_meeting_step,
    check_meeting_is,
)
from ballot_service.meetings.store import issuing, meetings, rounds, test_runs
from ballot_service.meetings.store.rows import BoxRow, MeetingRow
from shared.crypto.blind import IssuerKey
from shared.crypto.credentials import new_uuid
from shared.documents.activations import issuer_keys_of, key_refs
from shared.documents.base import sign
from shared.documents.boards import Board
from shared.documents.dates import day_in_china
from shared.documents.manifests import (
    BoardRef,
    BoxRef,
    IssuerKeyRef,
    MeetingManifest,
    Scrutineer,
)
from shared.documents.orders import UploadTicket
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.rules.packs import pack_from_document

SLIPS_ARE_MADE = (MeetingState.PREPARED, MeetingState.CHECKING_IN, MeetingState.ACTIVATING)
"""From the manifest to the freeze."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """An upload ticket, and whether it has fewer slips than people who need one."""

    signed: dict[str, Any]
    fewer_than_roll: bool


def prepare(desk: Desk, meeting_id: str, by: Actor) -> str:
    """Draw every box, sign the meeting manifest, send it to the box; return its digest.

    Raises:
        WrongState: the meeting is no draft.
        DraftIncomplete, DraftRejected: it lacks something, or its parts do not fit together.
        DraftChanged: somebody edited it at the same moment.
        LineNotSet, LineDiffers: a clause of its pack leaves a line open that nobody set, or the
            pack sets another one than the sheet shows.
        BoardUnknown, BoardUnusable, VerificationFailed: the board of trustees cannot serve it.
        PeerAway: the tally service does not answer.
    """
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.PREPARE)
        agenda, version = compose(meeting.outline, found_of(meeting)), meeting.version
    board, signed_board = clients.fetch_board(desk.tally, agenda.board, desk.tally_keys)
    if board.year != agenda.year:
        raise clients.BoardUnusable("A board of trustees serves meetings of its own year only.")
    boxes = _draw_boxes(agenda)
    blind = agenda.credential_mode == "blind"
    keys = {box: IssuerKey.generate() for box in boxes} if blind else {}  # tenths of a second each
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        step_meeting(desk, uow.session, meeting, MeetingStep.PREPARE, by)
        check_version(meeting.version, version)
        meeting.agenda_json = agenda.model_dump(mode="json")
        uow.session.add_all(
            BoxRow(uuid=box.uuid, meeting=meeting_id, electorate=box.electorate) for box in boxes
        )
        uow.session.flush()
        issuing.add_keys(uow.session, meeting_id, keys)
        refs = key_refs({box.uuid: key.digest for box, key in keys.items()})
        manifest = _manifest(desk, uow.session, meeting, board, boxes, refs)
        manifest = _with_rules(desk, uow.session, meeting, manifest, by)
        meeting.manifest, meeting.board = sign(desk.key, manifest), signed_board
        # The box needs the trustees for its archives; the manifest names them by digest.
        documents = [meeting.manifest, signed_board]
        if keys:
            spkis = {box.uuid: key.spki for box, key in keys.items()}
            documents.append(sign(desk.key, issuer_keys_of(ISSUER, manifest, spkis)))
        send(desk, uow, meeting_id, [Posting("box", signed) for signed in documents])
        note = Note("publish_manifest", meeting_id, detail={"manifest": manifest.digest})
        record(desk, uow.session, meeting_id, by, note)
    return manifest.digest


def make_tickets(
    desk: Desk, meeting_id: str, wanted: Mapping[str, int], by: Actor
) -> dict[str, Ticket]:
    """Return for each electorate of ``wanted`` a ticket to upload so many public credentials, once.

    Each ticket of an electorate has a higher batch number than the one before: what is uploaded
    on it replaces the older lists until the freeze, and never the other way round. If one is
    refused, none is made.

    Args:
        desk: ours.
        meeting_id: whose slips are made.
        wanted: electorate to the number of slips that are printed.
        by: the organizer.

    Raises:
        WrongState: the meeting is not prepared yet, or its lists are frozen.
        NoSuchElectorate: the meeting has none of one of these letters.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, *SLIPS_ARE_MADE)
        boxes = rounds.boxes(uow.session, meeting_id)
        made = {}
        for electorate, printed in wanted.items():
            row = meetings.get_electorate(uow.session, meeting_id, electorate)
            ticket = UploadTicket(
                issued_by=ISSUER,
                meeting=meeting_id,
                electorate=electorate,
                uuids=[box.uuid for box in boxes if box.electorate == electorate],
                printed=printed,
                batch=row.batch + 1,
            )
            row.printed, row.batch = printed, ticket.batch
            detail = {"printed": printed, "batch": ticket.batch, "ticket": ticket.digest}
            note = Note("make_ticket", electorate, detail=detail)
            record(desk, uow.session, meeting_id, by, note)
            few = printed < row.roll and not meeting.blind
            made[electorate] = Ticket(sign(desk.key, ticket), few)
        return made


def start_check_in(desk: Desk, meeting_id: str, by: Actor) -> None:
    """Let people be checked in; the roll is fixed from now on (catalogue E43).

    Raises:
        WrongState: the meeting is not prepared, or past this.
        RollMissing, ElectorateBelowFloor: the roll cannot lead to a vote.
        TestRunNotWiped: a test run of this meeting is still there.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.START_CHECK_IN)
        people = meetings.people(uow.session, meeting_id)
        gates.check_roll(people, meeting.agenda.disclosure_floor)
        check_wiped(test_runs.unwiped(uow.session, meeting_id))
        step_meeting(desk, uow.session, meeting, MeetingStep.START_CHECK_IN, by)


def _draw_boxes(agenda: Agenda) -> list[BoxRef]:
    """Return the boxes of a meeting, spare ones too, each with a fresh uuid."""
    counts = box_counts(agenda)
    return name_boxes(counts, (new_uuid() for _ in range(sum(counts.values()))))


def _manifest(
    desk: Desk,
    session: Session,
    meeting: MeetingRow,
    board: Board,
    boxes: list[BoxRef],
    issuer_keys: list[IssuerKeyRef],
) -> MeetingManifest:
    """Return the meeting manifest, from what is stored and the boxes and keys just made."""
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
        credential_mode=agenda.credential_mode,
        issuer_keys=issuer_keys,
        receipt_key=desk.box_key.hex(),
        scrutineers=[
            Scrutineer(name=row.name, key=row.key)
            for row in meetings.scrutineers(session, meeting.id)
        ],
        board=BoardRef(key=board.key, digest=board.digest),
        disclosure_floor=agenda.disclosure_floor,
        pack=meeting.pack,
        test=agenda.test,
        published=meeting.outline.published,
        recipients=meeting.outline.recipients,
    )


def _with_rules(
    desk: Desk, session: Session, meeting: MeetingRow, manifest: MeetingManifest, by: Actor
) -> MeetingManifest:
    """Return the manifest with the pack that judges the meeting, which is kept."""
    chosen = pack_from_document(meetings.get_pack(session, meeting.pack))
    day = day_in_china(desk.clock())
    pack = pack_for(meeting.outline, meeting.agenda, chosen, by.name, day)
    meetings.add_pack(session, pack.digest, pack.to_document(), offered=False)
    return manifest.model_copy(update={"pack": pack.digest})
