"""Taking the desk's ledger, and deciding whether a round may be decrypted.

May import: shared.documents, shared.plumbing, this room's lower floors.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from shared.documents.base import open_signed, sign
from shared.documents.boards import Asked
from shared.documents.closing import Leftovers
from shared.documents.orders import RoundLedger
from shared.plumbing.db import UnitOfWork, insert_once, unit_of_work
from tally_service import job_names
from tally_service.counts import results, store
from tally_service.counts.actions.notices import fail_round, move_round, subject_of
from tally_service.counts.domain import gate
from tally_service.counts.domain.refusals import LedgerImpossible, LedgerStands, RoundOnPaper
from tally_service.counts.store import AskedRow, CountRow, EvidenceRow, LedgerRow, RoundRow
from tally_service.tally import ISSUER, Tally


def take_first_ledger(tally: Tally, signed: object) -> str:
    """Keep the desk's first signed ledger of a round and look at the round; return its digest.

    Where a corrected one has taken its place already, nothing changes.

    Raises:
        VerificationFailed, MalformedDocument: not exactly a ledger signed by the desk.
        LedgerStands: other numbers of this round are already kept.
        RoundOnPaper: it was announced as one on paper.
    """
    ledger = open_signed(RoundLedger, signed, tally.desk_keys)
    key = {"meeting": ledger.meeting, "round": ledger.round}
    with unit_of_work(tally.sessions) as uow:
        if store.begin_round(uow.session, ledger.meeting, ledger.round) is None:
            return ledger.digest
        if store.paper_round(uow.session, ledger.meeting, ledger.round) is not None:
            raise RoundOnPaper("This round is held on paper.")
        values = {**key, "digest": ledger.digest, "document": signed}
        if not insert_once(uow.session, LedgerRow, values, list(key)):
            kept = uow.session.get_one(LedgerRow, (ledger.meeting, ledger.round))
            corrected = RoundLedger.parse(kept.document["document"]).version > ledger.version
            if kept.digest != ledger.digest and not corrected:
                raise LedgerStands("Other numbers of this round are already kept.")
            return ledger.digest
        subject = subject_of(ledger.meeting, ledger.round)
        tally.put(uow, job_names.CLEAR_ROUND, subject)
    return ledger.digest


def clear_round(tally: Tally, subject: str) -> None:
    """Decide on a round once nothing is awaited: decrypt, seal, annul or fail its boxes.

    Everything that could be awaited ends with a look from here, and the round's lock lets
    exactly one look decide.
    """
    meeting, _, number = subject.partition(":")
    with unit_of_work(tally.sessions) as uow:
        row = store.begin_round(uow.session, meeting, number)
        if row is None or row.state != "waiting":
            return
        failure = _failure(uow.session, row)
        if failure is not None:
            fail_round(tally, uow, row, failure)
            return
        inputs = inputs_of(uow.session, row)
        if inputs is None:
            return
        decisions = gate.decide(inputs)
        for uuid, decision in decisions.items():
            _apply(tally, uow, store.get(uow.session, uuid, lock=True), decision)
        _move(tally, uow, row, decisions)


def look_again(tally: Tally, uow: UnitOfWork, row: RoundRow) -> None:
    """Decide on a round once more after its numbers were corrected; the caller holds its lock.

    A round that failed because its numbers did not agree is decided on anew. Of one whose boxes
    are opened or sealed already nothing may change but the numbers themselves.

    Raises:
        LedgerImpossible: by these numbers its boxes would never have been opened, or sealed.
    """
    if row.state == "failed" and row.cause == gate.NUMBERS_DIFFER:
        row.state, row.cause = "waiting", None
        for count in store.round_boxes(uow.session, row.meeting, row.round):
            count.state, count.cause = "adding", None
    elif row.state != "waiting":
        _check_still(uow.session, row)
    tally.put(uow, job_names.CLEAR_ROUND, subject_of(row.meeting, row.round))


def _check_still(session: Session, row: RoundRow) -> None:
    """Return if the numbers that are here now lead to what was decided on every box."""
    inputs = inputs_of(session, row)
    decisions = gate.decide(inputs) if inputs is not None else {}
    for count in store.round_boxes(session, row.meeting, row.round):
        decided = "sealed" if count.state == "sealed" else "decrypting"
        decision = decisions.get(count.uuid)
        if decision is None or decision.state != decided:
            raise LedgerImpossible(
                "These numbers fit neither the lists nor the leftover slips. Nothing was changed."
            )


def _failure(session: Session, row: RoundRow) -> str | None:
    """Return the cause of a failed box that only the ledger says is of this round."""
    ledger = results.ledger_of(session, row.meeting, row.round)
    lines = ledger.lines if ledger is not None else []
    counts = [session.get(CountRow, line.uuid) for line in lines]
    causes = [count.cause for count in counts if count is not None and count.state == "failed"]
    return causes[0] if causes else None


def inputs_of(session: Session, row: RoundRow) -> gate.Inputs | None:
    """Return all that the decision rests on, or None while something is awaited."""
    documents = results.meeting_of(session, row.meeting)
    ledger = results.ledger_of(session, row.meeting, row.round)
    counts = store.round_boxes(session, row.meeting, row.round)
    added = {count.uuid: count for count in counts if count.tally is not None}
    scans = {
        scan.electorate: Leftovers.parse(scan.document["document"])
        for scan in store.leftovers(session, row.meeting)
    }
    if documents is None or ledger is None or gate.awaited(ledger, added, scans):
        return None
    meeting, frozen = documents
    boxes = {uuid: _added_box(session, count) for uuid, count in added.items()}
    return gate.Inputs(ledger, frozen, meeting.disclosure_floor, boxes, scans)


def _added_box(session: Session, count: CountRow) -> gate.AddedBox:
    """Return what the gate needs to know of one box."""
    return gate.AddedBox(
        results.manifest_of(session, count.uuid),
        frozenset(session.get_one(EvidenceRow, count.uuid).listed),
        frozenset(store.voted(session, count.uuid)),
    )


def _apply(tally: Tally, uow: UnitOfWork, count: CountRow, decision: gate.Decision) -> None:
    """Move one box on; before a share can come, the list of every tally asked for is signed."""
    count.state, count.cause = decision
    if decision.state != "decrypting":
        return
    assert count.tally, "only an added box is decided on"
    asked = Asked(issued_by=ISSUER, uuid=count.uuid, tallies=[count.tally])
    row = AskedRow(uuid=count.uuid, tally=count.tally, document=sign(tally.key, asked))
    uow.session.add(row)


def _move(
    tally: Tally, uow: UnitOfWork, row: RoundRow, decisions: dict[str, gate.Decision]
) -> None:
    """Move the round on as its boxes were decided."""
    states = {decision.state for decision in decisions.values()}
    if "decrypting" in states:
        row.state = "decrypting"
        return
    (decision,) = set(decisions.values())
    assert decision.state != "decrypting", "handled above"
    move_round(tally, uow, row, decision.state, decision.cause)
    if decision.state == "sealed":
        tally.put(uow, job_names.RULE_ROUND, subject_of(row.meeting, row.round))
