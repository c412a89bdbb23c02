"""One meeting from the empty roll to the closed boxes, as its officials would run it.

May import: stdlib, shared.cli, shared.crypto, shared.documents, shared.plumbing.http.
"""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

from shared.cli import demo_data, scrutineer, slips
from shared.cli.booth import Receipt
from shared.cli.demo.casting import Poll, cast_all
from shared.cli.demo.people import Official
from shared.crypto.receipts import SixWords, six_words
from shared.crypto.signing import SigningKey
from shared.errors import Unavailable
from shared.plumbing.http import Peer, PeerConflict, PeerFoundNothing

PATIENCE_SECONDS = 90.0
POLL_SECONDS = 0.05


class TookTooLong(Unavailable):
    """Something that should have happened by itself did not, in good time."""

    code = "took_too_long"


@dataclass(frozen=True, slots=True)
class Hall:
    """Everybody who is in the hall, and the box they vote at."""

    organizer: Official
    registrar: Official
    scrutineers: tuple[Official, Official]
    keys: tuple[SigningKey, SigningKey]
    box: Peer
    box_url: str
    desk_key: str


@dataclass(slots=True)
class Held:
    """What a meeting leaves behind for the count and for the checks at the end."""

    plan: demo_data.MeetingPlan
    meeting: str
    rounds: dict[str, str] = field(default_factory=dict)
    """item key to round id"""
    boxes: dict[str, list[str]] = field(default_factory=dict)
    """round id to the uuids of its boxes"""
    receipts: list[Receipt] = field(default_factory=list)
    closing_words: dict[str, SixWords] = field(default_factory=dict)
    """uuid to the words of its closing record, as the scrutineers put them on the hall's screen"""


@dataclass(frozen=True, slots=True)
class Voting:
    """How votes are cast: a pool of processes, and who is told of each step."""

    pool: ProcessPoolExecutor
    step: Callable[[int], None]
    seed: int


