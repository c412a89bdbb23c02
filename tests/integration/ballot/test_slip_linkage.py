"""Who came and what was cast, put together by somebody who has everything: slips (P1 to P3).

The worst case of a hall: everybody is checked in, draws a slip, steps into the booth and votes,
one after another, so that the order of check-ins is the order of ballots. The test alone knows
whose slip is whose. Each attack is also run on something that leaks, and must find it.
"""

from __future__ import annotations

import json
import math
import random
import re
import sqlite3
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from factories import documents
from factories.boxes import Rehearsed, a_box_side, work
from factories.desk import Hall, a_roll
from factories.links import WIDTH, row_of, strays, tokens
from settings import SEED
from system.traces import VACUUM_ONLY, Attack, Fingers, in_a_plain_table, raw_files

from ballot_service.box_app import app_for
from shared.cli.booth import Booth
from shared.crypto.ballots import tracker
from shared.crypto.credentials import derive
from shared.crypto.jsontext import b64, decode
from shared.plumbing.http import open_client

VOTERS = 8
ROUNDS = 6
"""Of the order attack."""
DATABASE = "box.db"
LETTERS = 2 * WIDTH
FALSE_ALARM = 1e-6
"""How likely a test may fail by chance."""


class Held:
    """A meeting with slips whose only round has closed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.begun = folder, time.time()
        self.hall = hall = Hall(f"sqlite:///{folder / 'desk.db'}", folder)
        self.seen: list[dict[str, str]] = []
        """The headers of each ballot's request, as they reach the box's application."""
        hall.draft()
        assert hall.import_roll(a_roll(VOTERS)).status_code == 200
        hall.must(hall.post(hall.organizer, "/prepare"))
        hall.work()
        assert hall.upload("A", VOTERS).status_code == 200
        hall.must(hall.post(hall.organizer, "/check-in"))
        self.people = [str(one["id"]) for one in hall.get("/people")["people"]]
        random.Random(SEED).shuffle(self.people)
        for person in self.people:
            hall.must(hall.post(hall.registrar, "/check-ins", {"people": [person]}))
        hall.must(hall.post(hall.organizer, "/freeze"))
        hall.tally.rehearse(hall.meeting, hall.board.document)
        hall.work()
        self.round = hall.begin()
        hall.open(self.round)
        self.times_before = self.times()
        self.ballots = dict(zip(self.people, self._cast(), strict=True))
        hall.close(self.round)
        work(hall.box)

    def _cast(self) -> Iterator[str]:
        """Let everybody vote in the order in which they came, and differently."""
        transport = httpx2.WSGITransport(self._watched(app_for(self.hall.box)))
        for place, code in enumerate(self.hall.codes["A"]):
            with open_client("http://box", transport=transport) as peer:
                booth = Booth(peer, documents.DESK.public, self.hall.meeting)
                box = booth.enter("A", self.round)
                marks = [
                    [
                        int(option == place % len(contest.options))
                        for option, _ in enumerate(contest.options)
                    ]
                    for contest in box.manifest.contests
                ]
                ballot = booth.mark(box, code, marks)
                booth.cast(box, ballot)
                yield ballot

    def _watched(self, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        def watched(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            if environ["REQUEST_METHOD"] == "POST":
                told = {name: str(value) for name, value in environ.items() if name.isupper()}
                self.seen.append({n: v for n, v in told.items() if not n.startswith("SERVER_")})
            return app(environ, start)

        return watched

    def at_the_desk(self, person: str) -> dict[str, bytes]:
        """Return what the desk keeps of a person."""
        row = row_of(self.folder / "desk.db", "person", "id", person)
        return {"person": person.encode(), "row": row}

    def at_the_box(self, person: str) -> dict[str, bytes]:
        """Return what the box keeps of the same person's slip, in every box of the meeting."""
        ballot = self.ballots[person]
        code = self.hall.codes["A"][self.people.index(person)]
        uuids = documents.uuids_of(self._manifest, "A")
        publics = {f"credential {n}": derive(uuid, code).public_hex for n, uuid in enumerate(uuids)}
        raw = {name: bytes.fromhex(public) for name, public in publics.items()}
        libsodium = {f"libsodium {name}": public[::-1] for name, public in raw.items()}
        mark = tracker(ballot)
        shown = {"tracker": mark, "shown": b64(mark).encode(), "ballot": ballot.encode()}
        return {**raw, **libsodium, **shown}

    @property
    def _manifest(self) -> Any:
        page = self.hall.box_client.get(f"/api/v1/meetings/{self.hall.meeting}").json
        return documents.MeetingManifest.parse(page["manifest"]["document"])

    @property
    def constants(self) -> set[bytes]:
        """Return the tokens that are everybody's: the meeting, its boxes, its documents."""
        client, meeting = self.hall.box_client, self.hall.meeting
        page = client.get(f"/api/v1/meetings/{meeting}")
        boxes = [client.get(f"/api/v1/boxes/{one['uuid']}").data for one in page.json["boxes"]]
        return set().union(*(tokens(text, LETTERS) for text in (page.data, *boxes)))

    def shared_tokens(self) -> dict[str, set[bytes]]:
        """Return what both sides keep of the same person beyond what is everybody's."""
        constants = self.constants
        return {
            person: (known(self.at_the_desk(person)) & known(self.at_the_box(person))) - constants
            for person in self.people
        }

    def raw(self, side: str) -> bytes:
        """Return all bytes that one side has on its disk."""
        files = raw_files(self.folder).items()
        return b"".join(raw for name, raw in files if name.startswith("desk.") == (side == "desk"))

    def times(self) -> tuple[int, int]:
        """Return the times in the box's files: in all of them, and in its rows but the outbox."""
        with sqlite3.connect(self.folder / DATABASE) as box, sqlite3.connect(":memory:") as copy:
            box.backup(copy)
            copy.execute("DELETE FROM outbox")
            copy.commit()
            copy.execute("VACUUM")
            rows = copy.serialize()
        return times(self.raw("box"), self.begun), times(rows, self.begun)


