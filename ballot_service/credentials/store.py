"""Tickets used and lists of public credentials: rows and queries.

May import: SQLAlchemy, ballot_service.box_db, this room's domain.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.box_db import BoxRow, ListRow, TicketRow
from ballot_service.credentials.domain import CredentialList
from shared.plumbing.db import insert_once


def use_ticket(session: Session, nonce: str) -> bool:
    """Note that a ticket is used; False if it was before, whoever was first."""
    return insert_once(session, TicketRow, {"nonce": nonce}, ["nonce"])


def put_lists(session: Session, boxes: list[BoxRow], lists: Mapping[str, CredentialList]) -> None:
    """Give each of ``boxes`` that ``lists`` names its list, in place of the one it had."""
    for box in boxes:
        new = lists.get(box.uuid)
        if new is not None:
            box.list_digest, box.list_size = new.digest, new.size
            session.merge(ListRow(uuid=box.uuid, text=new.text))


def find_list(session: Session, uuid: str) -> str | None:
    """Return the text of a box's list, or None."""
    return session.scalar(select(ListRow.text).where(ListRow.uuid == uuid))
