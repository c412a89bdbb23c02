"""`ostraka bench verify`: what verifying costs, on one core, on two, and in memory.

It makes archives as the services do, verifies each several times in a process started for that,
and prints one JSON object a line. CPU time is that of the verifying process, from opening the
file to the report, so it includes reading, hashing, JSON and every check of our profile.

May import: stdlib, shared.cli, shared.crypto.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, ParamSpec, TypeVar

from shared.cli.bench_archive import Sheets, make_archive
from shared.cli.bench_runs import Run, peak_memory, runs_on_one_core, runs_with_processes
from shared.crypto.checks import check_name
from shared.crypto.errors import ArchiveRejected

SHEETS = ("10x4x20", "60x5x20")
LONG = "10x4x500"
"""Some fifteen seconds of work on one core: starting a process is little beside it."""

MEMORY_CONTESTS, MEMORY_ANSWERS = 10, 4
BALLOTS_A_LINE = 500

P = ParamSpec("P")
T = TypeVar("T")


def register(words: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench verify` to the command line."""
    parser = words.add_parser("verify", help="verify archives made for it")
    parser.add_argument(
        "--sheets",
        type=_sheets,
        nargs="+",
        default=[Sheets.parse(text) for text in SHEETS],
        metavar="CONTESTSxANSWERSxBALLOTS",
        help=f"archives for one core ({' '.join(SHEETS)})",
    )
    parser.add_argument(
        "--long",
        type=_sheets,
        default=Sheets.parse(LONG),
        metavar="CONTESTSxANSWERSxBALLOTS",
        help="archive for one process against two (%(default)s)",
    )
    parser.add_argument("--runs", type=_number, default=5, help="of each (%(default)s)")
    parser.add_argument(
        "--memory",
        type=_number,
        default=0,
        metavar="BALLOTS",
        help=f"also the memory for so many ballots of {MEMORY_CONTESTS * MEMORY_ANSWERS} "
        "ciphertexts; making 10000 takes minutes",
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep and use archives there")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the archives and measure; return 0 if all were accepted, else 1."""
    _say("machine", cores=os.cpu_count() or 1, load=round(os.getloadavg()[0], 2))
    try:
        with _folder(options.keep) as folder:
            for sheets in options.sheets:
                _say_one_core(sheets, _archive(folder, sheets), options.runs)
            _say_two_processes(options.long, _archive(folder, options.long), options.runs)
            if options.memory:
                sheets = Sheets(MEMORY_CONTESTS, MEMORY_ANSWERS, options.memory)
                _say_memory(sheets, _archive(folder, sheets))
    except ArchiveRejected as refusal:
        _say("rejected", check=check_name(refusal.check), slug=refusal.slug, what=refusal.what)
        return 1
    return 0


def _say_one_core(sheets: Sheets, path: Path, number: int) -> None:
    """Measure the CPU time of verifying with one process."""
    runs = _apart(runs_on_one_core, str(path), number)
    each = [1e6 * run.cpu / sheets.ciphertexts for run in runs]
    _say(
        "verify",
        **_size(sheets),
        runs=number,
        cpu_us_per_ciphertext=round(median(each), 1),
        cpu_us_min=round(min(each), 1),
        cpu_us_max=round(max(each), 1),
        wall_seconds=_median_wall(runs),
    )


def _say_two_processes(sheets: Sheets, path: Path, number: int) -> None:
    """Measure how much sooner two processes are done."""
    pairs = _apart(runs_with_processes, str(path), number)
    ratios = [one.wall / two.wall for one, two in pairs]
    _say(
        "two_processes",
        **_size(sheets),
        runs=number,
        one_wall_seconds=_median_wall([one for one, _ in pairs]),
        two_wall_seconds=_median_wall([two for _, two in pairs]),
        ratio=round(median(ratios), 2),
        ratio_min=round(min(ratios), 2),
        ratio_max=round(max(ratios), 2),
    )


def _say_memory(sheets: Sheets, path: Path) -> None:
    """Measure the most memory that verifying on all cores takes."""
    peak = _apart(peak_memory, str(path))
    _say(
        "memory",
        **_size(sheets),
        archive_mb=round(path.stat().st_size / 2**20, 1),
        peak_rss_mb=round(peak.parent, 1),
        processes=len(peak.children),
        largest_process_peak_rss_mb=round(max(peak.children, default=0.0), 1),
        wall_seconds=round(peak.wall, 3),
    )


def _apart(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what ``function`` returns in a process started for it alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Yield the folder for archives: the one to keep, or one that goes away."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="ostraka-bench-") as folder:
        yield Path(folder)


def _archive(folder: Path, sheets: Sheets) -> Path:
    """Return the path of the archive of these sheets, made unless it is there already."""
    path = folder / f"{sheets}.bel"
    if not path.exists():
        started = time.perf_counter()
        _apart(make_archive, sheets, path, partial(_show_progress, str(sheets)))
        seconds = round(time.perf_counter() - started, 3)
        _say("made", **_size(sheets), bytes=path.stat().st_size, wall_seconds=seconds)
    return path


def _show_progress(name: str, done: int, total: int) -> None:
    """Say on stderr now and then how many ballots of an archive are made."""
    if done == total or done % BALLOTS_A_LINE == 0:
        print(f"{name}: {done}/{total} ballots made", file=sys.stderr, flush=True)


def _size(sheets: Sheets) -> dict[str, Any]:
    """Return what is said of every archive."""
    return {
        "sheets": str(sheets),
        "ballots": sheets.ballots,
        "ciphertexts": sheets.ciphertexts,
    }


def _median_wall(runs: Sequence[Run]) -> float:
    """Return the median of how long runs took, in seconds."""
    return round(median(run.wall for run in runs), 3)


def _say(bench: str, **figures: object) -> None:
    """Print one line of JSON."""
    print(json.dumps({"bench": bench, **figures}), flush=True)


def _sheets(text: str) -> Sheets:
    """Return the sheets of a word of the command line."""
    try:
        return Sheets.parse(text)
    except ValueError:
        raise argparse.ArgumentTypeError("CONTESTSxANSWERSxBALLOTS, such as 10x4x20") from None


def _number(text: str) -> int:
    """Return a whole number of at least 1."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return int(text)
