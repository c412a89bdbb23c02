"""Many voters at once who write down what they do: what was sent, and which receipt came back.

Every line is written before a ballot is sent and after its receipt was checked, so a test knows
of each vote whether it must be in the box, or may be. Nobody gives up while services are being
killed: the same bytes are sent again, as `booth.try_cast` does.
"""

from __future__ import annotations

import json
import random
import time
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from system.driver import PROCESSES, Scene, Sitting, again

from shared.cli.booth import Booth, try_cast
from shared.cli.demo.casting import Poll, Vote
from shared.crypto.ballots import tracker
from shared.crypto.jsontext import b64
from shared.plumbing.http import open_client


@dataclass(frozen=True, slots=True)
class Task:
    """What one process of the crowd does."""

    poll: Poll
    votes: list[Vote]
    history: Path
    stop: Path
    """When this file appears, nobody else steps into the booth."""
    pause: float
    """Seconds between two voters, on average."""
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
    """Cast votes one after another, writing the history; runs in a process of the pool."""
    source, done = random.Random(task.seed), 0
    with open_client(task.poll.box_url, timeout=30.0) as peer, task.history.open("a") as history:

        def note(what: str, **values: Any) -> None:
            history.write(json.dumps({"what": what, "at": time.monotonic(), **values}) + "\n")
            history.flush()

        desk_key = bytes.fromhex(task.poll.desk_key)
        booth = again(partial(Booth, peer, desk_key, task.poll.meeting))
        box = again(partial(booth.enter, task.poll.electorate, task.poll.round))
        for code, choices in task.votes:
            if task.stop.exists():
                break
            ballot = booth.mark(box, code, choices)
            mark = b64(tracker(ballot))
            note("sent", tracker=mark, choices=choices)
            receipt = again(partial(try_cast, booth, box, ballot, 3))
            note("receipt", tracker=receipt.tracker, receipt=receipt.receipt)
            done += 1
            time.sleep(source.expovariate(1 / task.pause))
    return done


def _stop_file(scene: Scene, sitting: Sitting) -> Path:
    return scene.folder / f"{sitting.id}.stop"
