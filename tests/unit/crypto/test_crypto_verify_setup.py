"""Positive controls of the setup: each fault of election and list has the number of its check."""

import pytest
from control_factories import changed, counted, refusal_of, with_parts
from crypto_factories import FACTS

from shared.crypto.jsontext import decode, encode

OUTSIDE = FACTS["points"]["must_reject"][3]["hex"]
NEUTRAL = FACTS["points"]["neutral"]


@pytest.mark.parametrize(
    ("change", "number", "slug"),
    [
        ({"uuid": "short"}, 7, "uuid"),
        ({"group": "Ed448"}, 7, "election-version"),
        ({"questions": []}, 8, "question-bounds"),
        ({"public_key": OUTSIDE}, 11, "public-key"),
        ({"public_key": NEUTRAL}, 11, "public-key"),
        ({"name": 1}, 6, "json-type"),
    ],
)
def test_a_fault_of_the_election_has_its_number(change, number, slug):
    election = changed(counted().election, lambda value: value.update(change))

    assert refusal_of(with_parts(election=election)) == (number, slug, "election")


@pytest.mark.parametrize(
    ("change", "number", "slug"),
    [
        (lambda names: [names[0], names[0], *names[1:]], 12, "cred-duplicate"),
        (lambda names: [*names[1:], names[0]], 12, "cred-order"),
        (lambda names: [OUTSIDE, *names], 12, "cred-not-member"),
        (lambda names: [NEUTRAL, *names], 12, "cred-neutral"),
        (lambda names: [names[0] + ",0", *names[1:]], 12, "cred-weight"),
        (lambda names: [names[0] + ",1", *names[1:]], 12, "cred-weight"),
        (lambda names: [names[0].upper(), *names[1:]], 6, "point-encoding"),
        (lambda names: {"names": names}, 6, "json-type"),
    ],
)
def test_a_fault_of_the_list_has_its_number(change, number, slug):
    listed = encode(change(decode(counted().credentials)))

    assert refusal_of(with_parts(credentials=listed)) == (number, slug, "credentials")
