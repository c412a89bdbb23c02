"""Meetings, boxes and ballots in the box's database: rows and queries.

May import: SQLAlchemy, ballot_service.box_db, this room's domain, shared.documents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ballot_service.box.domain.activation import FinalList, final_list
from ballot_service.box.domain.casting import AcceptedBallot, CredentialUsed
from ballot_service.box.domain.orders import BoxFacts
from ballot_service.box_db import (
    ActivationRow,
    BallotRow,
    BoardRow,
    BoxRow,
    CheckpointRow,
    ClosingSignatureRow,
    DocumentRow,
    LeftoversRow,
    ListRow,
    MeetingRow,
    OutboxRow,
    SheetRow,
)
from shared.crypto import jsontext
from shared.documents.manifests import MeetingManifest
from shared.errors import Conflict, NotFound
from shared.plumbing.db import insert_once

R = TypeVar("R", MeetingRow, BoxRow)


class MeetingUnknown(NotFound):
    """No manifest of such a meeting has come."""

    code = "meeting_unknown"


class BoxUnknown(NotFound):
    """No meeting here has such a box."""

    code = "box_unknown"


class MeetingStands(Conflict):
    """Another manifest of this meeting, or another meeting with this box, is here."""

    code = "meeting_stands"


def add_document(session: Session, digest: str, kind: str) -> bool:
    """Note that a document is obeyed; False if it was before, whoever was first."""
    return insert_once(session, DocumentRow, {"digest": digest, "kind": kind}, ["digest"])


def add_meeting(session: Session, manifest: MeetingManifest, signed: str, state: str) -> None:
    """Store the manifest and its boxes, all in ``state``.

    Raises:
        MeetingStands: the meeting or one of its boxes is here already.
    """
    values = {
        "meeting": manifest.meeting,
        "manifest": signed,
        "board_digest": manifest.board.digest,
    }
    added = insert_once(session, MeetingRow, values, ["meeting"])
    for box in manifest.boxes:
        fresh = {
            "uuid": box.uuid,
            "meeting": manifest.meeting,
            "electorate": box.electorate,
            "state": state,
        }
        added = added and insert_once(session, BoxRow, fresh, ["uuid"])
    if not added:
        raise MeetingStands("This meeting, or one of its boxes, is here with another manifest.")


def get_meeting(session: Session, meeting: str, *, lock: bool = False) -> MeetingRow:
    """Return the meeting, or raise ``MeetingUnknown``.

    Args:
        session: an open transaction.
        meeting: its id.
        lock: hold the row until the end of the transaction, so that uploads, freeze and orders
            of one meeting come one after the other.
    """
    row = _find(session, MeetingRow, meeting, lock=lock)
    if row is None:
        raise MeetingUnknown("No such meeting is known here.")
    return row


def manifest_of(row: MeetingRow) -> MeetingManifest:
    """Return the manifest that was verified when it came in."""
    envelope = jsontext.decode(row.manifest)
    assert isinstance(envelope, dict)
    return MeetingManifest.parse(envelope["document"])


def manifests_naming(session: Session, board_digest: str) -> list[MeetingManifest]:
    """Return the manifest of every meeting that stands on this board."""
    query = select(MeetingRow).where(MeetingRow.board_digest == board_digest)
    return [manifest_of(row) for row in session.scalars(query)]


def add_board(session: Session, digest: str, trustees_text: str) -> None:
    """Store the trustees of a board, once."""
    insert_once(session, BoardRow, {"digest": digest, "trustees": trustees_text}, ["digest"])


def find_trustees(session: Session, board_digest: str) -> str | None:
    """Return the ``trustees`` text of a board, or None."""
    return session.scalar(select(BoardRow.trustees).where(BoardRow.digest == board_digest))


def boxes_of(session: Session, meeting: str, *, lock: bool = False) -> list[BoxRow]:
    """Return every box of ``meeting``, sorted by uuid; locked for change with ``lock``."""
    query = select(BoxRow).where(BoxRow.meeting == meeting).order_by(BoxRow.uuid)
    return list(session.scalars(query.with_for_update() if lock else query))


def facts_of(boxes: list[BoxRow], final: Mapping[str, FinalList] | None = None) -> list[BoxFacts]:
    """Return what the rules need to know of ``boxes``, with their ``final`` lists if given."""
    facts = [
        BoxFacts(
            box.uuid,
            box.electorate,
            box.state,
            box.round,
            box.list_digest,
            box.list_size,
            box.list_batch,
        )
        for box in boxes
    ]
    if not final:
        return facts
    return [
        replace(
            one,
            list_digest=final[one.uuid].digest,
            list_size=final[one.uuid].size,
            activated=final[one.uuid].activated,
        )
        for one in facts
    ]


def listed_in(session: Session, uuid: str) -> list[str]:
    """Return the credentials on a box's list as it stands now, none if there is no list."""
    text = session.scalar(select(ListRow.text).where(ListRow.uuid == uuid))
    listed = jsontext.decode(text) if text is not None else []
    assert isinstance(listed, list), "a list was checked when it came in"
    return listed


