"""Reads a closed box from the ballot service's public addresses; verifies nothing.

May import: shared.plumbing.http, shared.documents, this room's domain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shared.documents.closing import SCRUTINEERS_NEEDED
from shared.errors import Conflict, NotFound, Unavailable
from shared.plumbing.http import Peer, PeerRefused
from tally_service.counts.domain.evidence import Checkpoint, Fetched

ARCHIVE_LIMIT = 2**30
ACTIVATIONS_LIMIT = LEFTOVERS_LIMIT = 2**27

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class AnswerUnreadable(Unavailable):
    """The box answered in another form than agreed; it is asked again later."""

    code = "answer_unreadable"


def fetch_closed_box(box: Peer, uuid: str) -> Fetched | None:
    """Return what the box says about ``uuid``; None if it is not closed and signed (yet).

    Raises:
        PeerAway: no answer; ask again.
        AnswerUnreadable: an answer has not the agreed form.
    """
    try:
        closing = _object(box.get_json(f"/api/v1/boxes/{uuid}/closing"))
        if len(_field(closing, "signatures", list)) < SCRUTINEERS_NEEDED:
            return None
        page = _object(box.get_json(f"/api/v1/boxes/{uuid}"))
        meeting = _object(box.get_json(f"/api/v1/meetings/{_meeting_of(page)}"))
        checkpoint = _object(box.get_json(f"/api/v1/boxes/{uuid}/checkpoint"))
        archive = box.get_bytes(f"/api/v1/boxes/{uuid}/archive", ARCHIVE_LIMIT)
        issuer_keys, activations = meeting.get("issuer_keys"), None
        if issuer_keys is not None:
            activations = box.get_json(f"/api/v1/boxes/{uuid}/activations", ACTIVATIONS_LIMIT)
    except PeerRefused as refusal:
        if isinstance(refusal, NotFound | Conflict):
            return None
        raise
    return Fetched(
        uuid=uuid,
        meeting_manifest=_field(meeting, "manifest", dict),
        frozen_lists=_field(meeting, "frozen", dict),
        box_manifest=_field(page, "manifest", dict),
        closing=closing,
        checkpoint=Checkpoint(
            _field(checkpoint, "size", int),
            _field(checkpoint, "root", str),
            _field(checkpoint, "signature", str),
        ),
        archive=archive,
        issuer_keys=issuer_keys,
        activations=activations,
    )


def fetch_meeting(box: Peer, meeting: str) -> object | None:
    """Return a meeting's signed manifest; None if the box does not know the meeting.

    Raises:
        PeerAway: no answer; ask again.
        AnswerUnreadable: the answer has not the agreed form.
    """
    try:
        page = _object(box.get_json(f"/api/v1/meetings/{meeting}"))
    except PeerRefused as refusal:
        if isinstance(refusal, NotFound):
            return None
        raise
    return dict(_field(page, "manifest", dict))


def fetch_leftovers(box: Peer, meeting: str) -> list[object]:
    """Return the leftover scans that the box publishes for a meeting, none if it has none.

    Raises:
        PeerAway: no answer; ask again.
        AnswerUnreadable: the answer has not the agreed form.
    """
    try:
        page = _object(box.get_json(f"/api/v1/meetings/{meeting}/leftovers", LEFTOVERS_LIMIT))
    except PeerRefused as refusal:
        if isinstance(refusal, NotFound):
            return []
        raise
    return list(_field(page, "leftovers", list))


def _meeting_of(page: Mapping[str, Any]) -> str:
    """Return the meeting's id, which becomes part of an address."""
    meeting = _field(page, "meeting", str)
    if not _IDENTIFIER.fullmatch(meeting):
        raise AnswerUnreadable("The box answered in an unknown form.")
    return str(meeting)


def _object(value: object) -> Mapping[str, Any]:
    """Return ``value`` if it is an object."""
    if not isinstance(value, Mapping):
        raise AnswerUnreadable("The box answered in an unknown form.")
    return value


def _field(value: Mapping[str, Any], name: str, kind: type) -> Any:
    """Return a field that must be there, of the type agreed."""
    found = value.get(name)
    if not isinstance(found, kind) or isinstance(found, bool):
        raise AnswerUnreadable("The box answered in an unknown form.")
    return found
