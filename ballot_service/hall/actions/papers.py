"""A round on paper: begin it, let two tellers enter every paper, count when they agree.

The marks of single papers are kept only until then and shown to nobody but the teller who typed
them; what differs is named by the paper's number alone. Who left before two agreed on a class is
not one of the two. The signed result is the desk's word, not a certificate. Each class has a code
for its envelope, which the desk forgets with the papers.

May import: ballot_service.desk, ballot_service.meetings' actions, domain and store, this room,
shared.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.hall.actions.paper_counting import (
    PaperRound,
    announced_of,
    count_round,
    entry_of,
)
from ballot_service.hall.domain import paper
from ballot_service.hall.domain.paper import Entry
from ballot_service.meetings.actions.agenda import get_item
from ballot_service.meetings.actions.balloting import add_round, begun_with
from ballot_service.meetings.actions.on_paper import announcement
from ballot_service.meetings.actions.recording import Note, record, send
from ballot_service.meetings.domain.drafts import DraftItem
from ballot_service.meetings.domain.numbers import NotScrutineerHere
from ballot_service.meetings.domain.repeats import repeat_of
from ballot_service.meetings.domain.states import RoundState
from ballot_service.meetings.store import meetings, papers, rounds
from ballot_service.meetings.store.papers import PaperEntryRow, PaperRoundRow
from ballot_service.meetings.store.rows import MeetingRow
from shared.documents.paper import PaperRound as PaperAnnounced
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.two_person import PersonNeeded, departed

TELLERS = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """How two tellers' entries of one class compare."""

    tellers: Sequence[str]
    differ: Sequence[int]
    """Paper numbers; empty while one teller is missing."""
    issued_differs: bool

    @property
    def agreed(self) -> bool:
        """Whether both have entered the same."""
        return len(self.tellers) == TELLERS and not self.differ and not self.issued_differs