def activated_in(session: Session, uuid: str) -> list[str]:
    """Return the credentials that were activated in a box."""
    return list(session.scalars(select(ActivationRow.credential).where(ActivationRow.uuid == uuid)))


def final_lists(session: Session, boxes: list[BoxRow]) -> dict[str, FinalList]:
    """Return uuid to the list that each box of a blind meeting has from the freeze on."""
    lists = {}
    for box in boxes:
        activated = set(activated_in(session, box.uuid))
        on_slips = [one for one in listed_in(session, box.uuid) if one not in activated]
        lists[box.uuid] = final_list(on_slips, activated)
    return lists


def put_final_lists(session: Session, boxes: list[BoxRow], lists: Mapping[str, FinalList]) -> None:
    """Give each of ``boxes`` that ``lists`` names its final list."""
    for box in boxes:
        final = lists.get(box.uuid)
        if final is not None:
            box.list_digest, box.list_size = final.digest, final.size
            session.merge(ListRow(uuid=box.uuid, text=final.text))


def get_box(session: Session, uuid: str, *, lock: bool = False) -> BoxRow:
    """Return the box, or raise ``BoxUnknown``; locked for change with ``lock``."""
    row = _find(session, BoxRow, uuid, lock=lock)
    if row is None:
        raise BoxUnknown("No such box is known here.")
    return row


def find_box(session: Session, uuid: str) -> BoxRow | None:
    """Return the box, None if there is none or it was wiped."""
    return _find(session, BoxRow, uuid, lock=False)


def state_for_casting(session: Session, uuid: str) -> str:
    """Return the state of a box and hold it until the ballot is stored.

    Casts share the hold; closing waits for all of them and lets no further one begin, so what
    was receipted is in the box when it closes. (SQLite has one writer at a time anyway.)
    """
    query = select(BoxRow.state).where(BoxRow.uuid == uuid).with_for_update(read=True)
    return session.execute(query).scalar_one()


def add_sheet(session: Session, uuid: str, manifest: str, election: str, phi: str) -> None:
    """Store what the box was assigned."""
    session.add(SheetRow(uuid=uuid, manifest=manifest, election=election, fingerprint=phi))


def find_sheet(session: Session, uuid: str) -> SheetRow | None:
    """Return what the box was assigned, or None."""
    return session.get(SheetRow, uuid)


def sheet_texts(session: Session, uuid: str) -> tuple[str, str]:
    """Return (election text, list text) of a box that has both."""
    query = (
        select(SheetRow.election, ListRow.text)
        .join(ListRow, ListRow.uuid == SheetRow.uuid)
        .where(SheetRow.uuid == uuid)
    )
    election, listed = session.execute(query).one()
    return election, listed


def has_ballot(session: Session, uuid: str, tracker: bytes) -> bool:
    """Return whether the ballot with this tracker is in the box."""
    query = select(BallotRow.tracker).where(BallotRow.uuid == uuid, BallotRow.tracker == tracker)
    return session.scalar(query) is not None


def remove_boxes(session: Session, meeting: str, uuids: Sequence[str]) -> None:
    """Remove boxes with all that is in them, and what was still to be done about them."""
    session.execute(delete(LeftoversRow).where(LeftoversRow.meeting == meeting))
    session.execute(delete(OutboxRow).where(OutboxRow.subject.in_([meeting, *uuids])))
    for table in (ClosingSignatureRow, CheckpointRow, BallotRow, ActivationRow, SheetRow, ListRow):
        session.execute(delete(table).where(table.uuid.in_(uuids)))
    session.execute(delete(BoxRow).where(BoxRow.uuid.in_(uuids)))


def count_ballots(session: Session, uuid: str) -> int:
    """Return how many ballots are in a box: never for anybody outside as it is (DESIGN 8)."""
    query = select(func.count()).select_from(BallotRow).where(BallotRow.uuid == uuid)
    return session.scalar(query) or 0


def add_ballot(session: Session, ballot: AcceptedBallot) -> None:
    """Put ``ballot`` in its box, once; the same ballot again changes nothing.

    Raises:
        CredentialUsed: another ballot with this credential is there. The unique indexes decide,
            whoever else inserts at the same moment.
    """
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {
        "uuid": ballot.uuid,
        "tracker": ballot.tracker,
        "credential": ballot.credential,
        "text": ballot.text,
    }
    # The same bytes twice meet both indexes at once, so neither may be named as the only target.
    session.execute(make(BallotRow).values(**values).on_conflict_do_nothing())
    if not has_ballot(session, ballot.uuid, ballot.tracker):
        raise CredentialUsed("A ballot was already cast with this slip. The first one stands.")


def _find(session: Session, row_class: type[R], key: str, *, lock: bool) -> R | None:
    """Return the row of ``key``, or None."""
    return session.get(row_class, key, with_for_update=lock or None)
