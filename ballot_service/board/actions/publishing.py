"""Publish a closed box: archive, scrub, checkpoint, in this order.

Every step gives the same result however often it is done, so a worker killed anywhere is simply
followed by another. The checkpoint is written last: before it nothing of the box is shown, so
nobody can sign for a box whose traces are not yet removed. Source: PROTOCOL P6, P9, P13.

May import: ballot_service.box_side, box.store, credentials.store, this room's floors, shared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from ballot_service.board.domain import Contents, NotPublished, publish, state_after
from ballot_service.board.store import rows
from ballot_service.board.store.archives import archive_path, remove_archive, write_archive
from ballot_service.board.store.scrub import scrub, scrub_activations
from ballot_service.box import store as boxes
from ballot_service.box_db import CheckpointRow
from ballot_service.box_side import BoxSide
from shared.crypto import jsontext
from shared.crypto.jsontext import b64
from shared.crypto.receipts import sign_checkpoint
from shared.documents.orders import FrozenLists
from shared.plumbing.db import reading, unit_of_work


def publish_board(box: BoxSide, uuid: str) -> None:
    """Make the closed box ``uuid`` public, unless it is.

    Raises:
        ScrubDelayed: the database is being read; the outbox tries again.
    """
    with reading(box.sessions) as session:
        if rows.find_checkpoint(session, uuid) is not None:
            return
        contents, floor = _contents(session, uuid)
    publication = publish(contents)
    write_archive(box.archives, uuid, publication.archive)
    scrub(box.engine, uuid)
    signature = sign_checkpoint(box.key, uuid, publication.size, publication.root)
    with unit_of_work(box.sessions) as uow:
        row = boxes.get_box(uow.session, uuid, lock=True)
        rows.add_checkpoint(uow.session, uuid, publication, signature)
        row.state = state_after(row.state, publication.size, floor)


def forget_order(box: BoxSide, meeting: str) -> None:
    """Remove what the engine knows of the order of a meeting's activations, which have ended.

    Raises:
        ScrubDelayed: the database is being read; the outbox tries again.
    """
    with reading(box.sessions) as session:
        uuids = [row.uuid for row in boxes.boxes_of(session, meeting)]
    scrub_activations(box.engine, uuids)


def published_archive(box: BoxSide, uuid: str) -> Path:
    """Return the path of a published box's archive.

    Raises:
        BoxUnknown, NotPublished: there is none.
    """
    with reading(box.sessions) as session:
        boxes.get_box(session, uuid)
        get_checkpoint(session, uuid)
    return archive_path(box.archives, uuid)


def wipe_archive(box: BoxSide, uuid: str) -> None:
    """Remove the archive of a box of a test run whose rows are gone; of no other box."""
    with reading(box.sessions) as session:
        if boxes.find_box(session, uuid) is None:
            remove_archive(box.archives, uuid)


def show_checkpoint(box: BoxSide, uuid: str) -> dict[str, Any]:
    """Return the signed closing checkpoint of a published box (P9).

    Raises:
        BoxUnknown, NotPublished: there is none.
    """
    with reading(box.sessions) as session:
        boxes.get_box(session, uuid)
        return _checkpoint(box, uuid, get_checkpoint(session, uuid))


def show_trackers(box: BoxSide, uuid: str) -> dict[str, Any]:
    """Return checkpoint, trackers and credentials of a published box: its archive in short.

    ``trackers`` are sorted by their raw bytes, so their Merkle root is the checkpoint's;
    ``credentials`` are in the same order, each the one that its ballot was cast with.

    Raises:
        BoxUnknown, NotPublished: there is none.
    """
    with reading(box.sessions) as session:
        boxes.get_box(session, uuid)
        checkpoint = _checkpoint(box, uuid, get_checkpoint(session, uuid))
        cast = rows.trackers_of(session, uuid)
    return {
        **checkpoint,
        "trackers": [b64(tracker) for tracker, _ in cast],
        "credentials": [credential for _, credential in cast],
    }


def _checkpoint(box: BoxSide, uuid: str, row: CheckpointRow) -> dict[str, Any]:
    """Return the checkpoint as it is published."""
    return {
        "uuid": uuid,
        "size": row.size,
        "root": row.root.hex(),
        "signature": row.signature.hex(),
        "key": box.key.key_id,
    }


def get_checkpoint(session: Session, uuid: str) -> CheckpointRow:
    """Return the checkpoint, or raise ``NotPublished``."""
    row = rows.find_checkpoint(session, uuid)
    if row is None:
        raise NotPublished("Nothing is published of this box yet.")
    return row


def _contents(session: Session, uuid: str) -> tuple[Contents, int]:
    """Return what the archive is made of, and the meeting's disclosure floor."""
    meeting = boxes.get_meeting(session, boxes.get_box(session, uuid).meeting)
    manifest = boxes.manifest_of(meeting)
    trustees = boxes.find_trustees(session, manifest.board.digest)
    assert meeting.frozen is not None, "a box opens frozen"
    assert trustees is not None, "a box opens with its board"
    envelope = jsontext.decode(meeting.frozen)
    assert isinstance(envelope, dict)
    timestamp = FrozenLists.parse(envelope["document"]).timestamp
    election, listed = boxes.sheet_texts(session, uuid)
    ballots = rows.ballots_of(session, uuid)
    contents = Contents(uuid, timestamp, election, trustees, listed, ballots)
    return contents, manifest.disclosure_floor
