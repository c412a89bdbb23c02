"""Queries about meetings, electorates, packs and events.

May import: SQLAlchemy, shared.errors, shared.plumbing.db, .two_person, ballot_service.desk_db, this
room's rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ballot_service.desk_db import ACCOUNTS
from ballot_service.meetings.domain.gates import People
from ballot_service.meetings.store.rows import (
    ElectorateRow,
    EventRow,
    MeetingRow,
    PackRow,
    ScrutineerRow,
    SlipCountRow,
)
from shared.errors import NotFound
from shared.plumbing.db import insert_once
from shared.plumbing.two_person import departed


class NoSuchMeeting(NotFound):
    """There is no meeting of this id."""

    code = "no_such_meeting"


class NoSuchElectorate(NotFound):
    """The meeting has no electorate of this letter."""

    code = "no_such_electorate"


class NoSuchPack(NotFound):
    """The desk knows no pack of this digest."""

    code = "no_such_pack"


def lock(session: Session, meeting_id: str) -> MeetingRow:
    """Return the meeting, so that nobody else changes anything of it until the commit.

    Raises:
        NoSuchMeeting: there is none.
    """
    return _found(session.get(MeetingRow, meeting_id, with_for_update=True))


def get(session: Session, meeting_id: str) -> MeetingRow:
    """Return the meeting for reading; ``NoSuchMeeting`` if there is none."""
    return _found(session.get(MeetingRow, meeting_id))


def summaries(session: Session) -> list[dict[str, Any]]:
    """Return every meeting in a line, the newest first, without loading agendas."""
    query = select(MeetingRow.id, MeetingRow.state, MeetingRow.summary)
    newest_first = query.order_by(MeetingRow.created_at.desc(), MeetingRow.id)
    return [
        {"meeting": meeting_id, "state": state, **summary}
        for meeting_id, state, summary in session.execute(newest_first)
    ]


def count(session: Session) -> int:
    """Return how many meetings there are."""
    return session.scalar(select(func.count()).select_from(MeetingRow)) or 0


def newest(session: Session, limit: int, offset: int) -> list[MeetingRow]:
    """Return at most ``limit`` meetings, the newest first, after ``offset`` newer ones."""
    query = select(MeetingRow).order_by(MeetingRow.created_at.desc(), MeetingRow.id)
    return list(session.scalars(query.limit(limit).offset(offset)))


def add_pack(
    session: Session, digest: str, document: dict[str, Any], *, offered: bool = True
) -> None:
    """Keep the pack, unless it is known already; one made for a meeting may be offered from now."""
    values = {"digest": digest, "document": document, "offered": offered}
    if not insert_once(session, PackRow, values, ["digest"]) and offered:
        session.execute(update(PackRow).where(PackRow.digest == digest).values(offered=True))


def get_pack(session: Session, digest: str) -> dict[str, Any]:
    """Return the resolved pack document; ``NoSuchPack`` if there is none."""
    row = session.get(PackRow, digest)
    if row is None:
        raise NoSuchPack("There is no pack of this digest here.")
    return row.document


def packs(session: Session) -> list[dict[str, Any]]:
    """Return every resolved pack that a meeting of this desk was made with, or that was added."""
    query = select(PackRow).where(PackRow.offered).order_by(PackRow.digest)
    return [row.document for row in session.scalars(query)]


def newest_pack(session: Session) -> str | None:
    """Return the digest of the newest meeting's pack that is offered, None before the first."""
    query = select(MeetingRow.pack).join(PackRow).where(PackRow.offered)
    query = query.order_by(MeetingRow.created_at.desc(), MeetingRow.id)
    return session.scalar(query.limit(1))


def electorates(session: Session, meeting_id: str) -> list[ElectorateRow]:
    """Return the meeting's electorates by letter."""
    query = select(ElectorateRow).where(ElectorateRow.meeting == meeting_id)
    return list(session.scalars(query.order_by(ElectorateRow.key)))


def get_electorate(session: Session, meeting_id: str, key: str) -> ElectorateRow:
    """Return one electorate; ``NoSuchElectorate`` if there is none."""
    row = session.get(ElectorateRow, (meeting_id, key))
    if row is None:
        raise NoSuchElectorate("This meeting has no such electorate.")
    return row


def people(session: Session, meeting_id: str) -> list[People]:
    """Return the numbers of every electorate."""
    return [
        People(row.key, row.roll, row.present, row.printed, row.released, row.invited)
        for row in electorates(session, meeting_id)
    ]


