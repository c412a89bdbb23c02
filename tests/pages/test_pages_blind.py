"""Six people with phones, from the invitation to a receipt; and what crossed the wall meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from blind_visits import Came, Phone, PhoneHall, a_phone, a_phone_hall
from sqlalchemy import select

from ballot_service.box_db import BallotRow
from shared.crypto.credentials import derive, parse_slip
from shared.crypto.jsontext import b64
from shared.crypto.receipts import VoterReceipt
from shared.plumbing.db import reading

PHONES = 6
WIDTH = 6
"""Bytes of a token that is looked for on both sides."""


@dataclass
class Evening:
    """A whole meeting that was held with phones."""

    hall: PhoneHall
    phones: list[Phone] = field(default_factory=list)
    rights: list[dict[str, Any]] = field(default_factory=list)
    """What each phone kept before it voted."""
    receipts: list[VoterReceipt] = field(default_factory=list)
    voted: list[list[dict[str, Any]]] = field(default_factory=list)
    """What each phone kept after it had voted."""
    addresses: list[str] = field(default_factory=list)
    """What stood in the address bars."""

    @property
    def codes(self) -> list[str]:
        return [parse_slip(right["slip"])[1] for right in self.rights]


@pytest.fixture(scope="module")
def evening(chromium, web, tmp_path_factory) -> Iterator[Evening]:
    """Hold the meeting: check-in, activation, freeze, vote, end."""
    with (
        a_phone_hall(tmp_path_factory.mktemp("evening"), web) as hall,
        ExitStack() as phones,
    ):
        hall.invite()
        held = Evening(hall)
        held.phones = [phones.enter_context(a_phone(chromium, hall)) for _ in range(PHONES)]
        for phone, person in zip(held.phones, hall.people, strict=True):
            phone.invited(person).words()
            held.addresses.append(phone.page.url)
            screen = phone.page.locator(".booth-words--large li").all_inner_texts()
            assert screen == hall.words()
            phone.press("same")
            phone.wait_for("kept")
            held.addresses.append(phone.page.url)
        held.rights = [phone.kept()[0] for phone in held.phones]
        assert hall.hall.upload("A", 2).status_code == 200
        hall.end_check_in()
        for phone in held.phones:
            phone.wake()
        for phone in held.phones:
            phone.until("activated")
        hall.freeze()
        hall.open()
        for number, phone in enumerate(held.phones[::-1]):
            phone.until("listed")
            phone.press("vote")
            held.receipts.append(phone.vote(option=number % 3))
            held.voted.append(phone.kept())
            phone.page.goto(hall.box_page("a"))
        hall.finish()
        yield held


def test_each_phone_has_the_receipt_of_a_ballot_of_its_own_in_the_box(evening):
    with reading(evening.hall.hall.box.sessions) as session:
        rows = list(session.scalars(select(BallotRow)))

    assert {row.tracker for row in rows} == {one.tracker for one in evening.receipts}
    uuid = evening.receipts[0].uuid
    expected = {derive(uuid, code).public_hex for code in evening.codes}
    assert {row.credential for row in rows} == expected
    assert len(rows) == PHONES


def test_every_box_has_every_phone_on_its_frozen_list_spare_boxes_too(evening):
    boxes = evening.hall.hall.box_client
    assert all(len(right["boxes"]) == 2 for right in evening.rights)
    for place in range(2):
        uuid = evening.rights[0]["boxes"][place]["uuid"]
        shown = boxes.get(f"/api/v1/boxes/{uuid}/activations").json["activations"]
        assert {one["credential"] for one in shown} == {
            derive(uuid, code).public_hex for code in evening.codes
        }


def test_one_code_serves_every_box_and_no_two_phones_share_anything(evening):
    assert len(set(evening.codes)) == PHONES
    secrets = [
        one[name]
        for right in evening.rights
        for one in right["boxes"]
        for name in ("credential", "randomizer", "signature")
    ]
    assert len(set(secrets)) == len(secrets)


def test_a_receipt_is_kept_with_the_right_until_the_end(evening):
    for kept, receipt in zip(evening.voted, evening.receipts, strict=True):
        (right,) = kept
        receipts = [box["receipt"] for box in right["boxes"] if "receipt" in box]
        assert [one.split(".")[1] for one in receipts] == [b64(receipt.tracker)]


def test_nothing_secret_is_in_an_address_bar_or_reaches_another_page(evening):
    assert [url for url in evening.addresses if "#" in url] == []
    for phone in evening.phones:
        came_from = phone.page.evaluate("[window.opener, document.referrer]")
        assert came_from == [None, ""]


def test_no_cookie_no_referrer_no_origin_of_the_other_side_reaches_either_service(evening):
    for service in (evening.hall.desk, evening.hall.box):
        sent = {name for came in service.came for name in came.headers}
        assert not sent & {"HTTP_COOKIE", "HTTP_REFERER", "HTTP_AUTHORIZATION"}
        origins = {came.headers.get("HTTP_ORIGIN") for came in service.came} - {None}
        assert len(origins) == 1, "what scripts send goes to their own origin"
    assert all(phone.visit.context.cookies() == [] for phone in evening.phones)


def test_each_phone_sends_the_box_its_activations_and_its_ballot_and_nothing_more(evening):
    sent = [came for came in evening.hall.box.came if came.sent]

    activations = [came for came in sent if came.path.endswith("/activations")]
    ballots = [came for came in sent if came.path.endswith("/ballots")]
    assert (len(activations), len(ballots)) == (2 * PHONES, PHONES)
    assert len(sent) == len(activations) + len(ballots)
    for came in activations:
        assert set(json.loads(came.sent)) == {"credential", "randomizer", "signature"}
    gets = {came.path for came in evening.hall.box.came if not came.sent}
    meeting = evening.hall.hall.meeting
    allowed = ("/a/", "/b/", f"/api/v1/meetings/{meeting}", "/api/v1/boxes/")
    assert [path for path in gets if not path.startswith(allowed)] == []


def raw(service: list[Came]) -> bytes:
    """Return everything a service got and answered."""
    parts = [
        part
        for came in service
        for part in (came.path.encode(), *map(str.encode, came.headers.values()), came.sent)
    ]
    return b"\n".join([*parts, *(came.answered for came in service)])


def test_no_code_ever_leaves_a_phone_and_no_token_reaches_the_box(evening):
    desk, box = raw(evening.hall.desk.came), raw(evening.hall.box.came)

    assert not any(code.encode() in desk + box for code in evening.codes)
    tokens = [token.encode() for token in evening.hall.hall.tokens.values()]
    assert not any(token in box for token in tokens)
    assert all(token in desk for token in tokens), "the search looks at the right bytes"
    paths = [came.path for came in (*evening.hall.desk.came, *evening.hall.box.came)]
    assert not any(token.decode() in path for token in tokens for path in paths)


def windows(values: list[str]) -> set[bytes]:
    """Return every run of six bytes of what is spelt in hex."""
    found = set()
    for value in values:
        content = bytes.fromhex(value)
        found |= {content[at : at + WIDTH] for at in range(len(content) - WIDTH + 1)}
    return found


def issuer_saw(evening: Evening) -> list[str]:
    """Return every blinded message and blind signature of the desk's transcript, hex."""
    asked = [came for came in evening.hall.desk.came if came.path.endswith("/blind-signatures")]
    assert len(asked) == PHONES
    return [
        value
        for came in asked
        for value in (
            *json.loads(came.sent)["blinded"].values(),
            *json.loads(came.answered)["signatures"].values(),
        )
    ]


