"""Shares of the trustees, and the end of a count.

May import: shared.crypto, shared.documents, shared.plumbing, tally_service.trustees, this room's
lower floors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from shared.crypto.decryption import ShareAtFault
from shared.plumbing.access import Actor
from shared.plumbing.db import insert_once, reading, unit_of_work
from tally_service import job_names
from tally_service.counts import files, results, store
from tally_service.counts.actions.notices import move_round, subject_of
from tally_service.counts.domain.refusals import NotDecrypting, ShareStands
from tally_service.counts.domain.shares import Finished, ShareRejected, Work, finish
from tally_service.counts.store import AskedRow, CountRow, EvidenceRow, MeetingRow, ShareRow
from tally_service.tally import Tally
from tally_service.trustees import store as trustees
from tally_service.trustees.domain import DECRYPTED, SHARE_REFUSED, Happening, refused_shares


@dataclass(frozen=True, slots=True)
class Job:
    """A tally that waits for shares: the work, and whose board has it."""

    work: Work
    board: str
    threshold: int


def task(tally: Tally, uuid: str, actor: Actor) -> dict[str, Any]:
    """Return what a trustee's program needs to decrypt, and to refuse (P4).

    Raises:
        NoSuchCount, NotDecrypting: there is nothing to decrypt.
        NotATrustee: the caller is no trustee of the meeting's board.
    """
    with reading(tally.sessions) as session:
        count = _decrypting(session, uuid)
        board = _board_row(session, count)
        trustees.number_of(session, board.id, actor.account_id)
        evidence = session.get_one(EvidenceRow, uuid)
        return {
            "closing": evidence.closing,
            "meeting_manifest": session.get_one(MeetingRow, count.meeting).manifest,
            "box_manifest": evidence.manifest,
            "board": board.document,
            "asked": session.get_one(AskedRow, uuid).document,
            "tally": count.tally,
        }


def give_share(tally: Tally, uuid: str, actor: Actor, text: str) -> int:
    """Take one trustee's share; return how many there are now.

    The same bytes again change nothing. With a quorum the count is finished.

    Raises:
        NoSuchCount, NotDecrypting: the count does not wait for shares.
        NotATrustee: the caller is no trustee of the meeting's board.
        ShareStands: the trustee has given another share.
        ShareRejected: the share is not the trustee's own for this very tally; whose it was stands
            in the board's record then.
    """
    with reading(tally.sessions) as session:
        owner = _owner(session, uuid, actor)
        given = session.get(ShareRow, (uuid, owner))
        if given is not None:
            return _same(session, given, text)
        _decrypting(session, uuid)
        job = _job(session, uuid)
    try:
        job.work.check(owner, text)
    except ShareRejected:
        _keep_refusal(tally, uuid, job.board, owner, actor)
        raise
    with unit_of_work(tally.sessions) as uow:
        if store.get(uow.session, uuid, lock=True).state != "decrypting":
            raise NotDecrypting("This count no longer waits for shares.")
        values = {"uuid": uuid, "owner": owner, "text": text, "account_id": actor.account_id}
        if not insert_once(
            uow.session, ShareRow, {**values, "at": tally.clock()}, ["uuid", "owner"]
        ):
            return _same(uow.session, uow.session.get_one(ShareRow, (uuid, owner)), text)
        shares = len(store.shares(uow.session, uuid))
        if shares >= job.threshold:
            tally.put(uow, job_names.FINISH_COUNT, uuid)
    return shares


def finish_count(tally: Tally, uuid: str) -> None:
    """Combine a quorum of shares, write the finished archive, and settle the round.

    Shares that do not combine are laid to their owners, and more shares are waited for.
    """
    with reading(tally.sessions) as session:
        count = store.get(session, uuid)
        texts = {share.owner: share.text for share in store.shares(session, uuid)}
        if count.state != "decrypting":
            return
        job = _job(session, uuid)
    if len(texts) < job.threshold:
        return
    closed = files.read(files.closed_archive(tally.archives, uuid), count.closed_digest or "")
    try:
        finished = finish(job.work, closed, texts)
    except ShareAtFault as fault:
        with unit_of_work(tally.sessions) as uow:
            store.get(uow.session, uuid, lock=True).at_fault = list(fault.owners)
        return
    _keep_result(tally, count, finished, job.board)


def _keep_refusal(tally: Tally, uuid: str, board: str, owner: int, actor: Actor) -> None:
    """Write once whose share of a box was refused; nothing of the share is kept."""
    with unit_of_work(tally.sessions) as uow:
        trustees.get(uow.session, board, lock=True)
        if owner in refused_shares(trustees.record(uow.session, board), uuid):
            return
        refused = Happening(SHARE_REFUSED, (owner,), uuid, actor.name, tally.clock())
        trustees.note(uow.session, board, refused)


def _keep_result(tally: Tally, known: CountRow, finished: Finished, board: str) -> None:
    """Write archive and result, once; the last box of a round moves the round on."""
    assert known.meeting, "a decrypting count has a meeting"
    assert known.round, "and a round"
    with unit_of_work(tally.sessions) as uow:
        row = store.lock_round(uow.session, known.meeting, known.round)
        count = store.get(uow.session, known.uuid, lock=True)
        if count.state != "decrypting":
            return
        files.write(files.finished_archive(tally.archives, count.uuid), finished.archive)
        trustees.get(uow.session, board, lock=True)
        opened = Happening(DECRYPTED, finished.used, count.uuid, "", tally.clock())
        trustees.note(uow.session, board, opened)
        count.state, count.at_fault = "done", list(finished.left_out)
        count.result, count.finished_digest = finished.counts, finished.digest
        uow.session.flush()
        boxes = store.round_boxes(uow.session, row.meeting, row.round)
        if all(box.state in results.ENDED for box in boxes):
            move_round(tally, uow, row, "counted")
            tally.put(uow, job_names.RULE_ROUND, subject_of(row.meeting, row.round))


def _owner(session: Session, uuid: str, actor: Actor) -> int:
    """Return the owner number of the caller; with one board of trustees it is its own number."""
    board = _board_row(session, store.get(session, uuid))
    return trustees.number_of(session, board.id, actor.account_id)


def _same(session: Session, given: ShareRow, text: str) -> int:
    """Return how many shares there are, if ``text`` is the one that was given."""
    if given.text != text:
        raise ShareStands("You have already given another share of this box.")
    return len(store.shares(session, given.uuid))


def _decrypting(session: Session, uuid: str) -> CountRow:
    """Return the count if it waits for shares."""
    count = store.get(session, uuid)
    if count.state != "decrypting":
        raise NotDecrypting("This count does not wait for shares.")
    return count


def _board_row(session: Session, count: CountRow) -> trustees.BoardRow:
    """Return the board of trustees of a count whose documents were verified."""
    board = trustees.find_by_digest(session, count.board or "")
    if board is None:
        raise NotDecrypting("This count does not wait for shares.")
    return board


def _job(session: Session, uuid: str) -> Job:
    """Return what is to be decrypted."""
    count = store.get(session, uuid)
    board = _board_row(session, count)
    evidence = session.get_one(EvidenceRow, uuid)
    assert board.document, "a board named by a manifest has its document"
    assert evidence.tally_text, "an added box has its tally"
    trustees_text = str(board.document["document"]["trustees_text"])
    work = Work(evidence.election_text, trustees_text, evidence.tally_text, count.ballots)
    return Job(work, board.id, board.threshold)
