"""The result of a round on paper as two tellers agreed on it, signed by the desk.

No cryptography stands behind it but the desk's signature: who reads it trusts two people and the
papers in their envelope. It is not certified by being signed.

May import: stdlib, pydantic, shared.documents.base, shared.documents.manifests.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from shared.documents.base import ClassLetter, Count, Document, Hex32, Identifier, Part, Title
from shared.documents.manifests import Contest, Item

VoteCounts = Annotated[dict[Identifier, Count], Field(max_length=100)]


class PaperContest(Part):
    """The votes of one contest in one class."""

    contest: Contest
    votes: VoteCounts
    """Option to votes."""
    wrong: Count
    """Papers that hold, on which this contest alone was marked wrongly."""


class PaperLine(Part):
    """One class: its ledger and, unless too few came back, its votes."""

    electorate: ClassLetter
    roll: Count
    present: Count
    issued: Count
    returned: Count
    void: Count
    tellers: Annotated[list[Title], Field(min_length=2, max_length=2)]
    contests: Annotated[list[PaperContest], Field(min_length=1, max_length=600)] | None
    """None below the disclosure floor, and where the round is annulled: no votes are kept (P13)."""


class PaperResult(Document):
    """A whole round."""

    KIND: ClassVar[str] = "paper_result"

    type: Literal["paper_result"] = "paper_result"
    meeting: Identifier
    meeting_manifest: Hex32
    round: Identifier
    number: Annotated[int, Field(ge=1)]
    item: Item
    state: Literal["counted", "sealed", "annulled"]
    reason: Title
    """Why the round was held on paper."""
    disclosure_floor: Count
    test: bool
    lines: Annotated[list[PaperLine], Field(min_length=1, max_length=26)]
