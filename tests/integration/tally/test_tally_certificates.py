"""What certifiers see and sign, and what is published then."""

from __future__ import annotations

import pytest
from factories import documents
from factories.tally import Counting, a_person, refusal

from shared.crypto.errors import VerificationFailed
from shared.documents.base import open_signed
from shared.documents.manifests import Contest, Item, Option, Subject
from shared.documents.results import CertifiedResult
from shared.plumbing.accounts.actions import issue_token
from shared.rules.meeting_rulings import CountedMeeting, meeting_rulings
from tally_service.app import tally_accounts

TALLY_KEYS = {documents.TALLY.key_id: documents.TALLY.public}
VOTES = [0, 0, 1, 1, 3, 4, 0]


@pytest.fixture
def counting(database_url, tmp_path):
    return Counting(database_url, tmp_path)


@pytest.fixture
def closed(counting):
    closed = counting.hold({"A": VOTES})
    counting.clear(closed)
    counting.decrypt(closed)
    return closed


def a_motion() -> Contest:
    """Return 同意/不同意/缓议/弃权 about one appointment."""
    options = {"agree": "同意", "disagree": "不同意", "postpone": "缓议", "abstain": "弃权"}
    return Contest(
        key="i1.motion",
        title="任用",
        kind="motion",
        subject=Subject(kind="motion", id="i1", name="任用"),
        options=[Option(key=key, title=title) for key, title in options.items()],
    )


def test_a_certifier_sees_ledger_votes_and_rulings_before_signing(counting, closed):
    shown = counting.round(closed)

    assert shown["state"] == "draft"
    assert shown["ledger"] == closed.ledger().to_json()
    assert shown["contests"][0]["counts"]["excellent"] == 3
    assert shown["boxes"][0]["ledger"]["returned"] == len(VOTES)
    assert shown["rulings"][0]["rule"] == "B10"
    assert (shown["signatures"], shown["digest"]) == ([], None)


def test_the_same_certifier_twice_is_not_two_people(counting, closed):
    counting.certify(closed, 0)

    again = counting.certify(closed, 0)

    assert refusal(again) == (409, "same_person")
    assert counting.round(closed)["state"] == "signed"
    assert counting.round(closed)["signatures"] == ["周认证"]
    address = f"/api/v1/certified-results?meeting={closed.meeting.meeting}"
    assert counting.client.get(address).json == []


def test_two_different_certifiers_certify_and_a_third_finds_nothing_to_sign(counting, closed):
    counting.certify(closed, 0)
    digest = counting.certify(closed, 1).json["digest"]
    counting.certifiers.append(a_person(counting.tally, "郑认证", "certifier"))

    third = counting.certify(closed, 2)

    assert refusal(third) == (409, "already_certified")
    address = f"/api/v1/certified-results?meeting={closed.meeting.meeting}"
    (listed,) = counting.client.get(address).json
    assert listed == {
        "digest": digest,
        "round": "r1",
        "version": 1,
        "supersedes": None,
        "state": "certified",
    }
    assert counting.round(closed)["state"] == "certified"
    assert counting.round(closed)["digest"] == digest


def test_a_machine_cannot_certify(counting, closed):
    token = issue_token(tally_accounts(counting.tally), "机器", ["certifier"])

    answer = counting.client.post(
        f"/api/v1/rounds/{closed.meeting.meeting}/r1/signatures",
        json=counting.sign_off(closed, 0, name="机器"),
        headers={"Authorization": f"Bearer {token}"},
    )

    assert refusal(answer) == (403, "person_needed")


def test_only_certifiers_see_a_round_before_it_is_certified(counting, closed):
    address = f"/api/v1/rounds/{closed.meeting.meeting}/r1"

    assert refusal(counting.client.get(address)) == (401, "sign_in_needed")
    by_trustee = counting.client.get(address, headers=counting.trustees[1].headers)
    assert refusal(by_trustee) == (403, "role_missing")


def test_nothing_is_signed_before_every_box_of_the_round_has_ended(counting):
    closed = counting.hold({"A": VOTES, "B": VOTES})
    counting.clear(closed)
    for number in (1, 2):
        counting.give(closed.uuid("A"), number)

    answer = counting.certify(closed, 0)

    assert refusal(answer) == (409, "draft_not_ready")
    assert counting.round(closed)["state"] == "decrypting"
    assert counting.round(closed)["contests"] == []


def test_a_round_nobody_heard_of_is_not_found(counting):
    headers = counting.certifiers[0].headers

    shown = counting.client.get("/api/v1/rounds/m1/r1", headers=headers)
    body = {"name": "周认证", "draft": "0" * 64}
    signed = counting.client.post("/api/v1/rounds/m1/r1/signatures", json=body, headers=headers)

    assert refusal(shown) == refusal(signed) == (404, "no_such_round")
    missing = counting.client.get(f"/api/v1/certified-results/{'0' * 64}")
    assert refusal(missing) == (404, "no_such_result")


def test_a_certified_result_with_one_changed_number_does_not_verify(counting, closed):
    counting.certify(closed, 0)
    digest = counting.certify(closed, 1).json["digest"]
    signed = counting.client.get(f"/api/v1/certified-results/{digest}").json

    signed["document"]["contests"][0]["counts"]["excellent"] += 1

    with pytest.raises(VerificationFailed):
        open_signed(CertifiedResult, signed, TALLY_KEYS)


def test_anybody_can_recompute_the_rulings_from_the_result_and_the_pack(counting):
    item = Item(key="i1", title="任用", item_class="personnel", assessed=True)
    sheet = {"contests": [a_motion()], "item": item}
    committee = counting.hold(
        {"A": [0, 0, 0, 0, 0, 1, 3, 3]}, sheet=sheet, source="committee", left_over=1
    )
    counting.clear(committee)
    counting.decrypt(committee)
    counting.certify(committee, 0)
    digest = counting.certify(committee, 1).json["digest"]

    signed = counting.client.get(f"/api/v1/certified-results/{digest}").json

    result = open_signed(CertifiedResult, signed, TALLY_KEYS)
    assert meeting_rulings(counting.pack, CountedMeeting.of(result)) == result.rulings
    states = {ruling["rule"]: ruling["state"] for ruling in result.rulings}
    assert result.boxes[0].ledger.roll == 11
    assert (states["Q1"], states["Q2"], states["C02"]) == (
        "triggered",
        "not_triggered",
        "not_triggered",
    )
