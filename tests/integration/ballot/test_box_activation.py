"""Activation at the box: who is taken and when, what is published, and that nothing tells early."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from factories import blind, documents
from factories.ballots import a_ballot
from factories.blind import Activating, an_activation, an_activation_order
from factories.boxes import Rehearsed, a_box_side, refusal, stored

from ballot_service.box_app import app_for
from shared.crypto.credentials import derive, new_code, parse_credential_list
from shared.documents.activations import IssuerPublicKey, check_activations

CLIENTS = 16


@pytest.fixture
def box(database_url, tmp_path):
    return a_box_side(database_url, tmp_path)


@pytest.fixture
def meeting(box):
    return Activating(box).begin()


def page(meeting):
    return meeting.client.get(f"/api/v1/meetings/{meeting.meeting.meeting}").json


def test_activated_credentials_and_reserve_slips_are_one_sorted_list(meeting):
    meeting.activate_all()

    assert meeting.tell(meeting.frozen_lists()).status_code == 200

    for uuid in meeting.activations:
        text = meeting.client.get(f"/api/v1/boxes/{uuid}/credentials").get_data(as_text=True)
        expected = {derive(uuid, code).public_hex for code in [*meeting.phones, *meeting.codes]}
        assert set(parse_credential_list(text).weights) == expected


def test_anybody_can_check_every_activated_credential_after_the_freeze(meeting):
    meeting.activate_all()
    meeting.tell(meeting.frozen_lists())

    for uuid in meeting.activations:
        shown = meeting.client.get(f"/api/v1/boxes/{uuid}/activations").json
        listed = meeting.client.get(f"/api/v1/boxes/{uuid}/credentials").json
        issuer = blind.key_of(meeting.meeting, uuid)
        key = blind.blind.trusted_key(issuer.spki, issuer.digest)
        activated = check_activations(key, shown, uuid, listed)
        assert activated == {derive(uuid, code).public_hex for code in meeting.phones}
    assert page(meeting)["issuer_keys"] == blind.signed_issuer_keys(meeting.meeting)


def test_who_activated_votes_and_who_holds_a_reserve_slip_votes(box):
    meeting = Activating(box).freeze()
    assert meeting.order("open").status_code == 200

    for code in (meeting.phones[0], meeting.codes[0]):
        assert meeting.cast(a_ballot(meeting.sheet, code, 1)).status_code == 201
    stranger = meeting.cast(a_ballot(meeting.sheet, new_code(), 1))
    assert refusal(stranger) == (400, "credential_unknown")


def test_the_same_activation_is_taken_once_and_answered_the_same(meeting, box):
    first = meeting.activate(0)
    before = stored(box)

    again = meeting.activate(0)
    meeting.let("end")
    late = meeting.activate(0)

    assert [answer.status_code for answer in (first, again, late)] == [200, 200, 200]
    assert first.data == again.data == late.data
    assert stored(box)["activation"] == before["activation"]


def test_the_first_activation_of_a_credential_stands(meeting, box):
    meeting.activate(0)
    before = stored(box)["activation"]
    other = an_activation(meeting.meeting, meeting.uuid, meeting.phones[0])

    answer = meeting.post(f"/boxes/{meeting.uuid}/activations", other.model_dump())

    assert answer.status_code == 200
    assert stored(box)["activation"] == before


def test_an_activation_comes_neither_before_nor_after_its_time(box):
    meeting = Activating(box)
    assert refusal(meeting.activate(0)) == (404, "box_unknown")
    meeting.prepare()
    assert refusal(meeting.activate(0)) == (409, "activation_not_open")
    meeting.let("open")
    assert meeting.activate(0).status_code == 200
    meeting.let("end")
    assert refusal(meeting.activate(1)) == (409, "activation_ended")


def test_a_meeting_with_slips_takes_no_activation_and_no_order_about_it(box):
    meeting = Rehearsed(box).freeze()
    body = {"credential": "00" * 32, "randomizer": "00" * 32, "signature": "00" * 384}

    refused = meeting.post(f"/boxes/{meeting.uuid}/activations", body)
    order = meeting.tell(an_activation_order(meeting.meeting, "open"))

    assert refusal(refused) == (409, "activation_not_open")
    assert refusal(order) == (409, "manifest_differs")
    assert meeting.get("/activations").json == {"uuid": meeting.uuid, "activations": []}


def changed_hex(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def test_what_the_issuer_did_not_sign_is_refused_without_an_echo(meeting, box):
    good = meeting.activations[meeting.uuid][0]
    other_box = next(uuid for uuid in meeting.activations if uuid != meeting.uuid)
    bad = [
        {"signature": changed_hex(good.signature)},
        {"randomizer": changed_hex(good.randomizer)},
        {"credential": meeting.activations[meeting.uuid][1].credential},
        meeting.activations[other_box][0].model_dump(),
        {"credential": "01" + "00" * 31},
        {"credential": "ff" * 32},
        {"signature": "00" * 384},
        {"signature": "ff" * 384},
    ]
    before = stored(box)

    answers = [meeting.activate(0, **changes) for changes in bad]

    assert {answer.status_code for answer in answers} == {400}
    assert all(good.signature[:32] not in answer.get_data(as_text=True) for answer in answers)
    assert stored(box) == before
    assert meeting.activate(0).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"credential": "00" * 31, "randomizer": "00" * 32, "signature": "00" * 384},
        {"credential": "AB" * 32, "randomizer": "00" * 32, "signature": "00" * 384},
        {"credential": "00" * 32, "randomizer": "00" * 32, "signature": "00" * 383},
        {"credential": "00" * 32, "randomizer": "00" * 32, "signature": "00" * 384, "name": "x"},
    ],
)
def test_what_is_no_activation_is_refused(meeting, body):
    refused = meeting.post(f"/boxes/{meeting.uuid}/activations", body)

    assert refusal(refused) == (400, "invalid_body")


def test_a_credential_is_never_both_on_a_slip_and_activated(meeting, box):
    slip = an_activation(meeting.meeting, meeting.uuid, meeting.codes[0])
    refused = meeting.post(f"/boxes/{meeting.uuid}/activations", slip.model_dump())
    assert refusal(refused) == (409, "credential_on_slip")

    meeting.activate(0)
    meeting.codes = [*meeting.codes, meeting.phones[0]]
    uuids = documents.uuids_of(meeting.meeting, "A")
    meeting.lists = documents.public_lists(meeting.codes, uuids)
    before = stored(box)
    assert refusal(meeting.upload()) == (409, "credential_activated")
    assert stored(box)["credential_list"] == before["credential_list"]


def test_nothing_tells_how_many_have_activated_before_the_freeze(meeting):
    none, empty = page(meeting), meeting.get("").json
    meeting.activate_all()

    assert page(meeting) == none
    assert meeting.get("").json == empty
    assert refusal(meeting.get("/activations")) == (404, "list_not_frozen")
    assert refusal(meeting.get("/credentials")) == (404, "list_not_frozen")

    meeting.let("end")
    ended = page(meeting)
    assert ended.pop("activation") == {"state": "ended", "ends_at": blind.ENDS_AT}
    none.pop("activation")
    assert ended == none
    assert refusal(meeting.get("/activations")) == (404, "list_not_frozen")


def test_the_order_to_end_gets_the_same_lists_each_time_it_comes(meeting):
    meeting.activate_all([0, 1, 2])

    answers = [meeting.let("end").json for _ in range(3)]
    meeting.tell(meeting.frozen_lists())
    after = meeting.let("end").json

    assert answers[0] == answers[1] == answers[2] == after
    assert {(one["size"], one["activated"]) for one in after["lists"]} == {(5, 3)}


def test_lists_are_not_frozen_before_activation_has_ended(meeting):
    meeting.activate_all()
    lists = documents.public_lists([*meeting.codes, *meeting.phones], meeting.activations)
    early = documents.a_freeze(meeting.meeting, lists)

    assert refusal(meeting.tell(early)) == (409, "activation_running")


@pytest.mark.parametrize("change", [{"activated": 5}, {"size": 7}, {"digest": "A" * 43}])
def test_a_freeze_that_says_other_numbers_than_the_box_is_refused(meeting, change):
    meeting.activate_all()
    frozen = meeting.frozen_lists()
    first = frozen.lists[0].model_copy(update=change)
    false = frozen.model_copy(update={"lists": [first, *frozen.lists[1:]]})

    assert refusal(meeting.tell(false)) == (409, "lists_differ")
    assert meeting.tell(frozen).status_code == 200


def test_issuer_keys_other_than_the_manifest_s_are_refused(box):
    meeting = Activating(box)
    Rehearsed.prepare(meeting)
    right = blind.issuer_keys(meeting.meeting)
    swapped = [
        IssuerPublicKey(uuid=one.uuid, spki=other.spki)
        for one, other in zip(right.keys, right.keys[::-1], strict=True)
    ]

    for keys in (swapped, right.keys[:1], [*right.keys, right.keys[0]]):
        refused = meeting.tell(right.model_copy(update={"keys": keys}))
        assert refusal(refused) == (400, "verification_failed")
    assert refusal(meeting.let("open")) == (409, "activation_not_open")
    assert meeting.tell(right).status_code == 200
    assert meeting.let("open").status_code == 200


def test_activation_moves_forward_only(meeting):
    assert meeting.let("open", ends_at=blind.ENDS_AT + 60).status_code == 200
    assert page(meeting)["activation"] == {"state": "open", "ends_at": blind.ENDS_AT + 60}
    assert meeting.let("end").status_code == 200

    for action in ("open", "end"):
        late = meeting.let(action, ends_at=blind.ENDS_AT + 120)
        assert refusal(late) == (409, "activation_ended")


def test_only_the_desk_opens_and_ends_activation(meeting):
    order = an_activation_order(meeting.meeting, "end")

    assert refusal(meeting.tell(order, documents.TALLY)) == (400, "verification_failed")
    assert meeting.activate(0).status_code == 200


def at_once(box, requests):
    """Send all of ``requests``, (address, body), at the same moment."""
    app, start = app_for(box), Barrier(len(requests))

    def send(request):
        client = app.test_client()
        start.wait()
        return client.post(f"/api/v1{request[0]}", json=request[1])

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def test_one_activation_from_many_connections_is_one_row(box):
    meeting = Activating(box, voters=1).begin()
    body = meeting.activations[meeting.uuid][0].model_dump()

    answers = at_once(box, [(f"/boxes/{meeting.uuid}/activations", body)] * CLIENTS)

    assert {answer.status_code for answer in answers} == {200}
    assert len(stored(box)["activation"]) == 1


def test_an_activation_racing_the_end_is_on_the_list_or_refused(box):
    meeting = Activating(box, voters=CLIENTS).begin()
    end = documents.sign(documents.DESK, an_activation_order(meeting.meeting, "end"))
    address = f"/boxes/{meeting.uuid}/activations"
    sent = [(address, one.model_dump()) for one in meeting.activations[meeting.uuid]]

    *answers, ended = at_once(box, [*sent, ("/inbox", end)])

    meeting.tell(meeting.frozen_lists())
    listed = set(meeting.get("/credentials").json)
    taken = {
        body["credential"]
        for (_, body), answer in zip(sent, answers, strict=True)
        if answer.status_code == 200
    }
    assert ended.status_code == 200
    assert taken == listed - {derive(meeting.uuid, code).public_hex for code in meeting.codes}
    said = next(one for one in ended.json["lists"] if one["uuid"] == meeting.uuid)
    assert said["activated"] == len(taken)
