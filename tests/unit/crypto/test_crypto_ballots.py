"""Ballots: what is made is accepted, and a ballot with anything changed is not."""

from dataclasses import replace

import pytest
from crypto_factories import (
    FACTS,
    a_ballot,
    a_credential,
    a_question,
    an_election,
    resigned,
)
from hypothesis import given
from hypothesis import strategies as st
from trustee_factories import counting_random

from shared.crypto import ballots
from shared.crypto.ballots import (
    check_ballot,
    longest_ballot,
    make_ballot,
    parse_ballot,
    tracker,
    verify_ballot,
)
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.jsontext import decode, encode
from shared.crypto.scalars import Q

ELECTION = an_election(
    a_question(), a_question(minimum=0, maximum=2), a_question(minimum=2, maximum=3, blank=True)
)
VOTER = a_credential()
BALLOT = make_ballot(ELECTION, VOTER, [[0, 1, 0], [1, 0, 1], [0, 1, 1, 0]])
ORDER_TWO = FACTS["points"]["must_reject"][3]["hex"]


@pytest.mark.parametrize("graded", [[1, 0, 0], [0, 1, 0], [0, 0, 1], (0, 0, 1)])
@pytest.mark.parametrize("chosen", [[0, 0, 0], [0, 1, 0], [1, 0, 1]])
@pytest.mark.parametrize("blank", [[1, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 1]])
def test_every_allowed_ballot_is_accepted(graded, chosen, blank):
    text = make_ballot(ELECTION, VOTER, [graded, chosen, blank])

    checked = check_ballot(text, ELECTION)

    assert (checked.text, checked.credential_hex) == (text, VOTER.public_hex)
    assert checked.tracker == tracker(text) == tracker(text.encode())


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 0, 0], [0, 0, 0]],
        [[1, 1, 0], [0, 0, 0], [1, 0, 0, 0]],
        [[0, 0, 0], [0, 0, 0], [1, 0, 0, 0]],
        [[1, 0], [0, 0, 0], [1, 0, 0, 0]],
        [[2, -1, 0], [0, 0, 0], [1, 0, 0, 0]],
        [[1, 0, 0], [1, 1, 1], [1, 0, 0, 0]],
        [[1, 0, 0], [0, 0, 0], [1, 1, 1, 0]],
        [[1, 0, 0], [0, 0, 0], [0, 1, 0, 0]],
        [[1, 0, 0], [0, 0, 0], [1, 0, 0]],
    ],
)
def test_no_other_ballot_is_made(rows):
    with pytest.raises(MalformedBytes) as refusal:
        make_ballot(ELECTION, VOTER, rows)

    assert refusal.value.slug == "choices"


def test_two_ballots_of_the_same_vote_have_nothing_in_common():
    one, two = (decode(a_ballot(an_election(), VOTER)) for _ in range(2))

    assert one["answers"][0]["choices"][0]["alpha"] != two["answers"][0]["choices"][0]["alpha"]


def test_all_randomness_of_a_ballot_comes_from_the_caller():
    rows = [[0, 1, 0], [1, 0, 1], [0, 1, 1, 0]]

    one, two = (make_ballot(ELECTION, VOTER, rows, counting_random()) for _ in range(2))

    assert one == two


