"""kill -9 of anything while people vote: no receipt is lost, no vote counted twice.

Twenty times one process dies in the middle of casting: a web server's master or worker, a job
worker, the job itself, Valkey; five times `ostraka up` with all there is. A second meeting goes
on beside the first, so that jobs are always running somewhere. The judge reads only what the
voters wrote down and the public archives.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from itertools import pairwise
from threading import Event, Thread
from typing import Any

import httpx2
import pytest
from processes import children, eventually, is_alive
from settings import SEED
from system.bundles import written_again
from system.crowd import crowd, histories, stop_crowd
from system.driver import OPTIONS, Scene, Sitting, a_mark, a_plan, a_scene, a_sitting

from shared.cli.processes import SERVICES
from shared.crypto.archive import read_archive
from shared.crypto.jsontext import b64, decode
from shared.crypto.verify import verify_archive

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

VOTERS = 2000
"""Slips handed out; how many vote is as many as come before the last kill is healed."""
PAUSE = 0.8
"""Seconds between two voters of a lane; there are eight lanes."""
RUSH = 0.15
"""The same where people can only vote for moments between two crashes."""
RECOVERY_SECONDS = 30.0
KILLS_OF_ALL = 5
ROUNDS_BESIDE = 40
VOTERS_BESIDE = 6

WEB = tuple(service.name for service in SERVICES)
PLAN = (
    *("valkey", "valkey"),
    *(f"{name}-web" for name in WEB),
    *(f"{name}-web worker" for name in (*WEB, "box")),
    *(f"{name}-worker-1" for name in WEB),
    *("job",) * 5,
)
"""What is killed, twenty in all; the order is drawn from the seed."""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with a_scene(tmp_path_factory.mktemp("kill")) as scene:
        yield scene


def votes_of(sitting: Sitting, source: random.Random) -> list[tuple[str, list[list[int]]]]:
    """Return a mark for every slip that was handed out."""
    return [(code, a_mark(source.randrange(OPTIONS))) for code in sitting.codes[:VOTERS]]


@dataclass
class Beside:
    """Another meeting that goes on all the time: opens, six votes, closes, and again."""

    sitting: Sitting
    stopped: Event = field(default_factory=Event)
    marks: list[list[int]] = field(default_factory=list)
    failure: BaseException | None = None

    def __enter__(self) -> Beside:
        self._thread = Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self._thread.join()

    def _run(self) -> None:
        source = random.Random(SEED)
        try:
            while not self.stopped.is_set() and len(self.marks) < ROUNDS_BESIDE:
                marks = [source.randrange(OPTIONS) for _ in range(VOTERS_BESIDE)]
                self.sitting.open(len(self.marks))
                self.sitting.vote(marks, len(self.marks))
                self.sitting.close(len(self.marks))
                self.marks.append(marks)
        except BaseException as failure:  # told by the test, which cannot see a thread die
            self.failure = failure


def victim(scene: Scene, what: str, source: random.Random) -> int:
    """Return the process id of one process of the kind ``what``."""
    pids = scene.running.pids()
    if what == "job":
        workers = [pid for name, pid in pids.items() if "-worker-" in name]
        source.shuffle(workers)
        return eventually(partial(a_job, workers, source.uniform(0, 0.03)), 60)
    if what.endswith(" worker"):
        master = pids[what.removesuffix(" worker")]
        return source.choice(eventually(lambda: children(master)))
    return pids[what]


def a_job(workers: list[int], age: float) -> int | None:
    """Return a job that is ``age`` seconds older than when it was first seen, if there is one."""
    for job in [job for worker in workers for job in children(worker)]:
        time.sleep(age)
        if is_alive(job):
            return job
    return None


def is_whole(scene: Scene, dead: int) -> bool:
    """Tell whether every process is there again and every service says that it can work."""
    pids = scene.running.pids()
    masters = {name: pids[f"{name}-web"] for name in WEB}
    return (
        dead not in pids.values()
        and all(is_alive(pid) for pid in pids.values())
        and all(len(children(masters[s.name])) >= s.web_workers for s in SERVICES)
        and all(is_ready(scene.running.urls[name]) for name in WEB)
    )


def is_ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz", timeout=2, trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False


def kill(scene: Scene, what: str, source: random.Random) -> float:
    """Kill one process at a random moment; return the seconds until all is whole again."""
    time.sleep(source.uniform(0.2, 1.5))
    pid = victim(scene, what, source)
    os.kill(pid, signal.SIGKILL)
    killed = time.monotonic()
    eventually(partial(is_whole, scene, pid), RECOVERY_SECONDS)
    return time.monotonic() - killed


def descendants(pid: int) -> list[int]:
    """Return the process ids of all that ``pid`` has started, and what that has started."""
    found = children(pid)
    return found + [later for child in found for later in descendants(child)]


def jobs_killed(scene: Scene) -> int:
    """Return how many jobs the workers' logs say were killed."""
    logs = [log.read_text() for log in (scene.data / "logs").glob("*-worker-*.log")]
    return sum(log.count("Work horse killed") for log in logs)


def judge(written: list[dict[str, Any]], content: bytes) -> list[int]:
    """Hold a closed archive against what the voters wrote down; return the votes in it."""
    sent = {entry["tracker"]: entry["choices"] for entry in written if entry["what"] == "sent"}
    receipts = [entry["tracker"] for entry in written if entry["what"] == "receipt"]
    archive = read_archive(BytesIO(content))
    in_box = {b64(bytes.fromhex(digest)) for digest in archive.ballots.digests}
    credentials = {decode(text)["credential"] for text in archive.ballots}
    assert set(receipts) <= in_box, "a receipt's ballot is not in the archive"
    assert in_box <= set(sent), "a ballot is in the archive that nobody sent"
    assert len(archive.ballots) == len(credentials), "a credential has voted twice"
    assert len(receipts) == len(sent) == len(archive.ballots), "somebody gave up"
    return [sum(sent[mark][0][option] for mark in in_box) for option in range(OPTIONS)]


