"""Annul a round on a finding of fraud, hold a round again, hold an annulled one with new slips.

A repeat in the same meeting takes a spare box and the same slips. Its sheets say which counted
round it comes after, and why; after one that was annulled or sealed, which left nothing to
replace, the reason stands in the desk's record alone. After fraud the slips are suspect too, and
lists are frozen once for a whole meeting (P6), so new slips mean a new meeting. Nothing of an old
round is changed or merged (E31).

May import: ballot_service.desk, ballot_service.meetings' actions, domain and store, this room,
shared.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.hall.domain.annulment import (
    AnnulmentDiffers,
    SignedFinding,
    check_annullable,
    check_annulled,
    check_finding,
    check_repeatable,
)
from ballot_service.hall.store.annulments import AnnulmentRow
from ballot_service.meetings.actions.agenda import get_item
from ballot_service.meetings.actions.balloting import begin_round
from ballot_service.meetings.actions.drafting import add_draft, with_todays_scrutineers
from ballot_service.meetings.actions.recording import Note, order_round, record, step_round
from ballot_service.meetings.domain.outlines import Outline, outline_from
from ballot_service.meetings.domain.repeats import FRAUD_FOUND
from ballot_service.meetings.domain.states import RoundStep
from ballot_service.meetings.store import meetings, rounds
from ballot_service.meetings.store.rows import MeetingRow, RoundRow
from shared.documents.dates import local_day
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.two_person import Outcome, PersonNeeded, SamePerson, compare_entries

LONGEST_REASON = 200
ENTERED: Mapping[Outcome, str] = {
    "first": "enter_annulment",
    "changed": "change_annulment",
    "agreed": "agree_annulment",
    "differ": "disagree_annulment",
}
"""What the meeting's record calls what became of an entry."""


def annul_round(
    desk: Desk, meeting_id: str, round_id: str, finding: SignedFinding, by: Actor
) -> bool:
    """Enter the document that finds fraud in a round; return whether two people have, now.

    The second equal entry annuls: the box is told and the round gets no ledger, so it is never
    counted. Entries that differ are both dropped. Nobody can read an entry before two agree,
    not in the meeting's record either; who mistyped enters anew, in the place of their own.

    Raises:
        NoSuchMeeting, NoSuchRound, WrongState, AnnulAtTally: nothing to annul here.
        DocumentDateImpossible: no such day, or one to come.
        PersonNeeded, SamePerson: not two people; the same entry once more.
        AnnulmentDiffers: the two copied different documents.
    """
    if by.kind != "account":
        raise PersonNeeded("Only a signed-in person can confirm this.")
    check_finding(finding, local_day(desk.clock()))
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        row = rounds.get(uow.session, meeting_id, round_id)
        check_annullable(meeting.standing, row.standing)
        said = {"document": finding.document, "date": finding.date}
        met = compare_entries(uow.session, AnnulmentRow, {"round": row.id}, said, by)
        if met.outcome == "same":
            raise SamePerson("This entry is there already. A second person has to enter it too.")
        note = Note(ENTERED[met.outcome], row.id, detail=dict(met.told))
        record(desk, uow.session, meeting_id, by, note)
        if met.outcome == "agreed":
            reason = f"B05 {finding.document} {finding.date}"[:LONGEST_REASON]
            step_round(desk, uow.session, row, RoundStep.ANNUL, by, reason)
            row.cause = FRAUD_FOUND
            order_round(desk, uow, row, "annul", reason)
    if met.outcome == "differ":  # raised after the commit: both entries have to be gone
        raise AnnulmentDiffers("The two entries differ. Look at the document and both enter anew.")
    return met.outcome == "agreed"


def repeat_round(desk: Desk, meeting_id: str, round_id: str, reason: str, by: Actor) -> str:
    """Begin another round of the same item, in spare boxes; the old round stays as it is.

    Returns:
        The new round's id.

    Raises:
        NoSuchMeeting, NoSuchRound: there is none.
        WrongState: the round is not over, or the meeting is.
        Whatever ``begin_round`` refuses.
    """
    with reading(desk.sessions) as session:
        row = rounds.get(session, meeting_id, round_id)
        check_repeatable(row.standing)
        item = row.item
    return begin_round(desk, meeting_id, item, by, reason)


def hold_again(desk: Desk, meeting_id: str, round_id: str, by: Actor) -> str:
    """Make a draft of a new meeting about the item of an annulled round; return its id.

    Raises:
        NoSuchMeeting, NoSuchRound: there is none.
        NotAnnulled: new slips are for annulled rounds.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        row = rounds.get(uow.session, meeting_id, round_id)
        check_annulled(row.standing)
        made = add_draft(desk, uow, _outline(uow.session, meeting, row), by, meeting_id)
        note = Note("hold_again", round_id, detail={"meeting": made})
        record(desk, uow.session, meeting_id, by, note)
    return made


def _outline(session: Session, meeting: MeetingRow, row: RoundRow) -> Outline:
    """Return the outline of a meeting about one item, for those who vote on it."""
    entry, agenda = get_item(session, meeting, row.item), meeting.agenda
    voting = [one for one in agenda.electorates if one.key in entry.contests]
    again = agenda.model_copy(update={"items": [entry], "electorates": voting})
    outline = with_todays_scrutineers(session, outline_from(again, meeting.rules))
    kept = ("threshold", "published", "recipients")
    return outline.model_copy(update={name: getattr(meeting.outline, name) for name in kept})
