"""What a meeting manifest says of its results: whether they are published, who is sent them."""

from __future__ import annotations

import pytest
from factories.documents import DESK, a_meeting_manifest

from shared.crypto.signing import sign_document
from shared.documents.base import MalformedDocument, digest_of, open_signed, sign
from shared.documents.manifests import MeetingManifest

KEYS = {DESK.key_id: DESK.public}
OFFICES = ["县委组织部", "督导指导组"]


def test_a_manifest_that_says_nothing_of_its_results_is_what_it_was_before():
    manifest = a_meeting_manifest()
    older = {
        name: value
        for name, value in manifest.model_dump(mode="json").items()
        if name not in ("published", "recipients")
    }

    read = open_signed(MeetingManifest, sign_document(DESK, older), KEYS)

    assert manifest.to_json() == older
    assert read.digest == digest_of(older) == manifest.digest
    assert (read.published, read.recipients, read.publishes) == (False, [], False)


@pytest.mark.parametrize(
    "said", [{"published": True}, {"recipients": OFFICES}, {"published": True, "recipients": []}]
)
def test_what_is_said_of_the_results_is_signed_and_read_again(said):
    manifest = a_meeting_manifest(**said)

    read = open_signed(MeetingManifest, sign(DESK, manifest), KEYS)

    silent = manifest.model_copy(update={"published": False, "recipients": []})
    assert read == manifest
    assert read.digest == manifest.digest == digest_of(manifest.to_json())
    assert manifest.digest != silent.digest
    assert {name: manifest.to_json()[name] for name in said if said[name]} == {
        name: value for name, value in said.items() if value
    }


def test_the_results_of_a_test_are_never_published():
    assert a_meeting_manifest(published=True).publishes
    assert not a_meeting_manifest(published=True, test=True).publishes


@pytest.mark.parametrize(
    "wrong",
    [
        {"published": "yes"},
        {"recipients": "县委组织部"},
        {"recipients": [""]},
        {"recipients": ["两行\n一个"]},
        {"recipients": [f"单位 {n}" for n in range(21)]},
    ],
)
def test_anything_else_is_refused(wrong):
    fields = {**a_meeting_manifest().to_json(), **wrong}

    with pytest.raises(MalformedDocument):
        MeetingManifest.parse(fields)
