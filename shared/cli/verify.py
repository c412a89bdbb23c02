"""``ostraka verify FILE…``: every check of an archive, one line a file.

Ballots are verified on all cores; the pool lives here, because shared.crypto starts no
processes. Exit code 0: all accepted; 1: one was rejected; 2: one could not be read. With
``--receipt`` or ``--slip`` a voter asks accepted archives about their own ballot (``own_ballot``).

May import: stdlib, shared.cli, shared.crypto.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from typing import Any, get_args

from shared.cli.own_ballot import Question, answer, outcome, read_question, spoken
from shared.cli.pooling import pooled_map
from shared.crypto.ballots import Profile
from shared.crypto.checks import STAGES, check_name
from shared.crypto.errors import ArchiveRejected
from shared.crypto.monitoring import check_continues
from shared.crypto.verify import WEAK_DECRYPTION_PROOFS, Map, Report, verify_archive

OK, REJECTED, UNUSABLE = 0, 1, 2
BAR_WIDTH = 30
ERASE_LINE = "\r\x1b[K"
LINES_A_FILE = 10
NOTHING = Question()
SHOWN = {"container": "文件字节 / bytes of the file", "ballots": "张选票已核验 / ballots verified"}

WARNINGS = {
    WEAK_DECRYPTION_PROOFS: (
        "第一版协议的解密证明不约束结果：一名密钥持有人与最后投票者串通即可改动结果而不被发现。"
        " / Decryption proofs of version 1 do not bind the result against a trustee who colludes"
        " with the last voter."
    )
}


def register(subparsers: Any) -> None:
    """Add ``verify`` to the command line; ``args.run(args)`` returns the exit code."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "verify", help="核验选举档案 / check archives completely, without trusting us"
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="档案 / UUID.bel")
    parser.add_argument("--profile", choices=get_args(Profile), default="ostraka")
    parser.add_argument("--json", action="store_true", help="打印一个 JSON 对象 / one JSON object")
    parser.add_argument("--workers", type=_positive, default=None, help="进程数 / processes")
    earlier = "较早的副本，须为档案的开头 / an earlier copy: nothing of it may have been taken back"
    parser.add_argument("--earlier", metavar="COPY", default=None, help=earlier)
    own = parser.add_argument_group("我的选票 / my own ballot")
    text = "文本、文件或 - / the text, a file with it, or -"
    own.add_argument("--receipt", metavar="RECEIPT", help=f"收据 / my receipt: {text}")
    key = (
        "收据公钥，或会议清单的文件、网址 / receipt key, or the meeting manifest's file or address"
    )
    own.add_argument("--key", metavar="KEY", help=key)
    own.add_argument("--slip", metavar="SLIP", help=f"凭证 / my slip's code: {text}")
    parser.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    """Run the command line."""
    question = read_question(args.receipt, args.key, args.slip)
    return run(args.files, args.profile, args.json, args.workers, question, args.earlier)


def run(
    files: list[str],
    profile: Profile,
    as_json: bool,
    workers: int | None = None,
    question: Question = NOTHING,
    earlier: str | None = None,
) -> int:
    """Verify ``files`` under ``profile``, print the findings, return the exit code.

    Args:
        files: paths of .bel files.
        profile: ``ostraka`` or ``belenios-v1``.
        as_json: print one object at the end instead of a line for each file.
        workers: processes; None for one a core, 1 for none besides this one.
        question: what a voter asks about their own ballot.
        earlier: path of a copy that must be a beginning of each file.
    """
    findings = []
    with pooled_map(workers) as pooled:
        for path in files:
            finding = _verify_file(path, profile, pooled, question, earlier)
            if sys.stderr.isatty():
                print(ERASE_LINE, end="", file=sys.stderr, flush=True)
            findings.append(finding)
            if not as_json:
                _print_line(finding)
    own = outcome(question, [finding.get("own", {}) for finding in findings])
    statuses = {own, *(finding["status"] for finding in findings)}
    if as_json:
        passed = statuses == {"ok"}
        print(json.dumps({"ok": passed, "profile": profile, "files": findings}, ensure_ascii=False))
    return REJECTED if "rejected" in statuses else UNUSABLE if "unusable" in statuses else OK


