"""What may still happen to a result: a correction makes its next version, fraud annuls its round.

A certified result is never changed. A correction is opened with a reason and a paper; while it is
open findings may change, and two certifiers sign the next version, which takes the place of the
last one. A finding of fraud (B05) annuls a round at any time, before or after certification: two
people stand behind it, nothing of the round is decrypted any more, and where a result was
published its next version says so and has no votes (E31). Every version stays reachable.

May import: shared.documents, shared.plumbing, lower rooms, this room's actions and lower floors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from shared.documents.base import parse_part
from shared.documents.dates import CHINA, day_in_china
from shared.documents.findings import FRAUD, Finding
from shared.documents.results import CertifiedResult, Correction
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, reading, unit_of_work
from shared.plumbing.two_person import NEEDED, PersonNeeded
from tally_service.certificates import store
from tally_service.certificates.actions import draft_of, findings_of, publish
from tally_service.certificates.domain import (
    CorrectionOpen,
    CorrectionUsed,
    NoCorrection,
    NotCertified,
)
from tally_service.counts import store as counts
from tally_service.counts.actions.notices import move_round
from tally_service.counts.store import RoundRow
from tally_service.rulings import domain
from tally_service.rulings import store as rulings
from tally_service.rulings.actions import finding as findings
from tally_service.rulings.domain import DateAhead, Done, Found
from tally_service.tally import ISSUER, Tally

FRAUD_FOUND = "fraud_found"
"""Cause of a round that was annulled on a finding; the desk hears it with the report."""

COUNTING = ("waiting", "verifying", "adding", "decrypting")


@dataclass(frozen=True, slots=True)
class Paper:
    """The decision that orders something: number, date, and why."""

    document: str
    date: str
    reason: str


def open_correction(
    tally: Tally, meeting: str, number: str, paper: Paper, actor: Actor
) -> dict[str, Any]:
    """Open the correction of a certified result; the result stands until the next is certified.

    Raises:
        NoSuchRound, RoundAnnulled, NotCertified, CorrectionOpen: there is nothing to correct now.
        DateAhead, MalformedDocument: the paper is none.
        PersonNeeded: a machine asked.
    """
    today = _checked(tally, paper, actor)
    with unit_of_work(tally.sessions) as uow:
        row = findings.standing(uow.session, meeting, number)
        if not row.versions:
            raise NotCertified("Nothing is certified yet. What is a draft simply changes.")
        if row.correcting:
            raise CorrectionOpen("A correction of this result is open already.")
        earlier = len(store.corrections(uow.session, meeting, number))
        notice = _notice(paper, earlier + 1, actor.name, today)
        store.add_correction(uow.session, row, notice, tally.clock())
        row.correcting = True
        done = Done("correction_opened", [actor.name], tally.clock(), paper.document, paper.reason)
        rulings.note(uow.session, meeting, number, done)
    return {"state": "correcting", "version": row.versions + 1}


def withdraw_correction(
    tally: Tally, meeting: str, number: str, reason: str, actor: Actor
) -> dict[str, Any]:
    """Close a correction that was opened by mistake; the certified result stands as it was.

    Raises:
        NoSuchRound, RoundAnnulled, NoCorrection: none is open.
        CorrectionUsed: something was found since, or numbers were corrected.
        PersonNeeded: a machine asked.
    """
    _in_person(actor)
    with unit_of_work(tally.sessions) as uow:
        row = findings.standing(uow.session, meeting, number)
        correction = store.open_correction(uow.session, meeting, number)
        newest = store.find(uow.session, meeting, number)
        if correction is None or newest is None:
            raise NoCorrection("No correction of this result is open.")
        published = newest.document["document"]["findings"]
        draft = draft_of(uow.session, meeting, number)
        boxes = newest.document["document"]["boxes"]
        if findings_of(uow.session, meeting, number) != published:
            raise CorrectionUsed("Something was found since. Sign the next version instead.")
        if draft is not None and draft.fields()["boxes"] != boxes:
            raise CorrectionUsed("Numbers were corrected since. Sign the next version instead.")
        correction.state, row.correcting = "withdrawn", False
        signed = rulings.signed_by(uow.session, meeting, number)
        if signed:
            cleared = Done("signatures_cleared", signed, tally.clock())
            rulings.note(uow.session, meeting, number, cleared)
        done = Done("correction_withdrawn", [actor.name], tally.clock(), "", reason)
        rulings.note(uow.session, meeting, number, done)
    return {"state": "certified", "version": row.versions}


def annul_round(
    tally: Tally, meeting: str, number: str, paper: Paper, actor: Actor
) -> dict[str, Any]:
    """Stand behind the finding that a round's result is untrue; the second person annuls it.

    Raises:
        NoSuchRound, RoundAnnulled: there is nothing to annul.
        DateAhead, MalformedDocument: the paper is none.
        SamePerson, PersonNeeded: a second person, under an account of their own, is needed.
    """
    manifest, today = findings.manifest_of(tally, meeting), _checked(tally, paper, actor)
    found = Found(FRAUD, "meeting", meeting, "yes", paper.document, paper.date, paper.reason)
    with unit_of_work(tally.sessions) as uow:
        row = findings.standing(uow.session, meeting, number)
        content = domain.content_of(found, None, manifest, number, ISSUER, today)
        entered = findings.stand_behind(tally, uow, content, actor, NEEDED)
        if entered.finding is not None:
            _annul(tally, uow, row, list(entered.names))
    return {**entered.to_json(), "annulled": entered.finding is not None}


def confirm_annulment(
    tally: Tally, meeting: str, number: str, proposal: str, actor: Actor
) -> dict[str, Any]:
    """Stand behind a finding of fraud that somebody else has entered.

    Raises:
        NoSuchProposal: nobody has, in this round.
        as ``annul_round``.
    """
    with unit_of_work(tally.sessions) as uow:
        row = findings.standing(uow.session, meeting, number)
        content = findings.proposed(uow.session, row, proposal, fraud=True)
        entered = findings.stand_behind(tally, uow, content, actor, NEEDED)
        if entered.finding is not None:
            _annul(tally, uow, row, list(entered.names))
    return {**entered.to_json(), "annulled": entered.finding is not None}


def show_versions(tally: Tally, meeting: str, number: str) -> dict[str, Any]:
    """Return every published version of a round's result, and every correction."""
    with reading(tally.sessions) as session:
        rows = store.of_round(session, meeting, number)
        return {
            "versions": [
                {
                    "version": row.version,
                    "digest": row.digest,
                    "state": row.state if row is rows[-1] else "superseded",
                    "certifiers": row.document["document"]["certifiers"],
                    "correction": row.document["document"].get("correction"),
                    "certified_at": row.certified_at.astimezone(CHINA).isoformat(
                        timespec="seconds"
                    ),
                }
                for row in rows
            ],
            "corrections": [
                {"version": row.version, "state": row.state, **row.notice}
                for row in store.corrections(session, meeting, number)
            ],
        }


