"""From a bell to a verified closed box cut into chunks, ready to be counted.

A bell proves nothing and costs one look: whatever is fetched is verified against pinned keys, and
a box that is not closed and signed is left alone until the bell rings again.

May import: shared.documents, shared.plumbing, tally_service.trustees, this room's lower floors.
"""

from __future__ import annotations

import re

from shared.documents.boards import Board
from shared.documents.dates import day_in_china
from shared.documents.manifests import MeetingManifest
from shared.errors import InvalidInput
from shared.plumbing.db import UnitOfWork, insert_once, reading, unit_of_work
from tally_service import job_names
from tally_service.counts import clients, files, results, store
from tally_service.counts.actions.notices import fail_round, subject_of
from tally_service.counts.domain import chunks as chunking
from tally_service.counts.domain.evidence import (
    LIST_REJECTED,
    MANIFEST_REJECTED,
    ClosedBox,
    Documents,
    Fetched,
    check_box,
    open_documents,
    open_meeting,
)
from tally_service.counts.domain.leftovers import check_leftovers
from tally_service.counts.domain.refusals import CountFailed, LeftoversStand, TooManyBells
from tally_service.counts.store import ChunkRow, CountRow, EvidenceRow, LeftoversRow, MeetingRow
from tally_service.tally import Tally
from tally_service.trustees import store as trustees

MOST_BELLS = 500
BOARD_UNKNOWN = "board_unknown"
ROUND_DECIDED = "round_decided"
ROUND_ON_PAPER = "round_on_paper"

_PATTERNS = {
    job_names.BOARD_CLOSED: re.compile(r"[1-9A-HJ-NP-Za-km-z]{14,32}"),
    job_names.LEFTOVERS: re.compile(r"[a-z0-9][a-z0-9._-]{0,63}"),
}
"""What a bell can be about: a box's uuid, a meeting's id; both become part of an address."""


class UnknownBell(InvalidInput):
    """There is no bell of this kind, or it cannot be about this."""

    code = "unknown_bell"


def ring_bell(tally: Tally, kind: str, subject: str) -> None:
    """Have a look at ``subject`` soon; once is enough however often it rings.

    Raises:
        UnknownBell: no such kind, or the subject has not its form.
        TooManyBells: so many rings are waiting that no more are taken.
    """
    pattern = _PATTERNS.get(kind)
    if pattern is None or not pattern.fullmatch(subject):
        raise UnknownBell("There is no such bell.")
    with unit_of_work(tally.sessions) as uow:
        if store.is_waiting(uow.session, kind, subject):
            return
        if store.waiting_work(uow.session, job_names.BELLS) >= MOST_BELLS:
            raise TooManyBells("Too much is waiting already. Please ring again later.")
        tally.put(uow, kind, subject)


def fetch_board(tally: Tally, uuid: str) -> None:
    """Fetch a closed box, verify all but its ballots' proofs, and queue those.

    Whatever does not hold ends the count with a cause. Nothing happens if the box is not closed
    and signed yet, or is known already.

    Raises:
        PeerAway, AnswerUnreadable: to be tried again.
    """
    with reading(tally.sessions) as session:
        if session.get(CountRow, uuid) is not None:
            return
    fetched = clients.fetch_closed_box(tally.box, uuid)
    if fetched is None:
        return
    documents: Documents | None = None
    try:
        documents = open_documents(fetched, tally.desk_keys, tally.box_key)
        board = _board(tally, documents)
        _begin_count(tally, fetched, check_box(fetched, documents, board, tally.box_key))
    except CountFailed as failure:
        _keep_failure(tally, uuid, failure.cause, documents)


def fetch_leftovers(tally: Tally, meeting: str) -> None:
    """Fetch the leftover scans of a meeting, verify and keep them, and look at its rounds.

    Raises:
        PeerAway, AnswerUnreadable: to be tried again.
        CountFailed: a scan does not hold.
        LeftoversStand: another scan of the electorate is already kept.
    """
    published = clients.fetch_leftovers(tally.box, meeting)
    manifest = known_meeting(tally, meeting) if published else None
    if manifest is None:
        return
    scans = [(check_leftovers(one, manifest), one) for one in published]
    with unit_of_work(tally.sessions) as uow:
        store.lock_meeting(uow.session, meeting)
        if store.is_wiped(uow.session, meeting):
            return
        for scan, signed in scans:
            key = {"meeting": meeting, "electorate": scan.electorate}
            values = {**key, "digest": scan.digest, "document": signed}
            if not insert_once(uow.session, LeftoversRow, values, list(key)):
                row = uow.session.get_one(LeftoversRow, (meeting, scan.electorate))
                if row.digest != scan.digest:
                    raise LeftoversStand("Another scan of these slips is already kept.")
        for waiting in store.waiting_rounds(uow.session):
            if waiting.meeting == meeting:
                tally.put(uow, job_names.CLEAR_ROUND, subject_of(meeting, waiting.round))


