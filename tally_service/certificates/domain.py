"""The certified result: what two certifiers sign, and what is then published.

What they sign is a draft, named by its digest: everything of the result but their names. So
both have signed the same numbers. Source: DESIGN sections 6 and 10, PROTOCOL P13.

May import: stdlib, shared.documents, shared.errors.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.documents.base import digest_of
from shared.documents.counted import (
    Ended,
    counted_box,
    counted_contests,
    unanimous,
)
from shared.documents.manifests import MeetingManifest
from shared.documents.results import CertifiedResult, Counted, CountedContest, OnPaper
from shared.errors import Conflict, InvalidInput, NotFound


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


class NameDiffers(InvalidInput):
    """The name that was typed is not that of the account that signs."""

    code = "name_differs"


class DraftChanged(Conflict):
    """What the certifier looked at is no longer what would be signed."""

    code = "draft_changed"


class UnanimityNotAcknowledged(Conflict):
    """All votes of a contest fell on one option, and the certifier has not said to know it."""

    code = "unanimity_not_acknowledged"


class NotCertified(Conflict):
    """Only a result that was certified can be corrected."""

    code = "not_certified"


class CorrectionOpen(Conflict):
    """A correction of this result is open already."""

    code = "correction_open"


class NoCorrection(Conflict):
    """No correction of this result is open."""

    code = "no_correction"


class CorrectionUsed(Conflict):
    """Something was found since the correction was opened; only a new version can say so."""

    code = "correction_used"


@dataclass(frozen=True, slots=True)
class SignOff:
    """What a certifier says to sign a round, besides being signed in."""

    name: str
    """The certifier's own full name, typed."""
    draft: str
    """Digest of the draft that was looked at."""
    unanimity_seen: bool = False

    def check(self, account_name: str, draft: Draft) -> None:
        """Return if this signs exactly ``draft``, by the person of that name.

        Raises:
            DraftChanged: another draft was looked at.
            NameDiffers: another name was typed; spaces do not matter at the ends, nor how many.
            UnanimityNotAcknowledged: the draft is unanimous somewhere, which was not confirmed.
        """
        if self.draft != draft.digest:
            raise DraftChanged("The result has changed since you looked. Read it again, then sign.")
        if _one_spelling(self.name) != _one_spelling(account_name):
            raise NameDiffers("Type your full name exactly as it stands in your account.")
        if draft.unanimous and not self.unanimity_seen:
            raise UnanimityNotAcknowledged(
                "In some contests everybody chose the same. Confirm that you know it, then sign."
            )


def _one_spelling(name: str) -> str:
    """Return ``name`` as accounts keep theirs: NFC, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).split())


@dataclass(frozen=True, slots=True)
class Edition:
    """Which version a draft is, which one it takes the place of, and the notice that says why."""

    version: int
    supersedes: str | None = None
    correction: dict[str, Any] | None = None


FIRST = Edition(1)


@dataclass(frozen=True, slots=True)
class Draft:
    """A result that only lacks its certifiers."""

    meeting: MeetingManifest
    round: str
    closed_on: str
    boxes: Sequence[Ended]
    leftovers: Sequence[str]
    rulings: Sequence[dict[str, Any]]
    issuer: str
    findings: Mapping[str, Any] = field(default_factory=dict)
    """Signed findings by name, the newest version of each."""
    edition: Edition = FIRST
    repeated_by: str | None = None
    """The later round about the same item, as the desk's ledger says."""
    paper: OnPaper | None = None
    """None where people voted in boxes."""
    ledger: str | None = None
    """Digest of the ledger: numbers that come back in a later version are signed anew."""

    def fields(self) -> dict[str, Any]:
        """Return every field of the result but the certifiers, as the document has them."""
        contests, counted = self._published()
        repeats = self.boxes[0].repeats
        return {
            "type": "certified_result",
            "version": self.edition.version,
            "issued_by": self.issuer,
            "supersedes": self.edition.supersedes,
            "meeting": self.meeting.meeting,
            "meeting_manifest": self.meeting.digest,
            "round": self.round,
            "item": self.boxes[0].item.model_dump(mode="json"),
            "title": self.meeting.title,
            "source": self.meeting.source,
            "place": self.meeting.place.model_dump(mode="json"),
            "year": self.meeting.year,
            "test": self.meeting.test,
            "pack": self.meeting.pack,
            "closed_on": self.closed_on,
            "boxes": [box.model_dump(mode="json") for box in counted],
            "contests": [contest.model_dump(mode="json") for contest in contests],
            "rulings": list(self.rulings),
            "findings": dict(self.findings),
            "leftovers": sorted(self.leftovers),
            "unanimous": unanimous(contests, counted),
            **({"correction": self.edition.correction} if self.edition.correction else {}),
            **({"repeats": repeats.model_dump(mode="json")} if repeats else {}),
            **({"repeated_by": self.repeated_by} if self.repeated_by else {}),
            **({"paper": self.paper.model_dump(mode="json")} if self.paper else {}),
        }

    @property
    def unanimous(self) -> list[str]:
        """Return the contests whose counts tell how everybody in some box voted."""
        return unanimous(*self._published())

    def _published(self) -> tuple[list[CountedContest], list[Counted]]:
        """Return what is published of the boxes: votes by contest, and their ledgers."""
        return counted_contests(self.boxes), [counted_box(box) for box in self.boxes]

    @property
    def digest(self) -> str:
        """Return the name under which certifiers sign this draft."""
        return digest_of({**self.fields(), "ledger": self.ledger})

    def certified_by(self, names: Sequence[str]) -> CertifiedResult:
        """Return the result as ``names`` certified it."""
        return CertifiedResult.parse({**self.fields(), "certifiers": list(names)})
