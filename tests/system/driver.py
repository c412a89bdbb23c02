"""A meeting on a running suite, one act at a time, so that a test can step in between.

The acts are those of the demo (`shared.cli.demo`); added here is what a test needs: the acts
apart from each other, small plans, acts that are repeated while services are being killed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from shared.cli import scrutineer
from shared.cli.booth import Booth, OpenBox, Receipt, try_cast
from shared.cli.demo import command, counting, meeting
from shared.cli.demo.casting import Poll
from shared.cli.demo_data import ElectoratePlan, ItemPlan, MeetingPlan
from shared.cli.up import Running
from shared.crypto.receipts import six_words
from shared.plumbing.http import Peer, PeerAway, PeerConflict, PeerRefused
from shared.rules.packs import parse_pack

YEAR = 2026
BOARD = {"title": "密钥保管组", "threshold": 2, "trustees": ["钱守信", "冯公度", "蒋明镜"]}
PROCESSES = 2
PATIENCE_SECONDS = 120.0
SEED = 7
OPTIONS = 4
"""Of a motion: agree, disagree, postpone, abstain."""

T = TypeVar("T")


@dataclass(slots=True)
class Scene:
    """A running suite, its people, one board of trustees for every meeting."""

    folder: Path
    running: Running
    town: command.Town
    holders: counting.KeyHolders
    pool: ProcessPoolExecutor

    @property
    def data(self) -> Path:
        """Where the suite keeps everything."""
        return self.folder / "data"

    @property
    def tally(self) -> Peer:
        """The tally service, as its administrator."""
        return self.town.offices["tally"].admin.peer


@contextmanager
def a_scene(folder: Path) -> Iterator[Scene]:
    """Start the suite, appoint everybody, make the trustees' keys; stop it all at the end."""
    with (
        Running(folder / "data") as running,
        command._town(running) as town,
        ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool,
    ):
        keys = folder / "keys"
        keys.mkdir()
        office = town.offices["tally"]
        holders = counting.make_board(office, BOARD, YEAR, keys, town.hall.desk_key)
        yield Scene(folder, running, town, holders, pool)


def a_plan(
    voters: int, *, issued: int | None = None, reserve: int = 2, items: int = 1, motions: int = 1
) -> MeetingPlan:
    """Return a committee's meeting: ``voters`` come, ``issued`` of them get a slip (all of them).

    Args:
        voters: roll and people present.
        issued: slips handed out.
        reserve: slips printed beyond the roll.
        items: matters voted on one by one, each in a box of its own.
        motions: contests on the sheet of each.
    """
    electorate = ElectoratePlan(
        key="A",
        title="常委",
        roll=voters,
        present=voters,
        issued=voters if issued is None else issued,
        returned=voters,
        reserve=reserve,
    )
    return MeetingPlan(
        key="committee",
        title="常委会会议",
        source="committee",
        place={"id": "committee", "name": "县委常委会"},
        spare_boxes=0,
        electorates=(electorate,),
        items=tuple(_an_item(number, motions) for number in range(items)),
    )


def _an_item(number: int, motions: int) -> ItemPlan:
    lines = [{"id": f"m{number}-{motion}", "title": f"动议{motion}"} for motion in range(motions)]
    return ItemPlan(
        item={"key": f"item-{number}", "title": f"议题{number}"},
        sheet={"template": "committee", "motions": lines},
        votes={},
    )


def a_mark(option: int, motions: int = 1) -> list[list[int]]:
    """Return the sheet with the same option marked in every contest."""
    return [[int(place == option) for place in range(OPTIONS)] for _ in range(motions)]


