"""Make a meeting, edit its draft, copy it, or call it off.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.actions.freezing import stop_activation
from ballot_service.meetings.actions.printing import lacking
from ballot_service.meetings.actions.recording import (
    Note,
    order_round,
    record,
    step_meeting,
    step_round,
    tell_the_end,
)
from ballot_service.meetings.domain.drafts import (
    DraftRejected,
    MeetingDraft,
    check_agenda,
)
from ballot_service.meetings.domain.general_pack import general_pack
from ballot_service.meetings.domain.lines import check_new_lines
from ballot_service.meetings.domain.meeting_pack import check_line
from ballot_service.meetings.domain.next_step import shown_lacks
from ballot_service.meetings.domain.outlines import (
    ElectorateHasRoll,
    Outline,
    check_version,
    outline_from,
    sketch,
)
from ballot_service.meetings.domain.states import (
    IN_PROGRESS,
    NEVER_OPENED,
    MeetingState,
    MeetingStep,
    RoundStep,
    check_meeting_is,
)
from ballot_service.meetings.store import agenda, meetings, rounds, scrutineer_keys, test_runs
from ballot_service.meetings.store.rows import MeetingRow
from shared.errors import Conflict
from shared.plumbing.access import Actor
from shared.plumbing.db import UnitOfWork, reading, unit_of_work
from shared.rules.packs import Pack, pack_from_document

SUMMARY = ("title", "source", "year", "place")


class MeetingHasVoted(Conflict):
    """A round of the meeting was opened, so it cannot be cancelled any more."""

    code = "meeting_has_voted"


def create_meeting(desk: Desk, draft: MeetingDraft, by: Actor) -> str:
    """Store ``draft``, handed in whole, as a new meeting and return its id.

    Raises:
        DraftRejected: its parts do not fit together, a scrutineer has no account with that
            role, or the pack is a text pack or asks for a higher floor.
        PackRejected: the pack is not a resolved pack.
    """
    check_agenda(draft)
    pack = pack_from_document(draft.pack)
    check_jurisdiction(pack)
    outline = outline_from(draft.agenda, pack.digest)
    with unit_of_work(desk.sessions) as uow:
        meetings.add_pack(uow.session, pack.digest, pack.to_document())
        return add_draft(desk, uow, outline, by)


def start_draft(desk: Desk, outline: Outline, by: Actor, copy_of: str | None = None) -> str:
    """Store ``outline``, which may lack anything, as a new draft and return its meeting's id.

    A scrutineer without a key, or with one that they have replaced, has the one on record, if there
    is one.

    Raises:
        DraftRejected: a scrutineer has no account with that role, or the pack asks for a higher
            floor.
        NoSuchPack: the desk does not know the pack.
        SubjectsRejected: a subject comes twice, and not because it did so in what was copied.
    """
    if copy_of is None:
        check_new_lines(outline.lines, ())
    with unit_of_work(desk.sessions) as uow:
        return add_draft(desk, uow, outline, by, copy_of)


def copy_meeting(desk: Desk, meeting_id: str, by: Actor) -> str:
    """Make a new draft of what ``meeting_id`` was, is or was to be; return its meeting's id.

    Its roll is not copied: who comes is asked anew each time. Scrutineers without an open account
    are left out; the others have the key that is on record now.

    Raises:
        NoSuchMeeting: there is none.
    """
    with reading(desk.sessions) as session:
        outline = with_todays_scrutineers(session, meetings.get(session, meeting_id).outline)
    return start_draft(desk, outline, by, meeting_id)


def with_todays_scrutineers(session: Session, outline: Outline) -> Outline:
    """Return an earlier ``outline`` with those whose account is open, and their keys of today."""
    open_now, keys = meetings.open_scrutineers(session), scrutineer_keys.on_record(session)
    staying = [
        one.model_copy(update={"key": keys[one.account].key}) if one.account in keys else one
        for one in outline.scrutineers
        if one.account in open_now
    ]
    return outline.model_copy(update={"scrutineers": staying})


def save_draft(desk: Desk, meeting_id: str, version: int, outline: Outline, by: Actor) -> int:
    """Put ``outline`` in the place of the draft's; return the version it has now.

    Args:
        desk: ours.
        meeting_id: whose draft.
        version: of the draft that was edited; only the newest may be replaced.
        outline: all of it; a scrutineer without a key, or with one that they have replaced, has
            the one on record, if there is one.
        by: the organizer.

    Raises:
        NoSuchMeeting: there is none.
        WrongState: the meeting is prepared, or over: nothing of it can be edited any more.
        DraftChanged: somebody else changed it in the meantime.
        DraftRejected, NoSuchPack: as ``start_draft``; or a test run was to be one no more.
        SubjectsRejected: a subject comes twice that did not before.
        ElectorateHasRoll: an electorate goes whose people are on the roll.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        check_meeting_is(meeting.standing, MeetingState.DRAFT)
        check_version(meeting.version, version)
        before, pack_before = meeting.outline, meeting.pack
        outline = _with_keys(uow.session, outline)
        changed = sorted(
            name for name in Outline.model_fields if getattr(before, name) != getattr(outline, name)
        )
        if not changed:
            return meeting.version
        check_new_lines(outline.lines, before.lines)
        if not outline.test and test_runs.run_of(uow.session, meeting_id) is not None:
            raise DraftRejected("A test run stays one: its people are invented. Copy it instead.")
        names = _check_known(uow.session, outline)
        meeting.version += 1
        meeting.pack = outline.pack
        _write(meeting, outline)
        _write_people(uow.session, meeting_id, outline, names)
        detail = {"version": meeting.version, "changed": changed}
        if outline.pack != pack_before:
            detail["pack"] = outline.pack
        record(desk, uow.session, meeting_id, by, Note("edit_draft", meeting_id, detail=detail))
        return meeting.version