def known_meeting(tally: Tally, meeting: str) -> MeetingManifest | None:
    """Return the meeting's manifest: the one we keep, or the box's, verified; None if unknown.

    Raises:
        PeerAway, AnswerUnreadable: to be tried again.
        CountFailed: what the box shows does not hold.
    """
    with reading(tally.sessions) as session:
        kept = results.meeting_of(session, meeting)
    if kept is not None:
        return kept[0]
    fetched = clients.fetch_meeting(tally.box, meeting)
    if fetched is None:
        return None
    manifest = open_meeting(fetched, tally.desk_keys, tally.box_key)
    return manifest if manifest.meeting == meeting else None


def _board(tally: Tally, documents: Documents) -> Board:
    """Return our own board of trustees that the meeting manifest names."""
    with reading(tally.sessions) as session:
        row = trustees.find_by_digest(session, documents.meeting.board.digest)
        if row is None or row.document is None:
            raise CountFailed(BOARD_UNKNOWN)
        return Board.parse(row.document["document"])


def _begin_count(tally: Tally, fetched: Fetched, closed: ClosedBox) -> None:
    """Store the verified box, write its files, queue its chunks; nothing if somebody just did.

    The files are written inside the transaction, so that of two who come at once the one whose
    row stands has also written what the row says.

    Raises:
        CountFailed: the box contradicts what is known of its meeting, or comes too late.
    """
    documents = closed.documents
    with unit_of_work(tally.sessions) as uow:
        number = store.begin_round(uow.session, documents.box.meeting, documents.box.round)
        if number is None:
            return
        _keep_meeting(uow, fetched, documents)
        if uow.session.get(CountRow, fetched.uuid) is not None:
            return
        if number.state != "waiting":
            raise CountFailed(number.cause or ROUND_DECIDED)
        if store.paper_round(uow.session, number.meeting, number.round) is not None:
            raise CountFailed(ROUND_ON_PAPER)
        pieces = chunking.cut(closed.election, closed.ballots)
        uow.session.add(_count_row(tally, closed, len(pieces)))
        uow.session.flush()
        uow.session.add(_evidence_row(fetched, closed))
        files.write(files.closed_archive(tally.archives, fetched.uuid), fetched.archive)
        slices = files.write_ballots(tally.archives, fetched.uuid, pieces)
        for piece, place in zip(pieces, slices, strict=True):
            where = {"offset": place.offset, "size": place.size, "digest": place.digest}
            row = ChunkRow(uuid=fetched.uuid, number=piece.number, first=piece.first, **where)
            uow.session.add(row)
            tally.put(uow, job_names.VERIFY_CHUNK, f"{fetched.uuid}:{piece.number}")
        if not pieces:
            tally.put(uow, job_names.ADD_UP, fetched.uuid)


def _count_row(tally: Tally, closed: ClosedBox, chunks: int) -> CountRow:
    """Return the row of a count that begins; with nothing to verify it goes on to adding."""
    box = closed.documents.box
    return CountRow(
        uuid=box.uuid,
        meeting=box.meeting,
        round=box.round,
        electorate=box.electorate,
        state="verifying" if chunks else "adding",
        board=closed.documents.meeting.board.digest,
        ballots=len(closed.ballots),
        chunks=chunks,
        closed_on=day_in_china(tally.clock()),
        closed_digest=closed.archive_digest,
    )


def _evidence_row(fetched: Fetched, closed: ClosedBox) -> EvidenceRow:
    """Return the row of what the count rests on."""
    return EvidenceRow(
        uuid=fetched.uuid,
        manifest=fetched.box_manifest,
        closing=closed.closing.model_dump(mode="json"),
        election_text=closed.election.text,
        listed=list(closed.credentials),
    )


def _keep_meeting(uow: UnitOfWork, fetched: Fetched, documents: Documents) -> None:
    """Keep the meeting's documents; those kept first stand."""
    values = {
        "id": documents.meeting.meeting,
        "digest": documents.meeting.digest,
        "manifest": fetched.meeting_manifest,
        "frozen": fetched.frozen_lists,
    }
    if insert_once(uow.session, MeetingRow, values, ["id"]):
        return
    row = uow.session.get_one(MeetingRow, documents.meeting.meeting)
    if row.digest != documents.meeting.digest:
        raise CountFailed(MANIFEST_REJECTED)
    if row.frozen != fetched.frozen_lists:
        raise CountFailed(LIST_REJECTED)


def _keep_failure(tally: Tally, uuid: str, cause: str, documents: Documents | None) -> None:
    """Write that the box cannot be counted; its round, if it is surely known, ends with it."""
    values: dict[str, object] = {"uuid": uuid, "state": "failed", "cause": cause, "at_fault": []}
    values |= {"ballots": 0, "chunks": 0}
    with unit_of_work(tally.sessions) as uow:
        if documents is None:
            insert_once(uow.session, CountRow, values, ["uuid"])
            for waiting in store.waiting_rounds(uow.session):  # its ledger may name the box
                subject = subject_of(waiting.meeting, waiting.round)
                tally.put(uow, job_names.CLEAR_ROUND, subject)
            return
        box = documents.box
        row = store.begin_round(uow.session, box.meeting, box.round)
        if row is None:
            return
        values |= {"meeting": box.meeting, "round": box.round, "electorate": box.electorate}
        if insert_once(uow.session, CountRow, values, ["uuid"]):
            fail_round(tally, uow, row, cause)
