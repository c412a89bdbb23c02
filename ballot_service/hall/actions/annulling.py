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
from ballot_service.meetings.actions.drafting import add_draft
from ballot_service.meetings.actions.recording import Note, order_round, record, step_round
from ballot_service.meetings.domain.outlines import Outline, outline_from
from ballot_service.meetings.domain.repeats import FRAUD_FOUND
from ballot_service.meetings.domain.states import RoundStep
from ballot_service.meetings.store import meetings, rounds
from ballot_service.meetings.store.rows import MeetingRow, RoundRow
from shared.documents.dates import local_day
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.two_person import PersonNeeded, SamePerson, departed

LONGEST_REASON = 200


def annul_round(
    desk: Desk, meeting_id: str, round_id: str, finding: SignedFinding, by: Actor
) -> bool:
    """Enter the document that finds fraud in a round; return whether two people have, now.

    The second equal entry annuls: the box is told and the round gets no ledger, so it is never
    counted. Entries that differ are both dropped.

    Raises:
        NoSuchMeeting, NoSuchRound, WrongState, AnnulAtTally: nothing to annul here.
        DocumentDateImpossible: no such day, or one to come.
        PersonNeeded, SamePerson: not two people.
        AnnulmentDiffers: the two copied different documents.
    """
    if by.kind != "account":
        raise PersonNeeded("Only a signed-in person can confirm this.")
    check_finding(finding, local_day(desk.clock()))
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        row = rounds.get(uow.session, meeting_id, round_id)
        check_annullable(meeting.standing, row.standing)
        agreed = _compare(uow.session, row, finding, by)
        act = {None: "enter_annulment", True: "agree_annulment", False: "disagree_annulment"}[
            agreed
        ]
        detail = {"document": finding.document, "date": finding.date}
        record(desk, uow.session, meeting_id, by, Note(act, row.id, detail=detail))
        if agreed:
            reason = f"B05 {finding.document} {finding.date}"[:LONGEST_REASON]
            step_round(desk, uow.session, row, RoundStep.ANNUL, by, reason)
            row.cause = FRAUD_FOUND
            order_round(desk, uow, row, "annul", reason)
    if agreed is False:  # raised after the commit: both entries have to be gone
        raise AnnulmentDiffers("The two entries differ. Look at the document and both enter anew.")
    return agreed is True


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


def _compare(session: Session, row: RoundRow, finding: SignedFinding, by: Actor) -> bool | None:
    """Keep a first entry (None), or hold the second against it: equal, or both dropped.

    An entry whose account was closed since is dropped, and the next one is a first.
    """
    first = session.get(AnnulmentRow, row.id)
    if first is not None and departed(session, AnnulmentRow, [first.account_id]):
        session.delete(first)
        session.flush()
        first = None
    if first is None:
        session.add(
            AnnulmentRow(
                round=row.id,
                account_id=by.account_id,
                name=by.name,
                document=finding.document,
                date=finding.date,
            )
        )
        return None
    if first.account_id == by.account_id:
        raise SamePerson("A second person has to enter the document.")
    session.delete(first)
    return (first.document, first.date) == (finding.document, finding.date)


def _outline(session: Session, meeting: MeetingRow, row: RoundRow) -> Outline:
    """Return the outline of a meeting about one item, for those who vote on it."""
    entry, agenda = get_item(session, meeting, row.item), meeting.agenda
    voting = [one for one in agenda.electorates if one.key in entry.contests]
    again = agenda.model_copy(update={"items": [entry], "electorates": voting})
    open_now = meetings.open_scrutineers(session)
    outline, before = outline_from(again, meeting.rules), meeting.outline
    staying = [one for one in outline.scrutineers if one.account in open_now]
    kept = {name: getattr(before, name) for name in ("threshold", "published", "recipients")}
    return outline.model_copy(update={"scrutineers": staying, **kept})
