"""What a template is: everything that the kind of a meeting decides before anybody edits it.

A kind is data. It suggests, and an organizer may change all of it until the meeting is prepared;
what nobody may change (the floor, the gates) is in no template.

May import: stdlib, shared.documents, this package's sheets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ballot_service.meetings.templates.sheets import Asked, OtherQuestion
from shared.documents.manifests import CredentialMode, Source

Group = Literal["appraisal", "review", "committee", "recommendation", "poll"]
LineKind = Literal["official", "team", "motion", "candidate", "place", "meeting", "unit"]

GROUPS: Mapping[Group, tuple[str, str]] = {
    "appraisal": ("年度和年中测评", "Appraisals of the year"),
    "review": ("评议和生活会", "Reviews and life meetings"),
    "committee": ("会议表决", "Votes of a committee"),
    "recommendation": ("提名和推荐", "Nominations and recommendations"),
    "poll": ("问卷和民意测评", "Questionnaires and polls"),
}
"""Where a kind stands in the list to choose from, in its order."""


class Words(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


class FixedLine(NamedTuple):
    """A question that a kind of meeting asks by itself."""

    id: str
    kind: LineKind
    title: str
    asks: OtherQuestion | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of meeting."""

    id: str
    group: Group
    name: Words
    says: Words
    """When to take it, in one sentence."""
    clauses: tuple[str, ...]
    """Ids of the catalogue's clauses that it stands on."""
    source: Source
    """How the rules read its ballots: only unit and county are merged into the year's result."""
    sheet_title: str
    electorates: tuple[tuple[str, str], ...]
    """Letters and titles that are suggested."""
    asks: Mapping[LineKind, tuple[Asked, ...]] = field(default_factory=dict)
    """Which subjects it takes, the usual one first, and what is asked about each."""
    shape: Literal["sheet", "choice", "motions"] = "sheet"
    """One sheet of contests, one choice of several, or an item for each line."""
    lines: tuple[FixedLine, ...] = ()
    role: Literal["head", "deputy", "member"] = "member"
    """What an official is, where nobody says it."""
    secrecy: Literal["secret", "either"] = "secret"
    """``either``: personnel items are secret, other items may be voted on by name."""
    mode: CredentialMode = "slips"
    spare_boxes: int = 1
    gates: tuple[str, ...] = ()
    """Clauses that may keep an item from the vote; the meeting's own pack always has them."""
    threshold: str | None = None
    """A clause whose line the text leaves open: the organizer has to set it, nothing is assumed."""
    sealed_below_floor: bool = False
    """So few vote that their box is usually sealed, and the page says so beforehand."""
    published: bool = False
    """Its certified result goes up on a page for the hall and the board."""
    recipients: tuple[str, ...] = ()
    """Who is sent the result."""
    notes: tuple[Words, ...] = ()
    """What whoever runs it has to know."""

    @property
    def takes(self) -> tuple[LineKind, ...]:
        """The kinds of lines it has a use for, the usual one first."""
        return tuple(self.asks)
