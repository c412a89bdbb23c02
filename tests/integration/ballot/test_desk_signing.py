"""Blind signatures: a key of its own for each box, one set of signatures for each person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from factories.blind_hall import BlindHall
from factories.boxes import refusal
from sqlalchemy import select

from ballot_service.desk_app import app_for
from ballot_service.meetings.store.rows import IssuerKeyRow
from ballot_service.roll.store import invitations
from ballot_service.roll.store.invitations import IssuanceRow
from shared.cli.phone import make_request
from shared.crypto import blind
from shared.documents.manifests import MeetingManifest
from shared.plumbing.db import reading

CLIENTS = 16


@pytest.fixture
def hall(database_url, tmp_path):
    return BlindHall(database_url, tmp_path)


def rows(hall, table):
    with reading(hall.desk.sessions) as session:
        return list(session.scalars(select(table)))


def numbers(hall):
    names = ("roll", "present", "invited", "released", "reserve_out")
    (electorate,) = hall.get()["electorates"]
    return tuple(electorate[name] for name in names)


def blinded(hall, person):
    return make_request(hall.opened(person)).blinded


def test_every_box_has_a_key_of_its_own_that_the_manifest_names(hall):
    hall.invited(spare_boxes=2)
    page = hall.client.get(f"/api/v1/meetings/{hall.meeting}", headers=hall.organizer.headers).json

    shown = hall.box_client.get(f"/api/v1/meetings/{hall.meeting}").json

    manifest = MeetingManifest.parse(shown["manifest"]["document"])
    kept = {row.uuid: row for row in rows(hall, IssuerKeyRow)}
    assert manifest.credential_mode == page["credential_mode"] == "blind"
    assert {ref.uuid: ref.key for ref in manifest.issuer_keys} == {
        uuid: blind.key_digest(row.spki) for uuid, row in kept.items()
    }
    assert set(kept) == {box.uuid for box in manifest.boxes}
    assert len(manifest.issuer_digests) == 3
    assert shown["issuer_keys"]["document"]["meeting_manifest"] == manifest.digest


def test_the_private_halves_are_destroyed_when_check_in_ends(hall):
    hall.issued_to(6)
    assert all(row.private for row in rows(hall, IssuerKeyRow))

    hall.must(hall.end_check_in())

    assert [row.private for row in rows(hall, IssuerKeyRow)] == [None, None]


def test_the_private_halves_are_destroyed_when_the_meeting_is_called_off(hall):
    hall.invited()

    hall.must(hall.post(hall.organizer, "/cancel", {"reason": "改期"}))

    assert [row.private for row in rows(hall, IssuerKeyRow)] == [None, None]


def test_calling_off_an_activating_meeting_ends_activation_at_the_box(hall):
    hall.issued_to(6)
    hall.must(hall.end_check_in())
    hall.must(hall.post(hall.organizer, "/cancel", {"reason": "改期"}))
    hall.work()

    page = hall.box_client.get(f"/api/v1/meetings/{hall.meeting}").json

    assert page["activation"]["state"] == "ended"


def test_a_phone_gets_its_signatures_and_its_person_is_present(hall):
    hall.checking_in()
    person = hall.of("A")[0]

    activations = hall.issue(person)

    assert set(activations) == {row.uuid for row in rows(hall, IssuerKeyRow)}
    assert numbers(hall) == (6, 1, 6, 1, 0)
    (told,) = [p for p in hall.get("/people")["people"] if p["id"] == person]
    assert (told["present"], told["released"], told["reserve"]) == (True, True, False)


def test_the_same_messages_get_the_same_answer_and_others_none(hall):
    hall.checking_in()
    person, other = hall.of("A")[:2]
    mine, another = blinded(hall, person), blinded(hall, person)

    first = hall.ask("/blind-signatures", person, blinded=mine)
    again = hall.ask("/blind-signatures", person, blinded=dict(reversed(mine.items())))
    refused = hall.ask("/blind-signatures", person, blinded=another)
    mixed = hall.ask(
        "/blind-signatures", person, blinded={**mine, **dict(list(another.items())[:1])}
    )
    stolen = hall.ask("/blind-signatures", other, blinded=mine)

    assert first.data == again.data
    assert refusal(refused) == refusal(mixed) == (409, "already_issued")
    assert stolen.status_code == 200, "another person may send any messages, and gets their own row"
    assert len(rows(hall, IssuanceRow)) == 2


def test_a_crash_after_the_commit_loses_no_answer(hall):
    hall.checking_in()
    person = hall.of("A")[0]
    invitation = hall.opened(person)
    request = make_request(invitation)
    lost = hall.ask("/blind-signatures", person, blinded=request.blinded)
    hall.client = app_for(hall.desk).test_client()

    activations = hall.phone(person).collect(invitation, request)

    assert lost.status_code == 200
    assert set(activations) == set(request.asked)
    assert numbers(hall) == (6, 1, 6, 1, 0)


def test_answers_are_given_again_while_phones_activate_and_not_after_the_freeze(hall):
    hall.issued_to(6)
    person = hall.of("A")[0]
    request = hall.phones[person][0]
    hall.must(hall.end_check_in())
    during = hall.ask("/blind-signatures", person, blinded=request.blinded)
    hall.wait_for_the_end()
    hall.must(hall.post(hall.organizer, "/freeze"))
    after = hall.ask("/blind-signatures", person, blinded=request.blinded)

    assert during.status_code == 200
    assert refusal(after) == (409, "check_in_over")


def test_nothing_is_signed_before_check_in_or_after_it(hall):
    hall.invited()
    person, late = hall.of("A")[:2]
    mine, theirs = blinded(hall, person), blinded(hall, late)
    before = hall.ask("/blind-signatures", person, blinded=mine)
    hall.must(hall.post(hall.organizer, "/check-in"))
    hall.ask("/blind-signatures", person, blinded=mine)
    hall.must(hall.end_check_in())

    after = hall.ask("/blind-signatures", late, blinded=theirs)

    assert refusal(before) == (409, "check_in_not_open")
    assert refusal(after) == (409, "check_in_over")
    assert len(rows(hall, IssuanceRow)) == 1


def impossible(hall, person):
    """Return requests that have a message which nobody may get signed (B8)."""
    good = blinded(hall, person)
    uuid = sorted(good)[0]
    row = next(row for row in rows(hall, IssuerKeyRow) if row.uuid == uuid)
    n = blind.trusted_key(row.spki, blind.key_digest(row.spki)).public_numbers().n
    numbers = {"zero": 0, "one": 1, "n - 1": n - 1, "n": n, "above n": 2**3072 - 1}
    return {what: {**good, uuid: f"{number:0768x}"} for what, number in numbers.items()}


def test_a_message_that_nobody_may_get_signed_is_refused_and_nothing_is_kept(hall):
    hall.checking_in()
    person = hall.of("A")[0]

    answers = {
        what: refusal(hall.ask("/blind-signatures", person, blinded=one))
        for what, one in impossible(hall, person).items()
    }

    assert set(answers.values()) == {(400, "malformed")}
    assert rows(hall, IssuanceRow) == []
    assert numbers(hall) == (6, 0, 6, 0, 0)


def test_messages_of_another_form_or_for_other_boxes_are_refused(hall):
    hall.checking_in()
    person = hall.of("A")[0]
    good = blinded(hall, person)
    uuid, message = sorted(good.items())[0]
    shapes = [
        {**good, uuid: message[2:]},
        {**good, uuid: message + "00"},
        {**good, uuid: "x" * 768},
    ]
    boxes = [{uuid: message}, {**good, "1" * 14: message}, {}]

    for one in shapes:
        assert refusal(hall.ask("/blind-signatures", person, blinded=one)) == (400, "invalid_body")
    for one in boxes:
        assert refusal(hall.ask("/blind-signatures", person, blinded=one)) == (400, "wrong_boxes")
    assert rows(hall, IssuanceRow) == []


def test_a_person_gets_signatures_for_the_boxes_of_their_own_electorate_alone(
    database_url, tmp_path
):
    hall = BlindHall(database_url, tmp_path, "AB").checking_in()
    a, b = hall.of("A")[0], hall.of("B")[0]

    refused = hall.ask("/blind-signatures", a, blinded=blinded(hall, b))

    assert refusal(refused) == (400, "wrong_boxes")
    assert set(hall.opened(a).keys).isdisjoint(hall.opened(b).keys)


def at_once(hall, person, requests):
    app, start = app_for(hall.desk), Barrier(len(requests))

    def send(one):
        client = app.test_client()
        start.wait()
        body = {"token": hall.tokens[person], "blinded": one}
        return client.post(f"/api/v1/meetings/{hall.meeting}/blind-signatures", json=body)

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def test_sixteen_requests_with_one_token_get_one_set_of_signatures(hall):
    hall.checking_in()
    person = hall.of("A")[0]
    requests = [blinded(hall, person) for _ in range(CLIENTS)]

    answers = at_once(hall, person, requests)

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * (CLIENTS - 1)
    refused = {refusal(answer) for answer in answers if answer.status_code != 200}
    assert refused == {(409, "already_issued")}
    assert len(rows(hall, IssuanceRow)) == 1
    assert numbers(hall) == (6, 1, 6, 1, 0)


def test_sixteen_times_the_same_request_get_sixteen_identical_answers(hall):
    hall.checking_in()
    person = hall.of("A")[0]

    answers = at_once(hall, person, [blinded(hall, person)] * CLIENTS)

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert len(rows(hall, IssuanceRow)) == 1


def test_the_race_shows_a_desk_that_forgets_whom_it_signed_for(hall, monkeypatch):
    """The positive control: who looks at nothing and keeps nothing answers everybody."""
    hall.checking_in()
    person = hall.of("A")[0]
    requests = [blinded(hall, person) for _ in range(4)]
    monkeypatch.setattr(invitations, "find_issued", lambda *_: None)
    monkeypatch.setattr(invitations, "add_issued", lambda *_: None)

    answers = at_once(hall, person, requests)

    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.data for answer in answers}) == 4
