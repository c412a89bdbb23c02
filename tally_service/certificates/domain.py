"""The certified result: what two certifiers sign, and what is then published.

What they sign is a draft, named by its digest: everything of the result but their names. So
both have signed the same numbers. Source: DESIGN sections 6 and 10, PROTOCOL P13.

May import: stdlib, shared.documents, shared.errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.documents.base import digest_of
from shared.documents.counted import (
    BoxResult,
    counted_box,
    counted_contests,
    unanimous,
)
from shared.documents.manifests import MeetingManifest
from shared.documents.results import CertifiedResult
from shared.errors import Conflict, NotFound


class NoSuchRound(NotFound):
    """Nothing is known of a round with this name."""

    code = "no_such_round"


class NoSuchResult(NotFound):
    """No certified result has this digest."""

    code = "no_such_result"


class DraftNotReady(Conflict):
    """There is nothing to sign: not every box of the round is done or sealed, or not ruled on."""

    code = "draft_not_ready"


class AlreadyCertified(Conflict):
    """Two certifiers have signed already."""

    code = "already_certified"


@dataclass(frozen=True, slots=True)
class Draft:
    """A result that only lacks its certifiers."""

    meeting: MeetingManifest
    round: str
    closed_on: str
    boxes: Sequence[BoxResult]
    leftovers: Sequence[str]
    rulings: Sequence[dict[str, Any]]
    issuer: str

    def fields(self) -> dict[str, Any]:
        """Return every field of the result but the certifiers, as the document has them."""
        contests = counted_contests(self.boxes)
        return {
            "type": "certified_result",
            "version": 1,
            "issued_by": self.issuer,
            "meeting": self.meeting.meeting,
            "meeting_manifest": self.meeting.digest,
            "round": self.round,
            "item": self.boxes[0].manifest.item.model_dump(mode="json"),
            "title": self.meeting.title,
            "source": self.meeting.source,
            "place": self.meeting.place.model_dump(mode="json"),
            "year": self.meeting.year,
            "test": self.meeting.test,
            "pack": self.meeting.pack,
            "closed_on": self.closed_on,
            "boxes": [counted_box(box).model_dump(mode="json") for box in self.boxes],
            "contests": [contest.model_dump(mode="json") for contest in contests],
            "rulings": list(self.rulings),
            "leftovers": sorted(self.leftovers),
            "unanimous": unanimous(contests),
        }

    @property
    def digest(self) -> str:
        """Return the name under which certifiers sign this draft."""
        return digest_of(self.fields())

    def certified_by(self, names: Sequence[str]) -> CertifiedResult:
        """Return the result as ``names`` certified it."""
        return CertifiedResult.parse({**self.fields(), "certifiers": list(names)})
