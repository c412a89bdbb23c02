"""Starts processes, starts again whichever dies, and stops them all in reverse order.

Every child leads a session of its own, so that Ctrl-C in a terminal reaches the supervisor alone
and the order of stopping stays its own; and every child dies with the supervisor, however that
ends (see ``parents``). Children are forked by the thread that calls: it has to stay.

May import: stdlib, shared.plumbing.logs, shared.plumbing.parents.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from shared.plumbing.logs import log
from shared.plumbing.parents import die_with_parent

LOOK_SECONDS = 0.1
STABLE_SECONDS = 5.0
"""A child that lived this long and dies is started again at once."""
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
STOP_SECONDS = 12.0


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """How to start one process."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    """All of it: nothing of the supervisor's own environment is inherited."""
    folder: Path
    """Where it runs."""
    log: Path
    """Where its output is appended."""
    inherits: tuple[int, ...] = ()
    """File descriptors it keeps open: a listening socket that outlives a restart."""


class Child:
    """One process, and how often it has died early."""

    def __init__(self, spec: ChildSpec) -> None:
        self.spec = spec
        self.early_deaths = 0
        """Deaths in a row within ``STABLE_SECONDS`` of a start."""
        self._start()

    def _start(self) -> None:
        """Start the process."""
        self._started_at = time.monotonic()
        self._again_at: float | None = None
        with self.spec.log.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603  our own programs, no shell
                self.spec.command,
                env=dict(self.spec.environment),
                cwd=self.spec.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=self.spec.inherits,
                start_new_session=True,
                preexec_fn=partial(die_with_parent, os.getpid()),  # noqa: PLW1509  one thread
            )

    @property
    def pid(self) -> int:
        """The process id of the present, or last, process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    def tend(self) -> bool:
        """Start the process again if it is dead and its pause is over; return whether it was."""
        now = time.monotonic()
        if self.alive:
            return False
        if self._again_at is None:
            self._again_at = now + self._pause(now)
            log("child_died", kind=self.spec.name, exit=self._process.returncode)
            self.kill_group()
        if now < self._again_at:
            return False
        self._start()
        return True

    def ask_to_end(self) -> None:
        """Ask the process to finish what it does and end; nothing if it is gone."""
        self._process.terminate()

    def kill_group(self) -> None:
        """Kill the process and what it started; nothing if they are gone."""
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def wait(self, seconds: float) -> bool:
        """Wait for the end; return whether it came in time."""
        try:
            self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            return False
        return True

    def _pause(self, now: float) -> float:
        """Return how long to wait before the next start, in seconds."""
        if now - self._started_at >= STABLE_SECONDS:
            self.early_deaths = 0
            return 0.0
        self.early_deaths += 1
        return min(FIRST_PAUSE_SECONDS * 2.0 ** (self.early_deaths - 1), LONGEST_PAUSE_SECONDS)


class Supervisor:
    """The children, in the ranks in which they were started."""

    def __init__(self, changed: Callable[[dict[str, int]], None] = lambda _: None) -> None:
        self._ranks: list[list[Child]] = []
        self._changed = changed

    @property
    def children(self) -> list[Child]:
        """All children, first rank first."""
        return [child for rank in self._ranks for child in rank]

    def start(self, specs: Sequence[ChildSpec]) -> list[Child]:
        """Start the processes of one rank; they will be stopped before those of earlier ranks."""
        rank: list[Child] = []
        self._ranks.append(rank)
        for spec in specs:
            rank.append(Child(spec))
        self._tell()
        return rank

    def tend(self) -> None:
        """Start again whatever died."""
        started_again = [child.tend() for child in self.children]
        if any(started_again):
            self._tell()

    def watch(self, stopped: Event) -> None:
        """Tend the children until ``stopped`` is set."""
        while not stopped.wait(LOOK_SECONDS):
            self.tend()

    def stop(self) -> None:
        """End all children, last rank first; whoever does not end in time is killed."""
        while self._ranks:
            rank = self._ranks[-1]
            for child in rank:
                child.ask_to_end()
            deadline = time.monotonic() + STOP_SECONDS
            for child in rank:
                if not child.wait(deadline - time.monotonic()):
                    log("child_killed", kind=child.spec.name)
                child.kill_group()
                child.wait(STOP_SECONDS)
            self._ranks.pop()
        self._tell()

    def _tell(self) -> None:
        """Report the process ids by name."""
        self._changed({child.spec.name: child.pid for child in self.children})