def places(value, path=()):
    """Yield the path of every text in ``value``."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, (*path, index))


def changed_at(path, change):
    """Return the ballot with one text changed."""
    ballot = decode(BALLOT)
    at = ballot
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = change(at[path[-1]])
    return ballot


def another(text):
    """Return a different text of the same kind: a scalar, a point, a hash."""
    if text.isdigit() and len(text) > 60:
        return str((int(text) + 1) % Q)
    if len(text) == 64:
        return FACTS["points"]["2G"] if text != FACTS["points"]["2G"] else FACTS["points"]["-G"]
    return text[:-1] + ("A" if text[-1] != "A" else "B")


PLACES = list(places(decode(BALLOT)))


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_not_one_field_of_a_ballot_can_change_even_signed_again(path):
    ballot = changed_at(path, another)
    text = encode(ballot) if path[0] == "signature" else resigned(ballot, VOTER)

    with pytest.raises((MalformedBytes, VerificationFailed)):
        check_ballot(text, ELECTION)


@given(st.integers(0, len(BALLOT) - 1), st.integers(1, 127))
def test_not_one_byte_of_a_ballot_can_change(index, by):
    changed = BALLOT[:index] + chr((ord(BALLOT[index]) + by) % 128) + BALLOT[index + 1 :]

    with pytest.raises((MalformedBytes, VerificationFailed)):
        check_ballot(changed, ELECTION)


def set_at(ballot, path, value):
    at = ballot
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value


ALPHA = ("answers", 0, "choices", 0, "alpha")
RESPONSE = ("answers", 0, "individual_proofs", 0, 0, "response")


@pytest.mark.parametrize(
    ("path", "value", "slug"),
    [
        (("election_uuid",), "4nNcnWCJEYmcT7", "ballot-uuid"),
        (("election_hash",), "A" * 43, "election-hash"),
        (("credential",), FACTS["points"]["neutral"], "cred-neutral"),
        (("credential",), "AB" * 32, "point-encoding"),
        (("answers",), [], "answer-shape"),
        (("answers", 0, "choices"), [], "answer-shape"),
        (("answers", 0, "individual_proofs"), [], "answer-shape"),
        (("answers", 0, "overall_proof"), [], "answer-shape"),
        (("answers", 0, "blank_proof"), [], "blank-proof-presence"),
        (("answers", 2, "blank_proof"), [], "answer-shape"),
        (("answers", 0, "mark"), "x", "json-extra-field"),
        (ALPHA, ORDER_TWO, "membership"),
        (ALPHA, FACTS["points"]["neutral"], "neutral-ciphertext"),
        (ALPHA, FACTS["points"]["must_reject"][0]["hex"], "membership"),
        (ALPHA, "AB" * 32, "point-encoding"),
        (RESPONSE, str(Q), "scalar-range"),
        (RESPONSE, "0x1", "scalar-encoding"),
        (RESPONSE, 1, "scalar-encoding"),
        (RESPONSE, "1", "individual-proof"),
        (("answers", 0, "overall_proof", 0, "response"), "1", "overall-proof"),
        (("answers", 2, "overall_proof", 0, "response"), "1", "overall-proof"),
        (("answers", 2, "blank_proof", 1, "challenge"), "1", "blank-proof"),
    ],
)
def test_what_is_wrong_with_a_ballot_is_named(path, value, slug):
    ballot = decode(BALLOT)
    set_at(ballot, path, value)

    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        check_ballot(resigned(ballot, VOTER), ELECTION)

    assert refusal.value.slug == slug


def test_a_missing_blank_proof_is_named():
    ballot = decode(BALLOT)
    del ballot["answers"][2]["blank_proof"]

    with pytest.raises(MalformedBytes) as refusal:
        check_ballot(resigned(ballot, VOTER), ELECTION)

    assert refusal.value.slug == "blank-proof-presence"


@pytest.mark.parametrize(
    "shorten",
    [
        lambda answers: answers[:-1],
        lambda answers: [replace(a, choices=a.choices[:-1]) for a in answers],
        lambda answers: [replace(a, individual_proofs=a.individual_proofs[:-1]) for a in answers],
    ],
)
def test_a_ballot_with_a_part_left_out_is_not_verified_in_part(shorten):
    parsed = parse_ballot(BALLOT, ELECTION)

    verify_ballot(parsed, ELECTION)
    with pytest.raises(ValueError, match="zip"):
        verify_ballot(replace(parsed, answers=shorten(parsed.answers)), ELECTION)


def test_the_signed_hash_is_recomputed():
    ballot = decode(BALLOT)
    ballot["signature"]["hash"] = "A" * 43

    with pytest.raises(VerificationFailed) as refusal:
        check_ballot(encode(ballot), ELECTION)

    assert refusal.value.slug == "ballot-hash"


def test_a_ballot_is_signed_by_the_credential_it_names():
    with pytest.raises(VerificationFailed) as refusal:
        check_ballot(resigned(decode(BALLOT), a_credential()), ELECTION)

    assert refusal.value.slug == "ballot-signature"


def test_proofs_of_one_credential_do_not_serve_another():
    other = a_credential()
    ballot = {**decode(BALLOT), "credential": other.public_hex}

    with pytest.raises(VerificationFailed) as refusal:
        check_ballot(resigned(ballot, other), ELECTION)

    assert refusal.value.slug == "individual-proof"


def test_a_ciphertext_that_hides_nothing_is_refused_by_our_profile_alone(monkeypatch):
    monkeypatch.setattr(ballots, "random_scalar", lambda random: 0)
    text = a_ballot(election := an_election(), VOTER)

    verify_ballot(parse_ballot(text, election, "belenios-v1"), election)
    with pytest.raises(VerificationFailed) as refusal:
        check_ballot(text, election)

    assert refusal.value.slug == "neutral-ciphertext"


@pytest.mark.parametrize("contests", [1, 2, 10])
@pytest.mark.parametrize(
    "question", [a_question(), a_question(minimum=0, maximum=3), a_question(blank=True)]
)
def test_no_ballot_is_half_as_long_as_the_longest_that_is_read(question, contests):
    election = an_election(*[question] * contests)

    longest = longest_ballot(election)

    assert 0 < longest - 2 * len(a_ballot(election)) < 2000 + 1400 * contests
