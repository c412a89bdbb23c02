"""What people at the desk see of meetings: numbers, states, and the one next step.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.desk_db import ApprovalRow
from ballot_service.meetings.actions.agenda import (
    adopted_for,
)
from ballot_service.meetings.actions.balloting import CLOSE_ROUND, OPEN_ROUND
from ballot_service.meetings.actions.sights import has_agenda, lacks_of, refused_of, sight_of
from ballot_service.meetings.domain.general_pack import general_pack
from ballot_service.meetings.domain.next_step import next_step, shown_lacks
from ballot_service.meetings.domain.outlines import Outline
from ballot_service.meetings.domain.places import Service, places_of
from ballot_service.meetings.domain.states import (
    MEETING_STEPS,
    NEVER_OPENED,
    MeetingStep,
    RoundState,
)
from ballot_service.meetings.store import meetings, rounds, test_runs
from ballot_service.meetings.store.agenda import decided, recusals
from ballot_service.meetings.store.agenda import matters as matters_of
from ballot_service.meetings.store.rows import EventRow, MeetingRow, RoundRow
from ballot_service.meetings.store.test_runs import TestRunRow
from shared.crypto.receipts import six_words
from shared.documents.dates import day_in_china
from shared.documents.orders import FrozenLists, RoundLedger
from shared.next_step import NextStep
from shared.plumbing.db import reading
from shared.plumbing.two_person import approvals
from shared.rules.pack_list import text_pack

MEETINGS_A_PAGE = 20


def list_meetings(desk: Desk) -> list[dict[str, Any]]:
    """Return every meeting in a line, the newest first."""
    with reading(desk.sessions) as session:
        return meetings.summaries(session)


def show_meeting(desk: Desk, meeting_id: str) -> dict[str, Any]:
    """Return all that the desk's people need to know of a meeting, the next step included.

    Raises:
        NoSuchMeeting: there is none.
    """
    with reading(desk.sessions) as session:
        meeting = meetings.get(session, meeting_id)
        held = [_round(session, row) for row in rounds.rounds(session, meeting_id)]
        waiting = rounds.undelivered(session, meeting_id)
        agenda, run = meeting.agenda_json, test_runs.run_of(session, meeting_id)
        step = next_step(sight_of(session, meeting, held, waiting, desk.clock()))
        outline = meeting.outline
        said = meeting.manifest_document or outline
        return {
            "meeting": meeting.id,
            **{name: agenda[name] for name in ("title", "source", "year", "place", "test")},
            "state": meeting.state,
            "disclosure_floor": agenda["disclosure_floor"],
            "board": agenda["board"],
            "pack": meeting.rules,
            "adopted": adopted_for(session, meeting),
            "credential_mode": "blind" if meeting.blind else "slips",
            "activation_ends_at": _seconds(meeting.activation_ends_at),
            "manifest": _manifest(meeting),
            "electorates": _electorates(session, meeting_id),
            "scrutineers": [
                {"account": row.account_id, "name": row.name, "key": row.key}
                for row in meetings.scrutineers(session, meeting_id)
            ],
            "items": [
                matter.item.model_dump(mode="json") for matter in matters_of(session, meeting)
            ],
            "rounds": _linked(held),
            "test_runs": [_test_run(row) for row in test_runs.runs_of(session, meeting_id)],
            "rehearses": run.rehearses if run else None,
            "wiped": bool(run and run.wiped_at),
            "delivery_refused": refused_of(waiting),
            "can_cancel": _can_cancel(meeting, held) and not decided(session, meeting_id),
            "template": _template(outline),
            "published": said.published,
            "recipients": said.recipients,
            "has_agenda": has_agenda(meeting),
            "lacks": shown_lacks(meeting.id, *lacks_of(meeting)),
            "next_step": _shown(desk, meeting, step),
        }


def page_of_meetings(desk: Desk, page: int) -> dict[str, Any]:
    """Return some meetings, the newest first, each with its next step.

    Args:
        desk: ours.
        page: from 1; what is out of bounds becomes the nearest that is there.
    """
    with reading(desk.sessions) as session:
        last = max(1, -(-meetings.count(session) // MEETINGS_A_PAGE))
        page = min(max(page, 1), last)
        rows = meetings.newest(session, MEETINGS_A_PAGE, (page - 1) * MEETINGS_A_PAGE)
        lines = [
            {
                "meeting": row.id,
                "state": row.state,
                **row.summary,
                "next_step": _shown(desk, row, _next(session, row, desk.clock())),
            }
            for row in rows
        ]
        return {"meetings": lines, "page": page, "last": last}


def show_events(desk: Desk, meeting_id: str) -> list[dict[str, Any]]:
    """Return the meeting's record, in order: who, what, when, why."""
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        return [_event(row) for row in meetings.events(session, meeting_id)]


def show_ledgers(desk: Desk, meeting_id: str) -> list[dict[str, Any]]:
    """Return the signed ledgers of the meeting's rounds; none before it is finished."""
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        return rounds.documents(session, meeting_id, RoundLedger.KIND)


def show_pack(desk: Desk, digest: str) -> dict[str, Any]:
    """Return a resolved pack document; ``NoSuchPack`` if the desk has none of this digest.

    A text pack is found by its id, too.
    """
    text = text_pack(digest)
    if text is not None:
        return text.to_document()
    if digest == general_pack().digest:  # offered before any meeting was made with it
        return general_pack().to_document()
    with reading(desk.sessions) as session:
        return meetings.get_pack(session, digest)