def _positive(text: str) -> int:
    """Return a number of processes."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("至少一个进程 / at least one process")
    return int(text)


def _verify_file(
    path: str, profile: Profile, pooled: Map, question: Question, earlier: str | None
) -> dict[str, Any]:
    """Return what was found about one file."""
    finding: dict[str, Any] = {"file": path, "profile": profile}
    watch = Watch(sys.stderr.isatty())
    try:
        with open(path, "rb") as reader:
            report = verify_archive(reader, profile=profile, map=pooled, progress=watch)
            if earlier is not None:
                watch("earlier", 0, 1)
                with open(earlier, "rb") as copy:
                    check_continues(copy, reader)
            own = answer(question, reader)
    except (MemoryError, BrokenProcessPool):
        return {**finding, "status": "unusable", "what": "too large for this machine's memory"}
    except OSError as error:
        return {**finding, "status": "unusable", "what": error.strerror or "cannot be read"}
    except ArchiveRejected as refusal:
        return {
            **finding,
            "status": "rejected",
            **_fault(refusal),
            "further": [_fault(other) for other in refusal.further],
            "checks": _names(watch.stages()[:-1]),
            "seconds": watch.seconds(),
        }
    checks = [*report.checks, *(_names(["earlier"]) if earlier is not None else ())]
    facts = {**_facts(report), "checks": checks}
    accepted = {**finding, "status": "ok", **facts, "seconds": watch.seconds()}
    return {**accepted, **({"own": own} if own else {})}


def _fault(refusal: ArchiveRejected) -> dict[str, str]:
    """Return one refusal as plain values."""
    return {
        "check": check_name(refusal.check),
        "slug": refusal.slug,
        "what": refusal.what,
        "where": refusal.where,
    }


def _names(stages: list[str]) -> list[str]:
    """Return the names of the checks that are made when ``stages`` are over."""
    return [check_name(number) for stage in stages for number in STAGES[stage]]


def _facts(report: Report) -> dict[str, Any]:
    """Return a report as plain values."""
    return {
        "uuid": report.uuid,
        "phase": report.phase,
        "ballots": report.num_ballots,
        "counted": report.num_tallied,
        "result": report.result,
        "digests": report.digests,
        "warnings": list(report.warnings),
    }


def _print_line(finding: dict[str, Any]) -> None:
    """Print one file's line, and its warnings on stderr."""
    if finding["status"] == "ok":
        counts = f"{finding['ballots']} ballots, {finding['counted']} counted, {finding['phase']}"
        print(f"ok: {counts} [{finding['file']}]")
        for line in spoken(finding.get("own", {})):
            print(f"  {line}")
    elif finding["status"] == "rejected":
        faults = "; ".join(_spoken(fault) for fault in (finding, *finding["further"]))
        print(f"rejected: {faults} [{finding['file']}]")
    else:
        print(f"unusable: {finding['what']} [{finding['file']}]")
    for warning in finding.get("warnings", ()):
        print(f"{finding['file']}: {WARNINGS[warning]}", file=sys.stderr)


def _spoken(fault: dict[str, str]) -> str:
    """Return one refusal in words."""
    where = f" ({fault['where']})" if fault["where"] else ""
    return f"{fault['check']} {fault['slug']}: {fault['what']}{where}"


class Watch:
    """Follows a verification: shows it on stderr, and knows how long each stage took.

    On a terminal it is a bar; elsewhere a few lines for a long archive.
    """

    def __init__(self, on_terminal: bool) -> None:
        self._on_terminal = on_terminal
        self._begun: dict[str, float] = {}
        self._shown: tuple[str, int] = ("", 0)

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note that ``done`` of ``total`` of a stage is done."""
        self._begun.setdefault(stage, time.monotonic())
        if stage not in SHOWN or not done:
            return
        steps = 100 if self._on_terminal else LINES_A_FILE
        now = (stage, steps * done // total)
        if now == self._shown:
            return
        self._shown = now
        if self._on_terminal:
            bar = "#" * (BAR_WIDTH * done // total)
            line = f"{ERASE_LINE}[{bar:<{BAR_WIDTH}}] {SHOWN[stage]} {done}/{total}"
            print(line, end="", file=sys.stderr, flush=True)
        elif stage == "ballots" and now[1] and total >= 1000:
            print(f"{done}/{total} 张选票已核验 / ballots verified", file=sys.stderr, flush=True)

    def stages(self) -> list[str]:
        """Return the stages begun so far."""
        return list(self._begun)

    def seconds(self) -> dict[str, float]:
        """Return how long each stage took, in seconds; the last one until now."""
        ends = [*self._begun.values(), time.monotonic()][1:]
        return {
            stage: round(end - start, 3)
            for (stage, start), end in zip(self._begun.items(), ends, strict=True)
        }
