"""Taking what the desk says of a round on paper: announced, counted by hand, or withdrawn.

There is nothing to fetch, to decrypt or to prove: every number is checked against every other, and
against what was announced. That this was said before anybody counted is the desk's word: its order
is in the desk's record, and both may come here together. A round is held in boxes or on paper,
never both.

May import: shared.documents, shared.plumbing, this room's lower floors.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from shared.documents.base import open_signed
from shared.documents.dates import day_in_china
from shared.documents.manifests import MeetingManifest
from shared.documents.orders import FrozenLists
from shared.documents.paper import PaperResult, PaperRound, PaperWithdrawn
from shared.documents.paper_counts import PaperNotAnnounced, check_announced, check_result
from shared.plumbing.db import UnitOfWork, insert_once, unit_of_work
from tally_service import job_names
from tally_service.counts import store
from tally_service.counts.actions.notices import move_round, subject_of
from tally_service.counts.domain.refusals import OtherMeetingKept, PaperRoundStands, RoundInBoxes
from tally_service.counts.store import LedgerRow, MeetingRow, PaperRow, RoundRow
from tally_service.tally import Tally

CAUSES = {"counted": None, "sealed": "papers_below_floor", "annulled": "papers_over_issued"}
"""Why a round is not counted, by the state that its numbers lead to."""
FRAUD_FOUND = "fraud_found"


def take_paper_round(tally: Tally, signed: object) -> str:
    """Keep the announcement of a round on paper, with its meeting's documents; return its digest.

    Raises:
        VerificationFailed, MalformedDocument: not signed by the desk, or not exactly that.
        PaperNotAnnounced: it does not fit its meeting.
        OtherMeetingKept: other documents of this meeting are here already.
        RoundInBoxes: boxes of this round are here, or the desk's numbers of them.
        PaperRoundStands: it was announced otherwise.
    """
    announced = open_signed(PaperRound, signed, tally.desk_keys)
    manifest, frozen = _documents(tally, announced)
    check_announced(announced, manifest, frozen)
    key = {"meeting": announced.meeting, "round": announced.round}
    with unit_of_work(tally.sessions) as uow:
        row = store.begin_round(uow.session, announced.meeting, announced.round)
        if row is None:
            return announced.digest
        _keep_meeting(uow, announced, manifest)
        values = {**key, "digest": announced.digest, "announced": signed}
        if insert_once(uow.session, PaperRow, values, list(key)):
            _check_no_boxes(uow.session, row)
            return announced.digest
        kept = uow.session.get_one(PaperRow, (announced.meeting, announced.round))
        if kept.digest != announced.digest:
            raise PaperRoundStands("This round was announced otherwise.")
    return announced.digest


def take_paper_result(tally: Tally, signed: object) -> str:
    """Keep the numbers of a round on paper and have the rules look at them; return their digest.

    Raises:
        VerificationFailed, MalformedDocument: not signed by the desk, or not exactly that.
        PaperNotAnnounced, PaperNumbersBroken, FloorIgnored: see ``check_result``.
        PaperRoundStands: other numbers are kept, or the round was withdrawn or annulled.
    """
    result = open_signed(PaperResult, signed, tally.desk_keys)
    with unit_of_work(tally.sessions) as uow:
        row = store.find_round(uow.session, result.meeting, result.round)
        if store.is_wiped(uow.session, result.meeting):
            return result.digest
        kept = store.paper_round(uow.session, result.meeting, result.round)
        if row is None or kept is None:
            raise PaperNotAnnounced("This round was not announced as one on paper.")
        if kept.result_digest == result.digest:
            return result.digest
        if kept.result_digest is not None or row.state != "waiting":
            raise PaperRoundStands("Other numbers of this round are kept, or it was annulled.")
        announced = PaperRound.parse(kept.announced["document"])
        check_result(result, announced, *_documents(tally, announced))
        kept.result, kept.result_digest = _plain(signed), result.digest
        kept.counted_on = day_in_china(tally.clock())
        move_round(tally, uow, row, result.state, CAUSES[result.state])
        if result.state != "annulled":
            tally.put(uow, job_names.RULE_ROUND, subject_of(row.meeting, row.round))
    return result.digest


def take_paper_withdrawn(tally: Tally, signed: object) -> str:
    """Take note that nothing comes of a round on paper: forget it, or keep it as annulled.

    Raises:
        VerificationFailed, MalformedDocument: not signed by the desk, or not exactly that.
        PaperRoundStands: it was announced otherwise, or its numbers are here; now it is annulled
            where it is counted.
    """
    withdrawn = open_signed(PaperWithdrawn, signed, tally.desk_keys)
    with unit_of_work(tally.sessions) as uow:
        row = store.find_round(uow.session, withdrawn.meeting, withdrawn.round)
        kept = store.paper_round(uow.session, withdrawn.meeting, withdrawn.round)
        if row is None or kept is None or row.state == "annulled":
            return withdrawn.digest
        if kept.digest != withdrawn.announced or row.state != "waiting":
            raise PaperRoundStands("This round is counted. Annul it in the count room.")
        if withdrawn.how == "annulled":
            move_round(tally, uow, row, "annulled", FRAUD_FOUND)
        else:
            uow.session.delete(kept)
            uow.session.delete(row)
    return withdrawn.digest


def _documents(tally: Tally, announced: PaperRound) -> tuple[MeetingManifest, FrozenLists]:
    """Return the meeting's documents that stand in an announcement, each signed by the desk."""
    manifest = open_signed(MeetingManifest, announced.manifest, tally.desk_keys)
    return manifest, open_signed(FrozenLists, announced.frozen, tally.desk_keys)


def _keep_meeting(uow: UnitOfWork, announced: PaperRound, manifest: MeetingManifest) -> None:
    """Keep the meeting's documents; those kept first stand."""
    values = {
        "id": announced.meeting,
        "digest": manifest.digest,
        "manifest": announced.manifest,
        "frozen": announced.frozen,
    }
    if insert_once(uow.session, MeetingRow, values, ["id"]):
        return
    kept = uow.session.get_one(MeetingRow, announced.meeting)
    if kept.digest != manifest.digest or kept.frozen != announced.frozen:
        raise OtherMeetingKept("Other documents of this meeting are kept already.")


def _check_no_boxes(session: Session, row: RoundRow) -> None:
    """Return if nobody has heard of boxes of this round."""
    ledger = session.get(LedgerRow, (row.meeting, row.round))
    boxes = store.round_boxes(session, row.meeting, row.round)
    if boxes or ledger is not None or row.state != "waiting":
        raise RoundInBoxes("This round is held in boxes.")


def _plain(signed: object) -> dict[str, Any]:
    """Return a signed document that was verified, as it is stored."""
    assert isinstance(signed, dict), "it was opened"
    return dict(signed)