def box_saw(evening: Evening) -> list[str]:
    """Return every credential, randomizer and signature of the box's transcript, hex."""
    shown = [came for came in evening.hall.box.came if came.path.endswith("/activations")]
    return [value for came in shown if came.sent for value in json.loads(came.sent).values()]


def test_the_issuer_s_transcript_shares_nothing_with_what_the_box_saw(evening):
    issuer, box = issuer_saw(evening), box_saw(evening)

    assert len(issuer) == 4 * PHONES
    assert len(box) == 6 * PHONES
    assert windows(issuer) & windows(box) == set()


@pytest.mark.parametrize("name", ["credential", "randomizer", "signature"])
def test_a_phone_that_does_not_blind_would_be_found(evening, name):
    """The positive control: one value of one phone is planted at the desk."""
    planted = evening.rights[0]["boxes"][0][name]

    assert windows([*issuer_saw(evening), planted]) & windows(box_saw(evening))


def test_the_boxes_of_one_phone_are_activated_apart_and_phones_are_mixed(evening):
    order = [
        json.loads(came.sent)["credential"]
        for came in evening.hall.box.came
        if came.path.endswith("/activations") and came.sent
    ]
    whose = {
        box["credential"]: number
        for number, right in enumerate(evening.rights)
        for box in right["boxes"]
    }
    phones = [whose[credential] for credential in order]

    assert sorted(phones) == sorted([*range(PHONES), *range(PHONES)])
    assert phones != sorted(phones), "six phones that wait at random come in no order"


def test_the_end_of_the_meeting_erases_all_that_the_box_s_pages_kept(evening):
    for phone in evening.phones:
        phone.until("over")
        assert phone.kept() == []
        assert phone.visit.traces() == {}
    shown = evening.phones[0].page.locator(".booth-receipt").inner_text()
    assert shown.split(".")[0] == evening.receipts[0].uuid
    assert [phone.visit.complaints for phone in evening.phones] == [[]] * PHONES


def test_the_desk_s_page_forgets_its_copy_when_it_is_opened_after_the_freeze(evening):
    """It stands in the tab until then: what the pages say of it."""
    phone, code = evening.phones[0], evening.codes[0]
    stored = "Object.values(sessionStorage).join()"
    phone.page.goto(f"{evening.hall.desk_url}/api/v1/keys")  # the desk's origin, and no script
    before = phone.page.evaluate(stored)

    phone.page.goto(f"{evening.hall.desk_url}/i/{evening.hall.hall.meeting}")

    assert phone.trouble() == "ended"
    assert code in before
    assert code not in phone.page.evaluate(stored)
