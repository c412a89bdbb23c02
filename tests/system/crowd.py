"""Many voters at once who write down what they do: what was sent, and which receipt came back.

Every line is written before a ballot is sent and after its receipt was checked, so a test knows
of each vote whether it must be in the box, or may be. Nobody gives up while services are being
killed: the same bytes are sent again, as `booth.try_cast` does.
"""

from __future__ import annotations

import json
import random
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock
from typing import IO, Any

from system.driver import PROCESSES, Scene, Sitting, again

from shared.cli.booth import Booth, OpenBox, try_cast
from shared.cli.demo.casting import Poll, Vote
from shared.crypto.ballots import tracker
from shared.crypto.jsontext import b64
from shared.plumbing.http import open_client

LANES = 4
"""Voters at a time in each process."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Task:
    """What one process of the crowd does."""

    poll: Poll
    votes: list[Vote]
    history: Path
    stop: Path
    """When this file appears, nobody else steps into the booth."""
    pause: float
    """Seconds between two voters of one lane, on average."""
    seed: int


def crowd(
    scene: Scene, sitting: Sitting, votes: list[Vote], pause: float, seed: int
) -> list[Future[int]]:
    """Let ``votes`` be cast by all processes of the pool until ``stop_crowd``; returns at once."""
    _stop_file(scene, sitting).unlink(missing_ok=True)
    return [
        scene.pool.submit(
            step_into_booths,
            Task(
                poll=sitting.poll(),
                votes=votes[number::PROCESSES],
                history=scene.folder / f"{sitting.id}-{seed}-{number}.history",
                stop=_stop_file(scene, sitting),
                pause=pause,
                seed=seed + number,
            ),
        )
        for number in range(PROCESSES)
    ]


def stop_crowd(scene: Scene, sitting: Sitting, tasks: list[Future[int]]) -> int:
    """Let those in the booths finish and nobody else begin; return how many voted."""
    _stop_file(scene, sitting).touch()
    return sum(task.result(120) for task in tasks)


def histories(scene: Scene, sitting: Sitting) -> list[dict[str, Any]]:
    """Return what the crowd wrote down, by time: ``sent`` before, ``receipt`` after."""
    files = scene.folder.glob(f"{sitting.id}-*.history")
    lines = [line for file in files for line in file.read_text().splitlines(keepends=True)]
    whole = [json.loads(line) for line in lines if line.endswith("\n")]
    return sorted(whole, key=lambda entry: float(entry["at"]))


def step_into_booths(task: Task) -> int:
    """Let a few voters at a time cast their votes; runs in a process of the pool.

    Returns:
        How many have voted.
    """
    with (
        open_client(task.poll.box_url, timeout=30.0) as peer,
        task.history.open("a") as history,
        ThreadPoolExecutor(LANES) as lanes,
    ):
        desk_key = bytes.fromhex(task.poll.desk_key)
        booth = again(partial(Booth, peer, desk_key, task.poll.meeting))
        box = again(partial(booth.enter, task.poll.electorate, task.poll.round))
        lane = _Lane(task, booth, box, history, Lock(), random.Random(task.seed))
        return sum(lanes.map(lane.vote, task.votes))


@dataclass(frozen=True, slots=True)
class _Lane:
    """One voter after another, from the booth to the receipt."""

    task: Task
    booth: Booth
    box: OpenBox
    history: IO[str]
    lock: Lock
    source: random.Random

    def vote(self, vote: Vote) -> bool:
        """Cast one vote; False if the crowd was stopped before."""
        if self.task.stop.exists():
            return False
        code, choices = vote
        ballot = self.booth.mark(self.box, code, choices)
        self._note("sent", tracker=b64(tracker(ballot)), choices=choices)
        receipt = again(partial(try_cast, self.booth, self.box, ballot, TRIES))
        self._note("receipt", tracker=receipt.tracker, receipt=receipt.receipt)
        time.sleep(self.source.expovariate(1 / self.task.pause))
        return True

    def _note(self, what: str, **values: Any) -> None:
        line = json.dumps({"what": what, "at": time.monotonic(), **values}) + "\n"
        with self.lock:
            self.history.write(line)
            self.history.flush()


def _stop_file(scene: Scene, sitting: Sitting) -> Path:
    return scene.folder / f"{sitting.id}.stop"
