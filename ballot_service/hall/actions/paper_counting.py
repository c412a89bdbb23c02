"""Count a round on paper on which two tellers agree: sums, ledger, the desk's signature.

May import: ballot_service.desk, ballot_service.meetings' actions, domain and store, this room,
shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.hall.domain.paper import Counted, Entry, Outcome, count_papers, outcome
from ballot_service.meetings.actions.recording import Note, record, step_round
from ballot_service.meetings.domain.drafts import DraftItem
from ballot_service.meetings.domain.states import RoundStep
from ballot_service.meetings.store import meetings, papers
from ballot_service.meetings.store.papers import PaperEntryRow, PaperRoundRow
from ballot_service.meetings.store.rows import MeetingRow, RoundRow
from shared.documents.base import sign
from shared.documents.manifests import Contest
from shared.documents.paper import PaperContest, PaperLine, PaperResult
from shared.plumbing.access import Actor

STEPS: Mapping[Outcome, RoundStep] = {
    "counted": RoundStep.COUNT_PAPERS,
    "sealed": RoundStep.SEAL_PAPERS,
    "annulled": RoundStep.ANNUL_PAPERS,
}
MORE_RETURNED = "returned_over_issued"
"""The cause of a round that is annulled by its ledger."""


@dataclass(frozen=True, slots=True)
class PaperRound:
    """A round on paper: its meeting, its row, its item with the sheets."""

    meeting: MeetingRow
    row: RoundRow
    entry: DraftItem


def count_round(desk: Desk, session: Session, found: PaperRound, by: Actor) -> None:
    """Count the papers of every class, keep the signed result, forget the single papers.

    More returned than handed out annuls the round (E31); a class with fewer papers than the
    disclosure floor shows no votes (P13).
    """
    floor, entered = found.meeting.agenda.disclosure_floor, papers.entries(session, found.row.id)
    counted = {
        letter: count_papers(entry_of(_of(entered, letter)[0]), contests)
        for letter, contests in found.entry.contests.items()
    }
    state = outcome(list(counted.values()), floor)
    lines = []
    for letter, contests in sorted(found.entry.contests.items()):
        shows = state != "annulled" and counted[letter].returned >= floor
        votes = _contests(counted[letter], contests) if shows else None
        names = [row.name for row in _of(entered, letter)]
        lines.append(_line(session, found, letter, counted[letter], names, votes))
    kept = session.get_one(PaperRoundRow, found.row.id)
    kept.signed = sign(desk.key, _result(found, kept.reason, state, lines))
    step_round(desk, session, found.row, STEPS[state], by, kept.reason)
    if state == "annulled":
        found.row.cause = MORE_RETURNED
    detail = {letter: {"returned": c.returned, "void": c.void} for letter, c in counted.items()}
    record(desk, session, found.meeting.id, by, Note("agree_papers", found.row.id, detail=detail))


def entry_of(row: PaperEntryRow) -> Entry:
    """Return what a teller has entered."""
    return Entry(row.issued, {int(number): marks for number, marks in row.papers.items()})


def _of(entered: Sequence[PaperEntryRow], letter: str) -> list[PaperEntryRow]:
    """Return the entries of one class."""
    return [row for row in entered if row.electorate == letter]


def _contests(counted: Counted, contests: Sequence[Contest]) -> list[PaperContest]:
    """Return the votes of one class as they are signed."""
    return [
        PaperContest(contest=one, votes=dict(counted.votes[one.key]), wrong=counted.wrong[one.key])
        for one in contests
    ]


def _line(
    session: Session,
    found: PaperRound,
    letter: str,
    counted: Counted,
    tellers: list[str],
    votes: list[PaperContest] | None,
) -> PaperLine:
    """Return the ledger of one class, with its votes if they are shown."""
    numbers = meetings.get_electorate(session, found.meeting.id, letter)
    return PaperLine(
        electorate=letter,
        roll=numbers.roll,
        present=numbers.present,
        issued=counted.issued,
        returned=counted.returned,
        void=counted.void,
        tellers=tellers,
        contests=votes,
    )


def _result(found: PaperRound, reason: str, state: Outcome, lines: list[PaperLine]) -> PaperResult:
    """Return the document of the whole round."""
    manifest = found.meeting.manifest_document
    assert manifest is not None, "a ready meeting has a manifest"
    return PaperResult(
        issued_by=ISSUER,
        meeting=found.meeting.id,
        meeting_manifest=manifest.digest,
        round=found.row.id,
        number=found.row.number,
        item=found.entry.item,
        state=state,
        reason=reason,
        disclosure_floor=manifest.disclosure_floor,
        test=manifest.test,
        lines=lines,
    )
