"""The record of an open vote as a signed document: made when it is confirmed, then only handed out.

May import: ballot_service.desk, ballot_service.meetings' lower floors, this room, shared.
"""

from __future__ import annotations

from typing import Any

from ballot_service.desk import ISSUER, Desk
from ballot_service.meetings.store import agenda, meetings
from ballot_service.meetings.store.agenda import NoSuchVote, RecordedVoteRow
from ballot_service.meetings.store.rows import MeetingRow
from shared.documents.base import sign
from shared.documents.dates import day_in_china
from shared.documents.manifests import Item
from shared.documents.named_votes import NamedMark, NamedVote
from shared.plumbing.db import reading


def sign_vote(desk: Desk, meeting: MeetingRow, item: Item, row: RecordedVoteRow) -> None:
    """Sign the record that was just confirmed, in the transaction that confirmed it."""
    document = _document(meeting, item, row)
    row.signed, row.document = sign(desk.key, document), document.digest


def signed_vote(desk: Desk, meeting_id: str, vote_id: str) -> dict[str, Any]:
    """Return the signed document of a vote, for those who work at the desk.

    Raises:
        NoSuchMeeting, NoSuchVote: there is none, or it is not confirmed.
    """
    with reading(desk.sessions) as session:
        meetings.get(session, meeting_id)
        row = agenda.get_vote(session, meeting_id, vote_id)
        if row.signed is None:
            raise NoSuchVote("This record is not confirmed, so nothing is signed.")
        return row.signed


def published_vote(desk: Desk, digest: str) -> dict[str, Any]:
    """Return the signed document of this digest, for everybody.

    Raises:
        NoSuchVote: there is none, or its meeting does not publish its results.
    """
    with reading(desk.sessions) as session:
        row = agenda.find_document(session, digest)
        if row is None or row.signed is None or not _publishes(meetings.get(session, row.meeting)):
            raise NoSuchVote("There is no such record, or it is not published.")
        return row.signed


def _publishes(meeting: MeetingRow) -> bool:
    """Return whether everybody may read the results of a meeting."""
    manifest = meeting.manifest_document
    return manifest is not None and manifest.publishes


def _document(meeting: MeetingRow, item: Item, row: RecordedVoteRow) -> NamedVote:
    """Return what is signed of a confirmed record."""
    manifest, result = meeting.manifest_document, row.result
    assert manifest is not None, "a meeting in session has a manifest"
    assert result is not None, "a confirmed record has a result"
    assert row.confirmed_by_name is not None, "a confirmed record says who confirmed it"
    assert row.confirmed_at is not None, "a confirmed record says when"
    marks = [{name: one[name] for name in NamedMark.model_fields} for one in row.marks]
    return NamedVote(
        issued_by=ISSUER,
        meeting=meeting.id,
        meeting_manifest=manifest.digest,
        pack=meeting.rules,
        vote=row.id,
        number=row.number,
        item=item,
        purpose="consent" if row.purpose == "consent" else "decision",
        marks=[NamedMark.model_validate(one) for one in marks],
        recused=row.recused,
        roll=row.roll,
        present=row.present,
        counts=result["counts"],
        rule=result["by"],
        passed=result["passed"],
        follows=row.follows,
        reason=row.reason,
        record=row.digest,
        recorded_by=row.recorded_by_name,
        confirmed_by=row.confirmed_by_name,
        confirmed_on=day_in_china(row.confirmed_at),
        test=manifest.test,
    )
