"""A counted round of which one ruling waits for a finding, and the people who make it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from factories.rounds import ClosedRound
from factories.tally import PACK, Counting, a_person, work

from shared.rules.packs import parse_pack

PENDING = [3, 3, 0, 0, 1, 1, 0]
"""Two 不称职 of seven: over 20 %, so B10 waits for a finding."""
PAPER = {"document": "组〔2026〕7号", "date": "2026-06-01", "reason": "核查属实"}


class Finding(Counting):
    """A tally service whose rules concern small units, so that seven votes can trigger B10."""

    def __init__(self, url: str, folder: Path, real_box: Any = None) -> None:
        super().__init__(url, folder, real_box)
        self.pack = parse_pack(PACK.replace("large_unit_min: 30", "large_unit_min: 5"))
        self.desk.packs[self.pack.digest] = self.pack.to_document()
        self.certifiers.append(a_person(self.tally, "郑认证", "certifier"))

    def counted(self, votes: Any = None, **changes: Any) -> ClosedRound:
        """Return a round that was counted and ruled on."""
        closed = self.hold(votes or {"A": PENDING}, **changes)
        self.clear(closed)
        self.decrypt(closed)
        return closed

    def certified(self, closed: ClosedRound) -> str:
        """Let two certifiers sign; return the digest of the result."""
        self.certify(closed, 0)
        return str(self.certify(closed, 1).json["digest"])

    def send(
        self, closed: ClosedRound, path: str, by: int = 0, body: Any = None, client: Any = None
    ) -> Any:
        """Post to an address of the round as one of the certifiers and work; the response."""
        address = f"/api/v1/rounds/{closed.meeting.meeting}/r1/{path}"
        headers = self.certifiers[by].headers
        answer = (client or self.client).post(address, json=body or {}, headers=headers)
        if client is None:
            work(self.tally)
        return answer

    def find(self, closed: ClosedRound, by: int = 0, value: str = "yes", **changes: Any) -> Any:
        """Enter the finding that B10 waits for; the response."""
        about = {"kind": "official", "id": "o1"}
        body = {"rule": "B10", "subject": about, "value": value, **PAPER, **changes}
        return self.send(closed, "findings", by, body)

    def found(self, closed: ClosedRound, value: str = "yes", **changes: Any) -> str:
        """Let two people find; return the digest of the finding."""
        self.find(closed, 0, value, **changes)
        return str(self.find(closed, 1, value, **changes).json["finding"])

    def take_back(self, closed: ClosedRound, proposal: str, by: int = 0) -> Any:
        """Take back what waits for a second person; the response."""
        return self.send(closed, f"findings/{proposal}/withdrawal", by, {"reason": "文号有误"})

    def annul(self, closed: ClosedRound, by: int = 0, **changes: Any) -> Any:
        """Stand behind a finding of fraud; the response."""
        return self.send(closed, "annulment", by, {**PAPER, **changes})

    def annulled(self, closed: ClosedRound) -> None:
        """Let two people annul the round."""
        self.annul(closed, 0)
        assert self.annul(closed, 1).json["annulled"] is True

    def correct(self, closed: ClosedRound, by: int = 0, **changes: Any) -> Any:
        """Open a correction; the response."""
        return self.send(closed, "correction", by, {**PAPER, **changes})

    def shown(self, closed: ClosedRound) -> Any:
        """Return what a certifier sees of the round's findings."""
        address = f"/api/v1/rounds/{closed.meeting.meeting}/r1/findings"
        return self.client.get(address, headers=self.certifiers[0].headers).json

    def ruling(self, closed: ClosedRound, rule: str = "B10") -> Any:
        """Return a ruling of the draft."""
        return next(one for one in self.round(closed)["rulings"] if one["rule"] == rule)

    def result(self, digest: str) -> Any:
        """Return a certified result's document."""
        return self.client.get(f"/api/v1/certified-results/{digest}").json["document"]

    def listed(self, closed: ClosedRound) -> Any:
        """Return the public list of the meeting's results."""
        address = f"/api/v1/certified-results?meeting={closed.meeting.meeting}"
        return self.client.get(address).json

    def published(self, closed: ClosedRound) -> Any:
        """Return the published findings of the meeting."""
        address = f"/api/v1/findings?meeting={closed.meeting.meeting}"
        return self.client.get(address).json["findings"]
