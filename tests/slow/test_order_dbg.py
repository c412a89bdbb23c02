"""What the raw files of the box give away: no name, no address, and no order once it is closed.

While a box is open its storage engine knows the order in which ballots came; that is stated, and
here it is the proof that the attack sees an order where there is one.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from system.driver import (
    OPTIONS,
    Scene,
    Sitting,
    a_mark,
    a_plan,
    a_scene,
    a_sitting,
)
from system.traces import Fingers, order_keys, raw_files, right_links

from shared.crypto.ballots import tracker
from shared.crypto.jsontext import decode

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

SEED = 20261123
MEETINGS = {7: 2}
"""Voters to rounds: twenty small votes."""
RUNS = sum(MEETINGS.values())
BALLOTS = sum(voters * rounds for voters, rounds in MEETINGS.items())
BY_CHANCE_AT_MOST = 33
"""20 right links by chance in 20 runs, and three standard deviations."""
CONTROL_AT_LEAST = 0.8
DATABASE = "box/database.sqlite"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with a_scene(tmp_path_factory.mktemp("order")) as scene:
        yield scene


def watched(scene: Scene) -> dict[str, bytes]:
    """Return the raw files of the box, Valkey and all logs, as they are now."""
    folders = ("box/", "valkey/", "logs/", "up.log")
    return {name: raw for name, raw in raw_files(scene.data).items() if name.startswith(folders)}


def cast_in_order(sitting: Sitting, item: int, order: Sequence[int]) -> list[Fingers]:
    """Let the slips vote in ``order``, one after another; return the ballots in that order."""
    booth, box = sitting.booth(item)
    cast = []
    for slip in order:
        ballot = booth.mark(box, sitting.codes[slip], a_mark(slip % OPTIONS))
        booth.cast(box, ballot)
        cast.append(Fingers(tracker(ballot), decode(ballot)["credential"], ballot))
    return cast


def in_a_plain_table(folder: Path, ballots: Sequence[Fingers]) -> dict[str, bytes]:
    """Return the files of a database with the ballots in a table that has row numbers."""
    path = folder / DATABASE
    path.parent.mkdir(parents=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE ballot (tracker BLOB UNIQUE, credential TEXT, text TEXT)")
    rows = [(ballot.tracker, ballot.credential, ballot.text) for ballot in ballots]
    connection.executemany("INSERT INTO ballot VALUES (?, ?, ?)", rows)
    connection.commit()
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return raw_files(folder)


class Attack:
    """Right links by key, over many runs."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()

    def run(self, files: Mapping[str, bytes], ballots: Sequence[Fingers], box: str) -> None:
        """Try every key that the files offer; ``box`` is left out of the keys' names."""
        for key, found in order_keys(files, ballots, DATABASE).items():
            for way, hits in right_links(found, ballots).items():
                self.hits[f"{key.replace(box, 'BOX')}, {way}"] += hits

    @property
    def best(self) -> tuple[str, int]:
        """The key that found most."""
        return self.hits.most_common(1)[0]


def test_the_raw_files_of_closed_boxes_link_voters_no_better_than_chance(scene, tmp_path, capsys):
    source = random.Random(SEED)
    closed, while_open, control = Attack(), Attack(), Attack()

    for voters, rounds in MEETINGS.items():
        sitting = a_sitting(scene, a_plan(voters, items=rounds))
        for item in range(rounds):
            uuid = sitting.open(item)
            ballots = cast_in_order(sitting, item, source.sample(range(voters), voters))
            while_open.run(watched(scene), ballots, uuid)
            sitting.close(item)
            closed.run(watched(scene), ballots, uuid)
            plain = in_a_plain_table(tmp_path / uuid, ballots)
            control.run(plain, ballots, uuid)

    figures = {
        "test": "order attack",
        "seed": SEED,
        "runs": RUNS,
        "ballots": BALLOTS,
        "keys": len(closed.hits),
        "most_right_links_after_close": closed.best,
        "control_plain_table": control.best,
        "control_open_box": while_open.best,
    }
    with capsys.disabled():
        print("\n" + json.dumps(figures, ensure_ascii=False))
    Path("/tmp/kt/keys.json").write_text(json.dumps([closed.hits, control.hits, while_open.hits], indent=1))
    assert control.best[1] >= CONTROL_AT_LEAST * BALLOTS
    assert while_open.best[1] >= CONTROL_AT_LEAST * BALLOTS
    assert {key: n for key, n in closed.hits.items() if n > BY_CHANCE_AT_MOST} == {}
