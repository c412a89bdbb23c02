"""The audit of rounds on paper: announced, every number adding up, the floor kept (P13, E31, E32).

Nobody can check from a folder that the papers say what was entered. What can be checked is that
the desk signed these numbers, that they follow from one another and from what was announced, and
that a result and its rulings follow from them.

May import: stdlib, shared.cli.audit.bundle, shared.crypto, shared.documents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.cli.audit.bundle import Bundle
from shared.crypto.errors import VerificationFailed
from shared.documents.counted import PaperBox
from shared.documents.manifests import MeetingManifest
from shared.documents.orders import FrozenLists
from shared.documents.paper import PaperResult, PaperRound
from shared.documents.paper_counts import boxes_of, check_announced, check_result
from shared.documents.results import OnPaper


@dataclass(frozen=True, slots=True)
class AuditedPaper:
    """A round on paper whose numbers hold together."""

    announced: PaperRound
    result: PaperResult

    @property
    def annulled(self) -> bool:
        """Whether more papers came back than were handed out."""
        return self.result.state == "annulled"

    @property
    def boxes(self) -> list[PaperBox]:
        """What a certified result rests on."""
        return boxes_of(self.result, self.announced)

    @property
    def said(self) -> OnPaper:
        """What a certified result says of its medium."""
        return OnPaper(reason=self.result.reason, result=self.result.digest)


def audit_papers(
    bundle: Bundle,
    manifest: MeetingManifest,
    frozen: FrozenLists,
    published: Sequence[Mapping[str, object]],
) -> dict[str, AuditedPaper]:
    """Return a meeting's rounds on paper that hold, by round.

    Args:
        bundle: with the desk's key.
        manifest: of the meeting.
        frozen: its lists.
        published: for each round its signed announcement and its signed result.

    Raises:
        VerificationFailed, MalformedDocument: a document is not the desk's, or another meeting's.
        PaperNotAnnounced, PaperNumbersBroken, FloorIgnored: its numbers do not hold.
    """
    papers: dict[str, AuditedPaper] = {}
    for entry in published:
        announced = bundle.open(PaperRound, entry["announced"], "desk")
        result = bundle.open(PaperResult, entry["result"], "desk")
        own = bundle.open(MeetingManifest, announced.manifest, "desk")
        if own.digest != manifest.digest or announced.round in papers:
            raise VerificationFailed("A round on paper is of another meeting, or here twice.")
        check_announced(announced, manifest, frozen)
        check_result(result, announced, manifest, frozen)
        papers[announced.round] = AuditedPaper(announced, result)
    return papers
