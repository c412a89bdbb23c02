"""A round on paper: announced with its sheets, its result as two tellers agreed, withdrawn.

No cryptography stands behind a vote on paper but the desk's signature: who reads it trusts two
people and the papers in their envelope. A result has to be on the sheets that were announced. That
they were announced before anybody counted the desk says, and its order is in the desk's record;
no reader can check it. A result is not certified by being signed.

May import: stdlib, pydantic, shared.documents.base, shared.documents.manifests.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from shared.documents.base import ClassLetter, Count, Document, Hex32, Identifier, Part, Title
from shared.documents.manifests import MOST_ON_A_LIST, Contest, Item, Repeat

ENTRY_HEAD = "ostraka paper entry 1"
"""The first line of the text whose digest binds a teller to an entry."""

VoteCounts = Annotated[dict[Identifier, Count], Field(max_length=MOST_ON_A_LIST)]


class PaperRound(Document):
    """That a round is held on paper, and what stands on its sheets: signed when it begins."""

    KIND: ClassVar[str] = "paper_round"

    type: Literal["paper_round"] = "paper_round"
    meeting: Identifier
    meeting_manifest: Hex32
    manifest: dict[str, Any]
    """The signed meeting manifest itself: the network that would bring it may be down."""
    frozen: dict[str, Any]
    """The signed frozen lists, with the numbers of people."""
    round: Identifier
    number: Annotated[int, Field(ge=1)]
    item: Item
    contests: Annotated[
        dict[ClassLetter, Annotated[list[Contest], Field(min_length=1, max_length=600)]],
        Field(min_length=1, max_length=26),
    ]
    """The sheet of each class that votes."""
    reason: Title
    """Why the round is held on paper."""
    repeats: Repeat | None = None
    """Which vote it comes after, and why; as a box manifest says it."""


class PaperContest(Part):
    """The votes of one contest in one class."""

    contest: Contest
    votes: VoteCounts
    """Option to votes."""
    wrong: Count
    """Papers that hold, on which this contest alone was marked wrongly."""


class PaperLine(Part):
    """One class: its ledger and, unless too few papers hold, its votes."""

    electorate: ClassLetter
    roll: Count
    present: Count
    issued: Count
    returned: Count
    void: Count
    tellers: Annotated[list[Title], Field(min_length=2, max_length=2)]
    entries: Annotated[list[Hex32], Field(min_length=2, max_length=2)]
    """``entry_digest`` of what each teller entered, in the order of ``tellers``."""
    contests: Annotated[list[PaperContest], Field(min_length=1, max_length=600)] | None
    """None below the disclosure floor, and where the round is annulled: no votes are kept (P13)."""

    @property
    def valid(self) -> int:
        """Papers that hold: returned and not void."""
        return self.returned - self.void


class PaperResult(Document):
    """A whole round."""

    KIND: ClassVar[str] = "paper_result"

    type: Literal["paper_result"] = "paper_result"
    meeting: Identifier
    meeting_manifest: Hex32
    announced: Hex32
    """Digest of the round's ``PaperRound``."""
    round: Identifier
    number: Annotated[int, Field(ge=1)]
    item: Item
    state: Literal["counted", "sealed", "annulled"]
    reason: Title
    """Why the round was held on paper."""
    disclosure_floor: Count
    test: bool
    lines: Annotated[list[PaperLine], Field(min_length=1, max_length=26)]
    repeats: Repeat | None = None
    repeated_by: Identifier | None = None
    """The later round about the same item, as a ledger says it."""


class PaperWithdrawn(Document):
    """That nothing comes of an announced round: cancelled, or annulled on a finding (B05)."""

    KIND: ClassVar[str] = "paper_withdrawn"

    type: Literal["paper_withdrawn"] = "paper_withdrawn"
    meeting: Identifier
    round: Identifier
    announced: Hex32
    how: Literal["cancelled", "annulled"]


def entry_digest(code: str, entry: Sequence[str]) -> str:
    """Return the hex SHA-256 that binds a teller to an entry without showing it.

    Whoever has ``code``, which stands on the envelope, and the papers in it writes the same text,
    a part a line, and compares. Without the code, which no machine keeps, nobody can try out which
    papers would give the digest.

    Args:
        code: 32 hex digits drawn for the class.
        entry: meeting, round, class, teller, papers handed out, papers as lines of numbers.
    """
    text = "".join(f"{part}\n" for part in (ENTRY_HEAD, code, *entry))
    return hashlib.sha256(text.encode()).hexdigest()