def begin_paper_round(
    desk: Desk,
    meeting_id: str,
    item: str,
    reason: str,
    by: Actor,
    repeat_reason: str | None = None,
) -> str:
    """Begin a round of one item on paper; return its id. No box is taken.

    The tally service is told, with the sheets; it hears before anybody has counted. ``reason`` is
    why it is on paper, ``repeat_reason`` why an item that was voted on is voted on once more.

    Raises:
        NoSuchMeeting, WrongState: the lists are not frozen, or the meeting is over.
        NoSuchItem: the agenda has no such item.
        RecordWaiting, Conflict: as for a round in boxes; no gate opens because of paper.
        RoundInProgress: another round is not over.
        RepeatReasonMissing: the item was voted on before, and there is no ``repeat_reason``.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        entry, row = add_round(uow.session, meeting, item, repeat_reason, paper=True)
        codes = {letter: secrets.token_hex(16) for letter in entry.contests}
        uow.session.add(PaperRoundRow(round=row.id, meeting=meeting_id, reason=reason, codes=codes))
        uow.session.flush()
        repeats = repeat_of(row.follows, repeat_reason)
        told = announcement(desk, uow.session, row, entry, repeats)
        send(desk, uow, meeting_id, [told])
        again = {"repeat_reason": repeats.reason} if repeats else {}
        detail = {**begun_with(row), **again}
        note = Note("begin_paper_round", row.id, None, row.state, reason, detail)
        record(desk, uow.session, meeting_id, by, note)
        return row.id


def enter_papers(
    desk: Desk, meeting_id: str, round_id: str, sent: tuple[str, int, str], by: Actor
) -> Standing:
    """Enter, or enter anew, every paper of one class; the last equal pair counts the round.

    Args:
        desk: ours.
        meeting_id: the meeting.
        round_id: a round on paper that is not counted yet.
        sent: class letter, papers handed out, and the papers as ``domain.paper`` reads them.
        by: a scrutineer named for this meeting.

    Raises:
        NotScrutineerHere, PersonNeeded, TellersComplete: not one of two tellers.
        NoSuchMeeting, NoSuchRound, NoPaperRound, NoSuchElectorate: nothing to enter here.
        PaperRoundOutdated: it was begun before an upgrade, and has to begin again.
        PapersUnreadable, PaperNumbersImpossible: nothing was entered.
    """
    electorate, issued, text = sent
    if by.kind != "account":
        raise PersonNeeded("Only a signed-in person can enter papers.")
    with unit_of_work(desk.sessions) as uow:
        found = _entering(uow.session, meeting_id, round_id, by)
        if electorate not in found.entry.contests:
            raise meetings.NoSuchElectorate("This class does not vote on this item.")
        present = meetings.get_electorate(uow.session, meeting_id, electorate).present
        paper.check_issued(issued, present)
        read = paper.parse_papers(text, found.entry.contests[electorate])
        _drop_departed(uow.session, found)
        _put(uow.session, round_id, electorate, Entry(issued, read), by)
        stands = _standings(_entered(uow.session, found), found.entry)
        # What one teller typed is told to nobody before the other has typed the same.
        agreed = stands[electorate].agreed
        numbers = {"issued": issued, "papers": len(read)} if agreed else {}
        detail = {"electorate": electorate, **numbers}
        record(desk, uow.session, meeting_id, by, Note("enter_papers", round_id, detail=detail))
        if all(stands[letter].agreed for letter in found.entry.contests):
            count_round(desk, uow.session, found, by)
        elif len(stands[electorate].tellers) == TELLERS and not stands[electorate].agreed:
            differ = {"electorate": electorate, "papers": list(stands[electorate].differ)}
            note = Note("papers_differ", round_id, detail=differ)
            record(desk, uow.session, meeting_id, by, note)
        return stands[electorate]


def show_paper_round(desk: Desk, meeting_id: str, round_id: str, me: Actor) -> dict[str, Any]:
    """Return how far a round on paper is, and what ``me`` has entered; nobody else's marks.

    Raises:
        NoSuchMeeting, NoSuchRound, NoPaperRound: there is none.
    """
    with reading(desk.sessions) as session:
        found = _found(session, meetings.get(session, meeting_id), round_id)
        entered = _entered(session, found)
        stands = _standings(entered, found.entry)
        kept = session.get_one(PaperRoundRow, round_id)
        mine = {row.electorate: row for row in entered if row.account_id == me.account_id}
        tellers = {row.account_id for row in meetings.scrutineers(session, meeting_id)}
        codes = kept.codes or {} if me.account_id in tellers else {}
        return {
            "round": round_id,
            "number": found.row.number,
            "state": found.row.state,
            "item": found.entry.item.model_dump(mode="json"),
            "reason": kept.reason,
            "result": kept.signed,
            "classes": [
                {
                    "electorate": letter,
                    "contests": [one.model_dump(mode="json") for one in contests],
                    "tellers": list(stands[letter].tellers),
                    "differ": list(stands[letter].differ),
                    "issued_differs": stands[letter].issued_differs,
                    "agreed": stands[letter].agreed,
                    "code": codes.get(letter),
                    "issued": mine[letter].issued if letter in mine else None,
                    "papers": paper.written(entry_of(mine[letter]).papers)
                    if letter in mine
                    else "",
                }
                for letter, contests in sorted(found.entry.contests.items())
            ],
        }


def list_results(desk: Desk, meeting_id: str) -> list[dict[str, Any]]:
    """Return announcement and result of the meeting's rounds on paper, both signed.

    None that fraud annulled: the old count stays on the round's own page and is never handed on
    (E31).
    """
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        told = {
            signed["document"]["round"]: signed
            for signed in rounds.documents(session, meeting_id, PaperAnnounced.KIND)
        }
        return [
            {"announced": told.get(signed["document"]["round"]), "result": signed}
            for signed in papers.results(session, meeting_id)
        ]


def _found(session: Session, meeting: MeetingRow, round_id: str) -> PaperRound:
    """Return a round on paper; ``NoPaperRound`` for any other."""
    row = rounds.get(session, meeting.id, round_id)
    if not row.paper:
        raise paper.NoPaperRound("This round is held in boxes, not on paper.")
    return PaperRound(meeting, row, get_item(session, meeting, row.item))


def _entering(session: Session, meeting_id: str, round_id: str, by: Actor) -> PaperRound:
    """Return the round if ``by`` may enter its papers now; the meeting is locked."""
    meeting = meetings.lock(session, meeting_id)
    named = {row.account_id for row in meetings.scrutineers(session, meeting_id)}
    if by.account_id not in named:
        raise NotScrutineerHere("Only the scrutineers named for this meeting enter its papers.")
    found = _found(session, meeting, round_id)
    if found.row.standing != RoundState.DRAFT:
        raise paper.NoPaperRound("The papers of this round are counted, or it was cancelled.")
    coded = session.get_one(PaperRoundRow, round_id).codes is not None
    if not coded or announced_of(session, meeting_id, round_id) is None:
        raise paper.PaperRoundOutdated(
            "This round was begun before the program was upgraded. Cancel it and begin it again; "
            "the papers stay good."
        )
    return found


def _entered(session: Session, found: PaperRound) -> list[PaperEntryRow]:
    """Return the entries that stand: where two do not agree, none of a closed account."""
    every = papers.entries(session, found.row.id)
    gone = departed(session, PaperEntryRow, [row.account_id for row in every])
    agreed = {letter for letter, one in _standings(every, found.entry).items() if one.agreed}
    return [row for row in every if row.electorate in agreed or row.account_id not in gone]


def _drop_departed(session: Session, found: PaperRound) -> None:
    """Remove the entries that do not stand, so that another teller can take the place."""
    standing = _entered(session, found)
    for row in papers.entries(session, found.row.id):
        if row not in standing:
            session.delete(row)
    session.flush()


def _put(session: Session, round_id: str, electorate: str, entry: Entry, by: Actor) -> None:
    """Write one teller's entry in the place of their earlier one."""
    here = [row for row in papers.entries(session, round_id) if row.electorate == electorate]
    mine = next((row for row in here if row.account_id == by.account_id), None)
    if mine is None and len(here) == TELLERS:
        raise paper.TellersComplete("Two other tellers have entered this class.")
    if mine is None:
        mine = PaperEntryRow(
            round=round_id, electorate=electorate, account_id=by.account_id, name=by.name
        )
        session.add(mine)
    mine.issued = entry.issued
    mine.papers = {str(number): marks for number, marks in entry.papers.items()}
    session.flush()


def _standings(entered: Sequence[PaperEntryRow], item: DraftItem) -> dict[str, Standing]:
    """Return how the entries of each class compare."""
    stands = {}
    for letter in item.contests:
        here = [row for row in entered if row.electorate == letter]
        both = [entry_of(row) for row in here] if len(here) == TELLERS else []
        stands[letter] = Standing(
            [row.name for row in here],
            paper.differing(*both) if both else [],
            bool(both) and both[0].issued != both[1].issued,
        )
    return stands
