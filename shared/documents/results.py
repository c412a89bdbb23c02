"""The certified result: what the tally service hands to appraisal and to auditors.

Source: DESIGN section 10, PROTOCOL P13.

May import: stdlib, pydantic, shared.documents.
"""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

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
from shared.documents.manifests import ContestKind, Item, Place, Repeat, Source, Subject


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


class PaperLedger(Part):
    """票数账 of one class of a round on paper, counted by hand; nothing of it can be verified."""

    roll: Count
    present: Count
    issued: Count
    returned: Count
    unreturned: Count
    void: Count
    valid: Count


class CountedPapers(Part):
    """One class of a round on paper; there is no archive that anybody could check."""

    electorate: ClassLetter
    state: Literal["counted", "sealed"]
    tellers: Annotated[list[Title], Field(min_length=2, max_length=2)]
    """Who entered every paper, each alone."""
    entries: Annotated[list[Hex32], Field(min_length=2, max_length=2)]
    """Of what each of them entered (``shared.documents.paper.entry_digest``)."""
    ledger: PaperLedger


Counted = CountedBox | CountedPapers
"""One class of a round: its ballots in a box, or its papers."""


class OnPaper(Part):
    """That a round was held on paper and counted by hand, why, and on which signed numbers."""

    reason: Title
    result: Hex32
    """Digest of the desk's ``paper_result``."""


class CountedContest(Part):
    """The votes of one contest, all counted boxes of the round together and each alone."""

    key: Identifier
    title: Title
    kind: ContestKind
    subject: Subject
    counts: dict[Identifier, Count]
    """option key to votes, all electorates"""
    by_electorate: dict[ClassLetter, dict[Identifier, Count]]
    wrong: dict[ClassLetter, Count] = Field(default_factory=dict)
    """Papers that hold, on which this contest alone is void (E3); only where there are any."""

    def ledger_of(self, box: Counted) -> dict[str, int]:
        """Return roll, present, issued, returned and void of one class, for this contest alone.

        A paper on which it is marked wrongly is void for it and leaves its denominator (E3).
        """
        ledger = box.ledger
        return {
            "roll": ledger.roll,
            "present": ledger.present,
            "issued": ledger.issued,
            "returned": ledger.returned,
            "void": ledger.void + self.wrong.get(box.electorate, 0),
        }

    @model_serializer(mode="wrap")
    def _without_nothing(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        value: dict[str, Any] = handler(self)
        if not self.wrong:
            del value["wrong"]
        return value


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
    boxes: Annotated[list[Counted], Field(min_length=1, max_length=26)]
    contests: list[CountedContest]
    rulings: list[dict[str, Any]]
    """As `shared.rules` answers them (DESIGN section 9)."""
    findings: dict[str, Any] = Field(default_factory=dict)
    """Signed findings by name, of each the newest version; see ``shared.documents.findings``."""
    leftovers: list[Hex32]
    """Digests of the signed leftover scans."""
    unanimous: list[Identifier]
    """Contests whose counts tell how everybody in some class voted: flagged to the certifiers."""
    certifiers: Annotated[list[Title], Field(min_length=2, max_length=12)]
    state: Literal["certified", "annulled"] = "certified"
    correction: Correction | None = None
    """None in a first version, and in one that annuls."""
    repeats: Repeat | None = None
    """Which vote this round came after, and why it was held."""
    repeated_by: Identifier | None = None
    """The later round about the same item."""
    paper: OnPaper | None = None
    """None where people voted in boxes, so that everything can be verified."""

    @property
    def medium(self) -> Literal["electronic", "paper"]:
        """How people voted."""
        return "electronic" if self.paper is None else "paper"

    @model_validator(mode="after")
    def _of_one_medium(self) -> "CertifiedResult":
        kind = CountedBox if self.paper is None else CountedPapers
        if not all(isinstance(box, kind) for box in self.boxes):
            raise ValueError("a round is held in boxes or on paper, and says so")
        if self.paper is not None and self.leftovers:
            raise ValueError("a round on paper has no slips")
        if self.paper is None and any(contest.wrong for contest in self.contests):
            raise ValueError("an electronic ballot is never void, nor a part of it")
        return self

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
        for name in ("correction", "repeats", "repeated_by", "paper"):
            if value[name] is None:
                del value[name]
        return value

    @property
    def replaced(self) -> bool:
        """Whether a later round took this one's place: it is kept and shown, and never counts."""
        return is_replaced(self.repeated_by, self.source)


SIDE_BY_SIDE = ("committee",)
"""Meetings in which a repeated vote leaves the earlier decision standing beside it (C10)."""


def is_replaced(repeated_by: str | None, source: str) -> bool:
    """Return whether a round repeated by another one counts no more, in a meeting of ``source``."""
    return repeated_by is not None and source not in SIDE_BY_SIDE


def replaced_rounds(results: Iterable[CertifiedResult]) -> set[tuple[str, str]]:
    """Return meeting and round of every result whose place a later round took.

    The earlier result says so, or the later one does: either is enough, so that two rounds of one
    electorate and one sheet never count together. An earlier round does not come back when the
    later one is annulled afterwards: people vote again. Only a later one that was sealed whole
    takes no place by its own word, for it never had votes.
    """
    every = list(results)
    said_earlier = {(one.meeting, one.round) for one in every if one.replaced}
    said_later = {
        (one.meeting, one.repeats.earlier)
        for one in every
        if one.repeats is not None
        and is_replaced(one.round, one.source)
        and any(box.state == "counted" for box in one.boxes)
    }
    return said_earlier | said_later
