"""The desk's order to wipe a test run: also the notice that it was wiped.

Source: PROTOCOL P15.

May import: stdlib, pydantic, shared.documents, shared.errors.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.documents.base import BoxUuid, Document, Hex32, Identifier
from shared.documents.manifests import MeetingManifest
from shared.errors import Conflict


class NotATest(Conflict):
    """The meeting's manifest does not say that it is a test; nothing of it is ever wiped."""

    code = "not_a_test"


class WipeDiffers(Conflict):
    """The order names another manifest, or not exactly the boxes of the meeting's own."""

    code = "wipe_differs"


class TestWipe(Document):
    """Remove every box of a test meeting; refused for any meeting whose manifest says no test."""

    KIND: ClassVar[str] = "test_wipe"
    __test__: ClassVar[bool] = False

    type: Literal["test_wipe"] = "test_wipe"
    meeting: Identifier
    meeting_manifest: Hex32
    uuids: Annotated[list[BoxUuid], Field(min_length=1, max_length=2000)]
    """All boxes of the meeting manifest, and no other."""


def check_wipe(wipe: TestWipe, meeting: MeetingManifest) -> None:
    """Return if a meeting may be wiped: by its own manifest it is a test (P15).

    ``meeting`` is what the reader kept or fetched, never what comes along with the order.

    Raises:
        NotATest: the manifest of this meeting says otherwise.
        WipeDiffers: another manifest, or not exactly its boxes.
    """
    if not meeting.test:
        raise NotATest("This meeting is no test run. Nothing of it can be wiped.")
    named = sorted(box.uuid for box in meeting.boxes)
    said = (wipe.meeting, wipe.meeting_manifest, sorted(wipe.uuids))
    if said != (meeting.meeting, meeting.digest, named):
        raise WipeDiffers("The wipe does not fit the meeting manifest.")
