"""From check-in to frozen lists: the end of check-in, activation, the freeze (PROTOCOL P6, P7).

With slips the freeze ends check-in. In blind mode check-in and issuing end together first, then
phones activate until the announced time, and the freeze ends that. What has to be asked of the
box is asked before the transaction, and checked in it.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from ballot_service.desk import ISSUER, Desk
from ballot_service.meetings import clients
from ballot_service.meetings.actions.recording import Note, Posting, record, send, step_meeting
from ballot_service.meetings.domain import activation, gates
from ballot_service.meetings.domain.states import (
    MeetingState,
    MeetingStep,
    after_meeting_step,
    check_meeting_is,
)
from ballot_service.meetings.store import issuing, meetings, rounds
from ballot_service.meetings.store.rows import MeetingRow
from shared.documents.base import sign
from shared.documents.manifests import MeetingManifest
from shared.documents.orders import ActivationOrder, CheckedIn, FrozenList, FrozenLists
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, reading, unit_of_work


def end_check_in(desk: Desk, meeting_id: str, seconds: int, by: Actor) -> datetime:
    """End check-in and issuing; return the announced end of activation, ``seconds`` from now.

    From here on nothing can be signed: the private halves of the issuer's keys are destroyed.

    Raises:
        SlipsMeeting: with slips the freeze ends check-in.
        WrongState: nobody is being checked in.
        NobodyPresent, ElectorateBelowFloor: too few people are present.
        ActivationTimeImpossible: out of bounds.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        activation.check_blind(meeting.blind)
        people = meetings.people(uow.session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.END_CHECK_IN)
        gates.check_present(people, meeting.agenda.disclosure_floor)
        ends_at = activation.end_of_activation(desk.clock(), seconds)
        step_meeting(desk, uow.session, meeting, MeetingStep.END_CHECK_IN, by)
        issuing.destroy_private(uow.session, meeting_id)
        _announce(desk, uow, meeting, ends_at)
        detail = {
            "ends_at": ends_at.isoformat(),
            "present": {line.electorate: line.present for line in people},
            "released": {line.electorate: line.released for line in people},
        }
        record(desk, uow.session, meeting_id, by, Note("announce", meeting_id, detail=detail))
    return ends_at


def extend_activation(
    desk: Desk, meeting_id: str, seconds: int, reason: str, by: Actor
) -> datetime:
    """Move the announced end of activation back, to ``seconds`` from now; return it.

    It is the one end that is announced: casting has none, two people close a round.

    Raises:
        WrongState: nobody is activating.
        ActivationTimeImpossible: out of bounds, earlier than announced, or too late.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, MeetingState.ACTIVATING)
        assert meeting.activation_ends_at is not None, "an activating meeting has an end"
        now, announced = desk.clock(), meeting.activation_ends_at
        waiting = _box_waits(uow.session, meeting_id)
        activation.check_extension(now, announced, waiting=waiting)
        ends_at = activation.end_of_activation(now, seconds, announced)
        _announce(desk, uow, meeting, ends_at)
        note = Note("announce", meeting_id, reason=reason, detail={"ends_at": ends_at.isoformat()})
        record(desk, uow.session, meeting_id, by, note)
    return ends_at


def freeze(desk: Desk, meeting_id: str, by: Actor) -> None:
    """Fix every list of credentials of the meeting at once (P6); it ends check-in or activation.

    Raises:
        WrongState: nobody is being checked in or activating.
        ActivationNotOver, DeliveryWaiting: blind mode, and it is too early.
        ManifestNotDelivered: the box does not know the meeting yet.
        SlipsMissing, NobodyPresent, ElectorateBelowFloor, TooFewSlips, ListsDiffer: see ``gates``.
        TooManyActivated: see ``activation``.
        PeerAway: the box does not answer.
    """
    lists = _lists(desk, meeting_id)
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.FREEZE)
        manifest = _manifest(meeting)
        people = meetings.people(uow.session, meeting_id)
        gates.check_freeze(people, manifest.disclosure_floor, blind=manifest.blind)
        gates.check_lists(
            lists,
            {box.uuid: box.electorate for box in manifest.boxes},
            {line.electorate: line.printed or 0 for line in people},
        )
        activation.check_activated(lists, people)
        frozen = _frozen(desk, manifest, people, lists)
        step_meeting(desk, uow.session, meeting, MeetingStep.FREEZE, by)
        send(desk, uow, meeting_id, [Posting("box", sign(desk.key, frozen))])


def stop_activation(desk: Desk, uow: UnitOfWork, meeting: MeetingRow) -> None:
    """Destroy the issuer's keys of a meeting that is called off, and end its activation."""
    issuing.destroy_private(uow.session, meeting.id)
    if meeting.standing == MeetingState.ACTIVATING:
        signed = sign(desk.key, _order(meeting, "end"))
        send(desk, uow, meeting.id, [Posting("box", signed)])


