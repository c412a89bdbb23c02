"""Taking the desk's ledger of a round, and a later version of it that corrects a number.

A first ledger is the counts' business. A corrected one is a new signed version that names the one
before it, two people and a reason. One that was refused here may be missing between two that were
taken; an audit has them all, and looks at the whole chain. Until the round is certified it simply
takes its place, which clears what was signed; afterwards a correction of the result has to be open,
and the next version of the certificate shows the new numbers. The desk keeps and publishes every
version.

May import: shared.documents, shared.plumbing, the rooms below.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from shared.documents.base import open_signed
from shared.documents.orders import RoundLedger
from shared.plumbing.db import UnitOfWork, unit_of_work
from shared.rules.packs import Pack
from tally_service.counts import store as counts
from tally_service.counts.actions import clearing
from tally_service.counts.domain.refusals import LedgerStands
from tally_service.counts.store import LedgerRow, RoundRow
from tally_service.rulings import store as rulings
from tally_service.rulings.actions import finding as findings
from tally_service.rulings.actions.ruling import pack_of
from tally_service.rulings.domain import Done, RoundCertified
from tally_service.tally import Tally

CORRECTED = "ledger_corrected"
"""What the round's record calls a correction that was taken; it is about the version's digest."""


def take_ledger(tally: Tally, signed: dict[str, Any]) -> str:
    """Keep the desk's signed ledger of a round, or its next version; return its digest.

    Raises:
        VerificationFailed, MalformedDocument: not exactly a ledger signed by the desk.
        LedgerStands: other numbers are kept, and these do not follow them.
        NoSuchRound, RoundAnnulled, RoundCertified: a correction comes too early, or too late.
        LedgerImpossible: corrected numbers contradict what was decided already.
        PeerAway, PeerRefused: the pack is not here yet.
    """
    ledger = open_signed(RoundLedger, signed, tally.desk_keys)
    if ledger.version == 1:
        return clearing.take_first_ledger(tally, signed)
    pack = _pack(tally, ledger)
    with unit_of_work(tally.sessions) as uow:
        counts.find_round(uow.session, ledger.meeting, ledger.round)
        if counts.is_wiped(uow.session, ledger.meeting):
            return ledger.digest
        row = findings.standing(uow.session, ledger.meeting, ledger.round)
        if _was_taken(uow.session, ledger):
            return ledger.digest
        kept = uow.session.get(LedgerRow, (ledger.meeting, ledger.round))
        _check_follows(kept, ledger)
        if findings.is_settled(row):
            raise RoundCertified("This round is certified. Open a correction first.")
        assert kept is not None, "checked above"
        kept.digest, kept.document = ledger.digest, signed
        uow.session.flush()
        _take_effect(tally, uow, row, pack)
        _note(tally, uow.session, ledger)
    return ledger.digest


def _pack(tally: Tally, ledger: RoundLedger) -> Pack | None:
    """Return the pack that judged the round; None while nothing was ruled on it."""
    with unit_of_work(tally.sessions) as uow:
        ruled = rulings.find(uow.session, ledger.meeting, ledger.round)
    return None if ruled is None else pack_of(tally, ruled.pack)


def _was_taken(session: Session, ledger: RoundLedger) -> bool:
    """Return whether this very correction was taken, though a later one may have followed it."""
    return any(
        row.what == CORRECTED and row.about == ledger.digest
        for row in rulings.records(session, ledger.meeting, ledger.round)
    )


def _check_follows(kept: LedgerRow | None, ledger: RoundLedger) -> None:
    """Return if ``ledger`` is a later version of the one that is kept; the next one names it."""
    before = None if kept is None else RoundLedger.parse(kept.document["document"])
    follows = before is not None and (
        ledger.version > before.version
        and (ledger.version > before.version + 1 or ledger.supersedes == before.digest)
        and ledger.repeated_by == before.repeated_by
        and len(set(ledger.entered_by)) > 1
    )
    if not follows:
        raise LedgerStands("Other numbers of this round are kept, and these do not follow them.")


def _take_effect(tally: Tally, uow: UnitOfWork, row: RoundRow, pack: Pack | None) -> None:
    """Let what rests on the numbers follow them."""
    clearing.look_again(tally, uow, row)
    if pack is not None:
        findings.rule_again(uow.session, row, pack)


def _note(tally: Tally, session: Session, ledger: RoundLedger) -> None:
    """Write who corrected the numbers and why, and whose signatures no longer count."""
    now, why = tally.clock(), ledger.correction or ""
    where = (ledger.meeting, ledger.round)
    done = Done(CORRECTED, ledger.entered_by, now, ledger.digest, why)
    rulings.note(session, *where, done)
    signed = rulings.signed_by(session, *where)
    if signed:
        rulings.note(session, *where, Done("signatures_cleared", signed, now, ledger.digest))
