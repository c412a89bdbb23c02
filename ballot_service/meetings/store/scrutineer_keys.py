"""Queries about the public keys that scrutineers put on record.

May import: SQLAlchemy, shared.plumbing.db, ballot_service.desk_db, this room's domain and rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, object_session

from ballot_service.desk_db import ACCOUNTS
from ballot_service.meetings.domain.states import MeetingState, RoundState
from ballot_service.meetings.store.rows import (
    MeetingRow,
    RoundRow,
    ScrutineerKeyRow,
    ScrutineerRow,
)
from shared.plumbing.db import insert_once

OVER = (MeetingState.CLOSED, MeetingState.CANCELLED)
UNSIGNED = (RoundState.CLOSING, RoundState.CLOSED)
"""A round whose closing record may still wait for a scrutineer, also when the meeting is over."""


def lock_owner(session: Session, account_id: str) -> None:
    """Let nobody else change the keys of this account until the commit."""
    session.get(ACCOUNTS.account, account_id, with_for_update=True)


def current(session: Session, account_id: str) -> ScrutineerKeyRow | None:
    """Return the key of an account that is on record, None if it never had one."""
    query = select(ScrutineerKeyRow).where(
        ScrutineerKeyRow.account_id == account_id, ScrutineerKeyRow.replaced_at.is_(None)
    )
    return session.scalar(query)


def all_of(session: Session, account_id: str) -> list[ScrutineerKeyRow]:
    """Return every key of an account, the newest first."""
    query = select(ScrutineerKeyRow).where(ScrutineerKeyRow.account_id == account_id)
    return list(session.scalars(query.order_by(ScrutineerKeyRow.recorded_at.desc())))


def known(session: Session, keys: Iterable[str]) -> dict[str, ScrutineerKeyRow]:
    """Return those among ``keys`` that are or were on record for anybody."""
    query = select(ScrutineerKeyRow).where(ScrutineerKeyRow.key.in_(list(keys)))
    return {row.key: row for row in session.scalars(query)}


def is_named_for_another(session: Session, key: str, account_id: str) -> bool:
    """Return whether any meeting names another account than this one with ``key``."""
    query = select(ScrutineerRow.meeting).where(
        ScrutineerRow.key == key, ScrutineerRow.account_id != account_id
    )
    return session.scalars(query.limit(1)).first() is not None


def replaced_in(meeting: MeetingRow) -> list[str]:
    """Return the names of those whom ``meeting`` names with a key that they replaced since."""
    session = object_session(meeting)
    assert session is not None, "a meeting's row is read within a transaction"
    same = (ScrutineerKeyRow.key == ScrutineerRow.key) & (
        ScrutineerKeyRow.account_id == ScrutineerRow.account_id
    )
    query = (
        select(ScrutineerRow.name)
        .join(ScrutineerKeyRow, same)
        .where(ScrutineerRow.meeting == meeting.id, ScrutineerKeyRow.replaced_at.is_not(None))
        .order_by(ScrutineerRow.name)
    )
    return list(session.scalars(query))


def add(session: Session, key: str, account_id: str, at: datetime) -> bool:
    """Put a key on record; return whether it was nobody's before."""
    values = {"key": key, "account_id": account_id, "recorded_at": at, "replaced_at": None}
    return insert_once(session, ScrutineerKeyRow, values, ["key"])


def on_record(session: Session) -> dict[str, ScrutineerKeyRow]:
    """Return account to current key, of everybody who has one."""
    query = select(ScrutineerKeyRow).where(ScrutineerKeyRow.replaced_at.is_(None))
    return {row.account_id: row for row in session.scalars(query)}


def recorded(session: Session, keys: Iterable[str]) -> dict[tuple[str, str], datetime]:
    """Return since when each of ``keys`` is on record, by account and key."""
    query = select(ScrutineerKeyRow).where(ScrutineerKeyRow.key.in_(list(keys)))
    return {(row.account_id, row.key): row.recorded_at for row in session.scalars(query)}


def meetings_naming(session: Session, account_id: str) -> list[MeetingRow]:
    """Return the meetings that name this scrutineer and may still need them, the newest first."""
    waiting = select(RoundRow.meeting).where(RoundRow.state.in_(UNSIGNED))
    needed = or_(MeetingRow.state.not_in(OVER), MeetingRow.id.in_(waiting))
    query = (
        select(MeetingRow)
        .join(ScrutineerRow, ScrutineerRow.meeting == MeetingRow.id)
        .where(ScrutineerRow.account_id == account_id, needed)
        .order_by(MeetingRow.created_at.desc(), MeetingRow.id)
    )
    return list(session.scalars(query))
