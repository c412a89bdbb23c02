"""The program of a voter's own phone at a real desk and box, honest and not (PROTOCOL P7)."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import contextmanager

import httpx2
import pytest
from factories import blind, documents
from factories.blind_hall import BlindHall

from ballot_service.desk_app import app_for
from shared.cli.booth import Booth
from shared.cli.phone import (
    MeetingNotReady,
    Phone,
    WordsDiffer,
    activate,
    make_request,
    random_wait,
    read_link,
)
from shared.crypto.credentials import derive
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.jsontext import b64
from shared.documents.base import sign
from shared.documents.manifests import MeetingManifest
from shared.plumbing.http import PeerConflict, open_client


class LyingDesk(httpx2.BaseTransport):
    """The way to a desk whose JSON answers somebody changes."""

    def __init__(self, desk, lie):
        self._real, self._lie = httpx2.WSGITransport(app=app_for(desk)), lie

    def handle_request(self, request):
        response = self._real.handle_request(request)
        value = json.loads(response.read())
        if response.status_code == 200:
            self._lie(value)
        return httpx2.Response(response.status_code, json=value)


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phones")
    return BlindHall(f"sqlite:///{folder / 'desk.db'}", folder, "AB").checking_in()


def phone_at(hall, person, lie):
    peer = open_client("http://desk", transport=LyingDesk(hall.desk, lie))
    return Phone(peer, documents.DESK.public, hall.meeting, hall.tokens[person])


def opened(phone):
    return phone.open_invitation(lambda words: True)


def test_a_phone_sees_the_words_of_the_hall_s_screen(hall):
    person = hall.of("A")[0]
    seen = []

    invitation = hall.phone(person).open_invitation(lambda words: bool(seen.append(words)) or True)

    screen = hall.get()["manifest"]["words"]
    assert {"zh": list(seen[0].zh), "en": list(seen[0].en)} == screen
    assert invitation.words == seen[0]
    assert invitation.electorate == "A"
    assert invitation.phase == "check_in"


def test_a_person_who_sees_other_words_stops(hall):
    with pytest.raises(WordsDiffer):
        hall.phone(hall.of("A")[0]).open_invitation(lambda words: False)


def another_key(page):
    """The desk shows this voter keys of its own, to know the credential again."""
    page["issuer_keys"] = {
        uuid: b64(blind.an_issuer_key(n).spki)
        for n, uuid in enumerate(page["issuer_keys"], blind.SPARE_KEYS)
    }


def keys_swapped(page):
    """Each box has the key of another one."""
    uuids = list(page["issuer_keys"])
    page["issuer_keys"] = dict(zip(uuids, list(page["issuer_keys"].values())[::-1], strict=True))


def a_box_left_out(page):
    """The voter is to get fewer credentials than the others."""
    page["issuer_keys"].popitem()


def another_electorate(page):
    """The voter is put into a class of their own choosing."""
    page["electorate"] = "B"


def a_manifest_of_its_own(page):
    """A manifest for this voter alone, with keys of its own, signed by somebody else."""
    own = MeetingManifest.parse(page["manifest"]["document"])
    page["manifest"] = sign(documents.STRANGER, own)


def an_electorate_that_is_not_there(page):
    """No box at all."""
    page["electorate"], page["issuer_keys"] = "Z", {}


@pytest.mark.parametrize(
    "lie",
    [
        another_key,
        keys_swapped,
        a_box_left_out,
        another_electorate,
        a_manifest_of_its_own,
        an_electorate_that_is_not_there,
    ],
    ids=lambda lie: lie.__name__,
)
def test_a_phone_blinds_nothing_for_a_desk_with(lie, hall):
    with pytest.raises((VerificationFailed, MalformedBytes)):
        opened(phone_at(hall, hall.of("A")[0], lie))


def test_the_lies_are_told_to_a_phone_that_would_believe_the_truth(hall):
    assert opened(phone_at(hall, hall.of("A")[0], lambda page: None)).electorate == "A"


def test_a_meeting_that_is_not_prepared_has_nothing_to_ask_for(hall):
    def nothing(page):
        page["manifest"] = None

    with pytest.raises(MeetingNotReady):
        opened(phone_at(hall, hall.of("A")[0], nothing))


def one_answer_missing(page):
    page["signatures"].popitem()


def answers_exchanged(page):
    uuids = list(page["signatures"])
    page["signatures"] = dict(zip(uuids, list(page["signatures"].values())[::-1], strict=True))


def an_answer_that_is_no_signature(page):
    page["signatures"][next(iter(page["signatures"]))] = "zz"


@pytest.mark.parametrize(
    "lie",
    [one_answer_missing, answers_exchanged, an_answer_that_is_no_signature],
    ids=lambda lie: lie.__name__,
)
def test_a_phone_takes_no_false_signature(lie, hall):
    person = hall.of("A")[1]
    invitation = hall.opened(person)
    request = hall.phones.setdefault(person, (make_request(invitation), {}))[0]

    with pytest.raises((VerificationFailed, MalformedBytes)):
        phone_at(hall, person, lie).collect(invitation, request)


def test_a_phone_that_lost_the_answer_asks_again_with_the_same_request(hall):
    person = hall.of("A")[2]
    invitation = hall.opened(person)
    request = make_request(invitation)

    first, again = (hall.phone(person).collect(invitation, request) for _ in range(2))

    assert first == again
    assert set(first) == set(invitation.manifest.boxes_of("A"))


def test_a_second_phone_with_the_same_link_gets_a_plain_refusal(hall):
    person = hall.of("A")[3]
    hall.issue(person)
    second = hall.opened(person)

    with pytest.raises(PeerConflict) as refused:
        hall.phone(person).collect(second, make_request(second))

    assert second.issued
    assert refused.value.slug == "already_issued"


def test_one_code_serves_every_box_and_nothing_of_it_is_sent(hall):
    invitation = hall.opened(hall.of("B")[0])

    request = make_request(invitation)

    derived = {uuid: derive(uuid, request.code).public_hex for uuid in invitation.keys}
    assert {uuid: one.credential for uuid, one in request.asked.items()} == derived
    sent = json.dumps(request.blinded)
    assert request.code not in sent
    assert not any(credential in sent for credential in derived.values())
    assert request.code not in repr(request)
    assert len({make_request(invitation).code for _ in range(5)}) == 5


def test_boxes_are_activated_apart_each_on_a_connection_of_its_own(hall):
    person = hall.of("B")[1]
    activations = hall.issue(person)
    log: list[str] = []

    @contextmanager
    def connect():
        log.append("connect")

        class Box:
            def post_json(self, path, body):
                log.append(path)
                if log.count(path) == 1:
                    raise PeerConflict(409, "activation_not_open")

        yield Box()
        log.append("close")

    activate(connect, activations, lambda: log.append("wait"), lambda: log.append("again"))

    paths = [entry for entry in log if entry.startswith("/")]
    boxes = [f"/api/v1/boxes/{uuid}/activations" for uuid in activations]
    assert Counter(paths) == dict.fromkeys(boxes, 2), "each is sent again once it is not too early"
    assert log.count("connect") == log.count("close") == len(paths)
    assert log.count("wait") == len(activations), "a wait before each box"
    assert log.count("again") == len(activations)


def test_the_order_of_boxes_and_the_waits_are_drawn_anew(hall):
    waits: list[float] = []
    wait = random_wait(30, waits.append)
    for _ in range(50):
        wait()

    assert len(set(waits)) == 50
    assert 0 <= min(waits) <= max(waits) <= 30


def test_an_activation_that_comes_too_late_is_told(hall):
    def refuse(path, body):
        raise PeerConflict(409, "activation_ended")

    @contextmanager
    def connect():
        yield type("Box", (), {"post_json": staticmethod(refuse)})

    with pytest.raises(PeerConflict, match="activation_ended"):
        activate(connect, hall.issue(hall.of("B")[2]), lambda: None, hall.give_up)


@pytest.mark.parametrize(
    ("link", "parts"),
    [
        ("https://desk.example/i/m1#tok", ("https://desk.example", "m1", "tok")),
        ("http://localhost:8000/i/m1#tok", ("http://localhost:8000", "m1", "tok")),
    ],
)
def test_a_link_is_read(link, parts):
    assert read_link(link) == parts


@pytest.mark.parametrize(
    "link",
    ["https://d/i/m1", "https://d/i/#t", "https://d/b/m1#t", "https://d/i/m1/x#t", "https://d/#t"],
)
def test_what_is_no_link_is_refused(link):
    with pytest.raises(VerificationFailed):
        read_link(link)


def test_the_code_of_a_phone_votes_like_a_slip(tmp_path):
    hall = BlindHall(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path)
    people = hall.frozen(6)
    round_id = hall.begin()
    hall.open(round_id)
    booth = Booth(hall.box_peer(), documents.DESK.public, hall.meeting)
    box = booth.enter("A", round_id)
    marks = [[1] + [0] * (len(contest.options) - 1) for contest in box.manifest.contests]

    codes = [hall.phones[person][0].code for person in people] + [hall.codes["A"][0]]
    receipts = [booth.cast(box, booth.mark(box, code, marks)) for code in codes]

    assert len({receipt.tracker for receipt in receipts}) == 7
