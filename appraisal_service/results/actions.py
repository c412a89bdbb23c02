"""Hearing of certified results, fetching and verifying them, saying which of them count.

May import: results' domain, store and clients, people's store, appraisal_service.db, .office,
.job_names, shared.
"""

from collections.abc import Collection, Mapping, Sequence
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
from shared.documents.results import CertifiedResult, replaced_rounds
from shared.errors import Conflict, InvalidInput, SuiteError, Unavailable
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work, wait_for_others
from shared.plumbing.http import PeerFoundNothing
from shared.plumbing.outbox import put
from shared.plumbing.two_person import Approval, approvals, approve, has_approved

MOST_WAITING = 1000
SET_ASIDE = "set_aside_result"
COUNT_AGAIN = "count_result_again"
"""The acts that take two officers."""


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
        store.forget_done(uow.session, FETCH_RESULT)
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
        _hold_year(uow.session, result.year, result.pack)
        wait_for_others(uow.session, f"result {result.meeting} {result.round}")
        if store.holds(uow.session, digest):
            return
        held = store.newest_version(uow.session, result.meeting, result.round)
        domain.check_version(result, held)
        store.add(uow.session, result, content, office.clock())


def _hold_year(session: Session, year: int, pack: str) -> None:
    """Let nobody compute, publish or finish the year of these results until the transaction ends.

    Evidence is read in several queries: of a result that came or went in between, one part would
    be counted and another not.
    """
    home = people.jurisdiction_of_pack(session, year, pack)
    if home is not None:
        people.lock_jurisdiction(session, home.id, home.year)


def _note_refusal(office: Office, digest: str, refusal: SuiteError) -> None:
    """Write which document was refused, and the reason's slug."""
    with unit_of_work(office.sessions) as uow:
        store.add_refusal(uow.session, digest, refusal.code, office.clock())


def set_aside(office: Office, actor: Actor, digest: str, reason: str) -> SetAside:
    """Take a result out of the count once two officers said so; the reasons of both are kept.

    Raises:
        NoSuchResult: it is not held.
        NotNewest: a newer version is.
        SamePerson: this officer has said so already.
    """
    with unit_of_work(office.sessions) as uow:
        held = store.get(uow.session, digest)
        _hold_year(uow.session, held.year, held.pack)
        store.check_newest(uow.session, held)
        approval = _say(uow.session, office, actor, SET_ASIDE, digest, reason)
        if approval.count == 2:
            by, why = "、".join(approval.names), _in_one(uow.session, SET_ASIDE, digest, approval)
            store.add_set_aside(uow.session, digest, why, by, office.clock())
    return SetAside(approval.count, approval.complete)


def count_again(office: Office, actor: Actor, digest: str, reason: str) -> SetAside:
    """Let a newer version of a result that was set aside count, once two officers said so.

    Raises:
        NoSuchResult: it is not held.
        NotSetAside: it counts, or it was itself set aside, which stays so.
        NotNewest: a newer version is held.
        SamePerson: this officer has said so already.
    """
    with unit_of_work(office.sessions) as uow:
        held = store.get(uow.session, digest)
        _hold_year(uow.session, held.year, held.pack)
        row = store.set_aside(uow.session).get(digest)
        if row is None or row.digest == digest:
            raise domain.NotSetAside(
                "Only a newer version of a result that was set aside can be counted again."
            )
        store.check_newest(uow.session, held)
        approval = _say(uow.session, office, actor, COUNT_AGAIN, digest, reason)
        if approval.count == 2:
            by, why = "、".join(approval.names), _in_one(uow.session, COUNT_AGAIN, digest, approval)
            store.add_counted_again(uow.session, digest, why, by, office.clock())
    return SetAside(approval.count, approval.complete)


def _say(
    session: Session, office: Office, actor: Actor, act: str, digest: str, reason: str
) -> Approval:
    """Write that an officer stands behind an act, and why."""
    approval = approve(session, ApprovalRow, act, digest, actor, office.clock)
    store.put_word(session, act, digest, actor.account_id, reason)
    return approval


