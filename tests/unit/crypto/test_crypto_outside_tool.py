"""Our archives before Belenios' own tool, as anybody may check them who does not trust us.

Runs where `OSTRAKA_TEST_BELENIOS` gives the tool; the make target `archives` writes the same
archives for a reviewer who has it elsewhere.
"""

import json

import pytest
from crypto_factories import ALL_VECTORS, archive_of, committed, needs_all_vectors, parts_of
from factories.archive_cases import CASES
from factories.archives import made
from layout import events
from outside_tool import accepts, needs_the_tool, setup_of, verify, verify_ballot
from settings import ARCHIVES

pytestmark = needs_the_tool

NAMES = [case.name for case in CASES]
GIVEN = sorted(ARCHIVES.glob("*.bel")) if ARCHIVES else []
"""Archives from elsewhere, of a demo above all; the box's name is the file's."""

PASSED = "all checks passed"


def ballots_of(content):
    return [event.data["ballot"] for event in events(content) if event.kind == "Ballot"]


def refused_ballots(folder, uuid, content):
    """Return the places of the ballots that the tool refuses, one by one."""
    return [
        place
        for place, text in enumerate(ballots_of(content))
        if not accepts(verify_ballot(folder, uuid, content, text))
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_tool_accepts_an_archive_that_we_made(name, tmp_path):
    one = made(name)

    answer = verify(tmp_path, one.uuid, one.content)

    assert accepts(answer), answer.stderr
    assert PASSED in answer.stderr


@pytest.mark.parametrize("name", NAMES)
def test_the_tool_accepts_every_ballot_that_we_made(name, tmp_path):
    one = made(name)

    assert len(ballots_of(one.content)) == len(one.case.votes)
    assert refused_ballots(tmp_path, one.uuid, one.content) == []


@pytest.mark.parametrize("path", GIVEN, ids=lambda path: path.stem)
def test_the_tool_accepts_a_given_archive_and_every_ballot_in_it(path, tmp_path):
    content = path.read_bytes()

    answer = verify(tmp_path, path.stem, content)

    assert accepts(answer), answer.stderr
    assert refused_ballots(tmp_path, path.stem, content) == []


def test_the_tool_accepts_every_earlier_state_of_an_archive_of_our_profile(tmp_path):
    one = made("m14-profile")
    whole = parts_of(one.content).events()

    for length in range(1, len(whole)):
        answer = verify(tmp_path, one.uuid, archive_of(whole[:length]))
        assert accepts(answer), (whole[length - 1][0], answer.stderr)


@pytest.mark.parametrize("name", [case.name for case in CASES if case.owners])
def test_the_tool_refuses_a_result_with_one_vote_more(name, tmp_path):
    one = made(name)
    parts = parts_of(one.content)
    rows = json.loads(parts.result)
    rows["result"][0][0] += 1
    parts.result = json.dumps(rows, separators=(",", ":"))

    assert not accepts(verify(tmp_path, one.uuid, parts.bytes()))


@pytest.mark.parametrize("name", [case.name for case in CASES if case.votes])
def test_the_tool_refuses_our_ballot_with_one_digit_of_a_proof_changed(name, tmp_path):
    one = made(name)
    text = ballots_of(one.content)[0]
    place = text.index('"response":"') + len('"response":"')
    changed = text[:place] + "12"[text[place] == "1"] + text[place + 1 :]

    answer = verify_ballot(tmp_path, one.uuid, one.content, changed)

    assert accepts(verify_ballot(tmp_path, one.uuid, one.content, text))
    assert not accepts(answer)


@pytest.mark.parametrize("name", ["b01-individual-proof", "b10-choices-permuted"])
def test_the_tool_refuses_the_false_ballot_of_a_committed_forgery(name, tmp_path):
    content = committed(name)
    uuid = json.loads(events(setup_of(content))[0].data["election"])["uuid"]

    refused = refused_ballots(tmp_path, uuid, content)

    assert refused == {"b01-individual-proof": [1], "b10-choices-permuted": [0]}[name]


FALSE_BALLOTS = (
    "b01-individual-proof",
    "b02-overall-proof",
    "b03-blank-proof",
    "b04-ciphertext-plus-one",
    "b06-signature",
    "b07-signed-hash",
    "b09-questions-swapped",
    "b10-choices-permuted",
    "b12-unknown-credential",
    "b15-ballot-of-another-election",
    "b43-small-order-point",
    "b44-not-on-curve",
    "b52-scalar-out-of-range",
)
FALSE_ARCHIVES = (
    "b18-decryption-factor",
    "b19-decryption-proof",
    "b21-below-threshold",
    "b22-no-decryption",
    "b24-result-plus-one",
    "b25-result-swapped",
    "b27-broken-parent",
    "b28-height-gap",
    "b29-content-not-matching-name",
    "b30-missing-event",
    "b31-tar-trailer",
    "b32-orphan-data",
    "b54-public-key",
    "b56-certs-swapped",
    "b58-threshold-lowered",
)


def forgery(name):
    """Return (uuid, content) of a forgery of the collection."""
    path = next((ALL_VECTORS / "bad" / name).glob("*.bel"))
    return path.stem, path.read_bytes()


@needs_all_vectors
@pytest.mark.parametrize("name", FALSE_BALLOTS)
def test_the_tool_refuses_a_false_ballot_of_the_collection(name, tmp_path):
    assert len(refused_ballots(tmp_path, *forgery(name))) == 1


@needs_all_vectors
@pytest.mark.parametrize("name", FALSE_ARCHIVES)
def test_the_tool_refuses_a_false_archive_of_the_collection(name, tmp_path):
    assert not accepts(verify(tmp_path, *forgery(name)))
