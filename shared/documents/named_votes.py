"""The record of one open vote of a committee, name by name, signed by the desk.

Two people stand behind it, one who recorded and one who confirmed; the signature says that the
desk has changed nothing since. It never tells anything of a secret round, and it is published only
where the meeting publishes its results. Source: catalogue C05, C10, D11, E25.

May import: stdlib, pydantic, shared.documents.base, shared.documents.findings,
shared.documents.manifests.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from shared.documents.base import Count, Document, Hex32, Identifier, Part, Title
from shared.documents.findings import ClauseId, Day
from shared.documents.manifests import Item

Mark = Literal["agree", "disagree", "postpone", "abstain"]
"""同意, 不同意, 缓议, 弃权"""

VotePurpose = Literal["decision", "consent"]


class NamedMark(Part):
    """How one member voted."""

    name: Title
    unit: Annotated[str, Field(max_length=200)]
    mark: Mark


class NamedVote(Document):
    """One confirmed vote by name."""

    KIND: ClassVar[str] = "named_vote"

    type: Literal["named_vote"] = "named_vote"
    meeting: Identifier
    meeting_manifest: Hex32
    pack: Hex32
    vote: Identifier
    number: Annotated[int, Field(ge=1)]
    """From 1 among the records of its meeting."""
    item: Item
    purpose: VotePurpose
    """``consent``: whether an urgent item is taken up (C06)."""
    marks: Annotated[list[NamedMark], Field(min_length=1, max_length=1000)]
    recused: Annotated[list[Title], Field(max_length=1000)]
    """Who was there and did not vote; they count in both bases (E25)."""
    roll: Count
    present: Count
    counts: dict[Mark, Count]
    rule: ClauseId
    """The clause that decides; E23 is the catalogue's default where the pack has none."""
    passed: bool
    follows: Identifier | None = None
    """The round or vote whose decision this one may change (C10)."""
    reason: Title | None = None
    record: Hex32
    """Digest of what the second person confirmed."""
    recorded_by: Title
    confirmed_by: Title
    confirmed_on: Day
    test: bool

    @model_validator(mode="after")
    def _adds_up(self) -> "NamedVote":
        given = [one.mark for one in self.marks]
        if self.counts != {mark: given.count(mark) for mark in self.counts} or (
            sum(self.counts.values()) != len(given)
        ):
            raise ValueError("the counts are those of the marks")
        if not len(given) + len(self.recused) == self.present <= self.roll:
            raise ValueError("everybody who is present has a mark or is recused")
        if self.recorded_by == self.confirmed_by:
            raise ValueError("two people stand behind a record")
        return self
