"""Slips handed out, the end of a meeting, and what the tally service reports afterwards.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.meetings.actions.agenda import check_confirmed
from ballot_service.meetings.actions.on_paper import results
from ballot_service.meetings.actions.recording import (
    Note,
    Posting,
    order_round,
    record,
    send,
    step_meeting,
    tell_the_end,
)
from ballot_service.meetings.domain.numbers import (
    HandedOut,
    HandedOutMissing,
    NotScrutineerHere,
    NumbersDiffer,
    check_handed_out,
    check_reserve,
)
from ballot_service.meetings.domain.repeats import repeated_by
from ballot_service.meetings.domain.reports import after_report
from ballot_service.meetings.domain.states import (
    IN_PROGRESS,
    MeetingState,
    MeetingStep,
    RoundState,
    after_meeting_step,
    check_meeting_is,
)
from ballot_service.meetings.store import meetings, rounds
from ballot_service.meetings.store.rows import (
    ElectorateRow,
    MeetingRow,
    RoundRow,
    SlipCountRow,
)
from shared.documents.base import open_signed, sign
from shared.documents.orders import LedgerLine, RoundLedger, RoundStatus
from shared.errors import Conflict
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, unit_of_work
from shared.plumbing.two_person import Outcome, PersonNeeded, SamePerson, compare_entries

COUNTED: Mapping[Outcome, str] = {
    "first": "count_slips",
    "changed": "change_count",
    "agreed": "agree_slips",
    "differ": "disagree_slips",
}
"""What the meeting's record calls what became of a count."""


class RoundNotOver(Conflict):
    """A round of the meeting is still being prepared or voted on."""

    code = "round_not_over"


class NoRoundHeld(Conflict):
    """Nothing was voted on, so there is nothing to finish."""

    code = "no_round_held"


def hand_out(desk: Desk, meeting_id: str, counts: Mapping[str, HandedOut], by: Actor) -> bool:
    """Enter one scrutineer's counts of slips, by electorate; return whether all are agreed now.

    Two scrutineers count apart: nobody can read a count before two agree, not in the meeting's
    record either. Where their numbers differ, both counts are dropped and both have
    to count again; what agrees stands. Who mistyped enters anew, in the place of their own count. A
    count after an agreement (reserve slips were handed out) starts anew.

    Raises:
        WrongState: the lists are not frozen, or the meeting is over.
        NotScrutineerHere, PersonNeeded, SamePerson: not two of the meeting's own scrutineers; the
            same count once more.
        NumbersImpossible: more handed out than printed, or than people are present; in blind
            mode, not as many as people are on record as having got one.
        NumbersDiffer: the two counts of an electorate are not the same.
    """
    if by.kind != "account":
        raise PersonNeeded("Only a signed-in person can confirm this.")
    with unit_of_work(desk.sessions) as uow:
        meeting = _countable(uow, meeting_id, by)
        outcomes = []
        for key, count in counts.items():
            row = meetings.get_electorate(uow.session, meeting_id, key)
            if meeting.blind:
                check_reserve(count, row.reserve_out)
            else:
                check_handed_out(count, row.present)
            outcomes.append(_count(desk, uow.session, row, count, by))
        if set(outcomes) == {"same"}:
            raise SamePerson(
                "This count of yours is there already. The other scrutineer enters theirs now; if "
                "yours is wrong, enter the right numbers."
            )
    if "differ" in outcomes:  # raised after the commit: both counts have to be gone
        raise NumbersDiffer(
            "The two counts differ. Please both count again and enter anew what nobody has counted."
        )
    return all(outcome == "agreed" for outcome in outcomes)