def uncounted(session: Session, meeting_id: str) -> list[str]:
    """Return the electorates whose slips two scrutineers have not agreed on, or are recounting."""
    waiting = first_counts(session, meeting_id)
    rows = electorates(session, meeting_id)
    return [row.key for row in rows if row.issued is None or row.key in waiting]


def first_counts(session: Session, meeting_id: str) -> dict[str, str]:
    """Return electorate to the name of whoever has counted and waits for a second scrutineer.

    Without counts of accounts that were closed since: the next count takes their place.
    """
    query = select(SlipCountRow).where(SlipCountRow.meeting == meeting_id)
    rows = session.scalars(query).all()
    gone = departed(session, SlipCountRow, [row.account_id for row in rows])
    return {row.electorate: row.name for row in rows if row.account_id not in gone}


def forget_first_count(session: Session, meeting_id: str, electorate: str) -> None:
    """Remove the count that waits: what was counted has changed."""
    session.execute(
        delete(SlipCountRow).where(
            SlipCountRow.meeting == meeting_id, SlipCountRow.electorate == electorate
        )
    )


def scrutineers(session: Session, meeting_id: str) -> list[ScrutineerRow]:
    """Return the meeting's scrutineers by name."""
    query = select(ScrutineerRow).where(ScrutineerRow.meeting == meeting_id)
    return list(session.scalars(query.order_by(ScrutineerRow.name, ScrutineerRow.account_id)))


def open_scrutineers(session: Session) -> dict[str, str]:
    """Return account to name of every open account that is a scrutineer, by name."""
    table = ACCOUNTS.account
    query = select(table).where(table.closed_at.is_(None)).order_by(table.name, table.id)
    return {row.id: row.name for row in session.scalars(query) if "scrutineer" in row.roles}


def newest_keys(session: Session) -> dict[str, str]:
    """Return account to the key it was named with in the newest meeting that names it."""
    query = (
        select(ScrutineerRow.account_id, ScrutineerRow.key)
        .join(MeetingRow, MeetingRow.id == ScrutineerRow.meeting)
        .where(ScrutineerRow.key != "")
        .order_by(MeetingRow.created_at, MeetingRow.id)
    )
    return {row.account_id: row.key for row in session.execute(query)}


def replace_electorates(
    session: Session, meeting_id: str, electorates: Iterable[tuple[str, str]]
) -> list[str]:
    """Make the electorates of a draft those of ``electorates``, letter and title.

    One that stays keeps its roll. One that has people on its roll is not removed.

    Returns:
        The letters of those that were to go and have people.
    """
    query = select(ElectorateRow).where(ElectorateRow.meeting == meeting_id)
    wanted, held = dict(electorates), []
    for row in list(session.scalars(query)):
        if row.key in wanted:
            row.title = wanted.pop(row.key)
        elif row.roll:
            held.append(row.key)
        else:
            session.delete(row)
    session.add_all(
        ElectorateRow(meeting=meeting_id, key=key, title=title) for key, title in wanted.items()
    )
    session.flush()
    return held


def replace_scrutineers(
    session: Session, meeting_id: str, entries: Iterable[tuple[str, str, str]]
) -> None:
    """Make the scrutineers of a draft those of ``entries``: account, name, key or ""."""
    session.execute(delete(ScrutineerRow).where(ScrutineerRow.meeting == meeting_id))
    session.add_all(
        ScrutineerRow(meeting=meeting_id, account_id=account, name=name, key=key)
        for account, name, key in entries
    )
    session.flush()


def names_of_scrutineers(session: Session, account_ids: Iterable[str]) -> dict[str, str]:
    """Return the name of every open account among ``account_ids`` that is a scrutineer."""
    table = ACCOUNTS.account
    query = select(table).where(table.id.in_(list(account_ids)), table.closed_at.is_(None))
    return {row.id: row.name for row in session.scalars(query) if "scrutineer" in row.roles}


def add_event(session: Session, event: EventRow) -> None:
    """Append ``event`` to its meeting's record; the meeting is locked."""
    last = select(func.max(EventRow.seq)).where(EventRow.meeting == event.meeting)
    event.seq = (session.scalar(last) or 0) + 1
    session.add(event)
    session.flush()


def events(session: Session, meeting_id: str) -> list[EventRow]:
    """Return what happened to a meeting, in order."""
    query = select(EventRow).where(EventRow.meeting == meeting_id).order_by(EventRow.seq)
    return list(session.scalars(query))


def _found(row: MeetingRow | None) -> MeetingRow:
    """Return ``row`` if there is one."""
    if row is None:
        raise NoSuchMeeting("There is no such meeting.")
    return row
