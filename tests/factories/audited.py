"""The folder an auditor gets, made of real ballots and shares without any service.

`Evidence` holds one unit meeting with two officials on the sheet, its certified result and their
grades. What a test changes before `write` is signed by the service's own key: the lies of somebody
who holds every key. Valid by default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from factories import documents
from factories.appraisal import a_pack, a_person
from factories.rounds import ClosedRound

from shared.crypto.ballots import parse_ballot
from shared.crypto.decryption import make_share
from shared.crypto.elections import Election
from shared.crypto.signing import SigningKey
from shared.crypto.tally import add_up, tally_text
from shared.documents.base import digest_of, sign
from shared.documents.counted import BoxResult
from shared.documents.grades import Grade
from shared.documents.manifests import election_of
from shared.documents.results import CertifiedResult
from shared.rules.derivation import after_final_shown, derive
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from shared.rules.packs import Pack
from shared.rules.person_year import (
    NO_FACTS,
    AttendanceEntry,
    AttendanceFacts,
    Person,
    SetAside,
    SignedFinding,
    YearFacts,
    sources_of,
)
from tally_service.certificates.domain import Draft
from tally_service.counts.domain.shares import Work, finish

APPRAISAL = SigningKey.from_seed(b"appraisal".ljust(32, b"."))
KEYS = {
    "desk": documents.DESK,
    "box": documents.BOX,
    "tally": documents.TALLY,
    "appraisal": APPRAISAL,
}
PEOPLE = ("o1", "o2")
CLOSED_ON = "2026-12-20"
VOTES = {
    "A": [[0, 1], [0, 1], [1, 1], [1, 3], [0, 0]],
    "B": [[1, 3], [0, 2], [0, 1], [1, 1], [2, 0]],
}
"""Marks of each ballot of each electorate, one a contest; just as many as the floor asks for."""


def a_batch(*missed: str, **changes: Any) -> dict[str, Any]:
    """Return an attendance file in which these people missed a meeting each."""
    rows = [
        {"person": person, "date": "2026-03-02", "kind": "missed", "half_days": 0}
        for person in missed
    ]
    values = {
        "type": "attendance_batch",
        "jurisdiction": "county",
        "year": 2026,
        "supersedes": None,
        "rows": rows,
    }
    return {**values, **changes}


def facts_of(person: str, batches: Sequence[dict[str, Any]]) -> AttendanceFacts:
    """Return a person's attendance as these files have it."""
    entries = [
        AttendanceEntry(**{name: value for name, value in row.items() if name != "person"})
        for batch in batches
        for row in batch["rows"]
        if row["person"] == person
    ]
    return AttendanceFacts(batches=sorted(map(digest_of, batches)), entries=entries)


