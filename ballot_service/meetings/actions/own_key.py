"""A scrutineer's own public key: look at it, put another one on record.

Only the account itself does either. A meeting keeps the key it names: a new one changes no draft
and no manifest, but the record of every meeting that names its owner says that there is one.

May import: ballot_service.desk, this room's lower floors, shared.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.actions.recording import Note, record
from ballot_service.meetings.domain.scrutineer_keys import (
    ScrutineerKeyOver,
    ScrutineerKeyTaken,
    check_account,
    check_public_key,
    check_replaces,
)
from ballot_service.meetings.domain.states import MeetingState
from ballot_service.meetings.store import meetings, scrutineer_keys
from ballot_service.meetings.store.rows import MeetingRow, ScrutineerKeyRow
from shared.documents.dates import day_in_china
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.plumbing.two_person import PersonNeeded

ACT = "record_scrutineer_key"


def show_own_key(desk: Desk, by: Actor) -> dict[str, Any]:
    """Return the caller's key, their earlier ones, and the meetings ahead that name them.

    Returns:
        ``key`` (or None), ``recorded_on``; ``earlier``: key, from when to when, the newest first;
        ``meetings``: each with its state, whether its keys are ``fixed``, the ``key`` it names the
        caller with ("" for none yet) and whether that ``differs`` from the one on record, and all
        its scrutineers: name, key, since when that is on record ("" if they never put it there).
    """
    with reading(desk.sessions) as session:
        rows = scrutineer_keys.all_of(session, by.account_id)
        now = next((row for row in rows if row.replaced_at is None), None)
        return {
            "account": by.account_id,
            "name": by.name,
            "key": now.key if now else None,
            "recorded_on": day_in_china(now.recorded_at) if now else "",
            "earlier": [_earlier(row) for row in rows if row is not now],
            "meetings": [
                _naming(session, meeting, by.account_id, now.key if now else None)
                for meeting in scrutineer_keys.meetings_naming(session, by.account_id)
            ],
        }


def record_own_key(desk: Desk, key: str, replaces: str | None, account: str, by: Actor) -> bool:
    """Put ``key`` on record for the caller, in the place of ``replaces``; return if it is new.

    The same key again changes nothing. Two that are handed in at once for the same place: one is
    taken. Nobody proves here that they hold the private half, so a key that an organizer typed for
    somebody else is not the caller's either.

    Args:
        desk: ours.
        key: the raw public key, 64 hex digits.
        replaces: the key that the caller saw on record, None if there was none.
        account: whose key it was made as.
        by: the scrutineer.

    Raises:
        PersonNeeded: a machine's token has no key.
        OtherAccount: ``account`` is not the caller's.
        ScrutineerKeyRejected: no Ed25519 public key.
        ScrutineerKeyChanged: another key than ``replaces`` is on record.
        ScrutineerKeyTaken: it is another account's, or a meeting names it for one.
        ScrutineerKeyOver: the caller replaced it before.
    """
    if by.kind != "account":
        raise PersonNeeded("Only a signed-in person has a scrutineer's key.")
    check_account(by.account_id, account)
    check_public_key(key)
    with unit_of_work(desk.sessions) as uow:
        session, at = uow.session, desk.clock()
        scrutineer_keys.lock_owner(session, by.account_id)
        before = scrutineer_keys.current(session, by.account_id)
        if before is not None and before.key == key:
            return False
        check_replaces(before.key if before else None, replaces)
        if scrutineer_keys.is_named_for_another(session, key, by.account_id):
            raise _taken()
        if not scrutineer_keys.add(session, key, by.account_id, at):
            _refuse_known(session, key, by)
        if before is not None:
            before.replaced_at = at
        _tell_meetings(desk, session, by, {"key": key, "replaces": replaces or ""})
    return True


def _refuse_known(session: Session, key: str, by: Actor) -> None:
    """Refuse a key that is on record already, whoever's it is."""
    if scrutineer_keys.known(session, [key])[key].account_id == by.account_id:
        raise ScrutineerKeyOver("You replaced this key before. Make a new one.")
    raise _taken()


def _taken() -> ScrutineerKeyTaken:
    """Return the refusal of a key that is somebody else's."""
    return ScrutineerKeyTaken("This key is entered for somebody else. Make one of your own.")


def _tell_meetings(desk: Desk, session: Session, by: Actor, detail: dict[str, Any]) -> None:
    """Write into the record of every meeting that names the caller that there is another key."""
    naming = sorted(row.id for row in scrutineer_keys.meetings_naming(session, by.account_id))
    for meeting_id in naming:
        meetings.lock(session, meeting_id)
        record(desk, session, meeting_id, by, Note(ACT, by.account_id, detail=detail))


def _earlier(row: ScrutineerKeyRow) -> dict[str, Any]:
    """Return a key that was replaced."""
    return {
        "key": row.key,
        "recorded_on": day_in_china(row.recorded_at),
        "replaced_on": _day(row.replaced_at),
    }


def _naming(
    session: Session, meeting: MeetingRow, account_id: str, current: str | None
) -> dict[str, Any]:
    """Return a meeting as one of its scrutineers has to know it."""
    named = meetings.scrutineers(session, meeting.id)
    since = scrutineer_keys.recorded(session, [row.key for row in named])
    mine = next(row.key for row in named if row.account_id == account_id)
    return {
        "meeting": meeting.id,
        "title": meeting.summary["title"],
        "state": meeting.state,
        "fixed": meeting.standing != MeetingState.DRAFT,
        "key": mine,
        "differs": mine not in ("", current),
        "scrutineers": [
            {
                "name": row.name,
                "key": row.key,
                "recorded_on": _day(since.get((row.account_id, row.key))),
            }
            for row in named
        ],
    }


def _day(instant: datetime | None) -> str:
    """Return the day of an instant, "" for none."""
    return day_in_china(instant) if instant else ""
