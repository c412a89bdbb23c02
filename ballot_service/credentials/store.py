"""Lists of public credentials: rows and queries.

May import: SQLAlchemy, ballot_service.box_db, this room's domain.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.box_db import ActivationRow, BoxRow, ListRow, MeetingRow
from ballot_service.credentials.domain import CredentialList
from shared.documents.activations import Activation
from shared.plumbing.db import insert_once


def put_lists(
    session: Session, boxes: list[BoxRow], lists: Mapping[str, CredentialList], batch: int
) -> None:
    """Give each of ``boxes`` that ``lists`` names its list, in place of the one it had."""
    for box in boxes:
        new = lists.get(box.uuid)
        if new is not None:
            box.list_digest, box.list_size, box.list_batch = new.digest, new.size, batch
            session.merge(ListRow(uuid=box.uuid, text=new.text))


def activation_state(session: Session, meeting: str) -> str | None:
    """Return how far activation of a meeting is, and hold it until the transaction ends.

    Activations share the hold; what ends activation waits for all of them.
    """
    query = select(MeetingRow.activation).where(MeetingRow.meeting == meeting)
    return session.execute(query.with_for_update(read=True)).scalar_one()


def has_activation(session: Session, uuid: str, credential: str) -> bool:
    """Return whether the credential is activated in the box."""
    return session.get(ActivationRow, (uuid, credential)) is not None


def add_activation(session: Session, uuid: str, activation: Activation) -> None:
    """Keep an activation; the first one of a credential stands."""
    values = {
        "uuid": uuid,
        "credential": activation.credential,
        "randomizer": bytes.fromhex(activation.randomizer),
        "signature": bytes.fromhex(activation.signature),
    }
    insert_once(session, ActivationRow, values, ["uuid", "credential"])


def activations_of(session: Session, uuid: str) -> list[Activation]:
    """Return every activation of a box."""
    query = select(ActivationRow).where(ActivationRow.uuid == uuid)
    return [
        Activation(
            credential=row.credential,
            randomizer=row.randomizer.hex(),
            signature=row.signature.hex(),
        )
        for row in session.scalars(query)
    ]


def find_list(session: Session, uuid: str) -> str | None:
    """Return the text of a box's list, or None."""
    return session.scalar(select(ListRow.text).where(ListRow.uuid == uuid))
