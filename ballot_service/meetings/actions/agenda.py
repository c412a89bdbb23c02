"""What the desk knows of an item of the agenda right now, and whether its gates are open.

May import: this room's lower floors, shared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from ballot_service.meetings.domain.drafted_facts import drafted_facts
from ballot_service.meetings.domain.drafts import DraftItem
from ballot_service.meetings.domain.item_gates import (
    Known,
    Presence,
    ShutItem,
    check_item,
    consent_is_next,
    shut_gates,
)
from ballot_service.meetings.domain.meeting_pack import with_needed
from ballot_service.meetings.domain.outlines import SHEET
from ballot_service.meetings.domain.states import MeetingState, RoundState
from ballot_service.meetings.store import agenda, meetings, rounds
from ballot_service.meetings.store.agenda import Matter
from ballot_service.meetings.store.rows import MeetingRow, RoundRow
from shared.documents.dates import day_in_china
from shared.errors import Conflict, NotFound
from shared.rules.packs import Pack, pack_from_document

DRAFTED_BY = "会议组织者"
"""Stands in a draft's pack for whoever will prepare the meeting; no document ever has it."""


class NoSuchItem(NotFound):
    """The meeting's agenda has no item of this key."""

    code = "no_such_item"


class RecordWaiting(Conflict):
    """A recorded vote waits for the second person's word; items are voted on one by one."""

    code = "record_waiting"


def pack_of(session: Session, meeting: MeetingRow) -> Pack:
    """Return the pack that the meeting is judged by; of a draft, with what preparing adds."""
    pack = pack_from_document(meetings.get_pack(session, meeting.rules))
    if meeting.standing != MeetingState.DRAFT:
        return pack
    return with_needed(meeting.outline, pack, DRAFTED_BY, day_in_china(meeting.created_at))


def adopted_for(session: Session, meeting: MeetingRow) -> list[str]:
    """Return the clauses that this meeting has beside those of the chosen pack, by id."""
    if meeting.standing != MeetingState.DRAFT and meeting.rules == meeting.pack:
        return []
    chosen = pack_from_document(meetings.get_pack(session, meeting.pack))
    return sorted(pack_of(session, meeting).clauses.keys() - chosen.clauses.keys())


def get_item(session: Session, meeting: MeetingRow, key: str) -> DraftItem:
    """Return an item of the agenda as it stands now; ``NoSuchItem`` if there is none of this key.

    A recorded assessment (C02) takes the place of the draft's, so that the sheet and every ruling
    on the count say the same as the gate did.
    """
    entry = agenda.find_item(session, meeting, key)
    if entry is None:
        raise NoSuchItem("The agenda has no such item.")
    row = agenda.standing(session, meeting.id, key)
    said = row.facts.get("assessed") if row else None
    if said is None:
        return entry
    item = entry.item.model_copy(update={"assessed": said["value"]})
    return entry.model_copy(update={"item": item})


def presence_of(session: Session, meeting_id: str, electorates: Collection[str]) -> Presence:
    """Return how many of these electorates are on the roll, and how many are checked in."""
    lines = [row for row in meetings.electorates(session, meeting_id) if row.key in electorates]
    return Presence(sum(row.roll for row in lines), sum(row.present for row in lines))


def drafted_of(meeting: MeetingRow, key: str) -> dict[str, bool | int]:
    """Return what the draft says of an item where a gate asks; a record stands above it."""
    return drafted_facts(meeting.outline) if key == SHEET else {}


def known_of(
    session: Session, meeting_id: str, matter: Matter, *, resubmitted: bool = False
) -> Known:
    """Return what the gates ask about an item; ``resubmitted``: a reason has been given (C10)."""
    key = matter.item.key
    row = agenda.standing(session, meeting_id, key)
    consent = agenda.consent(session, meeting_id, key)
    drafted = drafted_of(meetings.get(session, meeting_id), key)
    recorded = {name: fact["value"] for name, fact in row.facts.items()} if row else {}
    return Known(
        facts={**drafted, **recorded},
        presence=presence_of(session, meeting_id, matter.electorates),
        consent=consent.result["counts"] if consent and consent.result else None,
        consent_presence=Presence(consent.roll, consent.present) if consent else None,
        decided=agenda.latest_decision(session, meeting_id, key) is not None,
        resubmitted=resubmitted,
    )


