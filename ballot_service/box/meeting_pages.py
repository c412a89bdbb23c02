"""What every page of the box's origin is told: the meeting's id and the desk's public key.

The pages are the same for everybody; what is particular stands behind the ``#`` of the address or
is made in the browser, and never comes here.

May import: this room's actions, ballot_service.box_side, shared.
"""

from __future__ import annotations

from typing import Any

from flask import Response

from ballot_service.box.actions.showing import show_meeting
from ballot_service.box_side import BoxSide
from shared.plumbing.pages import show


def meeting_page(
    box: BoxSide, template: str, meeting: str, *, camera: bool = False, **told: Any
) -> Response:
    """Return a page of one meeting.

    Args:
        box: ours.
        template: extends ``scripted.html``.
        meeting: its id.
        camera: whether the page may ask for the camera.
        **told: what the template takes beside ``meeting`` and ``desk_keys``.

    Raises:
        MeetingUnknown: there is none; whoever mistyped the address is told so at once.
    """
    show_meeting(box, meeting)
    keys = " ".join(sorted(key.hex() for key in box.desk_keys.values()))
    return show(template, camera=camera, meeting=meeting, desk_keys=keys, **told)
