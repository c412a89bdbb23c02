"""`ostraka audit DIR`: everything in a bundle, checked by somebody who trusts nobody.

One line a board, pack, meeting, result, attendance file, grade and what follows it, as soon as it
is checked.
Exit code 0 if all hold, 1 if one does not or a part of it is missing, 2 if this is no bundle.
What rests on something that does not hold does not hold either.

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.rules.
"""

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from shared.cli.audit.after_final import FILE, audit_after_final, key_of, read_after_final
from shared.cli.audit.bundle import Bundle, BundleUnusable, Check
from shared.cli.audit.facts import Recorded, audit_batch
from shared.cli.audit.findings import (
    annulled_rounds,
    audit_finding,
    check_chains,
    check_versions,
)
from shared.cli.audit.grades import audit_grade
from shared.cli.audit.meetings import AuditedMeeting, Verify, audit_board, audit_meeting
from shared.cli.audit.results import audit_pack, audit_result, check_numbers
from shared.cli.audit.teams import Teams
from shared.cli.pooling import pooled_map
from shared.cli.verify import ERASE_LINE, Watch
from shared.crypto.verify import Report, verify_archive
from shared.documents.boards import Board
from shared.documents.findings import Finding
from shared.documents.grades import Grade
from shared.documents.results import CertifiedResult
from shared.errors import SuiteError
from shared.rules.packs import Pack

OK, REJECTED, UNUSABLE = 0, 1, 2
ON_PAPER = "on paper, counted by hand; its numbers add up, the votes themselves nobody can verify"
"""What is said of a round on paper, beside its result."""
OF_NO_TEAM = "no head's derivation names them; the folder does not say the team of these people"
"""What is said of outcomes of people without a grade in the folder."""
T = TypeVar("T")
Told = Callable[[Check], None]


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `audit` to the command line."""
    parser = subparsers.add_parser("audit", help="check a whole bundle")
    parser.add_argument("folder", type=Path, help="the folder that `ostraka demo --out` wrote")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--workers", type=int, default=None, help="processes; default: one a core")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Audit one folder, print the findings, return the exit code."""
    told = _skip if options.json else _print_line
    try:
        findings = audit_folder(options.folder, options.workers, told, show_ballots=True)
    except BundleUnusable as refusal:
        answer = {"ok": False, "unusable": str(refusal)}
        print(json.dumps(answer) if options.json else f"unusable: {refusal}")
        return UNUSABLE
    passed = all(finding.ok for finding in findings)
    if options.json:
        lines = [
            {"subject": f.subject, "what": f.what, "refusal": f.refusal, "ok": f.ok}
            for f in findings
        ]
        print(json.dumps({"ok": passed, "findings": lines}, ensure_ascii=False))
    return OK if passed else REJECTED


def _print_line(finding: Check) -> None:
    """Print a finding as soon as it is there, in place of the bar of its ballots."""
    if sys.stderr.isatty():
        print(ERASE_LINE, end="", file=sys.stderr, flush=True)
    print(finding.line(), flush=True)


def _skip(_: Check) -> None:
    """Say nothing before the end."""


def audit_folder(
    folder: Path,
    workers: int | None = None,
    told: Told = _skip,
    *,
    show_ballots: bool = False,
) -> list[Check]:
    """Return what was found about everything in ``folder``.

    Args:
        folder: the bundle.
        workers: processes; None for one a core, 1 for none besides this one.
        told: is given each finding as soon as it is there.
        show_ballots: show on stderr how many ballots of a long archive are verified.

    Raises:
        BundleUnusable: the folder has no keys, no list of grades, or nothing to check.
    """
    with pooled_map(workers) as pooled:

        def verify(reader: BinaryIO) -> Report:
            progress = Watch(sys.stderr.isatty()) if show_ballots else None
            return verify_archive(reader, map=pooled, progress=progress)

        return _Audit(Bundle(folder), verify, told).findings()


