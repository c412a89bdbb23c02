"""What people at the desk see of meetings: numbers, states, and the one next step.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.desk_db import ApprovalRow
from ballot_service.meetings.actions.balloting import CLOSE_ROUND, OPEN_ROUND, pack_of
from ballot_service.meetings.domain.gates import check_item
from ballot_service.meetings.domain.next_step import NextStep, RoundSight, Sight, next_step
from ballot_service.meetings.domain.states import (
    MEETING_STEPS,
    NEVER_OPENED,
    MeetingState,
    MeetingStep,
    RoundState,
)
from ballot_service.meetings.store import meetings, rounds
from ballot_service.meetings.store.rows import DocumentRow, EventRow, MeetingRow, RoundRow
from shared.crypto.receipts import six_words
from shared.documents.manifests import Item
from shared.documents.orders import FrozenLists, RoundLedger
from shared.errors import Conflict
from shared.plumbing.db import reading
from shared.plumbing.two_person import approvals
from shared.rules.packs import Pack

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
        agenda = meeting.agenda_json
        step = next_step(_sight(session, meeting, held, waiting, desk.clock()))
        return {
            "meeting": meeting.id,
            **{name: agenda[name] for name in ("title", "source", "year", "place", "test")},
            "state": meeting.state,
            "disclosure_floor": agenda["disclosure_floor"],
            "board": agenda["board"],
            "pack": meeting.pack,
            "credential_mode": "blind" if meeting.blind else "slips",
            "activation_ends_at": _seconds(meeting.activation_ends_at),
            "manifest": _manifest(meeting),
            "electorates": _electorates(session, meeting_id),
            "scrutineers": [
                {"account": row.account_id, "name": row.name, "key": row.key}
                for row in meetings.scrutineers(session, meeting_id)
            ],
            "items": [entry["item"] for entry in agenda["items"]],
            "rounds": held,
            "delivery_refused": _refused(waiting),
            "can_cancel": _can_cancel(meeting, held),
            "next_step": _shown(step),
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
                "next_step": _shown(_next(session, row, desk.clock())),
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
    """Return a resolved pack document; ``NoSuchPack`` if the desk has none of this digest."""
    with reading(desk.sessions) as session:
        return meetings.get_pack(session, digest)


def _next(session: Session, meeting: MeetingRow, now: datetime) -> NextStep:
    """Return the next step of a meeting."""
    held = [_round(session, row) for row in rounds.rounds(session, meeting.id)]
    waiting = rounds.undelivered(session, meeting.id)
    return next_step(_sight(session, meeting, held, waiting, now))


def _can_cancel(meeting: MeetingRow, held: list[dict[str, Any]]) -> bool:
    """Return whether the meeting may still be called off: nobody can have voted."""
    allowed, _ = MEETING_STEPS[MeetingStep.CANCEL]
    return meeting.standing in allowed and all(row["state"] in NEVER_OPENED for row in held)


def _shown(step: NextStep) -> dict[str, Any]:
    """Return the next step as it is shown."""
    parameters = {name: list(texts) for name, texts in step.parameters.items()}
    return {
        "code": step.code,
        "parameters": parameters,
        "roles": list(step.roles),
        "zh": step.zh,
        "en": step.en,
    }


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
    return {
        "round": row.id,
        "number": row.number,
        "item": row.item,
        "state": row.state,
        "cause": row.cause,
        "boxes": [
            {"uuid": box.uuid, "electorate": box.electorate}
            for box in rounds.boxes_of(session, row.id)
        ],
        "opened_by": list(approvals(session, ApprovalRow, OPEN_ROUND, row.id).names),
        "closed_by": list(approvals(session, ApprovalRow, CLOSE_ROUND, row.id).names),
    }


def _sight(
    session: Session,
    meeting: MeetingRow,
    held: list[dict[str, Any]],
    waiting: list[DocumentRow],
    now: datetime,
) -> Sight:
    """Return what the next step is decided from."""
    refused, ends_at = _refused(waiting), meeting.activation_ends_at
    return Sight(
        state=meeting.standing,
        people=meetings.people(session, meeting.id),
        rounds=[
            RoundSight(
                RoundState(row["state"]),
                len(row["opened_by"]),
                len(row["closed_by"]),
                row["cause"],
            )
            for row in held
        ],
        waiting=bool(waiting),
        refused=f"{refused['reader']}: {refused['slug']}" if refused else None,
        rehearsed=meeting.rehearsal is not None,
        items_left=meeting.standing == MeetingState.READY and _items_left(session, meeting, held),
        uncounted=meetings.uncounted(session, meeting.id),
        blind=meeting.blind,
        activation_over=ends_at is not None and now >= ends_at,
    )


def _items_left(session: Session, meeting: MeetingRow, held: list[dict[str, Any]]) -> bool:
    """Return whether an item is left that may be voted on and has not been."""
    done = {row["item"] for row in held if row["state"] != RoundState.CANCELLED}
    pack = pack_of(session, meeting)
    items = [Item.model_validate(entry["item"]) for entry in meeting.agenda_json["items"]]
    return any(item.key not in done and _passes(item, pack) for item in items)


def _passes(item: Item, pack: Pack) -> bool:
    """Return whether no gate is shut for ``item``."""
    try:
        check_item(item, pack)
    except Conflict:
        return False
    return True


def _refused(waiting: list[DocumentRow]) -> dict[str, str] | None:
    """Return the document a reader has refused, None if there is none."""
    for row in waiting:
        if row.refused is not None:
            return {"reader": row.reader, "document": row.kind, "slug": row.refused}
    return None


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