def published_findings(tally: Tally, meeting: str) -> list[dict[str, Any]]:
    """Return every version of the findings that are public, signed, as they were recorded.

    Public is what stands in a published result, and every version before it; and a finding of
    fraud from the moment it annuls. Until then findings are the certifiers' to see (P13).
    """
    with reading(tally.sessions) as session:
        shown = _shown_up_to(session, meeting)
        return [
            row.document
            for row in rulings.meeting_findings(session, meeting)
            if row.number <= shown.get(row.round, 0) or row.finding.rule == FRAUD
        ]


def _shown_up_to(session: Session, meeting: str) -> dict[str, int]:
    """Return by round the number of the last finding that stands in a published result."""
    numbers = {row.digest: row.number for row in rulings.meeting_findings(session, meeting)}
    shown: dict[str, int] = {}
    for row in store.of_meeting(session, meeting):
        for signed in row.document["document"]["findings"].values():
            number = numbers[Finding.parse(signed["document"]).digest]
            shown[row.round] = max(number, shown.get(row.round, 0))
    return shown


def _notice(paper: Paper, number: int, name: str, today: str) -> Correction:
    """Return the notice as it will stand in the next version."""
    said = {"document": paper.document, "date": paper.date, "reason": paper.reason}
    return parse_part(Correction, {**said, "number": number, "by": name, "opened_on": today})


def _annul(tally: Tally, uow: UnitOfWork, row: RoundRow, names: list[str]) -> None:
    """Annul a round: nothing more of it is decrypted, and its published result says so."""
    for count in counts.round_boxes(uow.session, row.meeting, row.round):
        locked = counts.get(uow.session, count.uuid, lock=True)
        if locked.state in COUNTING:
            locked.state, locked.cause = "annulled", FRAUD_FOUND
    newest = store.find(uow.session, row.meeting, row.round)
    if newest is None:
        done = Done("annulled", names, tally.clock())
        rulings.note(uow.session, row.meeting, row.round, done)
    else:
        publish(
            tally, uow, row, _without_votes(uow.session, row, newest.document["document"], names)
        )
    move_round(tally, uow, row, "annulled", FRAUD_FOUND)


def _without_votes(
    session: Session, row: RoundRow, document: dict[str, Any], names: list[str]
) -> CertifiedResult:
    """Return the version of a result that says that its round counts for nobody."""
    last = CertifiedResult.parse(document)
    fields = {
        **last.to_json(),
        "version": last.version + 1,
        "supersedes": last.digest,
        "state": "annulled",
        "contests": [],
        "rulings": [],
        "unanimous": [],
        "findings": findings_of(session, row.meeting, row.round),
        "correction": None,
        "certifiers": names,
    }
    return CertifiedResult.parse(fields)


def _checked(tally: Tally, paper: Paper, actor: Actor) -> str:
    """Return today's date if a person brings a paper that is not from tomorrow."""
    _in_person(actor)
    today = day_in_china(tally.clock())
    if paper.date > today:
        raise DateAhead("The paper's date has not come yet. Enter the date on the paper.")
    return today


def _in_person(actor: Actor) -> None:
    """Return if a person acts, not a machine's token."""
    if actor.kind != "account":
        raise PersonNeeded("Only a signed-in person can confirm this.")
