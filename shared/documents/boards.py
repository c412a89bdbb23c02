"""What the tally service publishes about its trustees.

Source: PROTOCOL P3, P4, P12.

May import: stdlib, pydantic, shared.documents.base.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.documents.base import BoxUuid, Document, Hex32, Identifier, Part, Title, Year


class TrusteeRef(Part):
    """One trustee of the board, numbered from 1 in the order of the ceremony."""

    number: Annotated[int, Field(ge=1, le=50)]
    name: Title


class Board(Document):
    """A board of trustees after its ceremony: k of n, its key, its transcript's digest."""

    KIND: ClassVar[str] = "board"

    type: Literal["board"] = "board"
    board: Identifier
    title: Title
    year: Year
    threshold: Annotated[int, Field(ge=1, le=49)]
    trustees: Annotated[list[TrusteeRef], Field(min_length=2, max_length=50)]
    key: Hex32
    """The election key, a point in hex."""
    trustees_text: Annotated[str, Field(max_length=2_000_000)]
    """The `trustees` JSON text that stands in every archive (PROTOCOL section 3)."""
    transcript: Hex32
    """SHA-256 of the ceremony's transcript."""


class Rehearsal(Document):
    """Every key share of the board answered for this meeting (P12)."""

    KIND: ClassVar[str] = "rehearsal"

    type: Literal["rehearsal"] = "rehearsal"
    board: Identifier
    board_document: Hex32
    meeting: Identifier
    trustees: Annotated[list[int], Field(min_length=2, max_length=50)]
    """Numbers of the trustees whose share was checked."""


class Asked(Document):
    """Every encrypted tally ever asked to be decrypted under one uuid (P4)."""

    KIND: ClassVar[str] = "asked"

    type: Literal["asked"] = "asked"
    uuid: BoxUuid
    tallies: Annotated[list[Hex32], Field(min_length=1, max_length=1000)]