def _announce(desk: Desk, uow: UnitOfWork, meeting: MeetingRow, ends_at: datetime) -> None:
    """Store the end of activation and let the box take activations."""
    meeting.activation_ends_at = ends_at
    signed = sign(desk.key, _order(meeting, "open"))
    send(desk, uow, meeting.id, [Posting("box", signed)])


def _lists(desk: Desk, meeting_id: str) -> list[gates.BoxList]:
    """Ask the box for its lists; in blind mode this is what ends activation."""
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        after_meeting_step(meeting.standing, MeetingStep.FREEZE)
        waiting = _box_waits(session, meeting_id)
    if not meeting.blind:
        return clients.fetch_lists(desk.box, meeting_id)
    ends_at = meeting.activation_ends_at
    activation.check_activation_over(desk.clock(), ends_at, waiting=waiting)
    # The same bytes however often this is done, so that the box does it once.
    return clients.end_activation(desk.box, sign(desk.key, _order(meeting, "end")))


def _order(meeting: MeetingRow, action: Literal["open", "end"]) -> ActivationOrder:
    """Return the order about activation, with the end that is announced now."""
    assert meeting.activation_ends_at is not None, "activation has an announced end"
    return ActivationOrder(
        issued_by=ISSUER,
        meeting=meeting.id,
        meeting_manifest=_manifest(meeting).digest,
        action=action,
        ends_at=int(meeting.activation_ends_at.timestamp()),
    )


def _box_waits(session: Session, meeting_id: str) -> bool:
    """Return whether a document is still on its way to the box."""
    return any(row.reader == "box" for row in rounds.undelivered(session, meeting_id))


def _manifest(meeting: MeetingRow) -> MeetingManifest:
    """Return the manifest of a meeting that has one."""
    manifest = meeting.manifest_document
    assert manifest is not None, "a meeting being checked in has a manifest"
    return manifest


def _frozen(
    desk: Desk, manifest: MeetingManifest, people: list[gates.People], lists: list[gates.BoxList]
) -> FrozenLists:
    """Return the desk's countersignature of every list, with the numbers of people."""
    return FrozenLists(
        issued_by=ISSUER,
        meeting=manifest.meeting,
        meeting_manifest=manifest.digest,
        lists=[_frozen_list(line) for line in sorted(lists, key=lambda line: line.uuid)],
        checked_in=[_checked_in(line) for line in people],
        timestamp=int(desk.clock().timestamp()),
    )


def _frozen_list(line: gates.BoxList) -> FrozenList:
    """Return one list as it is countersigned."""
    return FrozenList(uuid=line.uuid, digest=line.digest, size=line.size, activated=line.activated)


def _checked_in(line: gates.People) -> CheckedIn:
    """Return the numbers of one electorate at the freeze."""
    values: dict[str, Any] = {"roll": line.roll, "present": line.present}
    return CheckedIn(electorate=line.electorate, released=line.released, **values)
