"""Showing a round to its certifiers, signing it, and publishing the result.

May import: shared.documents, shared.plumbing, lower rooms, this room's lower floors.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from shared.documents.base import sign
from shared.plumbing import two_person
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, reading, unit_of_work
from tally_service import job_names
from tally_service.certificates import clients, store
from tally_service.certificates.domain import (
    AlreadyCertified,
    Draft,
    DraftNotReady,
    NoSuchRound,
)
from tally_service.certificates.store import CertificateRow
from tally_service.counts import results
from tally_service.counts import store as counts
from tally_service.counts.actions.notices import move_round
from tally_service.db import ApprovalRow
from tally_service.rulings import store as rulings
from tally_service.tally import ISSUER, Tally

ACT = "certify_round"
NOTHING: dict[str, Any] = {
    "item": None,
    "boxes": [],
    "contests": [],
    "rulings": [],
    "unanimous": [],
}


def show_round(tally: Tally, meeting: str, number: str) -> dict[str, Any]:
    """Return what a certifier has to see before signing; unanimity is flagged (P13).

    Raises:
        NoSuchRound: nothing is known of it.
    """
    with reading(tally.sessions) as session:
        row = session.get(counts.RoundRow, (meeting, number))
        if row is None:
            raise NoSuchRound("Nothing is known of this round.")
        ledger = results.ledger_of(session, meeting, number)
        draft = _draft(session, meeting, number)
        signed = _signatures(session, draft)
        certificate = store.find(session, meeting, number)
        shown = draft.fields() if draft else NOTHING
        boxes = counts.round_boxes(session, meeting, number)
        return {
            "meeting": meeting,
            "round": number,
            "state": _state(row.state, draft, signed),
            "cause": row.cause,
            "ledger": None if ledger is None else ledger.to_json(),
            "counts": [{"uuid": b.uuid, "state": b.state, "cause": b.cause} for b in boxes],
            **{name: shown[name] for name in NOTHING},
            "draft": draft.digest if draft else None,
            "signatures": list(signed),
            "digest": certificate.digest if certificate else None,
        }


def sign_round(tally: Tally, meeting: str, number: str, actor: Actor) -> dict[str, Any]:
    """Sign a round's draft; the second certifier's signature certifies the result.

    Raises:
        NoSuchRound, DraftNotReady, AlreadyCertified: there is nothing to sign.
        SamePerson, PersonNeeded: a certifier signs once, and in person.
    """
    with unit_of_work(tally.sessions) as uow:
        if uow.session.get(counts.RoundRow, (meeting, number)) is None:
            raise NoSuchRound("Nothing is known of this round.")
        row = counts.lock_round(uow.session, meeting, number)
        if store.find(uow.session, meeting, number) is not None:
            raise AlreadyCertified("Two certifiers have signed this round already.")
        draft = _draft(uow.session, meeting, number)
        if draft is None:
            raise DraftNotReady("This round cannot be signed yet; look at its state.")
        approval = two_person.approve(
            uow.session, ApprovalRow, ACT, draft.digest, actor, tally.clock
        )
        digest = _certify(tally, uow, draft, approval.names) if approval.complete else None
        if digest is not None:
            move_round(tally, uow, row, "certified")
    state = "certified" if digest else "signed"
    return {"state": state, "signatures": list(approval.names), "digest": digest}


def certified_results(tally: Tally, meeting: str) -> list[dict[str, Any]]:
    """Return digest, round and version of every certified result of a meeting."""
    with reading(tally.sessions) as session:
        return [
            {"digest": row.digest, "round": row.round, "version": row.version}
            for row in store.of_meeting(session, meeting)
        ]


def certified_result(tally: Tally, digest: str) -> dict[str, Any]:
    """Return one signed certified result.

    Raises:
        NoSuchResult: there is none.
    """
    with reading(tally.sessions) as session:
        return store.get(session, digest).document


def tell_appraisal(tally: Tally, digest: str) -> None:
    """Ring the appraisal service's bell for a certified result.

    Raises:
        PeerAway, PeerRefused: to be tried again.
    """
    clients.ring_appraisal(tally.appraisal, digest)


def _draft(session: Session, meeting: str, number: str) -> Draft | None:
    """Return what is to be signed, or None while a box or the rulings are missing."""
    counted = results.counted_round(session, meeting, number)
    ruled = rulings.find(session, meeting, number)
    if counted is None or ruled is None:
        return None
    return Draft(
        meeting=counted.meeting,
        round=number,
        closed_on=counted.closed_on,
        boxes=counted.boxes,
        leftovers=counted.leftovers,
        rulings=ruled.rulings,
        issuer=ISSUER,
    )


def _signatures(session: Session, draft: Draft | None) -> tuple[str, ...]:
    """Return who has signed this very draft."""
    if draft is None:
        return ()
    return two_person.approvals(session, ApprovalRow, ACT, draft.digest).names


def _state(state: str, draft: Draft | None, signed: tuple[str, ...]) -> str:
    """Return the certificate's state, or the round's while there is no draft."""
    if state == "certified" or draft is None:
        return state
    return "signed" if signed else "draft"


def _certify(tally: Tally, uow: UnitOfWork, draft: Draft, names: tuple[str, ...]) -> str:
    """Sign and keep the result, ring the appraisal service unless it was a test; the digest."""
    result = draft.certified_by(names)
    row = CertificateRow(
        digest=result.digest,
        meeting=result.meeting,
        round=result.round,
        version=result.version,
        document=sign(tally.key, result),
        certified_at=tally.clock(),
    )
    uow.session.add(row)
    if not result.test:
        tally.put(uow, job_names.TELL_APPRAISAL, result.digest)
    return result.digest