def _next(session: Session, meeting: MeetingRow, now: datetime) -> NextStep:
    """Return the next step of a meeting."""
    held = [_round(session, row) for row in rounds.rounds(session, meeting.id)]
    waiting = rounds.undelivered(session, meeting.id)
    return next_step(sight_of(session, meeting, held, waiting, now))


def _can_cancel(meeting: MeetingRow, held: list[dict[str, Any]]) -> bool:
    """Return whether the meeting may still be called off: nobody can have voted."""
    allowed, _ = MEETING_STEPS[MeetingStep.CANCEL]
    return meeting.standing in allowed and all(row["state"] in NEVER_OPENED for row in held)


def _template(outline: Outline) -> dict[str, Any] | None:
    """Return what a meeting's template says of itself, None if it was made without one."""
    kind = outline.template
    if kind is None:
        return None
    return {
        "id": kind.id,
        "name": kind.name._asdict(),
        "clauses": list(kind.clauses),
        "notes": [note._asdict() for note in kind.notes],
        "sealed_below_floor": kind.sealed_below_floor,
    }


def _shown(desk: Desk, meeting: MeetingRow, step: NextStep) -> dict[str, Any]:
    """Return the next step as it is shown."""
    agenda = meeting.agenda_json
    origins: dict[Service, str] = {"box": desk.box_origin, "tally": desk.tally_origin}
    places = places_of(step.code, origins, meeting.id, agenda["board"])
    return replace(step, places=places).to_json()


def _manifest(meeting: MeetingRow) -> dict[str, Any] | None:
    """Return the digest of the meeting manifest and its six words, to be compared in the hall."""
    manifest = meeting.manifest_document
    if manifest is None:
        return None
    words = six_words(bytes.fromhex(manifest.digest))
    return {"digest": manifest.digest, "words": {"zh": list(words.zh), "en": list(words.en)}}


def _electorates(session: Session, meeting_id: str) -> list[dict[str, Any]]:
    """Return the numbers and boxes of each electorate."""
    boxes = rounds.boxes(session, meeting_id)
    waiting = meetings.first_counts(session, meeting_id)
    activated = _activated(session, meeting_id)
    return [
        {
            "key": row.key,
            "title": row.title,
            "roll": row.roll,
            "present": row.present,
            "printed": row.printed,
            "issued": row.issued,
            "counted_by": row.counted_by,
            "first_counted_by": waiting.get(row.key),
            "invited": row.invited,
            "released": row.released,
            "reserve_out": row.reserve_out,
            "on_leave": row.on_leave,
            "activated": {
                box.uuid: activated[box.uuid]
                for box in boxes
                if box.electorate == row.key and box.uuid in activated
            },
            "uuids": [box.uuid for box in boxes if box.electorate == row.key],
        }
        for row in meetings.electorates(session, meeting_id)
    ]


def _activated(session: Session, meeting_id: str) -> dict[str, int]:
    """Return uuid to the number of activated credentials; nothing before the freeze (P7)."""
    frozen = rounds.documents(session, meeting_id, FrozenLists.KIND)
    lists = [one for signed in frozen for one in FrozenLists.parse(signed["document"]).lists]
    return {one.uuid: one.activated for one in lists}


def _seconds(instant: datetime | None) -> int | None:
    """Return an instant in Unix seconds."""
    return int(instant.timestamp()) if instant else None


def _round(session: Session, row: RoundRow) -> dict[str, Any]:
    """Return one round and who has confirmed what."""
    opened = approvals(session, ApprovalRow, OPEN_ROUND, row.id)
    closed = approvals(session, ApprovalRow, CLOSE_ROUND, row.id)
    return {
        "round": row.id,
        "number": row.number,
        "item": row.item,
        "follows": row.follows,
        "recused": [one.name for one in recusals(session, row.meeting) if one.item == row.item],
        "state": row.state,
        "paper": row.paper,
        "cause": row.cause,
        "boxes": [
            {"uuid": box.uuid, "electorate": box.electorate}
            for box in rounds.boxes_of(session, row.id)
        ],
        "opened_by": list(opened.names),
        "opener_accounts": list(opened.accounts),
        "closed_by": list(closed.names),
        "closer_accounts": list(closed.accounts),
    }


def _linked(held: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rounds, each with the number of the one before it that had the same item."""
    last: dict[str, int] = {}
    linked = []
    for line in held:
        linked.append({**line, "repeats": last.get(line["item"])})
        if line["state"] != RoundState.CANCELLED:
            last[line["item"]] = line["number"]
    return linked


def _test_run(row: TestRunRow) -> dict[str, Any]:
    """Return one test run of a meeting, with the notice that it was wiped."""
    return {
        "meeting": row.meeting,
        "wiped_by": row.wiped_by,
        "wiped_at": row.wiped_at.isoformat() if row.wiped_at else None,
        "wiped_on": day_in_china(row.wiped_at) if row.wiped_at else None,
        "notice": row.notice,
    }


def _event(row: EventRow) -> dict[str, Any]:
    """Return one line of the record."""
    return {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "account": row.account_id,
        "name": row.name,
        "act": row.act,
        "subject": row.subject,
        "before": row.before,
        "after": row.after,
        "reason": row.reason,
        "detail": row.detail,
    }