def judge_the_judge(written: list[dict[str, Any]], content: bytes) -> None:
    """Show that the judge sees a lost ballot, a strange one, a doubled one, a lost voter."""
    archive = read_archive(BytesIO(content))
    first, *rest = archive.ballots
    robbed = written_again(archive, "robbed", rest)
    doubled = written_again(archive, "doubled", [first, first, *rest])
    lies = {
        "a receipt's ballot is not": (written, robbed),
        "nobody sent": (written[1:], content),
        "voted twice": (written, doubled),
        "somebody gave up": ([*written, {**written[0], "tracker": "waiting"}], content),
    }
    for what, (history, archived) in lies.items():
        with pytest.raises(AssertionError, match=what):
            judge(history, archived)


def finish(scene: Scene, sitting: Sitting) -> int:
    """Close, judge, count and certify the crowd's meeting; return how many ballots there were."""
    uuid, box = sitting.close(), scene.town.hall.box
    content = box.get_bytes(f"/api/v1/boxes/{uuid}/archive", 1 << 30)
    written = histories(scene, sitting)
    expected = judge(written, content)
    judge_the_judge(written, content)
    results, (signed,) = counted(scene, sitting.end())
    assert results == {uuid: expected}
    (contest,) = signed["document"]["contests"]
    assert sum(contest["counts"].values()) == sum(expected)
    return sum(expected)


def counted(scene: Scene, sitting: Sitting) -> tuple[dict[str, list[int]], list[dict[str, Any]]]:
    """Decrypt and certify; return uuid to the votes in the verified archive, and the results."""
    results, uuids = {}, list(sitting.count())
    signed = sitting.certify()
    for uuid in uuids:
        content = scene.tally.get_bytes(f"/api/v1/counts/{uuid}/archive", 1 << 30)
        report = verify_archive(BytesIO(content))
        assert report.result is not None
        (results[uuid],) = report.result
    return results, signed


def longest_silence(scene: Scene, sitting: Sitting) -> float:
    """Return the longest time without a receipt, in seconds."""
    at = [entry["at"] for entry in histories(scene, sitting) if entry["what"] == "receipt"]
    return max(later - earlier for earlier, later in pairwise(at))


def test_no_receipt_is_lost_when_any_one_process_is_killed_while_people_vote(scene, capsys):
    source = random.Random(SEED)
    order = source.sample(PLAN, len(PLAN))
    sitting = a_sitting(scene, a_plan(VOTERS))
    beside = Beside(a_sitting(scene, a_plan(VOTERS_BESIDE, items=ROUNDS_BESIDE)))
    sitting.open()

    tasks = crowd(scene, sitting, votes_of(sitting, source), PAUSE, SEED)
    with beside:
        healed = [(what, round(kill(scene, what, source), 2)) for what in order]
    voted = stop_crowd(scene, sitting, tasks)

    assert beside.failure is None
    assert jobs_killed(scene) > 0
    assert finish(scene, sitting) == voted
    rounds = [beside.sitting.held.rounds[f"item-{n}"] for n in range(len(beside.marks))]
    results, _ = counted(scene, beside.sitting.end())
    assert [results[beside.sitting.held.boxes[number][0]] for number in rounds] == [
        [marks.count(option) for option in range(OPTIONS)] for marks in beside.marks
    ]
    figures = {
        "test": "kill one process",
        "seed": SEED,
        "kills": len(healed),
        "jobs_killed": jobs_killed(scene),
        "healed_seconds": healed,
        "healed_most": max(seconds for _, seconds in healed),
        "ballots": voted,
        "longest_without_a_receipt": round(longest_silence(scene, sitting), 2),
        "rounds_beside": len(beside.marks),
    }
    with capsys.disabled():
        print("\n" + json.dumps(figures))


def test_no_receipt_is_lost_when_everything_is_killed_while_people_vote(scene, capsys):
    source = random.Random(SEED + 1)
    sitting = a_sitting(scene, a_plan(VOTERS))
    sitting.open()
    ended, ready = [], []

    tasks = crowd(scene, sitting, votes_of(sitting, source), RUSH, SEED + 1)
    for _ in range(KILLS_OF_ALL):
        time.sleep(source.uniform(1, 4))
        everybody = [scene.running.pid, *descendants(scene.running.pid)]
        killed = time.monotonic()
        scene.running.kill()
        eventually(lambda pids=everybody: not any(is_alive(pid) for pid in pids), 10)
        ended.append(round(time.monotonic() - killed, 2))
        scene.running.start()
        ready.append(round(time.monotonic() - killed, 2))
        assert len(everybody) > len(SERVICES) * 2
    time.sleep(2)
    voted = stop_crowd(scene, sitting, tasks)

    assert finish(scene, sitting) == voted
    figures = {
        "test": "kill everything",
        "seed": SEED + 1,
        "kills": KILLS_OF_ALL,
        "children_ended_seconds": ended,
        "ready_again_seconds": ready,
        "ballots": voted,
        "longest_without_a_receipt": round(longest_silence(scene, sitting), 2),
    }
    with capsys.disabled():
        print("\n" + json.dumps(figures))
