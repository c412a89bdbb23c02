"""The certified result: what the tally service hands to appraisal and to auditors.

Source: DESIGN section 10, PROTOCOL P13.

May import: stdlib, pydantic, shared.documents.
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
    Year,
)
from shared.documents.findings import Day
from shared.documents.manifests import ContestKind, Item, Place, Source, Subject


class Ledger(Part):
    """票数账 of one box: 发出 = 收回 + 未收回, 收回 = 有效 + 废票."""

    roll: Count
    present: Count
    printed: Count
    """slips, in blind mode the reserve"""
    released: Count = 0
    """people whose credentials were signed blindly; part of ``issued``"""
    issued: Count
    returned: Count
    unreturned: Count
    void: Count
    valid: Count


class CountedBox(Part):
    """One box of the round; a sealed box has its ledger and no counts."""

    uuid: BoxUuid
    electorate: ClassLetter
    state: Literal["counted", "sealed"]
    manifest: Hex32
    archive: Hex32
    """SHA-256 of the finished archive file (of the closed one, if sealed)."""
    ledger: Ledger


class CountedContest(Part):
    """The votes of one contest, all counted boxes of the round together and each alone."""

    key: Identifier
    title: Title
    kind: ContestKind
    subject: Subject
    counts: dict[Identifier, Count]
    """option key to votes, all electorates"""
    by_electorate: dict[ClassLetter, dict[Identifier, Count]]


class Correction(Part):
    """The notice that stands in a later version: why it takes the place of the one before."""

    number: Annotated[int, Field(ge=1)]
    """Counts the corrections of this round's result, also those that were withdrawn."""
    document: Title
    """Number of the paper that orders the correction."""
    date: Day
    reason: Title
    by: Title
    """Who opened the correction."""
    opened_on: Day


class CertifiedResult(Document):
    """One round's result, signed by two certifiers and the tally service.

    A later version takes the place of the one it ``supersedes``. One that is ``annulled`` says
    that the round counts for nobody (catalogue E31): it has no votes, and every version before
    it is kept.
    """

    KIND: ClassVar[str] = "certified_result"

    type: Literal["certified_result"] = "certified_result"
    meeting: Identifier
    meeting_manifest: Hex32
    round: Identifier
    item: Item
    title: Title
    source: Source
    place: Place
    year: Year
    test: bool
    pack: Hex32
    closed_on: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    boxes: Annotated[list[CountedBox], Field(min_length=1, max_length=26)]
    contests: list[CountedContest]
    rulings: list[dict[str, Any]]
    """As `shared.rules` answers them (DESIGN section 9)."""
    findings: dict[str, Any] = Field(default_factory=dict)
    """Signed findings by name, of each the newest version; see ``shared.documents.findings``."""
    leftovers: list[Hex32]
    """Digests of the signed leftover scans."""
    unanimous: list[Identifier]
    """Contests whose votes all fell on one option: flagged to the certifiers."""
    certifiers: Annotated[list[Title], Field(min_length=2, max_length=12)]
    state: Literal["certified", "annulled"] = "certified"
    correction: Correction | None = None
    """None in a first version, and in one that annuls."""

    @model_validator(mode="after")
    def _later_and_empty_if_annulled(self) -> "CertifiedResult":
        if self.state == "annulled" and (self.contests or self.rulings or self.unanimous):
            raise ValueError("an annulled result has no votes and no rulings")
        if self.state == "annulled" and self.supersedes is None:
            raise ValueError("an annulled result takes the place of one that was published")
        return self

    def to_json(self) -> dict[str, Any]:
        """Return the plain JSON value; what says nothing new is left out.

        So a result that was certified before there were corrections keeps its digest.
        """
        value = super().to_json()
        if self.state == "certified":
            del value["state"]
        if self.correction is None:
            del value["correction"]
        return value
