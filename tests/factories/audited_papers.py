"""The folder an auditor gets of a meeting with a second round, on paper.

What a test changes is signed with the right key all the same.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from factories import documents
from factories.audited import CLOSED_ON, Evidence
from factories.papers import a_line, a_result, announced

from shared.documents.base import sign
from shared.documents.paper import PaperResult, PaperRound
from shared.documents.paper_counts import boxes_of
from shared.documents.results import CertifiedResult, OnPaper
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from tally_service.certificates.domain import Draft


class PaperEvidence(Evidence):
    """The meeting of ``Evidence`` with a second round, on paper, about another official.

    ``changes`` are those of its announcement.
    """

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        meeting = self.closed.meeting
        sheet = [documents.a_graded_contest(9)]
        self.round: PaperRound = announced(
            meeting, round="r2", number=2, contests={"A": sheet}, frozen=self.frozen(), **changes
        )
        people = self.closed.frozen().checked_in[0]
        numbers = {"roll": people.roll, "present": people.roll, "issued": people.roll}
        self.line = a_line(self.round, **numbers)
        self.counted: PaperResult = a_result(self.round, meeting, self.line)

    def frozen(self) -> dict[str, Any]:
        """Return the meeting's signed frozen lists."""
        return sign(documents.DESK, self.closed.frozen())

    def on_paper(self, counted: PaperResult | None = None, **changes: Any) -> CertifiedResult:
        """Return the certified result of the round on paper."""
        result = counted or self.counted
        draft = Draft(
            meeting=self.closed.meeting,
            round="r2",
            closed_on=CLOSED_ON,
            boxes=boxes_of(result, self.round),
            leftovers=[],
            rulings=[],
            issuer="tally",
            repeated_by=result.repeated_by,
            paper=OnPaper(reason=result.reason, result=result.digest),
        )
        made = draft.certified_by(["周认证", "吴认证"]).model_copy(update=changes)
        rulings = meeting_rulings(self.pack, CountedMeeting.of(made))
        return made.model_copy(update={"rulings": rulings})

    def folder(
        self, path: Path, *results: CertifiedResult, counted: PaperResult | None = None
    ) -> Path:
        """Write the folder with the round on paper and these results of it."""
        honest = [self.result(), *(results or [self.on_paper(counted)])]
        self.counted = counted or self.counted
        return self.write(path, honest)

    def _meeting(self) -> dict[str, Any]:
        """Return a meeting's documents, with the round on paper."""
        papers = {
            "announced": sign(documents.DESK, self.round),
            "result": sign(documents.DESK, self.counted),
        }
        return {**super()._meeting(), "papers": [papers]}
