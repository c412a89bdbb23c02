"""What `ostraka bench verify` measures, each in a process started for it.

It imports what `ostraka verify` needs and nothing else, so that memory is that of verifying.

May import: stdlib, shared.cli.pooling, shared.crypto.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path
from typing import NamedTuple

from shared.cli.pooling import pooled_map
from shared.crypto.verify import Map, verify_archive

KILOBYTES_A_MEGABYTE = 1024


class Run(NamedTuple):
    """One verification under our profile, in seconds."""

    cpu: float
    """Of this process alone."""
    wall: float


class Peak(NamedTuple):
    """The most memory that was resident during one verification, in megabytes (2**20 bytes)."""

    parent: float
    children: list[float]
    """Of each process that verified ballots; none for a short archive."""
    wall: float
    """Seconds."""


def runs_on_one_core(path: str, number: int) -> list[Run]:
    """Return ``number`` verifications of the archive at ``path`` by this process alone.

    Raises:
        ArchiveRejected: it is not accepted.
    """
    return [_run(path, 1) for _ in range(number)]


def runs_with_processes(path: str, number: int) -> list[tuple[Run, Run]]:
    """Return ``number`` pairs of verifications, by one process and by two, taking turns.

    Starting the processes is part of each run.

    Raises:
        ArchiveRejected: the archive at ``path`` is not accepted.
    """
    return [(_run(path, 1), _run(path, 2)) for _ in range(number)]


def peak_memory(path: str) -> Peak:
    """Return what memory verifying the archive at ``path`` on all cores takes.

    Raises:
        ArchiveRejected: it is not accepted.
    """
    started = time.perf_counter()
    with pooled_map(None) as pooled:
        _verify(path, pooled)
        wall = time.perf_counter() - started
        workers = [child.pid for child in multiprocessing.active_children()]
        return Peak(_peak(os.getpid()), [_peak(pid) for pid in workers if pid], wall)


def _run(path: str, workers: int) -> Run:
    """Verify once, as ``ostraka verify --workers`` does."""
    cpu, wall = time.process_time(), time.perf_counter()
    with pooled_map(workers) as pooled:
        _verify(path, pooled)
    return Run(time.process_time() - cpu, time.perf_counter() - wall)


def _verify(path: str, pooled: Map) -> None:
    """Verify the archive at ``path`` under our profile."""
    with open(path, "rb") as reader:
        verify_archive(reader, map=pooled)


def _peak(pid: int) -> float:
    """Return the most memory that was ever resident in a running process, in megabytes.

    Linux says so itself. What ``getrusage`` says would be too high: it counts the memory of the
    parent in which a process began.
    """
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kilobytes) / KILOBYTES_A_MEGABYTE
