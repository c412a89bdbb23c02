"""`ostraka bench cast`: how many ballots a second an installation takes, and whether all stay.

It starts a private installation in a temporary folder, makes ballots beforehand, sends them
from several clients at once, each waiting for its receipt before the next, closes the box, and
looks for every receipt in the published archive. Output: one JSON object a line, the last one
with the figures. The load generator runs on the same machine and takes its share of the cores.

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.plumbing.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from shared.cli import bench_verify
from shared.cli.bench_box import ELECTORATE, OPTIONS, BenchBox, close_box, open_box
from shared.cli.booth import Booth, OpenBox, Receipt, try_cast
from shared.cli.scrutineer import ARCHIVE_LIMIT
from shared.cli.up import Running
from shared.crypto.archive import read_archive
from shared.crypto.jsontext import b64
from shared.crypto.signing import SigningKey
from shared.errors import NotFound, SuiteError, Unavailable
from shared.plumbing.clock import utc_now
from shared.plumbing.http import Peer, open_client
from shared.plumbing.keyfiles import load_signing_key

TRIES = 5
PUBLISH_SECONDS = 300
PATIENCE_SECONDS = 60.0


class NeverPublished(Unavailable):
    """The box closed, and its archive did not come."""

    code = "never_published"


@dataclass(frozen=True, slots=True)
class Cast:
    """One attempt to cast: how long it took, and the receipt unless it failed."""

    seconds: float
    receipt: Receipt | None


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `bench cast` and `bench verify` to the command line."""
    parser = subparsers.add_parser("bench", help="benchmarks, as JSON lines")
    words = parser.add_subparsers(dest="benchmark", required=True)
    cast = words.add_parser("cast", help="cast ballots into a private installation")
    cast.add_argument("--ballots", type=_positive, default=200, help="how many (%(default)s)")
    cast.add_argument("--clients", type=_positive, default=8, help="at once (%(default)s)")
    cast.add_argument("--contests", type=_positive, default=10, help="a sheet (%(default)s)")
    cast.set_defaults(run=run)
    bench_verify.register(words)


def run(options: argparse.Namespace) -> int:
    """Run the benchmark; return 0 if no cast failed and no receipt is missing, else 1."""
    with (
        tempfile.TemporaryDirectory(prefix="ostraka-bench-") as folder,
        Running(Path(folder)) as installation,
    ):
        desk = load_signing_key(Path(folder) / "desk" / "signing.key")
        return bench_cast(installation.urls["box"], desk, options)


def bench_cast(url: str, desk: SigningKey, options: argparse.Namespace) -> int:
    """Prepare a box at ``url``, cast, close, compare; print figures, return the exit code."""
    with open_client(url, timeout=PATIENCE_SECONDS) as box:
        return _bench_cast(box, url, desk, options)


def _bench_cast(box: Peer, url: str, desk: SigningKey, options: argparse.Namespace) -> int:
    """As ``bench_cast``, with a connection."""
    freeze = int(utc_now().timestamp())
    bench = open_box(box, desk, options.ballots, options.contests, freeze)
    booth = Booth(box, desk.public, bench.meeting.meeting)
    sheet = booth.enter(ELECTORATE)
    started = time.perf_counter()
    ballots = list(_make_ballots(booth, sheet, bench))
    _say("made", ballots=len(ballots), bytes=len(ballots[0]), seconds=_since(started))
    started = time.perf_counter()
    casts = _cast_all(url, desk, bench, ballots, options.clients)
    seconds = time.perf_counter() - started
    receipts = [cast.receipt for cast in casts if cast.receipt is not None]
    started = time.perf_counter()
    close_box(box, desk, bench)
    kept = _published_trackers(box, bench.sheet.uuid)
    _say("closed", in_archive=len(kept), seconds=_since(started))
    errors = len(casts) - len(receipts)
    lost = len([receipt for receipt in receipts if receipt.tracker not in kept])
    _say(
        "cast",
        ballots=len(casts),
        clients=options.clients,
        ciphertexts=options.contests * len(OPTIONS),
        cores=os.cpu_count() or 1,
        seconds=round(seconds, 3),
        ballots_per_second=round(len(receipts) / seconds, 2),
        **_percentiles([cast.seconds for cast in casts if cast.receipt is not None]),
        errors=errors,
        lost=lost,
    )
    return 0 if errors == 0 and lost == 0 and len(kept) == len(receipts) else 1


def _make_ballots(booth: Booth, sheet: OpenBox, bench: BenchBox) -> Iterator[str]:
    """Yield one ballot a slip, marks going round."""
    contests, options = len(bench.sheet.contests), len(OPTIONS)
    for voter, code in enumerate(bench.codes):
        chosen = [(voter + contest) % options for contest in range(contests)]
        yield booth.mark(
            sheet, code, [[int(place == mark) for place in range(options)] for mark in chosen]
        )


def _cast_all(
    url: str, desk: SigningKey, bench: BenchBox, ballots: Sequence[str], clients: int
) -> list[Cast]:
    """Cast every ballot once from ``clients`` threads, each with a connection of its own."""
    waiting: SimpleQueue[str] = SimpleQueue()
    for ballot in ballots:
        waiting.put(ballot)

    def work(_: int) -> list[Cast]:
        casts = []
        with open_client(url, timeout=PATIENCE_SECONDS) as box:
            booth = Booth(box, desk.public, bench.meeting.meeting)
            sheet = booth.enter(ELECTORATE)
            try:
                while True:
                    casts.append(_cast(booth, sheet, waiting.get_nowait()))
            except Empty:
                return casts

    with ThreadPoolExecutor(clients) as pool:
        return [cast for casts in pool.map(work, range(clients)) for cast in casts]


def _cast(booth: Booth, sheet: OpenBox, ballot: str) -> Cast:
    """Cast one ballot and check its receipt; a lost answer is asked for again."""
    started = time.perf_counter()
    try:
        receipt = try_cast(booth, sheet, ballot, TRIES)
    except SuiteError as refusal:
        _say("error", code=refusal.code)
        receipt = None
    return Cast(time.perf_counter() - started, receipt)


def _published_trackers(box: Peer, uuid: str) -> set[str]:
    """Return the trackers in the archive, base64, once the box has published it."""
    deadline = time.monotonic() + PUBLISH_SECONDS
    while time.monotonic() < deadline:
        try:
            content = box.get_bytes(f"/api/v1/boxes/{uuid}/archive", ARCHIVE_LIMIT)
        except NotFound:
            time.sleep(0.05)
            continue
        digests = read_archive(io.BytesIO(content)).ballots.digests
        return {b64(bytes.fromhex(digest)) for digest in digests}
    raise NeverPublished("The box was closed, but its archive did not come. See its worker's log.")


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return median, 99th percentile and longest wait in milliseconds."""
    if len(seconds) < 2:
        return {"p50_ms": 0.0, "p99_ms": 0.0, "max_ms": 0.0}
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    named = {"p50_ms": cuts[49], "p99_ms": cuts[98], "max_ms": max(seconds)}
    return {name: round(value * 1000, 1) for name, value in named.items()}


def _since(started: float) -> float:
    """Return the seconds since ``started``."""
    return round(time.perf_counter() - started, 3)


def _say(bench: str, **figures: object) -> None:
    """Print one line of JSON."""
    print(json.dumps({"bench": bench, **figures}), flush=True)


def _positive(text: str) -> int:
    """Return ``text`` as a whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