class Evidence:
    """One meeting from its board of trustees to two final grades."""

    def __init__(
        self,
        votes: Mapping[str, Any] = VOTES,
        *,
        pack: Pack | None = None,
        held: type[ClosedRound] = ClosedRound,
        **changes: Any,
    ) -> None:
        self.pack = pack or a_pack(merge_needs=["unit"])
        self.closed = held(votes, contests=2, pack=self.pack.digest, **changes)
        floor = self.closed.meeting.disclosure_floor
        self.opened = {letter for letter, marks in votes.items() if len(marks) >= floor}
        """Electorates whose boxes are decrypted."""
        self.ledgers = [self.closed.ledger()]
        self.scans = [self.closed.scan(letter) for letter in votes]
        self.batches = [a_batch("o1")]
        self.findings: list[SignedFinding] = []
        """On everybody, before the derivation and after the grade."""
        self.files: dict[str, Any] = {}
        """What is written last, by path."""

    @cached_property
    def finished(self) -> dict[str, tuple[bytes, list[list[int]] | None]]:
        """Archive and counts of every box; those that are not opened stay closed."""
        return {
            letter: self._decrypted(letter)
            if letter in self.opened
            else (self.closed.archive(letter), None)
            for letter in self.closed.sheets
        }

    def _decrypted(self, letter: str) -> tuple[bytes, list[list[int]]]:
        """Return the finished archive of a box and its counts."""
        ballots = self.closed.sorted_ballots(letter)
        election: Election = election_of(self.closed.sheets[letter])
        tally = add_up(election, [parse_ballot(text, election) for text in ballots])
        text, board = tally_text(tally), self.closed.board
        work = Work(election.text, board.document.trustees_text, text, len(ballots))
        shares = {
            number: make_share(election.fingerprint, text, board.secrets[number], tally)
            for number in (1, 2)
        }
        made = finish(work, self.closed.archive(letter), shares)
        return made.archive, made.counts

    def boxes(self) -> list[BoxResult]:
        """Return the counted boxes."""
        lines = {line.uuid: line for line in self.ledgers[-1].lines}
        return [
            BoxResult(
                sheet,
                lines[sheet.uuid],
                len(self.closed.ballots[letter]),
                sha256(self.finished[letter][0]).hexdigest(),
                self.finished[letter][1],
            )
            for letter, sheet in sorted(self.closed.sheets.items())
        ]

    def result(self, **changes: Any) -> CertifiedResult:
        """Return the certified result; rulings are those of the changed figures."""
        boxes, leftovers = self.boxes(), [digest_of(scan["document"]) for scan in self.scans]
        draft = Draft(self.closed.meeting, "r1", CLOSED_ON, boxes, leftovers, [], "tally")
        result = draft.certified_by(["周认证", "吴认证"]).model_copy(update=changes)
        rulings = meeting_rulings(self.pack, CountedMeeting.of(result))
        return result.model_copy(update={"rulings": changes.get("rulings", rulings)})

    def grade(
        self,
        official: str | Person,
        results: Sequence[CertifiedResult],
        *,
        attendance: AttendanceFacts | None = None,
        pack: Any = None,
        set_aside: Sequence[SetAside] = (),
        facts: YearFacts = NO_FACTS,
        **changes: Any,
    ) -> tuple[Grade, dict[str, Any]]:
        """Return a final grade and its derivation, from exactly these results and facts."""
        person = official if isinstance(official, Person) else a_person(id=official)
        used = {result.digest: result for result in results}
        made = derive(
            pack or self.pack,
            person,
            used,
            attendance,
            self.findings,
            replace(facts, set_aside=set_aside),
        )
        values: dict[str, Any] = {
            "issued_by": "appraisal",
            "person": person.id,
            "name": "干部",
            "unit": "unit-1",
            "post": "局长",
            "year": 2026,
            "grade": made.proposal.grade or "competent",
            "scale": "civil",
            "state": "final",
            "document_number": "考〔2026〕1号",
            "document_date": "2026-12-31",
            "score": made.document["score"],
            "pack": (pack or self.pack).digest,
            "sources": sources_of(made.document["inputs"]),
            "derivation": made.digest,
            "decided_by": ["冯决定", "陈决定"],
        }
        return Grade(**{**values, **changes}), made.document

    def grades(self, results: Sequence[CertifiedResult]) -> list[tuple[Grade, dict[str, Any]]]:
        """Return everybody's grade."""
        return [
            self.grade(person, results, attendance=facts_of(person, self.batches))
            for person in PEOPLE
        ]

    def write(
        self,
        folder: Path,
        results: Sequence[CertifiedResult] | None = None,
        grades: Sequence[tuple[Grade, dict[str, Any]]] | None = None,
    ) -> Path:
        """Write the folder; without results or grades, the honest ones."""
        certified = [self.result()] if results is None else results
        graded = self.grades(certified) if grades is None else grades
        files: dict[str, Any] = {
            "keys.json": {name: key.public.hex() for name, key in KEYS.items()},
            "boards/board-1.json": {
                "document": self.closed.board.signed,
                "transcript": json.loads(self.closed.board.transcript),
            },
            f"packs/{self.pack.digest}.json": self.pack.to_document(),
            f"meetings/{self.closed.meeting.meeting}.json": self._meeting(),
            "grades.json": [sign(APPRAISAL, grade) for grade, _ in graded],
            "after-final.json": {"county": self.after_final(certified, graded)},
        }
        files |= {f"certificates/{r.digest}.json": sign(documents.TALLY, r) for r in certified}
        files |= {f"derivations/{grade.derivation}.json": made for grade, made in graded}
        files |= {f"facts/{digest_of(batch)}.json": batch for batch in self.batches}
        for name, value in (files | self.files).items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        (folder / "archives").mkdir(exist_ok=True)
        for letter, (archive, _) in self.finished.items():
            (folder / "archives" / f"{self.closed.uuid(letter)}.bel").write_bytes(archive)
        return folder

    def after_final(
        self,
        results: Sequence[CertifiedResult],
        grades: Sequence[tuple[Grade, dict[str, Any]]],
    ) -> list[dict[str, Any]]:
        """Return the rulings that read these grades, as the appraisal service lists them."""
        by_digest = {result.digest: result for result in results}
        return [
            {
                "person": grade.person,
                "grade": grade.grade,
                "derivation": grade.derivation,
                "findings": [finding.model_dump() for finding in self.findings],
                "rulings": after_final_shown(
                    self.pack, made, by_digest, grade.grade, self.findings
                ),
            }
            for grade, made in grades
        ]

    def _meeting(self) -> dict[str, Any]:
        """Return a meeting's documents as the bundle keeps them."""
        closed = self.closed
        return {
            "manifest": sign(documents.DESK, closed.meeting),
            "frozen": sign(documents.DESK, closed.frozen()),
            "issuer_keys": closed.issuer_keys(),
            "leftovers": self.scans,
            "ledgers": [sign(documents.DESK, ledger) for ledger in self.ledgers],
            "boxes": {
                sheet.uuid: {
                    "manifest": sign(documents.DESK, sheet),
                    "closing": closed.closing(letter),
                    "checkpoint": closed.checkpoint(letter),
                    "activations": closed.activations(letter),
                }
                for letter, sheet in closed.sheets.items()
            },
        }
