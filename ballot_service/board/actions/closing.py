"""The closing record and its scrutineers' signatures; the leftover scans (PROTOCOL P4, P14).

The signature speaks: whoever brings it, it counts only if the meeting manifest names its key.
When the second scrutineer has signed, and for each leftover scan, the tally is told to look.

May import: ballot_service.box_side, box.store, this room's floors, shared.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot_service.board import domain
from ballot_service.board.actions.publishing import get_checkpoint
from ballot_service.board.store import rows
from ballot_service.box import store as boxes
from ballot_service.box_db import BoxRow, OutboxRow
from ballot_service.box_job_names import BOARD_CLOSED, LEFTOVERS
from ballot_service.box_side import BoxSide
from shared.documents.closing import (
    SCRUTINEERS_NEEDED,
    ClosingRecord,
    ScrutineerSignature,
    SignedLeftovers,
)
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.outbox import put


def show_closing(box: BoxSide, uuid: str) -> ClosingRecord:
    """Return the closing record with the signatures so far.

    Raises:
        BoxUnknown, NotPublished: there is none.
    """
    with reading(box.sessions) as session:
        return _record(session, boxes.get_box(session, uuid))


def sign_closing(box: BoxSide, uuid: str, signature: ScrutineerSignature) -> ClosingRecord:
    """Add one scrutineer's signature, once; return the record as it then stands.

    Raises:
        BoxUnknown, NotPublished: there is no record.
        ScrutineerUnknown, VerificationFailed: the signature is nobody's, or does not fit.
    """
    with unit_of_work(box.sessions) as uow:
        row = boxes.get_box(uow.session, uuid, lock=True)
        manifest = boxes.manifest_of(boxes.get_meeting(uow.session, row.meeting))
        domain.check_signature(_record(uow.session, row), signature, manifest)
        added = rows.add_signature(uow.session, uuid, signature)
        record = _record(uow.session, row)
        if added and len(record.signatures) == SCRUTINEERS_NEEDED:
            put(uow, OutboxRow, BOARD_CLOSED, uuid, box.ring, box.clock)
    return record


def show_leftovers(box: BoxSide, meeting: str) -> list[SignedLeftovers]:
    """Return the leftover scans published for ``meeting``; raises ``MeetingUnknown``."""
    with reading(box.sessions) as session:
        boxes.get_meeting(session, meeting)
        return rows.leftovers_of(session, meeting)


def take_leftovers(box: BoxSide, meeting: str, signed: SignedLeftovers) -> None:
    """Publish an electorate's leftover scan, once; the same scan again changes nothing.

    Raises:
        MeetingUnknown, ListsNotFrozen, RoundOpen, MeetingNotFinished: not now.
        WrongLeftovers, VerificationFailed: the scan or its signatures do not fit.
        LeftoversStand: another scan of this electorate is published.
    """
    document = signed.document
    with reading(box.sessions) as session:
        manifest = boxes.manifest_of(boxes.get_meeting(session, meeting))
    domain.check_scan_signed(signed, manifest)  # first: a stranger's scan makes nobody wait
    with unit_of_work(box.sessions) as uow:
        row = boxes.get_meeting(uow.session, meeting, lock=True)
        of_meeting = boxes.boxes_of(uow.session, meeting)
        domain.check_time_for_leftovers(
            boxes.facts_of(of_meeting), frozen=row.frozen is not None, ended=row.ended is not None
        )
        uuids = [entry.uuid for entry in of_meeting if entry.electorate == document.electorate]
        listed = rows.lists_of(uow.session, uuids)
        domain.check_leftovers(document, manifest, listed)
        if rows.add_leftovers(uow.session, signed):
            put(uow, OutboxRow, LEFTOVERS, meeting, box.ring, box.clock)
        else:
            standing = rows.get_leftovers(uow.session, meeting, document.electorate)
            domain.same_leftovers(standing, document)


def _record(session: Session, row: BoxRow) -> ClosingRecord:
    """Return the closing record of a published box."""
    checkpoint = get_checkpoint(session, row.uuid)
    sheet = boxes.find_sheet(session, row.uuid)
    assert sheet is not None, "a published box has a sheet"
    assert row.list_digest is not None, "a published box has a list"
    return ClosingRecord(
        uuid=row.uuid,
        fingerprint=sheet.fingerprint,
        list_digest=row.list_digest,
        ballots=checkpoint.size,
        root=checkpoint.root.hex(),
        signatures=rows.signatures_of(session, row.uuid),
    )
