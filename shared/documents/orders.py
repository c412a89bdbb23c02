"""What the desk tells the box and the tally service, signed with the desk's key.

The desk speaks of boxes, lists and numbers of people; never of a person.
Source: DESIGN section 4 (the wall), PROTOCOL P6, P7, P14.

May import: stdlib, pydantic, shared.documents.base.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, model_validator

from shared.documents.base import (
    BoxUuid,
    ClassLetter,
    Count,
    Document,
    Hex32,
    Identifier,
    Part,
    Title,
)


class UploadTicket(Document):
    """Lets the holder upload one electorate's public credentials, once (P6).

    A re-print is a batch of its own: its ticket has the next number, and once its lists are
    in the boxes no ticket of an older batch can bring the old ones back.
    """

    KIND: ClassVar[str] = "upload_ticket"

    type: Literal["upload_ticket"] = "upload_ticket"
    meeting: Identifier
    electorate: ClassLetter
    uuids: Annotated[list[BoxUuid], Field(min_length=1, max_length=2000)]
    printed: Annotated[int, Field(ge=1, le=100_000)]
    batch: Annotated[int, Field(ge=1, le=1_000_000)]
    """Counts the tickets of this electorate from 1; it stands on no slip."""


class FrozenList(Part):
    """One box's published list of public credentials."""

    uuid: BoxUuid
    digest: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}$")]
    """b64 SHA-256 of the list text, as the archive's Setup has it (PROTOCOL section 4)."""
    size: Count
    activated: Count = 0
    """How many of them were signed blindly and activated; the others are on slips."""


class CheckedIn(Part):
    """How many people of one electorate were checked in when the lists were frozen."""

    electorate: ClassLetter
    roll: Count
    present: Count
    released: Count = 0
    """How many of them had their credentials signed blindly; 0 where slips are handed out."""


class FrozenLists(Document):
    """The desk's countersignature of every list of the meeting (P6)."""

    KIND: ClassVar[str] = "frozen_lists"

    type: Literal["frozen_lists"] = "frozen_lists"
    meeting: Identifier
    meeting_manifest: Hex32
    lists: Annotated[list[FrozenList], Field(min_length=1, max_length=2000)]
    checked_in: Annotated[list[CheckedIn], Field(min_length=1, max_length=26)]
    timestamp: Annotated[int, Field(ge=1)]
    """Unix seconds of the freeze: the timestamp of every archive of the meeting."""


class ActivationOrder(Document):
    """Let credentials that were signed blindly be activated, or end that (P7)."""

    KIND: ClassVar[str] = "activation_order"

    type: Literal["activation_order"] = "activation_order"
    meeting: Identifier
    meeting_manifest: Hex32
    action: Literal["open", "end"]
    ends_at: Annotated[int, Field(ge=1)]
    """Unix seconds: the end that was announced. The desk keeps to it; the box looks at no clock."""


class RoundOrder(Document):
    """Open, close or annul the boxes of one round."""

    KIND: ClassVar[str] = "round_order"

    type: Literal["round_order"] = "round_order"
    meeting: Identifier
    round: Identifier
    action: Literal["open", "close", "annul", "cancel"]
    uuids: Annotated[list[BoxUuid], Field(min_length=1, max_length=26)]
    reason: Title | None = None


class MeetingEnd(Document):
    """No further round of the meeting will open: phones may forget their codes (P7)."""

    KIND: ClassVar[str] = "meeting_end"

    type: Literal["meeting_end"] = "meeting_end"
    meeting: Identifier
    meeting_manifest: Hex32
    how: Literal["closed", "cancelled"]


class LedgerLine(Part):
    """The numbers of one electorate in one round, entered by two scrutineers (票数账)."""

    uuid: BoxUuid
    electorate: ClassLetter
    roll: Count
    """应到"""
    present: Count
    """实到"""
    printed: Count
    """slips printed, reserve included"""
    issued: Count
    """发出: slips handed out, and people whose credentials were signed blindly"""
    released: Count = 0
    """the latter alone"""


class RoundLedger(Document):
    """What the desk counted for one round; the box's own count is not in it."""

    KIND: ClassVar[str] = "round_ledger"

    type: Literal["round_ledger"] = "round_ledger"
    meeting: Identifier
    round: Identifier
    entered_by: Annotated[list[Title], Field(min_length=2, max_length=12)]
    last_round: bool
    """No further round of this meeting will open: leftover slips can be scanned."""
    lines: Annotated[list[LedgerLine], Field(min_length=1, max_length=26)]
    repeated_by: Identifier | None = None
    """The later round about the same item; see ``shared.documents.manifests.Repeat``."""
    correction: Title | None = None
    """Why this version takes the place of the one before; None in a first one."""

    @model_validator(mode="after")
    def _follows(self) -> "RoundLedger":
        first = self.version == 1
        if (self.supersedes is None) != first or (self.correction is None) != first:
            raise ValueError("a later version names the one before it, and says why")
        return self

    def to_json(self) -> dict[str, Any]:
        """Return the plain JSON value; what says nothing new is left out."""
        value = super().to_json()
        for name in ("repeated_by", "correction"):
            if value[name] is None:
                del value[name]
        return value


class RoundStatus(Document):
    """What the tally service tells the desk about a round."""

    KIND: ClassVar[str] = "round_status"

    type: Literal["round_status"] = "round_status"
    meeting: Identifier
    round: Identifier
    state: Literal["counted", "sealed", "annulled", "certified", "failed"]
    cause: Identifier | None = None
