"""A whole meeting without slips for all, over HTTP: six phones, a late-comer, a count."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from time import sleep

import pytest
from system.driver import Scene, Sitting, a_scene
from system.traces import raw_files, sightings

from shared.cli.booth import Booth
from shared.cli.demo import meeting, phones
from shared.cli.demo_data import ElectoratePlan, ItemPlan, MeetingPlan
from shared.cli.phone import Invitation, Phone, Request, activate, make_request, read_link
from shared.crypto.credentials import derive
from shared.documents.activations import Activation
from shared.plumbing.http import PeerConflict, PeerRefusedInput, open_client

PHONES, CLIENTS = 6, 16


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with a_scene(tmp_path_factory.mktemp("blind")) as scene:
        yield scene


def a_plan() -> MeetingPlan:
    """Return a vote of eight: six have phones, one comes late, one not at all."""
    electorate = ElectoratePlan("A", "代表", 8, 7, 7, 7, 3, PHONES)
    lines = [{"id": "m0", "title": "动议"}]
    item = ItemPlan(
        item={"key": "item-0", "title": "议题"},
        sheet={"template": "committee", "motions": lines},
        votes={},
    )
    place = {"id": "congress", "name": "县党代会"}
    return MeetingPlan("blind", "手机表决", "committee", place, 1, (electorate,), (item,))


class Holder:
    """One person with a phone in a process of its own kind: its own connections, nothing shared."""

    def __init__(self, scene: Scene, link: str) -> None:
        self._scene = scene
        self.address, self.meeting, self.token = read_link(link)
        self.activations: dict[str, Activation] = {}

    @cached_property
    def invitation(self) -> Invitation:
        """The invitation, its words compared with the organizer's screen."""
        screen = self._scene.town.hall.organizer.peer.get_json(f"/api/v1/meetings/{self.meeting}")
        words = screen["manifest"]["words"]["zh"]
        return self._phone(lambda phone: phone.open_invitation(lambda w: list(w.zh) == words))

    @cached_property
    def request(self) -> Request:
        """What this phone asks for; it keeps it until it is done."""
        return make_request(self.invitation)

    def collect(self, request: Request | None = None) -> dict[str, Activation]:
        """Ask for the signatures."""
        wanted = request or self.request
        return self._phone(lambda phone: phone.collect(self.invitation, wanted))

    def check_in(self) -> None:
        """Be checked in, as if the first answer had been lost on the way."""
        self.collect()
        self.activations = self.collect()

    def activate(self, pause: float) -> None:
        """Activate every box, each on a connection of its own."""
        connect = partial(open_client, self._scene.running.urls["box"])
        activate(connect, self.activations, partial(sleep, pause), partial(sleep, 0.05))

    def _phone(self, act):
        key = bytes.fromhex(self._scene.town.hall.desk_key)
        with open_client(self.address) as desk:
            return act(Phone(desk, key, self.meeting, self.token))


def slug(act) -> str:
    """Return the slug with which ``act`` is refused."""
    with pytest.raises(PeerConflict) as refused:
        act()
    return refused.value.slug


def person_of(sitting: Sitting, name: str) -> str:
    """Return the id of the person called ``name``."""
    people = sitting.scene.town.hall.registrar.peer.get_json(f"{sitting.path}/people")["people"]
    return next(one["id"] for one in people if one["name"] == name)


@pytest.fixture(scope="module")
def sitting(scene: Scene) -> Sitting:
    return Sitting(scene, a_plan()).draft().call()


@pytest.fixture(scope="module")
def invited(scene: Scene, sitting: Sitting) -> list[dict[str, str]]:
    reserve = meeting.make_slips(scene.town.hall, sitting.plan, sitting.id)
    sitting.codes = reserve["A"]
    return list(sitting.desk.post_json(f"{sitting.path}/invitations", {})["invitations"])


@pytest.fixture(scope="module")
def holders(scene: Scene, invited: list[dict[str, str]]) -> list[Holder]:
    return [Holder(scene, one["link"]) for one in invited[:PHONES]]


def test_nothing_is_signed_before_check_in(sitting, holders):
    assert slug(holders[0].collect) == "check_in_not_open"

    sitting.desk.post_json(f"{sitting.path}/check-in", {})


def test_six_phones_are_checked_in_at_once_and_lost_answers_cost_nothing(sitting, holders):
    with ThreadPoolExecutor(PHONES) as hall:
        list(hall.map(Holder.check_in, holders))

    (electorate,) = sitting.desk.get_json(sitting.path)["electorates"]
    assert (electorate["present"], electorate["released"]) == (PHONES, PHONES)
    assert all(len(holder.activations) == 2 for holder in holders), "a spare box too"


def test_sixteen_requests_with_one_link_are_one_set_of_signatures(scene):
    """One link of another meeting is opened on sixteen phones, and all ask at once."""
    other = Sitting(scene, a_plan()).draft().call()
    link = other.desk.post_json(f"{other.path}/invitations", {})["invitations"][0]["link"]
    other.desk.post_json(f"{other.path}/check-in", {})
    thieves = [Holder(scene, link) for _ in range(CLIENTS)]

    def outcome(thief: Holder) -> str:
        try:
            thief.collect()
        except PeerConflict as refused:
            return refused.slug
        return "signed"

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(lambda thief: thief.request, thieves))
        outcomes = sorted(pool.map(outcome, thieves))

    assert outcomes == ["already_issued"] * (CLIENTS - 1) + ["signed"]
    (electorate,) = other.desk.get_json(other.path)["electorates"]
    assert (electorate["present"], electorate["released"]) == (1, 1)
    other.desk.post_json(f"{other.path}/cancel", {"reason": "试验"})