def known(marks: dict[str, bytes]) -> set[bytes]:
    """Return the tokens of marks: twelve letters, which are six bytes in hex."""
    texts = (mark if mark.isascii() else mark.hex().encode() for mark in marks.values())
    return set().union(*(tokens(text, LETTERS) for text in texts))


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Held:
    return Held(tmp_path_factory.mktemp("slips"))


# Values, P1


def test_desk_and_box_share_no_value_of_any_voter(held):
    assert {person: found for person, found in held.shared_tokens().items() if found} == {}


def test_nothing_of_a_voter_stands_on_the_other_side(held):
    desk, box = held.raw("desk"), held.raw("box")
    names = [one["name"].encode() for one in held.hall.get("/people")["people"]]
    codes = [code.encode() for code in held.hall.codes["A"]]

    assert {
        p: strays(held.at_the_desk(p), box) for p in held.people if strays(held.at_the_desk(p), box)
    } == {}
    assert {
        p: strays(held.at_the_box(p), desk) for p in held.people if strays(held.at_the_box(p), desk)
    } == {}
    assert not any(name in box for name in names)
    assert not any(code in desk + box for code in codes)
    assert all(name in desk for name in names), "the search looks at the right files"
    assert all({"tracker", "ballot"} < strays(held.at_the_box(p), box) for p in held.people)


def test_a_desk_that_noted_each_slip_would_be_found(tmp_path):
    held = Held(tmp_path)
    with sqlite3.connect(tmp_path / "desk.db") as desk:
        for person in held.people:
            noted = held.at_the_box(person)["credential 0"].hex()
            desk.execute("UPDATE person SET unit = ? WHERE id = ?", [noted, person])

    assert all(held.shared_tokens().values())
    assert all("credential 0" in strays(held.at_the_box(p), held.raw("desk")) for p in held.people)


# Order, P2


def at_most(runs: int, tries: int) -> int:
    """Return how many right links chance gives in so many runs, in the best of so many tries.

    A random order puts one ballot in its own place on average, whatever their number, and the sum
    over runs is Poisson's. The number is exceeded by any of the tries once in ``1/FALSE_ALARM``.
    """
    left, most = 1.0, -1
    while left * tries > FALSE_ALARM:
        most += 1
        left -= math.exp(-runs) * runs**most / math.factorial(most)
    return most


def fingers(ballots: Iterable[str]) -> list[Fingers]:
    return [Fingers(tracker(one), decode(one)["credential"], one) for one in ballots]


def files_of(folder: Path) -> dict[str, bytes]:
    return {name: raw for name, raw in raw_files(folder).items() if not name.startswith("plain")}


def test_the_order_of_check_ins_links_voters_no_better_than_chance(tmp_path):
    closed, while_open, plain = Attack(), Attack(), Attack()
    source = random.Random(SEED)
    box = a_box_side(f"sqlite:///{tmp_path / DATABASE}", tmp_path)
    for number in range(ROUNDS):
        meeting = Rehearsed(box, voters=VOTERS).open()
        ballots = [meeting.ballot(n) for n in source.sample(range(VOTERS), VOTERS)]
        assert {meeting.cast(ballot).status_code for ballot in ballots} == {201}
        cast = fingers(ballots)
        while_open.run(files_of(tmp_path), cast, DATABASE, meeting.uuid)
        meeting.close()
        closed.run(files_of(tmp_path), cast, DATABASE, meeting.uuid)
        leaky = in_a_plain_table(tmp_path / f"plain-{number}", "x/plain.db", cast, VACUUM_ONLY)
        plain.run(leaky, cast, "x/plain.db", meeting.uuid)

    limit = at_most(ROUNDS, len(closed.hits))
    assert limit < 0.8 * ROUNDS * VOTERS, "there are enough runs to tell"
    assert closed.best[1] <= limit, closed.best
    assert plain.hits["row number, forward"] >= 0.8 * ROUNDS * VOTERS
    assert while_open.best[1] >= 0.8 * ROUNDS * VOTERS, "an open box does know, and it is said so"


