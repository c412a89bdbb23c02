"""Make a test run of a meeting, and wipe it when it is over (PROTOCOL P15).

The box removes its boxes with all that is in them, the tally service what it counted of them;
both refuse to do so for a meeting whose manifest does not say that it is a test. The desk removes
the people, and what was added in session. What stays is who did what, and the signed order as the
notice. A meeting that was only ticked as a test, and rehearses no other, is wiped likewise.

May import: ballot_service.desk, ballot_service.meetings' and ballot_service.roll's lower floors,
this room, shared.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.hall.domain.testing import (
    NotATestRun,
    WipedAlready,
    check_rehearsable,
    invented_people,
    title_of_test,
)
from ballot_service.hall.store.wiping import (
    forget_paper_results,
    forget_people,
    forget_sheets,
    forget_turnout,
)
from ballot_service.meetings.actions.drafting import add_draft
from ballot_service.meetings.actions.freezing import stop_activation
from ballot_service.meetings.actions.recording import (
    Note,
    Posting,
    Reader,
    record,
    send,
    step_meeting,
    tell_the_end,
)
from ballot_service.meetings.domain.states import IN_PROGRESS, MeetingState, MeetingStep, RoundState
from ballot_service.meetings.store import meetings, papers, rounds, test_runs
from ballot_service.meetings.store.rows import MeetingRow
from ballot_service.meetings.store.test_runs import TestRunRow
from ballot_service.roll.store import people
from ballot_service.roll.store.counting import write_counts
from shared.documents.base import sign
from shared.documents.manifests import MeetingManifest
from shared.documents.orders import MeetingEnd
from shared.documents.wipes import TestWipe
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, unit_of_work

LASTING = (MeetingState.CLOSED, MeetingState.CANCELLED)


def start_test_run(desk: Desk, meeting_id: str, by: Actor) -> str:
    """Make a test run of a meeting: its draft, marked as a test, with invented people.

    Returns:
        The test run's meeting id. It is played like any other meeting.

    Raises:
        NoSuchMeeting: there is none.
        TestOfTest, WrongState: not of this meeting, or not now.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        outline = meeting.outline
        check_rehearsable(meeting.standing, test=outline.test)
        rolls = {row.key: row.roll for row in meetings.electorates(uow.session, meeting_id)}
        open_now = meetings.open_scrutineers(uow.session)
        staying = [one for one in outline.scrutineers if one.account in open_now]
        title = title_of_test(outline.title)
        changes = {"title": title, "test": True, "scrutineers": staying}
        made = add_draft(desk, uow, outline.model_copy(update=changes), by, meeting_id)
        uow.session.add(TestRunRow(meeting=made, rehearses=meeting_id))
        people.replace(uow.session, made, invented_people(rolls, outline.disclosure_floor))
        write_counts(uow.session, made)
        record(desk, uow.session, made, by, Note("test_run", made, detail={"of": meeting_id}))
    return made


def wipe_test_run(desk: Desk, meeting_id: str, by: Actor) -> None:
    """Remove a test's people here, its boxes at the box and its counts, whatever its state is.

    Raises:
        NoSuchMeeting: there is none.
        NotATestRun: it is a formal meeting.
        WipedAlready: it is done.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        run = test_runs.run_of(uow.session, meeting_id)
        manifest = meeting.manifest_document
        if not (manifest.test if manifest else meeting.outline.test):
            raise NotATestRun("This is no test run. Nothing of a formal meeting is ever wiped.")
        if run is None:
            run = test_runs.add_ticked(uow.session, meeting_id)
        if run.wiped_at is not None:
            raise WipedAlready("This test run is wiped already.")
        _end(desk, uow, meeting, by)
        run.wiped_at, run.wiped_by = desk.clock(), by.name
        if manifest is not None:
            wipe = TestWipe(
                issued_by=ISSUER,
                meeting=meeting_id,
                meeting_manifest=manifest.digest,
                uuids=[box.uuid for box in manifest.boxes],
            )
            run.notice = sign(desk.key, wipe)
            _call_off(desk, uow.session, meeting_id)
            readers: tuple[Reader, ...] = ("box", "tally")
            send(desk, uow, meeting_id, [Posting(reader, run.notice) for reader in readers])
        _forget(uow.session, meeting_id)
        detail = {"boxes": len(manifest.boxes) if manifest else 0, "of": run.rehearses}
        record(desk, uow.session, meeting_id, by, Note("wipe", meeting_id, detail=detail))
        if run.rehearses is not None:
            meetings.lock(uow.session, run.rehearses)
            note = Note("test_run_wiped", run.rehearses, detail={"test_run": meeting_id})
            record(desk, uow.session, run.rehearses, by, note)


def _end(desk: Desk, uow: UnitOfWork, meeting: MeetingRow, by: Actor) -> None:
    """Call a test run off that is not over; a round under way simply ends."""
    if meeting.standing in LASTING:
        return
    stop_activation(desk, uow, meeting)
    for row in rounds.rounds(uow.session, meeting.id):
        if row.standing in IN_PROGRESS:
            row.state = RoundState.CANCELLED
    step_meeting(desk, uow.session, meeting, MeetingStep.CANCEL, by, "wipe")
    tell_the_end(desk, uow, meeting, "cancelled")


def _call_off(desk: Desk, session: Session, meeting_id: str) -> None:
    """Pass over what is still on its way, so that nothing refused stands before the wipe.

    The box still gets the meeting's manifest, without which it obeys no wipe, and the end.
    """
    waiting = rounds.undelivered(session, meeting_id)
    needed = (MeetingManifest.KIND, MeetingEnd.KIND)
    void = [row for row in waiting if row.reader != "box" or row.kind not in needed]
    rounds.pass_over(void, desk.clock())
    rounds.forgive_refusals(session, meeting_id)


def _forget(session: Session, meeting_id: str) -> None:
    """Remove the people, what was counted of them, and the items that were added in session."""
    forget_turnout(session, [box.uuid for box in rounds.boxes(session, meeting_id)])
    for played in rounds.rounds(session, meeting_id):
        papers.forget_entries(session, played.id)
    forget_people(session, meeting_id)
    forget_sheets(session, meeting_id)
    forget_paper_results(session, meeting_id)
    write_counts(session, meeting_id)
    for row in meetings.electorates(session, meeting_id):
        meetings.forget_first_count(session, meeting_id, row.key)
        row.counted, row.issued, row.counted_by = None, None, []
