"""Import the roll from a file: look at it first, then put it in the place of the old one.

A preview stores nothing. The import reads the same file again from its first byte; the digest says
that it is the file whose warnings somebody has looked at.

May import: ballot_service.desk, ballot_service.meetings' domain and store, this room, shared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ballot_service.desk import Desk
from ballot_service.meetings.domain.states import MeetingState, check_meeting_is
from ballot_service.meetings.store import meetings
from ballot_service.roll.actions.recording import Change, record
from ballot_service.roll.domain.findings import COLUMNS
from ballot_service.roll.domain.rolls import MOST_BYTES, RollRejected, check_confirmed
from ballot_service.roll.domain.rosters import (
    Roster,
    check_no_problems,
    columns_of,
    read_roster,
)
from ballot_service.roll.store import invitations, people
from ballot_service.roll.store.counting import write_counts
from shared.plumbing.access import Actor
from shared.plumbing.db import reading, unit_of_work
from shared.tables.names import lacks
from shared.tables.reading import read_table
from shared.tables.writing import write_template


@dataclass(frozen=True, slots=True)
class RollFile:
    """A file as somebody brought it."""

    name: str
    body: bytes

    @property
    def digest(self) -> str:
        """The file's SHA-256, hex."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import of this file would do."""

    digest: str
    roster: Roster
    invitations_void: int
    """Invitations that would no longer work."""
    overlaps: dict[str, int]
    """Other meeting to the number of people of this file who are on its roll too."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import left behind."""

    by_electorate: dict[str, int]
    """How many people each electorate has now, counted in the database."""
    invitations_void: int
    """Invitations of the earlier roll that no longer work."""

    @property
    def total(self) -> int:
        """How many people are on the roll now."""
        return sum(self.by_electorate.values())


def preview_roll(desk: Desk, meeting_id: str, file: RollFile) -> Preview:
    """Return what ``import_roll`` would make of a file; nothing is stored.

    Raises:
        NoSuchMeeting, WrongState: as ``import_roll``.
        RollRejected, TableRejected: there is no roll in this file.
    """
    table = read_table(file.name, _body(file))
    with reading(desk.sessions) as session:
        roster = read_roster(table, _open(session, meeting_id), lacks)
        same = [line.same_as for line in roster.lines]
        return Preview(
            digest=file.digest,
            roster=roster,
            invitations_void=len(invitations.invited(session, meeting_id)),
            overlaps=people.shared_with(session, meeting_id, same),
        )


def import_roll(
    desk: Desk, meeting_id: str, file: RollFile, seen: str | None, by: Actor
) -> Imported:
    """Put the people of a file in the place of the meeting's roll, their invitations gone.

    Args:
        desk: ours.
        meeting_id: whose roll.
        file: XLSX, XLS, ODS or CSV.
        seen: digest of the file whose warnings ``by`` has looked at; None if there was no look.
        by: the organizer.

    Raises:
        NoSuchMeeting, WrongState: check-in has started, so the roll is fixed (catalogue E43).
        RollRejected, TableRejected: the file has problems; nothing is stored.
        RollUnconfirmed, RollChanged: its warnings have not been looked at.
    """
    table = read_table(file.name, _body(file))  # before the meeting is locked
    with unit_of_work(desk.sessions) as uow:
        meetings.lock(uow.session, meeting_id)
        roster = read_roster(table, _open(uow.session, meeting_id), lacks)
        check_no_problems(roster)
        check_confirmed(file.digest, seen, len(roster.warnings))
        void = len(invitations.invited(uow.session, meeting_id))
        invitations.forget_invitations(uow.session, meeting_id)
        people.replace(uow.session, meeting_id, roster.lines)
        write_counts(uow.session, meeting_id)
        imported = Imported(people.rolls(uow.session, meeting_id), void)
        detail = {
            "by_electorate": imported.by_electorate,
            "file": file.digest,
            "invitations_void": void,
            "warnings": len(roster.warnings),
        }
        record(desk, uow.session, meeting_id, by, Change("import_roll", meeting_id, detail))
    return imported


def make_template(desk: Desk, meeting_id: str, language: str) -> bytes:
    """Return an XLSX file with the columns of this meeting's roll and nobody in it.

    Raises:
        NoSuchMeeting: there is none.
    """
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        letters = _electorates(session, meeting_id)
    at = 0 if language == "zh" else 1
    titles = {column.key: COLUMNS[column.key][at] for column in columns_of(letters)}
    sheet = "名册" if language == "zh" else "roll"
    choices = {titles["electorate"]: list(letters)}
    return write_template(sheet, list(titles.values()), choices)


def _open(session: Session, meeting_id: str) -> dict[str, str]:
    """Return the electorates of a meeting whose roll can still be imported."""
    meeting = meetings.get(session, meeting_id)
    check_meeting_is(meeting.standing, MeetingState.DRAFT, MeetingState.PREPARED)
    return _electorates(session, meeting_id)


def _electorates(session: Session, meeting_id: str) -> dict[str, str]:
    """Return class letter to title."""
    return {row.key: row.title for row in meetings.electorates(session, meeting_id)}


def _body(file: RollFile) -> bytes:
    """Return what is in the file if it is not larger than any roll."""
    if len(file.body) > MOST_BYTES:
        raise RollRejected("The roll is larger than 5 MB.")
    return file.body