def finish(desk: Desk, meeting_id: str, by: Actor) -> None:
    """Close the meeting: sign each round's ledger and send it to the tally service.

    Where every round was held on paper nobody counts slips.

    Raises:
        WrongState: the meeting is not running.
        RecordWaiting: a recorded vote is not confirmed yet.
        RoundNotOver, NoRoundHeld, HandedOutMissing: something is missing.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.FINISH)
        check_confirmed(uow.session, meeting_id)
        every = rounds.rounds(uow.session, meeting_id)
        held = [row for row in every if row.standing != RoundState.CANCELLED]
        if any(row.standing in IN_PROGRESS for row in held):
            raise RoundNotOver(
                "A round is not over yet. Close it, or cancel it if it never opened."
            )
        if not held:
            raise NoRoundHeld("Nothing was voted on. Cancel the meeting instead.")
        missing = meetings.uncounted(uow.session, meeting_id)
        if missing and not all(row.paper for row in held):
            raise HandedOutMissing(
                "Two scrutineers have to enter the slips of electorate " + ", ".join(missing) + "."
            )
        step_meeting(desk, uow.session, meeting, MeetingStep.FINISH, by)
        # An annulled round gets no ledger, so it is never counted; papers bring their own numbers.
        counts = [row for row in held if row.standing == RoundState.CLOSED]
        ledgers = [_ledger(desk, uow.session, row, repeated_by(held, row.id)) for row in counts]
        send(desk, uow, meeting_id, ledgers + results(desk, uow.session, held))
        tell_the_end(desk, uow, meeting, "closed")


def take_report(desk: Desk, signed: object) -> str:
    """Take note of what the tally service says about a round; return the report's digest.

    The same report again, or an older one, changes nothing.

    Raises:
        VerificationFailed, MalformedDocument: it is not the tally service's report.
        NoSuchMeeting, NoSuchRound: it is about none of ours.
        WrongState: the round was never closed.
    """
    report = open_signed(RoundStatus, signed, desk.tally_keys)
    with unit_of_work(desk.sessions) as uow:
        meetings.lock(uow.session, report.meeting)
        row = rounds.get(uow.session, report.meeting, report.round)
        before, after = row.standing, after_report(row.standing, report)
        stuck = after == RoundState.CLOSED and row.cause != report.cause
        if before == after and not stuck:
            return report.digest
        row.state, row.cause = after, report.cause
        note = Note(f"hear_{report.state}", row.id, before=before, after=after, reason=report.cause)
        record(desk, uow.session, row.meeting, "tally", note)
        if after == RoundState.ANNULLED:
            order_round(desk, uow, row, "annul", report.cause)
    return report.digest


def _countable(uow: UnitOfWork, meeting_id: str, by: Actor) -> MeetingRow:
    """Return the meeting, locked, if ``by`` may enter its slips now."""
    meeting = meetings.lock(uow.session, meeting_id)
    check_meeting_is(meeting.standing, MeetingState.READY)
    named = {row.account_id for row in meetings.scrutineers(uow.session, meeting_id)}
    if by.account_id not in named:
        raise NotScrutineerHere("Only the scrutineers named for this meeting enter its slips.")
    return meeting


def _count(
    desk: Desk, session: Session, row: ElectorateRow, count: HandedOut, by: Actor
) -> Outcome:
    """Take one electorate's count, write down that it came, and say what became of it."""
    subject = {"meeting": row.meeting, "electorate": row.key}
    said = {"printed": count.printed, "issued": count.issued}
    met = compare_entries(session, SlipCountRow, subject, said, by)
    if met.outcome == "same":
        return "same"
    if met.outcome == "agreed":
        row.counted, row.issued, row.counted_by = count.printed, count.issued, list(met.names)
    elif met.outcome == "differ":
        row.counted, row.issued, row.counted_by = None, None, []
    note = Note(COUNTED[met.outcome], row.key, detail=dict(met.told))
    record(desk, session, row.meeting, by, note)
    return met.outcome


def _ledger(desk: Desk, session: Session, row: RoundRow, repeated: str | None) -> Posting:
    """Return the signed ledger of one round; ``repeated``: the later one about its item."""
    numbers = {line.key: line for line in meetings.electorates(session, row.meeting)}
    boxes = rounds.boxes_of(session, row.id)
    names = {name for box in boxes for name in numbers[box.electorate].counted_by}
    ledger = RoundLedger(
        issued_by=ISSUER,
        meeting=row.meeting,
        round=row.id,
        entered_by=sorted(names),
        last_round=True,
        lines=[_line(numbers[box.electorate], box.uuid) for box in boxes],
        repeated_by=repeated,
    )
    signed: dict[str, Any] = sign(desk.key, ledger)
    return Posting("tally", signed, row.id)


def _line(numbers: ElectorateRow, uuid: str) -> LedgerLine:
    """Return one electorate's numbers."""
    assert numbers.counted is not None, "two scrutineers have agreed"
    assert numbers.issued is not None, "two scrutineers have agreed"
    return LedgerLine(
        uuid=uuid,
        electorate=numbers.key,
        roll=numbers.roll,
        present=numbers.present,
        printed=numbers.counted,
        issued=numbers.issued + numbers.released,
        released=numbers.released,
    )