def show_draft(desk: Desk, meeting_id: str) -> dict[str, Any]:
    """Return the draft of a meeting, its version and what it lacks; read-only once prepared.

    Raises:
        NoSuchMeeting: there is none.
    """
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        editable = meeting.standing == MeetingState.DRAFT
        return {
            "meeting": meeting.id,
            "state": meeting.state,
            "version": meeting.version,
            "outline": meeting.outline.model_dump(mode="json"),
            "lacks": shown_lacks(meeting.id, *lacking(meeting)) if editable else [],
        }


def draft_of(desk: Desk, meeting_id: str) -> tuple[Outline, int, MeetingState]:
    """Return a meeting's outline, its version, and where the meeting stands.

    Raises:
        NoSuchMeeting: there is none.
    """
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        return meeting.outline, meeting.version, meeting.standing


def cancel_meeting(desk: Desk, meeting_id: str, reason: str, by: Actor) -> None:
    """Call the meeting off; the boxes of its rounds are told, the issuer's keys destroyed.

    Raises:
        NoSuchMeeting: there is none.
        MeetingHasVoted: a round was opened, or an open vote decided something.
        WrongState: it is closed or cancelled already.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        held = rounds.rounds(uow.session, meeting_id)
        if any(row.standing not in NEVER_OPENED for row in held):
            raise MeetingHasVoted("A round was opened, so the meeting can only be finished.")
        if agenda.decided(uow.session, meeting_id):
            raise MeetingHasVoted("An open vote has decided something. End the meeting instead.")
        stop_activation(desk, uow, meeting)
        step_meeting(desk, uow.session, meeting, MeetingStep.CANCEL, by, reason)
        for row in held:
            if row.standing in IN_PROGRESS:
                step_round(desk, uow.session, row, RoundStep.CANCEL, by, reason)
                order_round(desk, uow, row, "cancel", reason)
        tell_the_end(desk, uow, meeting, "cancelled")


def check_jurisdiction(pack: Pack) -> None:
    """Return if a meeting may be judged by ``pack``; ``DraftRejected`` if not."""
    if pack.kind != "jurisdiction":
        raise DraftRejected("A meeting uses a jurisdiction pack, which adopts from text packs.")


def add_draft(
    desk: Desk, uow: UnitOfWork, outline: Outline, by: Actor, copy_of: str | None = None
) -> str:
    """Add a draft within a transaction and return its meeting's id; raises as ``start_draft``."""
    outline = _with_keys(uow.session, outline)
    names = _check_known(uow.session, outline)
    meeting = MeetingRow(
        id=secrets.token_hex(8),
        created_at=desk.clock(),
        state=MeetingState.DRAFT,
        pack=outline.pack,
        version=1,
    )
    _write(meeting, outline)
    uow.session.add(meeting)
    uow.session.flush()
    _write_people(uow.session, meeting.id, outline, names)
    facts = {"pack": outline.pack, **({"copy_of": copy_of} if copy_of else {})}
    note = Note("create", meeting.id, after=MeetingState.DRAFT, detail=facts)
    record(desk, uow.session, meeting.id, by, note)
    return meeting.id


