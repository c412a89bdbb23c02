"""Hearing of certified results, fetching and verifying them, saying which of them count.

May import: results' domain, store and clients, people's store, appraisal_service.db, .office,
.job_names, shared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from appraisal_service.db import ApprovalRow, OutboxRow
from appraisal_service.job_names import FETCH_RESULT
from appraisal_service.office import Office
from appraisal_service.people import store as people
from appraisal_service.results import clients, domain, store
from appraisal_service.results.domain import Use
from appraisal_service.results.store import ResultRow
from shared.documents.results import replaced_rounds
from shared.errors import Conflict, InvalidInput, SuiteError, Unavailable
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.http import PeerFoundNothing
from shared.plumbing.outbox import put
from shared.plumbing.two_person import approve

MOST_WAITING = 1000


class TooManyBells(Unavailable):
    """So many results wait to be fetched that no more bells are taken."""

    code = "too_many_bells"


@dataclass(frozen=True, slots=True)
class SetAside:
    """How far taking a result out of the count has come."""

    approvals: int
    complete: bool


def hear_bell(office: Office, digest: str) -> None:
    """Note that the tally service may have a certified result of this digest.

    A bell proves nothing and stores nothing but the wish to look, once while it waits.

    Raises:
        TooManyBells: a thousand others wait.
    """
    with unit_of_work(office.sessions) as uow:
        known = store.holds(uow.session, digest)
        if known or store.waits_for(uow.session, FETCH_RESULT, digest):
            return
        if store.waiting(uow.session, FETCH_RESULT) >= MOST_WAITING:
            raise TooManyBells("Too much is waiting to be fetched. Please ring again later.")
        put(uow, OutboxRow, FETCH_RESULT, digest, office.ring, office.clock)


def fetch_result(office: Office, digest: str) -> None:
    """Fetch the result of this digest, verify it and keep it. Twice is once.

    A document that is refused stays refused, and the officer is told; a bell for something that
    the tally service does not have is forgotten.

    Raises:
        PeerAway: the tally service did not answer; to be tried again.
    """
    with reading(office.sessions) as session:
        if store.holds(session, digest):
            return
    try:
        content = clients.fetch_result(office.tally, digest)
    except PeerFoundNothing:
        return
    try:
        import_result(office, digest, content)
    except (InvalidInput, Conflict) as refusal:
        _note_refusal(office, digest, refusal)


def import_result(office: Office, digest: str, content: bytes) -> None:
    """Verify ``content`` as the result of this digest and keep it.

    Raises:
        VerificationFailed, MalformedBytes, MalformedDocument, OtherDigest: see ``domain``.
        ResultOfATest: it is never taken.
        LowerVersion, ChainBroken, AnnulledForGood: it does not follow what is held of its round.
    """
    result = domain.open_result(content, digest, office.tally_keys)
    with unit_of_work(office.sessions) as uow:
        if store.holds(uow.session, digest):
            return
        held = store.newest_version(uow.session, result.meeting, result.round)
        domain.check_version(result, held)
        store.add(uow.session, result, content, office.clock())


def _note_refusal(office: Office, digest: str, refusal: SuiteError) -> None:
    """Write which document was refused, and the reason's slug."""
    with unit_of_work(office.sessions) as uow:
        store.add_refusal(uow.session, digest, refusal.code, office.clock())


def set_aside(office: Office, actor: Actor, digest: str, reason: str) -> SetAside:
    """Take a result out of the count once two officers said so; the reason of the second is kept.

    Raises:
        NoSuchResult: it is not held.
        SamePerson: this officer has said so already.
    """
    with unit_of_work(office.sessions) as uow:
        store.get(uow.session, digest)
        act = "set_aside_result"
        approval = approve(uow.session, ApprovalRow, act, digest, actor, office.clock)
        if approval.count == 2:
            by = "、".join(approval.names)
            store.add_set_aside(uow.session, digest, reason, by, office.clock())
    return SetAside(approval.count, approval.complete)


def list_results(office: Office) -> dict[str, Any]:
    """Return every held result with its use, and what was refused."""
    with reading(office.sessions) as session:
        rows = store.all_results(session)
        aside = store.set_aside(session)
        newest = {(row.meeting, row.round): row.version for row in rows}
        replaced = replaced_rounds(row.document for row in rows)
        results = [_entry(session, row, _overruled(row, aside, newest, replaced)) for row in rows]
        refused = [{"digest": row.digest, "code": row.code} for row in store.refusals(session)]
    return {"results": results, "refused": refused}


def _overruled(
    row: ResultRow,
    aside: set[str],
    newest: Mapping[tuple[str, str], int],
    replaced: set[tuple[str, str]],
) -> Use | None:
    """Return why a result does not count, whatever its pack is; None if nothing speaks against."""
    where = (row.meeting, row.round)
    reasons: list[tuple[bool, Use]] = [
        (row.test, "test"),
        (row.version < newest[where], "superseded"),
        (row.document.state == "annulled", "annulled"),
        (where in replaced, "replaced"),
        (row.digest in aside, "set_aside"),
    ]
    return next((use for holds, use in reasons if holds), None)


def _entry(session: Session, row: ResultRow, overruled: Use | None) -> dict[str, Any]:
    """Return what an officer needs to know of one result."""
    document = row.document
    home = people.jurisdiction_of_pack(session, row.year, row.pack)
    repeats = document.repeats
    return {
        "digest": row.digest,
        "meeting": row.meeting,
        "round": row.round,
        "version": row.version,
        "title": document.title,
        "source": document.source,
        "place": document.place.model_dump(),
        "year": row.year,
        "closed_on": document.closed_on,
        "medium": document.medium,
        "jurisdiction": home.id if home is not None else None,
        "use": overruled or ("used" if home is not None else "other_pack"),
        "repeats": repeats.model_dump(mode="json") if repeats else None,
        "repeated_by": document.repeated_by,
    }
