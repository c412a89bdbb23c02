"""What keeps a draft from being prepared, also what does not stand in the draft itself.

Whether the report could print what it says is asked of the fonts before anybody votes; whether a
scrutineer has replaced the key that it names, of the keys on record.

May import: this room's lower floors, shared.
"""

from __future__ import annotations

from collections.abc import Mapping

from ballot_service.meetings.domain.outlines import Lack, lacks
from ballot_service.meetings.domain.printing import unprinted
from ballot_service.meetings.store import scrutineer_keys
from ballot_service.meetings.store.rows import MeetingRow
from shared.errors import Unavailable
from shared.plumbing.typesetting import unprintable


def found_of(meeting: MeetingRow) -> Mapping[Lack, tuple[str, str]]:
    """Return what a draft lacks that it does not say itself, and what a sentence of it names.

    That is, in Chinese and English, what the report could not print, and who has replaced the key
    that the draft names.

    Raises:
        FontMissing, FontUnreadable, TypesettingFailed: the fonts cannot be asked.
    """
    return {**unprinted(meeting.outline, unprintable), **_replaced_keys(meeting)}


def lacking(meeting: MeetingRow) -> tuple[list[Lack], Mapping[Lack, tuple[str, str]]]:
    """Return all that keeps a draft from being prepared, and what was found as in ``found_of``.

    Where the fonts cannot be asked now, the pages say nothing of them and stay usable; preparing
    asks again, and does not go on without an answer.
    """
    try:
        found = found_of(meeting)
    except Unavailable:
        found = _replaced_keys(meeting)
    return lacks(meeting.outline, found), found


def _replaced_keys(meeting: MeetingRow) -> Mapping[Lack, tuple[str, str]]:
    """Return who has replaced the key that a draft names."""
    names = scrutineer_keys.replaced_in(meeting)
    return {"draft_replaced_keys": ("、".join(names), ", ".join(names))} if names else {}
