"""What everybody may see of a meeting and of a box: documents, states, lists; never turnout.

May import: ballot_service.box_side, this room's store, shared.
"""

from __future__ import annotations

from typing import Any

from ballot_service.box import store
from ballot_service.box_db import BoxRow, MeetingRow
from ballot_service.box_side import BoxSide
from shared.crypto import jsontext
from shared.plumbing.db import reading


def show_meeting(box: BoxSide, meeting: str) -> dict[str, Any]:
    """Return manifest, freeze and boxes of ``meeting``; raises ``MeetingUnknown``."""
    with reading(box.sessions) as session:
        row = store.get_meeting(session, meeting)
        boxes = store.boxes_of(session, meeting)
    return {
        "manifest": jsontext.decode(row.manifest),
        "frozen": None if row.frozen is None else jsontext.decode(row.frozen),
        "issuer_keys": None if row.issuer_keys is None else jsontext.decode(row.issuer_keys),
        "activation": _activation(row),
        "ended": None if row.ended is None else jsontext.decode(row.ended),
        "boxes": [{**_common(entry), "round": entry.round} for entry in boxes],
    }


def show_box(box: BoxSide, uuid: str) -> dict[str, Any]:
    """Return what is public of the box ``uuid``; raises ``BoxUnknown``."""
    with reading(box.sessions) as session:
        row = store.get_box(session, uuid)
        sheet = store.find_sheet(session, uuid)
    return {
        **_common(row),
        "meeting": row.meeting,
        "manifest": None if sheet is None else jsontext.decode(sheet.manifest),
        "election": None if sheet is None else sheet.election,
        "fingerprint": None if sheet is None else sheet.fingerprint,
    }


def _activation(row: MeetingRow) -> dict[str, Any] | None:
    """Return how far activation is, and the end that was announced; never a count."""
    if row.activation is None:
        return None
    return {"state": row.activation, "ends_at": row.activation_ends_at}


def _common(row: BoxRow) -> dict[str, Any]:
    """Return what both pages say of a box."""
    return {
        "uuid": row.uuid,
        "electorate": row.electorate,
        "state": row.state,
        "list_digest": row.list_digest,
        "list_size": row.list_size,
        "list_batch": row.list_batch,
    }
