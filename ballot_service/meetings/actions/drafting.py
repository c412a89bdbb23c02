"""Make a meeting, or call it off.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

import secrets

from ballot_service.desk import Desk
from ballot_service.meetings.actions.freezing import stop_activation
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
from ballot_service.meetings.domain.states import (
    IN_PROGRESS,
    NEVER_OPENED,
    MeetingState,
    MeetingStep,
    RoundStep,
)
from ballot_service.meetings.store import meetings, rounds
from ballot_service.meetings.store.rows import ElectorateRow, MeetingRow, ScrutineerRow
from shared.errors import Conflict
from shared.plumbing.access import Actor
from shared.plumbing.db import unit_of_work
from shared.rules.packs import Pack, pack_from_document

SUMMARY = ("title", "source", "year", "place")


class MeetingHasVoted(Conflict):
    """A round of the meeting was opened, so it cannot be cancelled any more."""

    code = "meeting_has_voted"


def create_meeting(desk: Desk, draft: MeetingDraft, by: Actor) -> str:
    """Store ``draft`` as a new meeting and return its id.

    Raises:
        DraftRejected: its parts do not fit together, a scrutineer has no account with that
            role, or the pack is a text pack or asks for a higher floor.
        PackRejected: the pack is not a resolved pack.
    """
    check_agenda(draft)
    pack = pack_from_document(draft.pack)
    _check_pack(pack, draft)
    meeting_id, agenda = secrets.token_hex(8), draft.agenda.model_dump(mode="json")
    with unit_of_work(desk.sessions) as uow:
        named = meetings.names_of_scrutineers(
            uow.session, [scrutineer.account for scrutineer in draft.scrutineers]
        )
        if len(named) != len(draft.scrutineers):
            raise DraftRejected("Every scrutineer needs an account with the role scrutineer.")
        meetings.add_pack(uow.session, pack.digest, pack.to_document())
        uow.session.add(
            MeetingRow(
                id=meeting_id,
                created_at=desk.clock(),
                state=MeetingState.DRAFT,
                summary={name: agenda[name] for name in SUMMARY},
                agenda_json=agenda,
                pack=pack.digest,
            )
        )
        uow.session.flush()
        uow.session.add_all(
            ElectorateRow(meeting=meeting_id, key=electorate.key, title=electorate.title)
            for electorate in draft.electorates
        )
        uow.session.add_all(
            ScrutineerRow(
                meeting=meeting_id,
                account_id=entry.account,
                name=named[entry.account],
                key=entry.key,
            )
            for entry in draft.scrutineers
        )
        note = Note("create", meeting_id, after=MeetingState.DRAFT, detail={"pack": pack.digest})
        record(desk, uow.session, meeting_id, by, note)
    return meeting_id


def cancel_meeting(desk: Desk, meeting_id: str, reason: str, by: Actor) -> None:
    """Call the meeting off; the boxes of its rounds are told, the issuer's keys destroyed.

    Raises:
        NoSuchMeeting: there is none.
        MeetingHasVoted: a round was opened.
        WrongState: it is closed or cancelled already.
    """
    with unit_of_work(desk.sessions) as uow:
        meeting = meetings.lock(uow.session, meeting_id)
        held = rounds.rounds(uow.session, meeting_id)
        if any(row.standing not in NEVER_OPENED for row in held):
            raise MeetingHasVoted("A round was opened, so the meeting can only be finished.")
        stop_activation(desk, uow, meeting)
        step_meeting(desk, uow.session, meeting, MeetingStep.CANCEL, by, reason)
        for row in held:
            if row.standing in IN_PROGRESS:
                step_round(desk, uow.session, row, RoundStep.CANCEL, by, reason)
                order_round(desk, uow, row, "cancel", reason)
        tell_the_end(desk, uow, meeting, "cancelled")


def _check_pack(pack: Pack, draft: MeetingDraft) -> None:
    """Return if the meeting may be judged by ``pack``."""
    if pack.kind != "jurisdiction":
        raise DraftRejected("A meeting uses a jurisdiction pack, which adopts from text packs.")
    if draft.disclosure_floor < pack.parameters.disclosure_floor:
        raise DraftRejected("The disclosure floor cannot be lower than the pack's.")