def check_confirmed(session: Session, meeting_id: str) -> None:
    """Return if every recorded vote has the second person's word; else ``RecordWaiting``."""
    if agenda.waiting_vote(session, meeting_id) is not None:
        raise RecordWaiting(
            "A recorded vote waits for the second person. Confirm or withdraw it first."
        )


def check_votable(
    session: Session, meeting: MeetingRow, matter: Matter, reason: str | None = None
) -> None:
    """Return if the item may be put to the vote now, secretly or openly.

    Raises:
        RecordWaiting: a recorded vote is not confirmed yet.
        Conflict: a gate of the pack is shut, with its clause.
    """
    check_confirmed(session, meeting.id)
    known = known_of(session, meeting.id, matter, resubmitted=reason is not None)
    check_item(matter.item, pack_of(session, meeting), known)


def shut_for(session: Session, meeting: MeetingRow, row: RoundRow) -> ShutItem | None:
    """Return what keeps a round's item from the vote now, None if nothing does.

    Its gates were open when the round began; a record made since then may have shut one. A round
    that repeats another began with a reason (C10).
    """
    every = enumerate(agenda.matters(session, meeting), 1)
    number, matter = next(one for one in every if one[1].item.key == row.item)
    known = known_of(session, meeting.id, matter, resubmitted=row.follows is not None)
    shut = shut_gates(matter.item, pack_of(session, meeting), known)
    return ShutItem(row.item, matter.item.title, number, shut) if shut else None


def shut_rounds(session: Session, meeting: MeetingRow) -> dict[str, ShutItem]:
    """Return what keeps the items of rounds in boxes that are not open yet from it, by round."""
    waiting = (RoundState.DRAFT, RoundState.FROZEN)
    rows = [row for row in rounds.rounds(session, meeting.id) if row.standing in waiting]
    kept = {row.id: shut_for(session, meeting, row) for row in rows if not row.paper}
    return {round_id: item for round_id, item in kept.items() if item is not None}


@dataclass(frozen=True, slots=True)
class AgendaSight:
    """What of the agenda the next step is decided from."""

    items_left: bool
    """An item is left that may be voted on and has not been."""
    unconfirmed: Sequence[str]
    """Keys of items whose recorded vote waits for a second person."""
    consents: Sequence[str]
    """Keys of urgent items that nothing but their consent vote keeps from the vote."""
    recorded: bool
    """A recorded vote has decided something."""
    shut: Sequence[ShutItem] = ()
    """Items that a gate keeps from the vote, but for those whose consent vote comes first."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of all items, by key."""


def look_at_agenda(session: Session, meeting: MeetingRow, voted: Collection[str]) -> AgendaSight:
    """Return how far the agenda is; ``voted`` are the keys of items that had a secret round."""
    decided, pack = agenda.decided(session, meeting.id), pack_of(session, meeting)
    waiting = agenda.waiting_vote(session, meeting.id)
    left: list[str] = []
    consents: list[str] = []
    barred: list[ShutItem] = []
    matters = agenda.matters(session, meeting)
    for number, matter in enumerate(matters, 1):
        item = matter.item
        if item.key in decided or item.key in voted:
            continue
        known = known_of(session, meeting.id, matter)
        shut = shut_gates(item, pack, known)
        if not shut:
            left.append(item.key)
        elif consent_is_next(item, [one.rule for one in shut], known):
            consents.append(item.key)
        else:
            barred.append(ShutItem(item.key, item.title, number, shut))
    unconfirmed = [waiting.item] if waiting else []
    titles = {matter.item.key: matter.item.title for matter in matters}
    return AgendaSight(bool(left), unconfirmed, consents, bool(decided), barred, titles)