def wait_for(what: str, ready: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
    """Return the first true answer of ``ready``, asking again until ``seconds`` have passed.

    Raises:
        TookTooLong: it never came.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ready()
        if answer:
            return answer
        time.sleep(POLL_SECONDS)
    raise TookTooLong(f"Waited {seconds:.0f} s for this and it did not come: {what}.")


def prepare(
    hall: Hall, plan: demo_data.MeetingPlan, board: str, pack: dict[str, Any], year: int
) -> str:
    """Create and prepare the meeting with its sheets; return its id."""
    desk = hall.organizer.peer
    answer = desk.post_json(
        "/api/v1/meetings",
        {
            "title": plan.title,
            "source": plan.source,
            "year": year,
            "place": plan.place,
            "electorates": [{"key": e.key, "title": e.title} for e in plan.electorates],
            "spare_boxes": plan.spare_boxes,
            "credential_mode": plan.credential_mode,
            "items": [_item(desk, plan, item) for item in plan.items],
            "pack": pack,
            "board": board,
            "disclosure_floor": 5,
            "test": False,
            "scrutineers": [
                {"account": person.account, "key": key.public.hex()}
                for person, key in zip(hall.scrutineers, hall.keys, strict=True)
            ],
        },
    )
    return str(answer["meeting"])


def seat(hall: Hall, plan: demo_data.MeetingPlan, meeting: str) -> dict[str, list[str]]:
    """Make the slips, check people in, freeze the lists; return the codes by electorate."""
    codes = make_slips(hall, plan, meeting)
    _check_in(hall, plan, meeting)
    hall.organizer.peer.post_json(f"/api/v1/meetings/{meeting}/freeze", {})
    return codes


def hold(
    hall: Hall,
    plan: demo_data.MeetingPlan,
    meeting: str,
    codes: dict[str, list[str]],
    voting: Voting,
) -> Held:
    """Hold the seated meeting: slips handed out, every round, finish, leftovers.

    Args:
        hall: everybody in it.
        plan: the meeting's.
        meeting: its id.
        codes: those of each electorate, whoever votes first.
        voting: how votes are cast.
    """
    held = Held(plan, meeting)
    _hand_out(hall, plan, meeting)
    for item in plan.items:
        _hold_round(hall, held, item, codes, voting)
    hall.organizer.peer.post_json(f"/api/v1/meetings/{meeting}/finish", {})
    _scan_leftovers(hall, held, codes)
    return held


def import_roll(hall: Hall, plan: demo_data.MeetingPlan, meeting: str, seed: int) -> None:
    """Import the roll and prepare: the manifest goes out, the trustees can rehearse."""
    desk = hall.organizer.peer
    roll = plan.roll_csv(seed).encode()
    desk.post_bytes(f"/api/v1/meetings/{meeting}/roll", roll, "text/csv")
    desk.post_json(f"/api/v1/meetings/{meeting}/prepare", {})
    wait_for("the manifest at the box", lambda: _manifest_arrived(hall.box, meeting))


def _item(desk: Peer, plan: demo_data.MeetingPlan, item: demo_data.ItemPlan) -> dict[str, Any]:
    """Return one agenda item with the contests the desk's template makes for every electorate."""
    contests = desk.post_json("/api/v1/sheets", item.sheet)["contests"]
    return {"item": item.item, "contests": {e.key: contests for e in plan.electorates}}


def make_slips(hall: Hall, plan: demo_data.MeetingPlan, meeting: str) -> dict[str, list[str]]:
    """Make the slips on the organizer's machine; only public credentials go to the box."""
    codes = {}
    for electorate in plan.electorates:
        answer = hall.organizer.peer.post_json(
            f"/api/v1/meetings/{meeting}/tickets",
            {"electorate": electorate.key, "printed": electorate.printed},
        )
        codes[electorate.key] = slips.make_codes(electorate.printed)
        ticket = answer["ticket"]
        slips.upload(hall.box, ticket, codes[electorate.key])
    return codes


def _manifest_arrived(box: Peer, meeting: str) -> bool:
    """Tell whether the box has the meeting's manifest from the desk."""
    try:
        return bool(box.get_json(f"/api/v1/meetings/{meeting}"))
    except PeerFoundNothing:
        return False


def _check_in(hall: Hall, plan: demo_data.MeetingPlan, meeting: str) -> None:
    """Tick at the door as many people of each electorate as the plan says came."""
    hall.organizer.peer.post_json(f"/api/v1/meetings/{meeting}/check-in", {})
    people = hall.registrar.peer.get_json(f"/api/v1/meetings/{meeting}/people")["people"]
    for electorate in plan.electorates:
        here = [person["id"] for person in people if person["electorate"] == electorate.key]
        hall.registrar.peer.post_json(
            f"/api/v1/meetings/{meeting}/check-ins", {"people": here[: electorate.present]}
        )


def _hand_out(hall: Hall, plan: demo_data.MeetingPlan, meeting: str) -> None:
    """Both scrutineers enter the slips printed and handed out, each alone."""
    for electorate in plan.electorates:
        numbers = {
            "electorate": electorate.key,
            "printed": electorate.printed,
            "issued": electorate.issued - electorate.phones,
        }
        for person in hall.scrutineers:
            person.peer.post_json(f"/api/v1/meetings/{meeting}/handed-out", numbers)


def _hold_round(
    hall: Hall,
    held: Held,
    item: demo_data.ItemPlan,
    codes: dict[str, list[str]],
    voting: Voting,
) -> None:
    """Open one item by two people, let everybody vote, close it by two people, sign the close."""
    desk, meeting = hall.organizer.peer, held.meeting
    _take_up(hall, meeting, item.item["key"])
    answer = desk.post_json(f"/api/v1/meetings/{meeting}/rounds", {"item": item.item["key"]})
    number = answer["round"]
    held.rounds[item.item["key"]] = number
    path = f"/api/v1/meetings/{meeting}/rounds/{number}"
    wait_for("the sheets at the box", partial(_desk_says, desk, meeting, number, "frozen"))
    for person in (hall.organizer, hall.scrutineers[0]):
        person.peer.post_json(f"{path}/open", {})
    wait_for("the open round", partial(_desk_says, desk, meeting, number, "open"))
    boxes = wait_for("open boxes", lambda: _boxes(hall.box, meeting, number, "open", held.plan))
    held.boxes[number] = list(boxes.values())
    _vote(hall, held, item, number, codes, voting)
    for person in (hall.organizer, hall.scrutineers[1]):
        person.peer.post_json(f"{path}/close", {})
    wait_for("the closed round", partial(_desk_says, desk, meeting, number, "closed"))
    for uuid in boxes.values():
        wait_for("the closing record", partial(_closing, hall.box, uuid))
        for key in hall.keys:
            record = scrutineer.sign_closing(hall.box, uuid, key)
            held.closing_words[uuid] = six_words(sha256(record.message()).digest())


def _take_up(hall: Hall, meeting: str, key: str) -> None:
    """Let a committee take up an urgent item by open vote: exactly half of those present agree."""
    path = f"/api/v1/meetings/{meeting}/agenda"
    agenda = hall.organizer.peer.get_json(path)
    if not any(item["key"] == key and item["action"] == "consent" for item in agenda["items"]):
        return
    here = [one["id"] for one in agenda["members"] if one["present"]]
    half = -(-len(here) // 2)
    marks = dict.fromkeys(here[:half], "agree") | dict.fromkeys(here[half:], "disagree")
    body = {"purpose": "consent", "marks": marks}
    made = hall.organizer.peer.post_json(f"{path}/items/{key}/votes", body)
    confirm = f"{path}/votes/{made['vote']}/confirm"
    hall.scrutineers[0].peer.post_json(confirm, {"digest": made["digest"]})


def _desk_says(desk: Peer, meeting: str, number: str, state: str) -> bool:
    """Tell whether the desk shows the round in ``state``."""
    rounds = desk.get_json(f"/api/v1/meetings/{meeting}")["rounds"]
    return any((entry["round"], entry["state"]) == (number, state) for entry in rounds)


def _boxes(
    box: Peer, meeting: str, number: str, state: str, plan: demo_data.MeetingPlan
) -> dict[str, str] | None:
    """Return electorate to uuid once every box of the round is in ``state``."""
    page = box.get_json(f"/api/v1/meetings/{meeting}")
    found = {
        entry["electorate"]: entry["uuid"]
        for entry in page["boxes"]
        if entry["round"] == number and entry["state"] == state
    }
    return found if len(found) == len(plan.electorates) else None


def _ended(box: Peer, meeting: str) -> bool:
    """Tell whether the box knows that no round opens any more; only then it takes scans."""
    return box.get_json(f"/api/v1/meetings/{meeting}")["ended"] is not None


def _closing(box: Peer, uuid: str) -> bool:
    """Tell whether the box offers its closing record yet."""
    try:
        return bool(box.get_json(f"/api/v1/boxes/{uuid}/closing"))
    except (PeerFoundNothing, PeerConflict):
        return False


def _vote(
    hall: Hall,
    held: Held,
    item: demo_data.ItemPlan,
    number: str,
    codes: dict[str, list[str]],
    voting: Voting,
) -> None:
    """Let the planned number of voters of each electorate cast their marks."""
    uuid = held.boxes[number][0]
    manifest = hall.box.get_json(f"/api/v1/boxes/{uuid}")["manifest"]["document"]
    total = sum(electorate.returned for electorate in held.plan.electorates)
    marks = demo_data.ballots(item, manifest["contests"], total, voting.seed)
    for electorate in held.plan.electorates:
        mine, marks = marks[: electorate.returned], marks[electorate.returned :]
        handed_out = codes[electorate.key][: electorate.issued]
        poll = Poll(hall.box_url, hall.desk_key, held.meeting, number, electorate.key)
        votes = list(zip(handed_out, mine, strict=False))
        held.receipts += cast_all(voting.pool, poll, votes, voting.step)


def _scan_leftovers(hall: Hall, held: Held, codes: dict[str, list[str]]) -> None:
    """Scan every slip that was not handed out, reserve included, and publish the scan."""
    wait_for("the end of the meeting at the box", partial(_ended, hall.box, held.meeting))
    page = hall.box.get_json(f"/api/v1/meetings/{held.meeting}")
    for electorate in held.plan.electorates:
        uuids = [entry["uuid"] for entry in page["boxes"] if entry["electorate"] == electorate.key]
        left = codes[electorate.key][electorate.issued :]
        scan = scrutineer.scan_leftovers(held.meeting, electorate.key, uuids, left)
        scrutineer.publish_leftovers(hall.box, scan, hall.keys)