def _in_one(session: Session, act: str, digest: str, approval: Approval) -> str:
    """Return both officers' reasons as one text; which is whose, unless they are the same."""
    why = [store.word(session, act, digest, account) for account in approval.accounts]
    if len(set(why)) == 1:
        return why[0]
    named = zip(approval.names, why, strict=True)
    return "；".join(f"{name}：{reason}" for name, reason in named)


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
    aside: Collection[str],
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


@dataclass(frozen=True, slots=True)
class YearResults:
    """The certified results of a jurisdiction's year."""

    title: str
    """The jurisdiction's."""
    results: Sequence[dict[str, Any]]
    """As ``list_results``, with ``electorates``, ``certifiers`` and ``state``; the newest day
    first. Those that belong to no jurisdiction are listed, too: their pack may be wrong."""
    refused: Sequence[dict[str, str]]
    """What came and was not taken, of any year."""


@dataclass(frozen=True, slots=True)
class OneResult:
    """A certified result, and how far setting it aside has come."""

    title: str
    result: dict[str, Any]
    asked: Sequence[str]
    """Who has said that it is to be set aside."""
    mine: bool
    """Whether the caller is one of them."""
    reason: str
    by: str
    """Why and by whom it was set aside; "" while it is not."""
    inherited: bool = False
    """An earlier version was set aside, and nobody let this one count."""


def list_year_results(office: Office, jurisdiction: str, year: int) -> YearResults:
    """Return the results of a year: the jurisdiction's, and those of a pack that nobody uses.

    Raises:
        NoSuchJurisdiction: not set up for that year.
    """
    with reading(office.sessions) as session:
        title = people.get_jurisdiction(session, jurisdiction, year).title
        found = _of_year(session, jurisdiction, year)
        refused = [{"digest": row.digest, "code": row.code} for row in store.refusals(session)]
    found.sort(key=lambda one: (one["closed_on"], one["title"], one["digest"]), reverse=True)
    return YearResults(title, found, refused)


def show_result(
    office: Office, actor: Actor, jurisdiction: str, year: int, digest: str
) -> OneResult:
    """Return one of the results that ``list_year_results`` lists.

    Raises:
        NoSuchJurisdiction: not set up for that year.
        NoSuchResult: it is not one of that year.
    """
    with reading(office.sessions) as session:
        title = people.get_jurisdiction(session, jurisdiction, year).title
        for one in _of_year(session, jurisdiction, year):
            if one["digest"] == digest:
                aside = store.set_aside(session).get(digest)
                inherited = aside is not None and aside.digest != digest
                act = COUNT_AGAIN if inherited else SET_ASIDE
                return OneResult(
                    title,
                    one,
                    approvals(session, ApprovalRow, act, digest).names,
                    has_approved(session, ApprovalRow, act, digest, actor),
                    aside.reason if aside is not None else "",
                    aside.by if aside is not None else "",
                    inherited,
                )
    raise domain.NoSuchResult("No certified result of this digest is held for this year.")


def _of_year(session: Session, jurisdiction: str, year: int) -> list[dict[str, Any]]:
    """Return a year's results with what a person asks of them first."""
    rows = store.all_results(session)
    aside = store.set_aside(session)
    newest = {(row.meeting, row.round): row.version for row in rows}
    replaced = replaced_rounds(row.document for row in rows)
    found = []
    for row in rows:
        if row.year != year:
            continue
        entry = _entry(session, row, _overruled(row, aside, newest, replaced))
        if entry["jurisdiction"] in (jurisdiction, None):
            found.append({**entry, **_about(row.document)})
    return found


def _about(document: CertifiedResult) -> dict[str, Any]:
    """Return of a result what stands on its paper beside the votes."""
    return {
        "item": document.item.title,
        "electorates": [
            {"letter": box.electorate, "sealed": box.state == "sealed"} for box in document.boxes
        ],
        "contests": len(document.contests),
        "certifiers": document.certifiers,
        "state": document.state,
        "supersedes": document.supersedes,
        "pack": document.pack,
    }