def test_the_limit_of_chance_is_where_chance_lies():
    source = random.Random(SEED)
    drawn = Counter(
        sum(
            place == value
            for _ in range(ROUNDS)
            for place, value in enumerate(source.sample(range(VOTERS), VOTERS))
        )
        for _ in range(20_000)
    )

    assert abs(sum(n * times for n, times in drawn.items()) / 20_000 - ROUNDS) < 0.1
    assert max(drawn) <= at_most(ROUNDS, 1)
    assert at_most(ROUNDS, 1) < at_most(ROUNDS, 100) < 0.8 * ROUNDS * VOTERS


# Shape and time, P3

SCALAR = re.compile(r'"[0-9]{60,77}"')
POINT = re.compile(r'"[0-9a-f]{64}"')


@dataclass(frozen=True)
class Shape:
    """What a request looks like to whoever sees its outside, and what it weighs without chance."""

    headers: tuple[tuple[str, str], ...]
    skeleton: str


def shape(headers: dict[str, str], ballot: str) -> Shape:
    """Return a request's shape; random numbers are of one length, as long as chance makes them."""
    told = {name: value for name, value in headers.items() if name != "CONTENT_LENGTH"}
    # In the signature the hash is 43 characters; all else that differs is a scalar or a point.
    skeleton = re.sub(r'"hash":"[^"]{43}"', '"hash":""', ballot)
    return Shape(tuple(sorted(told.items())), SCALAR.sub('"1"', POINT.sub('"p"', skeleton)))


def test_all_ballots_of_one_sheet_are_sent_in_the_same_shape(held):
    requests = list(zip(held.seen, held.ballots.values(), strict=True))

    assert len({shape(headers, ballot) for headers, ballot in requests}) == 1
    assert [int(headers["CONTENT_LENGTH"]) for headers, _ in requests] == [
        len(ballot) for _, ballot in requests
    ], "nothing else is in the body"
    lengths = [len(ballot) for ballot in held.ballots.values()]
    numbers = len(SCALAR.findall(requests[0][1]))
    assert max(lengths) - min(lengths) <= numbers, "leading digits of random numbers, no more"


def test_a_header_or_a_field_of_one_voter_would_be_seen(held):
    headers, ballot = held.seen[0], next(iter(held.ballots.values()))

    plain = shape(headers, ballot)
    assert shape({**headers, "HTTP_COOKIE": "a=b"}, ballot) != plain
    assert shape({**headers, "HTTP_USER_AGENT": "another"}, ballot) != plain
    assert shape(headers, ballot.replace("{", '{"blank":true,', 1)) != plain
    assert shape(headers, ballot.replace('"response":"', '"response":"9', 1)) == plain


def times(raw: bytes, begun: float) -> int:
    """Return how often a time since ``begun`` stands in ``raw``, in any usual spelling.

    Seconds, milli-, micro- and nanoseconds as SQLite and programs write them, the more exact ones
    known by their leading bytes; text to the hour.
    """
    seconds = range(int(begun) - 1, int(time.time()) + 2)
    spelt = {struct.pack(order, second) for second in seconds for order in (">I", "<I")}
    spelt |= {str(second).encode() for second in seconds}
    spelt |= {(second * 1000).to_bytes(6, "big")[:4] for second in seconds}
    spelt |= {(second * 10**6).to_bytes(8, "big")[:5] for second in seconds}
    spelt |= {(second * 10**9).to_bytes(8, "big")[:4] for second in seconds}
    spelt |= {struct.pack(">d", float(second))[:4] for second in seconds}
    spelt |= {time.strftime("%Y-%m-%d", time.gmtime(s)).encode() + b"T" for s in seconds}
    spelt |= {time.strftime("%Y-%m-%d ", time.gmtime(s)).encode() for s in seconds}
    return sum(raw.count(one) for one in spelt)


def test_no_time_of_a_ballot_is_kept(held):
    """The work of opening and closing a round has its times, in the outbox; nothing else has."""
    (before, rows_before), (after, rows) = held.times_before, held.times()

    assert after < before + VOTERS
    assert rows < rows_before + VOTERS / 2


WRITTEN = {
    "seconds": int,
    "milliseconds": lambda now: int(now * 1000),
    "microseconds": lambda now: int(now * 10**6),
    "nanoseconds": lambda now: int(now * 10**9),
    "a float": lambda now: now,
    "text": lambda now: time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(now)),
    "json": lambda now: json.dumps({"at": time.strftime("%Y-%m-%dT%H:%M", time.gmtime(now))}),
    "text of seconds": lambda now: str(int(now)),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_table_that_notes_when_ballots_came_would_be_found(tmp_path, how):
    path, begun = tmp_path / "leaky.db", time.time()
    with sqlite3.connect(path) as leaky:
        leaky.execute("CREATE TABLE ballot (tracker BLOB, at)")
        rows = [(bytes([n]) * 32, WRITTEN[how](time.time())) for n in range(VOTERS)]
        leaky.executemany("INSERT INTO ballot VALUES (?, ?)", rows)

    assert times(path.read_bytes(), begun) >= VOTERS
