"""No place of an archive takes a scalar that is not plain decimal below q; 0 is only a number.

The places are all challenges and responses there are: of ballots and their signatures, of
shares with both their proofs, of possession, certificates, coefficients and keys.
"""

import pytest
from crypto_changes import is_scalar
from crypto_factories import SECRET, an_election, archive_of, setup, verified
from crypto_hostile import SCALARS, ballot_places, part_places, share_places, vote
from trustee_factories import a_single

from shared.crypto import scalars
from shared.crypto.ballots import check_ballot
from shared.crypto.errors import ArchiveRejected, MalformedBytes, VerificationFailed
from shared.crypto.jsontext import encode
from shared.crypto.proofs import Proof
from shared.crypto.scalars import Q

PROOFS = {
    "individual_proofs": (21, "individual-proof"),
    "overall_proof": (21, "overall-proof"),
    "blank_proof": (21, "blank-proof"),
    "ballot.signature": (16, "ballot-signature"),
    "decryption_proofs": (25, "decryption-proof"),
    "context_proofs": (101, "context-proof"),
    "pok": (9, "pok"),
    "certs": (10, "cert-signature"),
    "coefexps": (10, "coefexps-signature"),
    "1.signatures": (10, "certs-signature"),
    "verification_keys": (10, "verification-key-signature"),
}
"""What refuses a false number, by the first of these that the place's name holds."""
BALLOT = list(ballot_places(is_scalar))
SHARE = list(share_places(is_scalar))
TRUSTEES = list(part_places("trustees", is_scalar))
PLACES = [
    *(pytest.param(place, 13, "belenios-v1", id=place.name) for place in BALLOT),
    *(pytest.param(place, 25, "ostraka", id=place.name) for place in SHARE),
    *(pytest.param(place, 6, "ostraka", id=place.name) for place in TRUSTEES),
]


def refusal_of(content, profile):
    """Return (check, slug) of the refusal; another exception is an error of the test."""
    try:
        verified(content, profile)
    except ArchiveRejected as refusal:
        return refusal.check, refusal.slug
    return "accepted"


def test_every_kind_of_proof_has_its_places():
    names = [place.name for place in (*BALLOT, *SHARE, *TRUSTEES)]

    assert all(any(kind in name for name in names) for kind in PROOFS)
    assert len(names) == 2 * ((12 + 1 + 3 + 2 + 1) + 2 * 5 + 5 * 3)


@pytest.mark.parametrize(("place", "check", "profile"), PLACES)
def test_no_place_takes_another_spelling_or_a_number_that_is_too_large(place, check, profile):
    larger = {"its own value plus q": (str(int(place.original) + Q), "scalar-range")}
    spelt = {"its own value after a nought": ("0" + place.original, "scalar-encoding")}

    refused = {
        name: refusal_of(place.archive(value), profile) == (check, slug)
        for name, (value, slug) in {**SCALARS, **larger, **spelt}.items()
    }

    assert [name for name in refused if not refused[name]] == []


@pytest.mark.parametrize(("place", "check", "profile"), PLACES)
def test_a_nought_and_every_other_false_number_fail_their_own_proof(place, check, profile):
    expected = next(refusal for kind, refusal in PROOFS.items() if kind in place.name)
    original = int(place.original)

    for value in (0, (original + 1) % Q, (-original) % Q):
        assert refusal_of(place.archive(str(value)), profile) == expected


@pytest.mark.parametrize("place", BALLOT, ids=lambda place: place.name)
def test_the_box_refuses_them_in_a_ballot_by_the_same_names(place):
    election = vote(blank=True)[0].election
    _, false = next(refusal for kind, refusal in PROOFS.items() if kind in place.name)

    for value, slug in [*SCALARS.values(), ("0", false)]:
        with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
            check_ballot(place.text(value), election)
        assert refusal.value.slug == slug


@pytest.mark.parametrize("field", ["challenge", "response"])
def test_a_single_trustee_s_proof_takes_none_of_them_either(field):
    for value, expected in [
        *((value, (6, slug)) for value, slug in SCALARS.values()),
        ("0", (9, "pok")),
    ]:
        item = a_single(SECRET).to_json()
        item[1]["pok"][field] = value
        content = archive_of([setup(an_election().text, encode([item]), "[]")])

        assert refusal_of(content, "belenios-v1") == expected


@pytest.mark.parametrize(("value", "slug"), SCALARS.values(), ids=SCALARS)
def test_reading_a_scalar_or_a_proof_names_what_is_wrong(value, slug):
    for read in (
        lambda: scalars.parse(value),
        lambda: Proof.from_json({"challenge": value, "response": "1"}),
        lambda: Proof.from_json({"challenge": "1", "response": value}),
    ):
        with pytest.raises(MalformedBytes) as refusal:
            read()
        assert refusal.value.slug == slug


def test_nought_and_the_largest_scalar_are_read():
    assert [scalars.parse("0"), scalars.parse(str(Q - 1))] == [0, Q - 1]
