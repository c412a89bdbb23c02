"""The desk's order to wipe a test run: also the notice that it was wiped.

Source: PROTOCOL P15.

May import: stdlib, pydantic, shared.documents.base.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.documents.base import BoxUuid, Document, Hex32, Identifier


class TestWipe(Document):
    """Remove every box of a test meeting; refused for any meeting whose manifest says no test."""

    KIND: ClassVar[str] = "test_wipe"
    __test__: ClassVar[bool] = False

    type: Literal["test_wipe"] = "test_wipe"
    meeting: Identifier
    meeting_manifest: Hex32
    uuids: Annotated[list[BoxUuid], Field(min_length=1, max_length=2000)]
    """All boxes of the meeting manifest, and no other."""
