"""Invitations and released signatures: rows and queries.

A row says who was invited and whether the link stands; the link itself is kept nowhere. No time
is kept of anything.

May import: SQLAlchemy, ballot_service.desk_db, this room's domain and people.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hmac import compare_digest

from sqlalchemy import ForeignKey, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ballot_service.desk_db import Base
from ballot_service.roll.domain.invitations import replaced, token_digest, unknown
from ballot_service.roll.domain.issuing import Issued
from ballot_service.roll.store.people import PersonRow
from shared.plumbing.db import JSONColumn


class PersonInvitationRow(Base):
    """A link that was made for one person of the roll."""

    __tablename__ = "person_invitation"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the token, hex."""
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    person: Mapped[str] = mapped_column(ForeignKey("person.id"))
    replaced: Mapped[bool] = mapped_column(default=False)


class IssuanceRow(Base):
    """What was signed blindly for one person, once; the primary key is the judge."""

    __tablename__ = "issuance"

    person: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    meeting: Mapped[str] = mapped_column(ForeignKey("meeting.id"), index=True)
    request: Mapped[str] = mapped_column(String(64))
    """Hex SHA-256 of the blinded messages."""
    signatures: Mapped[dict[str, str]] = mapped_column(JSONColumn)
    """uuid to blind signature, hex."""


def holder(session: Session, meeting_id: str, token: str) -> PersonRow:
    """Return the person whose invitation ``token`` is.

    Raises:
        InvitationUnknown: nobody's of this meeting.
        InvitationReplaced: the person has a newer one.
    """
    digest = token_digest(token)
    row = session.get(PersonInvitationRow, digest)
    if row is None or not compare_digest(row.digest, digest) or row.meeting != meeting_id:
        raise unknown()
    if row.replaced:
        raise replaced()
    return session.get_one(PersonRow, row.person)


def invited(session: Session, meeting_id: str) -> set[str]:
    """Return the ids of everybody with an invitation that stands."""
    query = select(PersonInvitationRow.person).where(
        PersonInvitationRow.meeting == meeting_id, PersonInvitationRow.replaced.is_(False)
    )
    return set(session.scalars(query))


def released(session: Session, meeting_id: str) -> set[str]:
    """Return the ids of everybody whose credentials were signed."""
    query = select(IssuanceRow.person).where(IssuanceRow.meeting == meeting_id)
    return set(session.scalars(query))


def count_invited(session: Session, meeting_id: str) -> dict[str, int]:
    """Return how many people of each electorate have an invitation that stands."""
    query = (
        select(PersonRow.electorate, func.count())
        .join(PersonInvitationRow, PersonInvitationRow.person == PersonRow.id)
        .where(PersonInvitationRow.meeting == meeting_id, PersonInvitationRow.replaced.is_(False))
        .group_by(PersonRow.electorate)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def count_released(session: Session, meeting_id: str) -> dict[str, int]:
    """Return how many people of each electorate had their credentials signed."""
    query = (
        select(PersonRow.electorate, func.count())
        .join(IssuanceRow, IssuanceRow.person == PersonRow.id)
        .where(IssuanceRow.meeting == meeting_id)
        .group_by(PersonRow.electorate)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def put_invitations(session: Session, meeting_id: str, digests: Mapping[str, str]) -> None:
    """Give people new invitations in place of those they have; ``digests`` is by person."""
    void(session, meeting_id, digests)
    session.add_all(
        PersonInvitationRow(digest=digest, meeting=meeting_id, person=person, replaced=False)
        for person, digest in digests.items()
    )


def void(session: Session, meeting_id: str, people: Collection[str]) -> None:
    """Let every invitation of ``people`` be replaced."""
    query = select(PersonInvitationRow).where(
        PersonInvitationRow.meeting == meeting_id, PersonInvitationRow.replaced.is_(False)
    )
    for row in session.scalars(query):
        if row.person in people:
            row.replaced = True


def forget_invitations(session: Session, meeting_id: str) -> None:
    """Remove every invitation of the meeting, because its roll is replaced."""
    session.execute(delete(PersonInvitationRow).where(PersonInvitationRow.meeting == meeting_id))


def find_issued(session: Session, person: str) -> Issued | None:
    """Return what was signed for a person, None if nothing was."""
    row = session.get(IssuanceRow, person)
    return Issued(row.request, row.signatures) if row else None


def add_issued(session: Session, meeting_id: str, person: str, issued: Issued) -> None:
    """Keep what is signed for a person before it is given out; the meeting is locked."""
    session.add(
        IssuanceRow(
            person=person,
            meeting=meeting_id,
            request=issued.request,
            signatures=dict(issued.signatures),
        )
    )
    session.flush()
