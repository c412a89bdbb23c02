"""Showing a round to its certifiers, signing it, and publishing the result.

May import: shared.documents, shared.plumbing, lower rooms, this room's lower floors.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from shared.documents.base import sign
from shared.documents.results import CertifiedResult
from shared.plumbing import two_person
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, reading, unit_of_work
from tally_service import job_names
from tally_service.certificates import clients, store
from tally_service.certificates.domain import (
    FIRST,
    AlreadyCertified,
    Draft,
    DraftNotReady,
    Edition,
    NoSuchRound,
    SignOff,
)
from tally_service.certificates.store import CertificateRow
from tally_service.counts import results
from tally_service.counts import store as counts
from tally_service.counts.actions.notices import move_round
from tally_service.db import ApprovalRow
from tally_service.rulings import store as rulings
from tally_service.rulings.domain import Done, RoundAnnulled
from tally_service.tally import ISSUER, Tally

ACT = "certify_round"
NOTHING: dict[str, Any] = {
    "item": None,
    "boxes": [],
    "contests": [],
    "rulings": [],
    "findings": {},
    "unanimous": [],
    "version": None,
    "supersedes": None,
}


def show_round(tally: Tally, meeting: str, number: str) -> dict[str, Any]:
    """Return what a certifier has to see before signing; unanimity is flagged (P13).

    While a correction is open that is the next version; ``digest`` names the one that stands.

    Raises:
        NoSuchRound: nothing is known of it.
    """
    with reading(tally.sessions) as session:
        row = session.get(counts.RoundRow, (meeting, number))
        if row is None:
            raise NoSuchRound("Nothing is known of this round.")
        ledger = results.ledger_of(session, meeting, number)
        draft = draft_of(session, meeting, number)
        signed = signatures_on(session, draft)
        certificate = store.find(session, meeting, number)
        shown = draft.fields() if draft else NOTHING
        boxes = counts.round_boxes(session, meeting, number)
        return {
            "meeting": meeting,
            "round": number,
            "state": _state(row, draft, signed),
            "cause": row.cause,
            "ledger": None if ledger is None else ledger.to_json(),
            "counts": [{"uuid": b.uuid, "state": b.state, "cause": b.cause} for b in boxes],
            **{name: shown[name] for name in NOTHING},
            "paper": shown.get("paper"),
            "draft": draft.digest if draft else None,
            "signatures": list(signed),
            "digest": certificate.digest if certificate else None,
        }


def sign_round(
    tally: Tally, meeting: str, number: str, actor: Actor, sign_off: SignOff
) -> dict[str, Any]:
    """Sign a round's draft; the second certifier's signature certifies the result.

    Raises:
        NoSuchRound, RoundAnnulled, DraftNotReady, AlreadyCertified: there is nothing to sign.
        DraftChanged, NameDiffers, UnanimityNotAcknowledged: see ``SignOff.check``.
        SamePerson, PersonNeeded: a certifier signs once, and in person.
    """
    with unit_of_work(tally.sessions) as uow:
        if uow.session.get(counts.RoundRow, (meeting, number)) is None:
            raise NoSuchRound("Nothing is known of this round.")
        row = counts.lock_round(uow.session, meeting, number)
        if row.state == "annulled":
            raise RoundAnnulled("This round was annulled. It counts for nobody.")
        if row.versions and not row.correcting:
            raise AlreadyCertified("Two certifiers have signed this round already.")
        draft = draft_of(uow.session, meeting, number)
        if draft is None:
            raise DraftNotReady("This round cannot be signed yet; look at its state.")
        sign_off.check(actor.name, draft)
        approval = two_person.approve(
            uow.session, ApprovalRow, ACT, draft.digest, actor, tally.clock
        )
        done = Done("signed", [actor.name], tally.clock(), draft.digest)
        rulings.note(uow.session, meeting, number, done)
        digest = None
        if approval.complete:
            digest = publish(tally, uow, row, draft.certified_by(approval.names))
            move_round(tally, uow, row, "certified")
    state = "certified" if digest else "signed"
    return {"state": state, "signatures": list(approval.names), "digest": digest}


def certified_results(tally: Tally, meeting: str) -> list[dict[str, Any]]:
    """Return every certified result of a meeting, and which version of a round's stands.

    A version stands as ``certified`` or ``annulled``; those before it are ``superseded``.
    """
    with reading(tally.sessions) as session:
        rows = store.of_meeting(session, meeting)
        newest = {row.round: row.version for row in rows}
        return [
            {
                "digest": row.digest,
                "round": row.round,
                "version": row.version,
                "supersedes": row.document["document"]["supersedes"],
                "state": row.state if row.version == newest[row.round] else "superseded",
            }
            for row in rows
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


def draft_of(session: Session, meeting: str, number: str) -> Draft | None:
    """Return what is to be signed, or None while a box or the rulings are missing."""
    counted = results.counted_round(session, meeting, number)
    ruled = rulings.find(session, meeting, number)
    ledger = results.ledger_of(session, meeting, number)
    row = session.get_one(counts.RoundRow, (meeting, number))
    if counted is None or ruled is None or row.state == "annulled":
        return None
    return Draft(
        meeting=counted.meeting,
        round=number,
        closed_on=counted.closed_on,
        boxes=counted.boxes,
        leftovers=counted.leftovers,
        rulings=ruled.rulings,
        issuer=ISSUER,
        findings=findings_of(session, meeting, number),
        edition=_edition(session, row),
        repeated_by=counted.repeated_by,
        paper=counted.paper,
        ledger=None if ledger is None else ledger.digest,
    )


def findings_of(session: Session, meeting: str, number: str) -> dict[str, Any]:
    """Return the signed findings of a round that count, by name."""
    newest = rulings.newest_findings(session, meeting, number)
    return {name: entry.document for name, entry in newest.items()}


def _edition(session: Session, row: counts.RoundRow) -> Edition:
    """Return which version the draft is: the one that is being made, or the one that stands."""
    newest = store.find(session, row.meeting, row.round)
    if newest is None:
        return FIRST
    if row.correcting:
        notice = store.open_correction(session, row.meeting, row.round)
        assert notice is not None, "the round says that one is open"
        return Edition(newest.version + 1, newest.digest, notice.notice)
    document = newest.document["document"]
    return Edition(newest.version, document["supersedes"], document.get("correction"))


def signatures_on(session: Session, draft: Draft | None) -> tuple[str, ...]:
    """Return who has signed this very draft."""
    if draft is None:
        return ()
    return two_person.approvals(session, ApprovalRow, ACT, draft.digest).names


def _state(row: counts.RoundRow, draft: Draft | None, signed: tuple[str, ...]) -> str:
    """Return the state of the certificate that is made, or the round's where none is."""
    if draft is None or (row.versions and not row.correcting):
        return row.state
    return "signed" if signed else "draft"


def publish(tally: Tally, uow: UnitOfWork, row: counts.RoundRow, result: CertifiedResult) -> str:
    """Sign and keep a version of a round's result; return its digest.

    An open correction ends with it. The appraisal service's bell rings unless it was a test.
    """
    certificate = CertificateRow(
        digest=result.digest,
        meeting=result.meeting,
        round=result.round,
        version=result.version,
        document=sign(tally.key, result),
        certified_at=tally.clock(),
    )
    uow.session.add(certificate)
    correction = store.open_correction(uow.session, row.meeting, row.round)
    if correction is not None:
        correction.state = result.state
    row.versions, row.correcting = result.version, False
    done = Done(result.state, result.certifiers, tally.clock(), result.digest)
    rulings.note(uow.session, row.meeting, row.round, done)
    if not result.test:
        tally.put(uow, job_names.TELL_APPRAISAL, result.digest)
    return result.digest