@dataclass(slots=True)
class Sitting:
    """One meeting being held. Each method is one act and leaves the meeting ready for the next."""

    scene: Scene
    plan: MeetingPlan
    held: meeting.Held = field(init=False)
    codes: list[str] = field(default_factory=list)
    """Every slip of electorate A; the first ``issued`` were handed out."""

    @property
    def id(self) -> str:
        """The meeting's id."""
        return self.held.meeting

    @property
    def path(self) -> str:
        """The meeting's address at the desk."""
        return f"/api/v1/meetings/{self.id}"

    @property
    def desk(self) -> Peer:
        """The desk, as the organizer."""
        return self.scene.town.hall.organizer.peer

    def draft(self) -> Sitting:
        """Make the draft."""
        hall, board = self.scene.town.hall, self.scene.holders.board
        pack = parse_pack((command.DEMO / "packs" / "county.yaml").read_text("utf-8"))
        number = meeting.prepare(hall, self.plan, board, pack.to_document(), YEAR)
        self.held = meeting.Held(self.plan, number)
        return self

    def call(self) -> Sitting:
        """Import the roll, publish the manifest, rehearse."""
        meeting.import_roll(self.scene.town.hall, self.plan, self.id, SEED)
        counting.rehearse(self.scene.holders, self.id)
        return self

    def seat(self) -> Sitting:
        """Make the slips, check everybody in, freeze the lists, hand the slips out."""
        hall = self.scene.town.hall
        self.codes = meeting.make_slips(hall, self.plan, self.id)["A"]
        meeting._check_in(hall, self.plan, self.id)
        hall.organizer.peer.post_json(f"{self.path}/freeze", {})
        meeting._hand_out(hall, self.plan, self.id)
        return self

    def begin(self, item: int = 0) -> str:
        """Put an item to the vote without opening it; return its round once the box has it."""
        key = f"item-{item}"
        insist(lambda: self.desk.post_json(f"{self.path}/rounds", {"item": key}))
        self.held.rounds[key] = str(self.round_of(key)["round"])
        self.wait(key, "frozen")
        return self.held.rounds[key]

    def open(self, item: int = 0) -> str:
        """Put an item to the vote, unless it is, and open it; return the uuid of its box."""
        number = self.held.rounds.get(f"item-{item}") or self.begin(item)
        hall = self.scene.town.hall
        for person in (hall.organizer, hall.scrutineers[0]):
            insist(lambda who=person: who.peer.post_json(f"{self.path}/rounds/{number}/open", {}))
        self.wait(f"item-{item}", "open")
        boxes = again(lambda: meeting._boxes(hall.box, self.id, number, "open", self.plan))
        assert boxes is not None
        self.held.boxes[number] = [boxes["A"]]
        return boxes["A"]

    def close(self, item: int = 0) -> str:
        """Close an item by two people and sign its closing record; return the uuid of its box."""
        hall, number = self.scene.town.hall, self.held.rounds[f"item-{item}"]
        for person in (hall.organizer, hall.scrutineers[1]):
            insist(lambda who=person: who.peer.post_json(f"{self.path}/rounds/{number}/close", {}))
        (uuid,) = self.held.boxes[number]
        self.wait(f"item-{item}", "closed")
        offered = partial(again, partial(meeting._closing, hall.box, uuid))
        meeting.wait_for("the closing record", offered)
        for key in hall.keys:
            record = again(partial(scrutineer.sign_closing, hall.box, uuid, key))
            self.held.closing_words[uuid] = six_words(sha256(record.message()).digest())
        return uuid

    def end(self, left: Sequence[str] | None = None) -> Sitting:
        """Finish, and scan the leftover slips (``left`` instead of those not handed out)."""
        hall = self.scene.town.hall
        insist(lambda: self.desk.post_json(f"{self.path}/finish", {}))
        ended = partial(again, partial(meeting._ended, hall.box, self.id))
        meeting.wait_for("the end of the meeting at the box", ended)
        if left is None:
            left = self.codes[self.plan.electorates[0].issued :]
        page = again(lambda: hall.box.get_json(self.path))
        uuids = [entry["uuid"] for entry in page["boxes"]]
        scan = scrutineer.scan_leftovers(self.id, "A", uuids, left)
        insist(lambda: scrutineer.publish_leftovers(hall.box, scan, hall.keys))
        return self

    def count(self) -> dict[str, dict[str, Any]]:
        """Count every box that may be counted; return uuid to the finished count."""
        scene = self.scene
        return counting.count(scene.tally, scene.holders, self.held, scene.pool)

    def certify(self) -> list[dict[str, Any]]:
        """Certify every round; return the signed results in the order of the rounds."""
        digests = counting.certify(self.scene.town.certifiers, self.held)
        return [self.scene.tally.get_json(f"/api/v1/certified-results/{d}") for d in digests]

    def round_of(self, key: str) -> dict[str, Any]:
        """Return what the desk shows of the last round of the item ``key``."""
        page = again(lambda: self.desk.get_json(self.path))
        rounds = [entry for entry in page["rounds"] if entry["item"] == key]
        return dict(rounds[-1])

    def wait(self, key: str, state: str) -> None:
        """Wait until the desk shows the item's round in ``state``."""
        what = f"the round to be {state}"
        meeting.wait_for(what, lambda: self.round_of(key)["state"] == state)

    def poll(self, item: int = 0) -> Poll:
        """Return what a booth needs to know to vote on ``item``."""
        hall, number = self.scene.town.hall, self.held.rounds[f"item-{item}"]
        return Poll(hall.box_url, hall.desk_key, self.id, number, "A")

    def booth(self, item: int = 0, peer: Peer | None = None) -> tuple[Booth, OpenBox]:
        """Return a booth of this meeting, at the open box of ``item``."""
        hall = self.scene.town.hall
        booth = Booth(peer or hall.box, bytes.fromhex(hall.desk_key), self.id)
        return booth, booth.enter("A", self.held.rounds[f"item-{item}"])

    def vote(
        self, options: Sequence[int], item: int = 0, slips: Sequence[str] = ()
    ) -> list[Receipt]:
        """Let ``slips`` (the first ones) vote, one mark each; return the receipts."""
        booth, box = self.booth(item)
        motions = len(box.manifest.contests)
        marked = zip(slips or self.codes, options, strict=False)
        ballots = [booth.mark(box, code, a_mark(option, motions)) for code, option in marked]
        return [again(partial(try_cast, booth, box, ballot, 3)) for ballot in ballots]


def a_sitting(scene: Scene, plan: MeetingPlan) -> Sitting:
    """Return a meeting with everybody seated: slips handed out, nothing put to the vote."""
    return Sitting(scene, plan).draft().call().seat()


def again(act: Callable[[], T], seconds: float = PATIENCE_SECONDS) -> T:
    """Do ``act``, again while a service is away or overloaded, for at most ``seconds``."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return act()
        except PeerRefused as refusal:
            if refusal.status not in (429, 503) or time.monotonic() > deadline:
                raise
        except PeerAway:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def insist(act: Callable[[], object]) -> None:
    """Do ``act`` as ``again`` does; a refusal after a lost answer means that it was done."""
    lost = False

    def once() -> None:
        nonlocal lost
        try:
            act()
        except PeerAway:
            lost = True
            raise
        except PeerConflict:
            if not lost:
                raise

    again(once)
