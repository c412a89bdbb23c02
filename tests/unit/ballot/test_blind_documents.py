"""The documents of blind mode: a key for every box, activations that hold for their list alone."""

from __future__ import annotations

import pytest
from factories import blind, documents
from pydantic import ValidationError

from shared.crypto.blind import trusted_key
from shared.crypto.credentials import credential_list, derive
from shared.crypto.errors import VerificationFailed
from shared.crypto.jsontext import decode
from shared.documents.activations import (
    Activations,
    check_activations,
    open_issuer_keys,
    trusted_keys,
)
from shared.documents.base import MalformedDocument
from shared.documents.manifests import IssuerKeyRef, MeetingManifest

MEETING = blind.a_blind_manifest("AB")
UUID = MEETING.boxes[0].uuid
CODES = documents.some_codes(4)
PHONES = CODES[:3]


def changed(meeting, **changes) -> MeetingManifest:
    return MeetingManifest(**{**dict(meeting), **changes})


def test_a_blind_manifest_is_read_back_as_it_was_written():
    assert MeetingManifest.parse(MEETING.to_json()) == MEETING
    assert MEETING.blind
    assert MEETING.boxes_of("A") == [box.uuid for box in MEETING.boxes if box.electorate == "A"]


def test_a_manifest_with_slips_says_the_same_bytes_as_ever():
    plain = documents.a_meeting_manifest().to_json()

    assert (plain["credential_mode"], plain["issuer_keys"]) == ("slips", [])


def refs(*pairs) -> list[IssuerKeyRef]:
    return [IssuerKeyRef(uuid=uuid, key=key) for uuid, key in pairs]


PAIRS = [(ref.uuid, ref.key) for ref in MEETING.issuer_keys]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"credential_mode": "slips"}, id="keys with slips"),
        pytest.param({"issuer_keys": []}, id="no key"),
        pytest.param({"issuer_keys": refs(*PAIRS[1:])}, id="a box without a key"),
        pytest.param({"issuer_keys": refs(*PAIRS, PAIRS[0])}, id="a box with two keys"),
        pytest.param({"issuer_keys": refs(*PAIRS[1:], ("1" * 14, "0" * 64))}, id="no such box"),
        pytest.param(
            {"issuer_keys": refs(*PAIRS[1:], (PAIRS[0][0], PAIRS[1][1]))},
            id="one key for two boxes",
        ),
        pytest.param({"credential_mode": "paper"}, id="no such mode"),
    ],
)
def test_a_manifest_names_exactly_one_key_for_every_box_or_none(changes):
    with pytest.raises(ValidationError):
        changed(MEETING, **changes)


def test_the_issuer_s_keys_are_opened_against_the_manifest():
    keys = open_issuer_keys(blind.issuer_keys(MEETING), MEETING)

    assert set(keys) == {box.uuid for box in MEETING.boxes}


@pytest.mark.parametrize(
    "changes", [{"meeting": "m-other"}, {"meeting_manifest": "0" * 64}], ids=str
)
def test_issuer_keys_of_another_meeting_are_refused(changes):
    with pytest.raises(VerificationFailed):
        open_issuer_keys(blind.issuer_keys(MEETING, **changes), MEETING)


def test_a_box_of_no_meeting_has_no_key():
    with pytest.raises(VerificationFailed):
        trusted_keys({"1" * 14: "QUJD"}, MEETING)


LISTED = [
    str(one) for one in decode(credential_list([derive(UUID, code).public_hex for code in CODES]))
]
ACTIVATIONS = sorted(
    (blind.an_activation(MEETING, UUID, code).model_dump() for code in PHONES),
    key=lambda one: LISTED.index(one["credential"]),
)


def check(activations, uuid=UUID, box=UUID) -> frozenset[str]:
    key = blind.key_of(MEETING, box)
    shown = {"uuid": uuid, "activations": activations}
    return check_activations(trusted_key(key.spki, key.digest), shown, UUID, LISTED)


def test_the_activations_of_a_list_are_those_that_were_signed():
    assert check(ACTIVATIONS) == {derive(UUID, code).public_hex for code in PHONES}
    assert check([]) == frozenset()
    assert Activations(uuid=UUID, activations=[]).model_dump()["activations"] == []


@pytest.mark.parametrize(
    "activations",
    [
        pytest.param(ACTIVATIONS[::-1], id="another order"),
        pytest.param([ACTIVATIONS[0], *ACTIVATIONS], id="one twice"),
        pytest.param(
            [blind.an_activation(MEETING, UUID, documents.some_codes(1)[0]).model_dump()],
            id="not on the list",
        ),
        pytest.param(
            [{**ACTIVATIONS[0], "signature": ACTIVATIONS[1]["signature"]}, *ACTIVATIONS[1:]],
            id="another's signature",
        ),
    ],
)
def test_activations_that_do_not_hold_are_refused(activations):
    with pytest.raises(VerificationFailed):
        check(activations)


def test_activations_of_another_box_or_under_another_key_are_refused():
    with pytest.raises(VerificationFailed):
        check(ACTIVATIONS, uuid=MEETING.boxes[1].uuid)
    with pytest.raises(VerificationFailed):
        check(ACTIVATIONS, box=MEETING.boxes[1].uuid)
    with pytest.raises(MalformedDocument):
        check([{**ACTIVATIONS[0], "person": "x"}])
