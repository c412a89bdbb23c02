"""Count a round on paper on which two tellers agree: sums, ledger, the desk's signature.

May import: ballot_service.desk, ballot_service.meetings' actions, domain and store, this room,
shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.hall.domain.paper import Counted, Entry, count_papers, written
from ballot_service.meetings.actions.recording import Note, record, step_round
from ballot_service.meetings.domain.drafts import DraftItem
from ballot_service.meetings.domain.states import RoundStep
from ballot_service.meetings.store import meetings, papers, rounds
from ballot_service.meetings.store.papers import PaperEntryRow, PaperRoundRow
from ballot_service.meetings.store.rows import MeetingRow, RoundRow
from shared.documents.base import sign
from shared.documents.manifests import Contest
from shared.documents.paper import PaperContest, PaperLine, PaperResult, entry_digest
from shared.documents.paper import PaperRound as PaperAnnounced
from shared.documents.paper_counts import Outcome, PaperNumbers, outcome, shows
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

    More returned than handed out annuls the round (E31); a class of which fewer papers hold than
    the disclosure floor shows no votes (P13).
    """
    floor, entered = found.meeting.agenda.disclosure_floor, papers.entries(session, found.row.id)
    counted = {
        letter: count_papers(entry_of(_of(entered, letter)[0]), contests)
        for letter, contests in found.entry.contests.items()
    }
    state = outcome([one.numbers for one in counted.values()], floor)
    kept = session.get_one(PaperRoundRow, found.row.id)
    lines = []
    for letter, contests in sorted(found.entry.contests.items()):
        told = state == "counted" and shows(counted[letter].numbers, floor)
        votes = _contests(counted[letter], contests) if told else None
        tellers = _tellers(found, kept, letter, _of(entered, letter))
        lines.append(_line(session, found, letter, counted[letter].numbers, tellers, votes))
    kept.signed = sign(desk.key, _result(session, found, kept.reason, state, lines))
    step_round(desk, session, found.row, STEPS[state], by, kept.reason)
    if state == "annulled":
        found.row.cause = MORE_RETURNED
    detail = {
        letter: {"returned": one.numbers.returned, "void": one.numbers.void}
        for letter, one in counted.items()
    }
    record(desk, session, found.meeting.id, by, Note("agree_papers", found.row.id, detail=detail))


def announced_of(session: Session, meeting_id: str, round_id: str) -> PaperAnnounced | None:
    """Return what the tally service was told when a round on paper began."""
    every = rounds.documents(session, meeting_id, PaperAnnounced.KIND)
    opened = [PaperAnnounced.parse(signed["document"]) for signed in every]
    return next((one for one in opened if one.round == round_id), None)


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


def _tellers(
    found: PaperRound, kept: PaperRoundRow, letter: str, rows: Sequence[PaperEntryRow]
) -> dict[str, str]:
    """Return the digest of each teller's entry, by name; only the envelope's code explains it."""
    assert kept.codes is not None, "codes go when the papers do"
    where = (found.meeting.id, found.row.id, letter)
    return {
        row.name: entry_digest(
            kept.codes[letter], (*where, row.name, str(row.issued), written(entry_of(row).papers))
        )
        for row in rows
    }


def _line(
    session: Session,
    found: PaperRound,
    letter: str,
    numbers: PaperNumbers,
    tellers: Mapping[str, str],
    votes: list[PaperContest] | None,
) -> PaperLine:
    """Return the ledger of one class, with its votes if they are shown."""
    people = meetings.get_electorate(session, found.meeting.id, letter)
    return PaperLine(
        electorate=letter,
        roll=people.roll,
        present=people.present,
        issued=numbers.issued,
        returned=numbers.returned,
        void=numbers.void,
        tellers=list(tellers),
        entries=list(tellers.values()),
        contests=votes,
    )


def _result(
    session: Session, found: PaperRound, reason: str, state: Outcome, lines: list[PaperLine]
) -> PaperResult:
    """Return the document of the whole round, which follows its announcement."""
    announced = announced_of(session, found.meeting.id, found.row.id)
    assert announced is not None, "no entry is taken without it"
    manifest = found.meeting.manifest_document
    assert manifest is not None, "a ready meeting has a manifest"
    return PaperResult(
        issued_by=ISSUER,
        meeting=found.meeting.id,
        meeting_manifest=manifest.digest,
        announced=announced.digest,
        round=found.row.id,
        number=found.row.number,
        item=found.entry.item,
        state=state,
        reason=reason,
        disclosure_floor=manifest.disclosure_floor,
        test=manifest.test,
        lines=lines,
        repeats=announced.repeats,
    )