class _Audit:
    """One run over a bundle: what held is kept for what rests on it."""

    def __init__(self, bundle: Bundle, verify: Verify, told: Told) -> None:
        self._bundle, self._verify, self._told = bundle, verify, told
        self._findings: list[Check] = []
        self._boards: dict[str, Board] = {}
        self._packs: dict[str, Pack] = {}
        self._meetings: dict[str, AuditedMeeting] = {}
        self._results: dict[str, CertifiedResult] = {}
        self._found: dict[str, Finding] = {}
        """Findings of the organisation that hold, by digest."""
        self._batches: dict[str, dict[str, Any]] = {}

    def findings(self) -> list[Check]:
        """Check boards and packs, then meetings, results and grades, each on what came before."""
        signed_grades = self._bundle.read_list("grades.json")
        self._audit_foundations()
        self._audit_found()
        self._audit_meetings()
        self._audit_results()
        grades = self._audit_grades(signed_grades)
        if not self._findings:
            raise BundleUnusable("There is nothing to check in this folder.")
        if signed_grades or FILE in self._bundle.names("."):
            self._audit_after_final(grades)
        return self._findings

    def _audit_foundations(self) -> None:
        """Check boards of trustees and packs."""
        for name in self._bundle.names("boards"):
            board = self._try(
                f"board {name}",
                "ceremony replayed",
                partial(audit_board, self._bundle, name),
            )
            if board is not None:
                self._boards[board.digest] = board
        for name in self._bundle.names("packs"):
            pack = self._try(f"pack {name[:12]}", "digest", partial(audit_pack, self._bundle, name))
            if pack is not None:
                self._packs[name] = pack

    def _audit_found(self) -> None:
        """Check every finding of the organisation, and that no version of one is missing."""
        for name in self._bundle.names("findings"):
            finding = self._try(
                f"finding {name[:12]}", "signature", partial(audit_finding, self._bundle, name)
            )
            if finding is not None:
                self._found[name] = finding
        if self._found:
            chains = partial(check_chains, self._found.values())
            self._try("findings", "every version is here", chains)

    def _audit_meetings(self) -> None:
        """Check every meeting; an archive that no meeting names is nobody's."""
        for name in self._bundle.names("meetings"):
            fraud = annulled_rounds(self._found.values(), name)
            meeting = self._try(
                f"meeting {name}",
                "manifests, archives, closing records, floor, leftovers",
                partial(audit_meeting, self._bundle, name, self._boards, self._verify, fraud),
            )
            if meeting is not None:
                self._meetings[name] = meeting
        if all(finding.ok for finding in self._findings):
            named = {uuid for meeting in self._meetings.values() for uuid in meeting.boxes}
            for uuid in set(self._bundle.names("archives", "bel")) - named:
                self._note(Check(f"archive {uuid}", "its meeting", "No meeting names it."))

    def _audit_results(self) -> None:
        """Check every certified result, and that no round that was held lacks one."""
        for name in self._bundle.names("certificates"):
            result = self._try(
                f"result {name[:12]}",
                "counts, ledger, findings, rulings, certifiers",
                partial(
                    audit_result,
                    self._bundle,
                    name,
                    self._meetings,
                    self._packs,
                    self._found,
                ),
            )
            if result is not None:
                self._results[name] = result
        self._audit_rounds()

    def _audit_rounds(self) -> None:
        """Check that every round that was held has its result, and which version stands."""
        certified = {(result.meeting, result.round) for result in self._results.values()}
        for name, meeting in self._meetings.items():
            for number in meeting.papers:
                self._note(Check(f"round {number}", ON_PAPER))
            for number in meeting.rounds:
                if number in meeting.annulled:
                    self._note(Check(f"round {number}", "annulled, never decrypted"))
                elif (name, number) in certified:
                    self._audit_versions(name, number)
                elif number in meeting.fraud:
                    self._note(Check(f"round {number}", "annulled on a finding of fraud"))
                else:
                    refusal = "There is no certified result of it that holds."
                    self._note(Check(f"round {number}", "its result", refusal))

    def _audit_versions(self, meeting: str, number: str) -> None:
        """Check that no version of a round's result is missing, and that the last one stands."""
        where = (meeting, number)
        versions = [one for one in self._results.values() if (one.meeting, one.round) == where]
        found = [one for one in self._found.values() if (one.meeting, one.round) == where]
        if len(versions) > 1 or versions[0].version > 1 or found:
            check = partial(check_versions, versions, found)
            self._try(f"round {number}", "versions of its result, newest findings", check)
        last, held = max(versions, key=lambda one: one.version), self._meetings[meeting]
        if number in held.corrected and last.state == "certified":
            check = partial(check_numbers, last, held)
            self._try(f"round {number}", "the corrected numbers of its ledger", check)

    def _audit_grades(self, signed_grades: list[Any]) -> dict[int, Grade]:
        """Check the files of facts, every grade, and that nobody has two; return what holds."""
        for name in self._bundle.names("facts"):
            batch = self._try(
                f"facts {name[:12]}", "digest", partial(audit_batch, self._bundle, name)
            )
            if batch is not None:
                self._batches[name] = batch
        recorded = Recorded(self._batches)
        seen: set[tuple[str, int]] = set()
        held: dict[int, Grade] = {}
        for number, signed in enumerate(signed_grades, start=1):
            audited = self._try(
                f"grade {number}",
                "signature, derivation, nothing left out, two deciders",
                partial(
                    audit_grade,
                    self._bundle,
                    signed,
                    self._results,
                    self._packs,
                    recorded,
                ),
            )
            if audited is None:
                continue
            grade, replaced = audited
            for line in replaced:
                self._note(Check(f"grade {number}", line))
            if (grade.person, grade.year) in seen:
                self._note(Check(f"grade {number}", "one a person", "A person has two grades."))
            seen.add((grade.person, grade.year))
            held[number] = grade
        self._audit_teams(recorded.teams, held)
        return held

    def _audit_teams(self, teams: Teams, grades: dict[int, Grade]) -> None:
        """Check that heads' derivations name the punished of their teams; drop those that do not.

        Who was in a team is known once every grade is read.
        """
        for number, grade in list(grades.items()):
            if teams.heads(grade.person, grade.year):
                check = partial(teams.check, grade.person, grade.year)
                if self._try(f"grade {number}", "punished members of the team", check) is None:
                    del grades[number]
        if unplaced := teams.unplaced():
            self._note(Check(f"{unplaced} outcomes of discipline", OF_NO_TEAM))

    def _audit_after_final(self, grades: dict[int, Grade]) -> None:
        """Make the rulings that read each grade again; those that read none are nobody's."""
        reading = partial(read_after_final, self._bundle)
        entries = self._try(FILE, "at most one entry a grade", reading)
        if entries is None:
            return
        keys = {number: key_of(self._bundle, grade) for number, grade in grades.items()}
        for number, grade in grades.items():
            self._try(
                f"{FILE} {number}",
                "findings, rulings made again",
                partial(
                    audit_after_final,
                    self._bundle,
                    grade,
                    entries.get(keys[number]),
                    self._results,
                    self._packs[grade.pack],
                ),
            )
        for _ in entries.keys() - set(keys.values()):
            self._note(Check(FILE, "its grade", "It is about no final grade that holds."))

    def _note(self, finding: Check) -> None:
        """Keep a finding and tell it."""
        self._findings.append(finding)
        self._told(finding)

    def _try(self, subject: str, what: str, check: Callable[[], T]) -> T | None:
        """Make one check and note what came of it."""
        try:
            value = check()
        except SuiteError as refusal:
            self._note(Check(subject, what, str(refusal)))
            return None
        except (KeyError, TypeError, ValueError, AttributeError):
            # A file of the wrong shape: its parts are read where they are needed.
            self._note(Check(subject, what, "a part of it is missing or misshapen"))
            return None
        self._note(Check(subject, what))
        return value