def _check_known(session: Session, outline: Outline) -> dict[str, str]:
    """Return the scrutineers' names, if the desk knows all that ``outline`` names.

    Raises:
        NoSuchPack, DraftRejected: it does not, or the pack cannot serve such a meeting.
        LineDiffers: the pack sets another line than the draft.
    """
    if outline.pack == general_pack().digest:
        meetings.add_pack(session, outline.pack, general_pack().to_document())
    pack = pack_from_document(meetings.get_pack(session, outline.pack))
    check_jurisdiction(pack)
    if outline.disclosure_floor < pack.parameters.disclosure_floor:
        raise DraftRejected("The disclosure floor cannot be lower than the pack's.")
    check_line(outline, pack)
    accounts = [scrutineer.account for scrutineer in outline.scrutineers]
    named = meetings.names_of_scrutineers(session, accounts)
    if len(named) != len(accounts):
        raise DraftRejected("Every scrutineer needs an account with the role scrutineer.")
    return named


def _with_keys(session: Session, outline: Outline) -> Outline:
    """Return ``outline`` with the key on record where a scrutineer has none, or none of today.

    A key that is somebody else's on record stood in the form before its row named another person.
    One that is on record for nobody was typed for this person, and stays.
    """
    own = scrutineer_keys.on_record(session)
    known = scrutineer_keys.known(session, [one.key for one in outline.scrutineers if one.key])
    filled = []
    for one in outline.scrutineers:
        typed = one.key is not None and one.key not in known
        recorded = own[one.account].key if one.account in own else None
        filled.append(one if typed else one.model_copy(update={"key": recorded}))
    return outline.model_copy(update={"scrutineers": filled})


def _write(meeting: MeetingRow, outline: Outline) -> None:
    """Write the outline into the meeting's row, and what lists and pages show of it."""
    known = sketch(outline)
    meeting.summary = {name: known[name] for name in SUMMARY}
    meeting.agenda_json = known
    meeting.outline_json = outline.model_dump(mode="json")


def _write_people(
    session: Session, meeting_id: str, outline: Outline, names: Mapping[str, str]
) -> None:
    """Write the draft's electorates and scrutineers.

    Raises:
        ElectorateHasRoll: an electorate goes whose people are on the roll.
    """
    titled = [(electorate.key, electorate.title) for electorate in outline.electorates]
    held = meetings.replace_electorates(session, meeting_id, titled)
    if held:
        raise ElectorateHasRoll(
            f"Electorate {', '.join(held)} has people on the roll. Import a roll without them."
        )
    entries = [(one.account, names[one.account], one.key or "") for one in outline.scrutineers]
    meetings.replace_scrutineers(session, meeting_id, entries)
