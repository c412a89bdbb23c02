"""How many ballots are in the boxes of a round: the desk's question and the box's answer.

The box answers the desk alone, and while a box is open only with a number rounded down to a
multiple of five (DESIGN sections 4 and 8). Both documents are signed by who sends them, and the
question is short-lived, so a copy of it is of no use to anybody later.

May import: stdlib, pydantic, shared.documents.base.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.documents.base import BoxUuid, Count, Document, Identifier, Part


class TurnoutQuestion(Document):
    """The desk asks the box how many ballots the boxes of one round hold."""

    KIND: ClassVar[str] = "turnout_question"

    type: Literal["turnout_question"] = "turnout_question"
    meeting: Identifier
    round: Identifier
    asked_at: Annotated[int, Field(ge=1)]
    """Unix seconds by the desk's clock."""


class Returned(Part):
    """What one box says."""

    uuid: BoxUuid
    at_least: Count
    """收回: a multiple of five, at most four fewer than the box holds."""


class Turnout(Document):
    """The box's answer; whoever has it can tell to which question it belongs."""

    KIND: ClassVar[str] = "turnout"

    type: Literal["turnout"] = "turnout"
    meeting: Identifier
    round: Identifier
    asked_at: Annotated[int, Field(ge=1)]
    boxes: Annotated[list[Returned], Field(max_length=26)]
