"""`ostraka audit DIR`: everything in a bundle, checked by somebody who trusts nobody.

One line a board, meeting, result and grade; exit code 0 if all hold, 1 if one does not, 2 if
the bundle cannot be read.

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.rules.
"""

import argparse
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from shared.cli.audit.bundle import Bundle, BundleUnusable, Finding
from shared.cli.audit.grades import audit_grade
from shared.cli.audit.meetings import AuditedMeeting, audit_board, audit_meeting
from shared.cli.audit.results import audit_pack, audit_result
from shared.cli.pooling import pooled_map
from shared.crypto.verify import Map
from shared.documents.boards import Board
from shared.documents.results import CertifiedResult
from shared.errors import SuiteError
from shared.rules.packs import Pack

OK, REJECTED, UNUSABLE = 0, 1, 2
T = TypeVar("T")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `audit` to the command line."""
    parser = subparsers.add_parser("audit", help="check a whole bundle")
    parser.add_argument("folder", type=Path, help="the folder that `ostraka demo --out` wrote")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--workers", type=int, default=None, help="processes; default: one a core")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Audit one folder, print the findings, return the exit code."""
    try:
        findings = audit_folder(options.folder, options.workers)
    except BundleUnusable as refusal:
        print(json.dumps({"ok": False, "unusable": str(refusal)}) if options.json else refusal)
        return UNUSABLE
    passed = all(finding.ok for finding in findings)
    if options.json:
        lines = [
            {"subject": f.subject, "what": f.what, "refusal": f.refusal, "ok": f.ok}
            for f in findings
        ]
        print(json.dumps({"ok": passed, "findings": lines}, ensure_ascii=False))
    else:
        print("\n".join(finding.line() for finding in findings))
    return OK if passed else REJECTED


def audit_folder(folder: Path, workers: int | None = None) -> list[Finding]:
    """Return what was found about everything in ``folder``.

    Raises:
        BundleUnusable: the folder has no keys.
    """
    with pooled_map(workers) as pooled:
        return _Audit(Bundle(folder), pooled).findings()


class _Audit:
    """One run over a bundle: what held is kept for what rests on it."""

    def __init__(self, bundle: Bundle, pooled: Map) -> None:
        self._bundle, self._pooled = bundle, pooled
        self._findings: list[Finding] = []
        self._boards: dict[str, Board] = {}
        self._packs: dict[str, Pack] = {}
        self._meetings: dict[str, AuditedMeeting] = {}
        self._results: dict[str, CertifiedResult] = {}

    def findings(self) -> list[Finding]:
        """Check boards and packs, then meetings, results and grades, each on what came before."""
        self._audit_foundations()
        for name in self._bundle.names("meetings"):
            meeting = self._try(
                f"meeting {name}",
                "manifests, archives, closing records, leftovers",
                partial(audit_meeting, self._bundle, name, self._boards, self._pooled),
            )
            if meeting is not None:
                self._meetings[name] = meeting
        for name in self._bundle.names("certificates"):
            result = self._try(
                f"result {name[:12]}",
                "counts, ledger, rulings, certifiers",
                partial(audit_result, self._bundle, name, self._meetings, self._packs),
            )
            if result is not None:
                self._results[name] = result
        for number, signed in enumerate(self._bundle.read("grades.json"), start=1):
            self._try(
                f"grade {number}",
                "signature, derivation, two deciders",
                partial(audit_grade, self._bundle, signed, self._results, self._packs),
            )
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

    def _try(self, subject: str, what: str, check: Callable[[], T]) -> T | None:
        """Make one check and note what came of it."""
        try:
            value = check()
        except SuiteError as refusal:
            self._findings.append(Finding(subject, what, str(refusal)))
            return None
        except (KeyError, TypeError, ValueError, AttributeError):
            # A file of the wrong shape: its parts are read where they are needed.
            self._findings.append(Finding(subject, what, "a part of it is missing or misshapen"))
            return None
        self._findings.append(Finding(subject, what))
        return value