def test_a_second_device_and_a_way_back_are_refused(scene, sitting, invited, holders):
    second = Holder(scene, invited[0]["link"])
    person = person_of(sitting, invited[0]["name"])
    reason = {"person": person, "reason": "手机丢了"}
    hall = scene.town.hall

    assert slug(second.collect) == "already_issued"
    assert slug(lambda: hall.organizer.peer.post_json(f"{sitting.path}/invitations", reason)) == (
        "signature_released"
    )
    undo = f"{sitting.path}/check-ins/undo"
    assert slug(lambda: hall.registrar.peer.post_json(undo, reason)) == "signature_released"


def test_phones_activate_after_check_in_until_the_announced_end(sitting, holders):
    ends = {"seconds": phones.ACTIVATION_SECONDS}

    with ThreadPoolExecutor(PHONES) as hall:
        waiting = [hall.submit(holder.activate, 0.05 * n) for n, holder in enumerate(holders)]
        sleep(0.3)
        assert not any(task.done() for task in waiting), "nobody is taken before the order"
        answer = sitting.desk.post_json(f"{sitting.path}/check-in/end", ends)
        assert (
            slug(lambda: sitting.desk.post_json(f"{sitting.path}/freeze", {})) in phones.TOO_EARLY
        )
        for task in waiting:
            task.result(60)

    assert [one["code"] for one in answer["warnings"]] == ["short_activation"]
    page = sitting.scene.town.hall.box.get_json(sitting.path)
    assert page["activation"]["state"] == "open"
    assert holders[0].activations.keys() == {entry["uuid"] for entry in page["boxes"]}


def test_counts_appear_at_the_freeze_and_everybody_can_check_them(sitting, holders):
    before = sitting.desk.get_json(sitting.path)["electorates"][0]["activated"]
    frozen = partial(phones._frozen, sitting.desk, sitting.path)
    meeting.wait_for("the announced end", frozen)

    shown = sitting.desk.get_json(sitting.path)["electorates"][0]["activated"]

    assert before == {}
    assert set(shown.values()) == {PHONES}
    box = sitting.scene.town.hall.box
    for uuid in shown:
        meeting.wait_for("the frozen list", partial(listed, box, uuid))
        activated = box.get_json(f"/api/v1/boxes/{uuid}/activations")["activations"]
        expected = {derive(uuid, holder.request.code).public_hex for holder in holders}
        assert {one["credential"] for one in activated} == expected
    uuid = next(iter(shown))
    other = (
        holders[0]
        .activations[uuid]
        .model_copy(update={"credential": holders[1].activations[uuid].credential})
    )
    with pytest.raises(PeerRefusedInput, match="verification_failed"):
        box.post_json(f"/api/v1/boxes/{uuid}/activations", other.model_dump())


def listed(box, uuid) -> bool:
    """Tell whether the box publishes its list."""
    return box.get_json(f"/api/v1/boxes/{uuid}")["state"] == "frozen"


def test_a_late_comer_gets_a_reserve_slip_and_nobody_with_a_phone_does(scene, sitting, invited):
    registrar = scene.town.hall.registrar.peer
    late, early = (person_of(sitting, invited[n]["name"]) for n in (PHONES, 0))
    path = f"{sitting.path}/reserve-slips"

    registrar.post_json(path, {"person": late})

    assert slug(lambda: registrar.post_json(path, {"person": early})) == "signature_released"
    assert slug(lambda: registrar.post_json(path, {"person": late})) == "reserve_recorded"
    meeting._hand_out(scene.town.hall, sitting.plan, sitting.id)


def test_phones_and_the_late_comer_vote_and_the_count_adds_up(scene, sitting, holders):
    sitting.open()
    codes = [holder.request.code for holder in holders] + sitting.codes[:1]
    receipts = sitting.vote([0, 0, 0, 0, 1, 1, 3], slips=codes)
    sitting.close()
    sitting.end(left=sitting.codes[1:])
    sitting.count()
    (signed,) = sitting.certify()

    (box,) = signed["document"]["boxes"]
    ledger = {name: box["ledger"][name] for name in ("roll", "present", "released", "issued")}
    assert ledger == {"roll": 8, "present": 7, "released": 6, "issued": 7}
    assert (box["ledger"]["printed"], box["ledger"]["returned"]) == (3, 7)
    (contest,) = signed["document"]["contests"]
    assert contest["counts"] == {"agree": 4, "disagree": 2, "postpone": 0, "abstain": 1}
    assert len({receipt.tracker for receipt in receipts}) == 7


def test_the_meeting_s_booth_shows_the_words_of_the_invitation(scene, sitting, holders):
    hall = scene.town.hall
    booth = Booth(hall.box, bytes.fromhex(hall.desk_key), sitting.id)

    assert booth.words == holders[0].invitation.words


def test_no_file_of_one_side_holds_a_mark_of_the_other(scene, invited, holders):
    files = raw_files(scene.data)
    desk = {name: raw for name, raw in files.items() if name.startswith("desk/")}
    others = {name: raw for name, raw in files.items() if name not in desk}
    marks = {f"token {n}": read_link(one["link"])[2] for n, one in enumerate(invited)}
    codes = {f"code {n}": holder.request.code for n, holder in enumerate(holders)}
    of_box = {
        f"{what} {n} {place}": value
        for n, holder in enumerate(holders)
        for place, one in enumerate(holder.activations.values())
        for what, value in (("credential", one.credential), ("randomizer", one.randomizer))
    }

    assert sightings(marks, others) == set()
    assert sightings(codes, files) == set()
    assert sightings(of_box, desk, hashed=False) == set()
    assert sightings(marks, desk), "the desk keeps the digests, so the search sees them"
    assert sightings(marks, desk, hashed=False) == set(), "and never the tokens"
    assert sightings(of_box, others, hashed=False), "the box keeps credentials"
