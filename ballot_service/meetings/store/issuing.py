"""The issuer's keys of a blind meeting: kept, looked up, destroyed.

May import: SQLAlchemy, this room's rows.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ballot_service.meetings.store.rows import IssuerKeyRow
from shared.crypto.blind import IssuerKey
from shared.documents.manifests import BoxRef


def add_keys(session: Session, meeting_id: str, keys: Mapping[BoxRef, IssuerKey]) -> None:
    """Keep the new key of each box, both halves."""
    session.add_all(
        IssuerKeyRow(
            uuid=box.uuid,
            meeting=meeting_id,
            electorate=box.electorate,
            spki=key.spki,
            private=key.pkcs8,
        )
        for box, key in keys.items()
    )


def keys_of(session: Session, meeting_id: str, electorate: str) -> list[IssuerKeyRow]:
    """Return the keys of every box of one electorate, by uuid."""
    query = select(IssuerKeyRow).where(
        IssuerKeyRow.meeting == meeting_id, IssuerKeyRow.electorate == electorate
    )
    return list(session.scalars(query.order_by(IssuerKeyRow.uuid)))


def destroy_private(session: Session, meeting_id: str) -> None:
    """Forget the private half of every key of the meeting: nothing can be signed any more."""
    session.execute(
        update(IssuerKeyRow).where(IssuerKeyRow.meeting == meeting_id).values(private=None)
    )
