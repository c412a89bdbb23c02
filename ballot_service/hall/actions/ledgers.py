"""Correct a wrong number of a finished meeting's ledgers: two scrutineers, a reason, a new version.

Nothing that was signed is changed. Each ledger in which the class's numbers stand gets a next
version that names the one before it, and the tally service decides whether it may still count. A
version that has not arrived there when the next one is signed is never sent.

May import: ballot_service.desk, ballot_service.meetings' actions, domain and store, this room,
shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.desk_db import ApprovalRow
from ballot_service.meetings.actions.recording import Note, Posting, record, send
from ballot_service.meetings.domain.numbers import (
    HandedOut,
    NotScrutineerHere,
    NumbersImpossible,
    check_handed_out,
)
from ballot_service.meetings.domain.states import MeetingState, RoundState, check_meeting_is
from ballot_service.meetings.store import meetings, rounds
from ballot_service.meetings.store.rows import ElectorateRow, MeetingRow
from shared.documents.base import digest_of, sign
from shared.documents.orders import LedgerLine, RoundLedger
from shared.errors import Conflict
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, unit_of_work
from shared.plumbing.two_person import approve

CORRECT_LEDGER = "correct_ledger"


class NothingToCorrect(Conflict):
    """The numbers stand like this already, or no ledger has them."""

    code = "nothing_to_correct"


@dataclass(frozen=True, slots=True)
class Corrected:
    """The numbers of one class as they should be."""

    present: int
    printed: int
    issued: int
    """slips handed out; in blind mode the reserve alone"""


def correct_numbers(
    desk: Desk, meeting_id: str, electorate: str, numbers: Corrected, reason: str, by: Actor
) -> bool:
    """Enter one class's corrected numbers; return whether two scrutineers agree on them, now.

    The second equal entry signs the next version of every ledger that has them; its reason is the
    one that is signed, both stand in the meeting's record.

    Raises:
        NoSuchMeeting, NoSuchElectorate, WrongState: the meeting is not finished, or has no such.
        NotScrutineerHere, PersonNeeded, SamePerson: not two of the meeting's own scrutineers.
        NumbersImpossible: more handed out than printed or present, or more present than on the
            roll.
        NothingToCorrect: nothing would change, or the class has no ledger: it voted on paper, or
            every round of it is annulled.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, MeetingState.CLOSED)
        _check_scrutineer(uow.session, meeting, by)
        row = meetings.get_electorate(uow.session, meeting_id, electorate)
        before = {"present": row.present, "printed": row.counted, "issued": row.issued}
        after = {
            "present": numbers.present,
            "printed": numbers.printed,
            "issued": numbers.issued,
        }
        _check(numbers, row)
        if before == after:
            raise NothingToCorrect("The ledger has these numbers already.")
        newest = _ledgers(uow.session, meeting_id, electorate)
        # With the ledgers' digests, because the same numbers may be corrected to and fro.
        digests = [ledger.digest for ledger in newest]
        subject = digest_of([meeting_id, electorate, before, after, digests])
        approval = approve(uow.session, ApprovalRow, CORRECT_LEDGER, subject, by, desk.clock)
        act = CORRECT_LEDGER if approval.complete else "enter_correction"
        # Until the second has entered them too, nobody reads the first's numbers in the record.
        detail = {"before": before, "after": after} if approval.complete else {}
        note = Note(act, electorate, reason=reason, detail=detail)
        record(desk, uow.session, meeting_id, by, note)
        if approval.complete:
            row.present, row.counted, row.issued = numbers.present, numbers.printed, numbers.issued
            row.counted_by = list(approval.names)
            _sign_next(desk, uow, newest, row, reason)
    return approval.complete


def _check_scrutineer(session: Session, meeting: MeetingRow, by: Actor) -> None:
    """Return if ``by`` is named as a scrutineer of the meeting."""
    if by.account_id not in {row.account_id for row in meetings.scrutineers(session, meeting.id)}:
        raise NotScrutineerHere("Only the scrutineers named for this meeting correct its numbers.")


def _check(numbers: Corrected, row: ElectorateRow) -> None:
    """Return if the numbers are possible, as far as the desk can tell."""
    check_handed_out(HandedOut(numbers.printed, numbers.issued), numbers.present)
    if numbers.present > row.roll:
        raise NumbersImpossible("More people present than on the roll. Please look again.")


def _ledgers(session: Session, meeting_id: str, electorate: str) -> list[RoundLedger]:
    """Return the newest ledger of every round that counts and has numbers of the class."""
    every = rounds.rounds(session, meeting_id)
    annulled = {row.id for row in every if row.standing == RoundState.ANNULLED}
    newest: dict[str, RoundLedger] = {}
    for signed in rounds.documents(session, meeting_id, RoundLedger.KIND):
        ledger = RoundLedger.parse(signed["document"])
        newest[ledger.round] = ledger
    found = [
        ledger
        for ledger in newest.values()
        if ledger.round not in annulled
        and any(line.electorate == electorate for line in ledger.lines)
    ]
    if not found:
        raise NothingToCorrect("No ledger that counts has numbers of this class.")
    return found


def _sign_next(
    desk: Desk, uow: UnitOfWork, newest: Sequence[RoundLedger], row: ElectorateRow, reason: str
) -> None:
    """Send the next version of each ledger; an earlier one on its way is passed over."""
    session, meeting_id = uow.session, row.meeting
    numbers = {ledger.round for ledger in newest}
    waiting = rounds.undelivered(session, meeting_id)
    overtaken = [one for one in waiting if rounds.is_correction(one) and one.round in numbers]
    rounds.pass_over(overtaken, desk.clock())
    rounds.forgive_refusals(session, meeting_id)
    send(desk, uow, meeting_id, [_next_version(desk, one, row, reason) for one in newest])


def _next_version(desk: Desk, before: RoundLedger, row: ElectorateRow, reason: str) -> Posting:
    """Return the version of a ledger after ``before``, signed, with the class's new numbers."""
    lines = [_line(line, row) if line.electorate == row.key else line for line in before.lines]
    fields: dict[str, Any] = {
        **before.to_json(),
        "version": before.version + 1,
        "supersedes": before.digest,
        "entered_by": sorted(row.counted_by),
        "lines": [line.model_dump(mode="json") for line in lines],
        "correction": reason,
    }
    return Posting("tally", sign(desk.key, RoundLedger.parse(fields)), before.round)


def _line(line: LedgerLine, row: ElectorateRow) -> LedgerLine:
    """Return a line with the class's corrected numbers."""
    assert row.counted is not None, "written just now"
    assert row.issued is not None, "written just now"
    issued = row.issued + row.released
    changes = {"present": row.present, "printed": row.counted, "issued": issued}
    return line.model_copy(update=changes)
