"""Checkpoints, signatures and leftover scans of closed boxes: rows and queries.

May import: SQLAlchemy, ballot_service.box_db, this room's domain, shared.documents.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.board.domain import Publication
from ballot_service.box_db import (
    BallotRow,
    CheckpointRow,
    ClosingSignatureRow,
    LeftoversRow,
    ListRow,
)
from shared.crypto import jsontext
from shared.documents.base import parse_part
from shared.documents.closing import Leftovers, ScrutineerSignature, SignedLeftovers
from shared.plumbing.db import insert_once


def ballots_of(session: Session, uuid: str) -> Sequence[str]:
    """Return the text of every ballot in the box, by tracker."""
    query = select(BallotRow.text).where(BallotRow.uuid == uuid).order_by(BallotRow.tracker)
    return session.scalars(query).all()


def trackers_of(session: Session, uuid: str) -> Sequence[tuple[bytes, str]]:
    """Return tracker and credential of every ballot in the box, by tracker."""
    query = (
        select(BallotRow.tracker, BallotRow.credential)
        .where(BallotRow.uuid == uuid)
        .order_by(BallotRow.tracker)
    )
    return [(tracker, credential) for tracker, credential in session.execute(query)]


def lists_of(session: Session, uuids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the public credentials on the list of each of ``uuids``."""
    rows = session.execute(select(ListRow.uuid, ListRow.text).where(ListRow.uuid.in_(uuids)))
    return {uuid: _entries(text) for uuid, text in rows}


def add_checkpoint(session: Session, uuid: str, publication: Publication, signature: bytes) -> None:
    """Store the checkpoint, once: from now on the box is published."""
    values = {
        "uuid": uuid,
        "size": publication.size,
        "root": publication.root,
        "signature": signature,
    }
    insert_once(session, CheckpointRow, values, ["uuid"])


def find_checkpoint(session: Session, uuid: str) -> CheckpointRow | None:
    """Return the closing checkpoint, or None before the box is published."""
    return session.get(CheckpointRow, uuid)


def add_signature(session: Session, uuid: str, signature: ScrutineerSignature) -> bool:
    """Store one scrutineer's signature; False if that scrutineer signed before."""
    values = {"uuid": uuid, "key": signature.key, "signature": signature.signature}
    return insert_once(session, ClosingSignatureRow, values, ["uuid", "key"])


def signatures_of(session: Session, uuid: str) -> list[ScrutineerSignature]:
    """Return the signatures of a closing record, by key."""
    query = (
        select(ClosingSignatureRow)
        .where(ClosingSignatureRow.uuid == uuid)
        .order_by(ClosingSignatureRow.key)
    )
    return [
        ScrutineerSignature(key=row.key, signature=row.signature) for row in session.scalars(query)
    ]


def add_leftovers(session: Session, signed: SignedLeftovers) -> bool:
    """Store a scan; False if there is one of this electorate."""
    values = {
        "meeting": signed.document.meeting,
        "electorate": signed.document.electorate,
        "signed": jsontext.canonical(signed.model_dump(mode="json")).decode(),
    }
    return insert_once(session, LeftoversRow, values, ["meeting", "electorate"])


def leftovers_of(session: Session, meeting: str) -> list[SignedLeftovers]:
    """Return the published scans of ``meeting``, by electorate."""
    query = (
        select(LeftoversRow.signed)
        .where(LeftoversRow.meeting == meeting)
        .order_by(LeftoversRow.electorate)
    )
    return [parse_part(SignedLeftovers, jsontext.decode(text)) for text in session.scalars(query)]


def get_leftovers(session: Session, meeting: str, electorate: str) -> Leftovers:
    """Return the published scan of one electorate, which must be there."""
    row = session.get_one(LeftoversRow, (meeting, electorate))
    return parse_part(SignedLeftovers, jsontext.decode(row.signed)).document


def _entries(text: str) -> frozenset[str]:
    """Return the entries of a list that was checked when it came in."""
    entries = jsontext.decode(text)
    assert isinstance(entries, list)
    return frozenset(entries)
