"""No place of an archive takes a point that is no canonical member, nor neutral where P5 forbids.

Every place is tried with the neutral element, all twelve known bad encodings, the true point
times a point of order 2, 4 and 8, and other spellings. Numbers and slugs of the refusals are
those of `shared.crypto.checks`.
"""

import pytest
from crypto_changes import is_point
from crypto_factories import (
    FACTS,
    SECRET,
    a_credential,
    a_question,
    an_election,
    archive_of,
    resigned,
    setup,
    verified,
)
from crypto_hostile import (
    ENCODING,
    IDENTITY,
    MEMBERSHIP,
    ORDER,
    TYPE,
    ballot_places,
    hostile_points,
    message_places,
    part_places,
    share_places,
    vote,
)

from shared.crypto import ballots
from shared.crypto.ballots import check_ballot, parse_ballot, verify_ballot
from shared.crypto.elgamal import Ciphertext, encrypt, product
from shared.crypto.errors import ArchiveRejected, MalformedBytes, VerificationFailed
from shared.crypto.group import NEUTRAL, Point, from_hex, multiply, power_of_g, read_hex, to_hex
from shared.crypto.jsontext import encode
from shared.crypto.proofs import Proof, prove_key, prove_one_of, range_branches, verify_log
from shared.crypto.scalars import Q, hash_to_scalar

P = 2**255 - 19


def refusal_of(content, profile):
    """Return (check, slug) of the refusal; another exception is an error of the test."""
    try:
        verified(content, profile)
    except ArchiveRejected as refusal:
        return refusal.check, refusal.slug
    return "accepted"


def surprises(place, expected, profile="ostraka"):
    """Return what was not refused as expected, by the name of the value."""
    assert verified(place.archive(place.original), profile), "the true point is accepted"
    found = {
        hostile.name: refusal_of(place.archive(hostile.value), profile)
        for hostile in hostile_points(place.original)
        if hostile.value != place.original
    }
    faults = {hostile.name: hostile.fault for hostile in hostile_points(place.original)}
    return {
        name: got
        for name, got in found.items()
        if got != expected.get(name, expected[faults[name]])
    }


FORM = {ENCODING: (6, "point-encoding"), TYPE: (6, "point-encoding")}
CIPHERTEXT = {
    ENCODING: (13, "point-encoding"),
    TYPE: (13, "point-encoding"),
    MEMBERSHIP: (20, "membership"),
    IDENTITY: (21, "individual-proof"),
}
CREDENTIAL = {
    ENCODING: (15, "unknown-credential"),
    TYPE: (13, "point-encoding"),
    MEMBERSHIP: (15, "unknown-credential"),
    IDENTITY: (15, "unknown-credential"),
    # the first 64 characters are a listed credential; what is behind them is seen later
    "65 digits": (13, "point-encoding"),
    "33 bytes": (13, "point-encoding"),
    "newline": (13, "point-encoding"),
}
BALLOT_PLACES = list(ballot_places(is_point))


@pytest.mark.parametrize("place", BALLOT_PLACES, ids=lambda place: place.name)
def test_no_place_of_a_ballot_takes_a_bad_point(place):
    is_credential = place.name == "ballot.credential"

    assert surprises(place, CREDENTIAL if is_credential else CIPHERTEXT, "belenios-v1") == {}


@pytest.mark.parametrize("place", BALLOT_PLACES, ids=lambda place: place.name)
def test_the_box_refuses_every_bad_point_too_and_the_neutral_one_by_name(place):
    case, _, _ = vote(blank=True)
    is_credential = place.name == "ballot.credential"
    slugs = {
        ENCODING: "point-encoding",
        TYPE: "point-encoding",
        MEMBERSHIP: "membership",
        IDENTITY: "cred-neutral" if is_credential else "neutral-ciphertext",
    }

    for hostile in hostile_points(place.original):
        text = place.text(hostile.value)
        with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
            check_ballot(text, case.election)
        assert (hostile.name, refusal.value.slug) == (hostile.name, slugs[hostile.fault])


@pytest.mark.parametrize(
    "place", list(part_places("tally", is_point)), ids=lambda place: place.name
)
def test_no_place_of_the_tally_takes_a_bad_point(place):
    """The neutral element may stand there, but is not the sum of these ballots."""
    expected = {
        ENCODING: (22, "point-encoding"),
        TYPE: (22, "point-encoding"),
        MEMBERSHIP: (22, "membership"),
        IDENTITY: (22, "encrypted-tally"),
    }

    assert surprises(place, expected) == {}


@pytest.mark.parametrize("place", list(share_places(is_point)), ids=lambda place: place.name)
def test_no_decryption_factor_is_a_bad_point(place):
    """The neutral element may stand there, but is not the factor of this ciphertext."""
    expected = {
        ENCODING: (25, "point-encoding"),
        TYPE: (25, "point-encoding"),
        MEMBERSHIP: (25, "membership"),
        IDENTITY: (25, "decryption-proof"),
    }

    assert surprises(place, expected) == {}


@pytest.mark.parametrize(
    "place", list(part_places("election", is_point)), ids=lambda place: place.name
)
def test_the_election_key_is_no_bad_point(place):
    expected = {**FORM, MEMBERSHIP: (11, "public-key"), IDENTITY: (11, "public-key")}

    assert surprises(place, expected) == {}


@pytest.mark.parametrize(
    "place", list(part_places("credentials", is_point)), ids=lambda place: place.name
)
def test_no_listed_credential_is_a_bad_point(place):
    expected = {
        ENCODING: (6, "point-encoding"),
        TYPE: (6, "json-type"),
        MEMBERSHIP: (12, "cred-not-member"),
        IDENTITY: (12, "cred-neutral"),
    }

    assert surprises(place, expected) == {}


@pytest.mark.parametrize(
    "place", list(part_places("trustees", is_point)), ids=lambda place: place.name
)
def test_no_verification_key_is_a_bad_point(place):
    expected = {**FORM, MEMBERSHIP: (9, "membership"), IDENTITY: (9, "neutral")}

    assert surprises(place, expected) == {}


@pytest.mark.parametrize("place", list(message_places()), ids=lambda place: place.name)
def test_no_certificate_and_no_coefficient_is_a_bad_point(place):
    expected = {**FORM, MEMBERSHIP: (10, "membership"), IDENTITY: (10, "neutral")}

    assert surprises(place, expected) == {}


def single(public_key, secret=SECRET):
    """Return an archive that has a Setup with one Single trustee."""
    item = ["Single", {"pok": prove_key(secret).to_json(), "public_key": public_key}]
    return archive_of([setup(an_election().text, encode([item]), "[]")])


def test_no_single_trustee_s_key_is_a_bad_point():
    key = to_hex(power_of_g(SECRET))
    expected = {**FORM, MEMBERSHIP: (9, "membership"), IDENTITY: (9, "neutral")}

    for hostile in hostile_points(key):
        refusal = refusal_of(single(hostile.value), "belenios-v1")
        assert (hostile.name, refusal) == (hostile.name, expected[hostile.fault])
    assert verified(single(key)).phase == "Setup"


def test_a_neutral_key_is_refused_though_everybody_can_prove_its_possession():
    verify_log(f"pok|Ed25519|{to_hex(NEUTRAL)}|", NEUTRAL, prove_key(0), "pok")

    assert refusal_of(single(to_hex(NEUTRAL), secret=0), "belenios-v1") == (9, "neutral")


# A point with a part of small order, and proofs that would hold if nobody looked


def ground(order, prove):
    """Return the proofs that ``prove`` makes once ``order`` divides all their challenges."""
    while True:
        proofs = prove()
        if all(proof.challenge % order == 0 for proof in proofs):
            return proofs


def ballot_with_torsion(election, voter, torsion, order):
    """Return a ballot for the only answer; its alpha times ``torsion``, every challenge fitting.

    Raised to a challenge that ``order`` divides, the torsion is gone: every equation holds.
    """
    y, r = election.public_key, 7
    honest = encrypt(y, 1, r)
    choice = Ciphertext(multiply(honest.alpha, torsion), honest.beta)
    context = f"{election.fingerprint}|{voter.public_hex}"
    statement = ballots._statement(context, [choice])
    proofs = {
        name: ground(
            order,
            lambda text=text, values=values: prove_one_of(
                ballots._prove_prefix(text, choice), y, range_branches(r, 1, values)
            ),
        )
        for name, text, values in (("individual", context, (0, 1)), ("overall", statement, (1,)))
    }
    answer = ballots.Answer([choice], [proofs["individual"]], proofs["overall"], None)
    ballot = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": voter.public_hex,
        "answers": [answer.to_json()],
    }
    return resigned(ballot, voter)


@pytest.mark.parametrize("order", ORDER)
def test_a_ciphertext_with_a_torsion_part_is_refused_though_its_proofs_would_hold(order):
    election, voter = an_election(a_question(answers=("a Good",))), a_credential()
    check_ballot(ballot_with_torsion(election, voter, NEUTRAL, order), election)

    mixed = ballot_with_torsion(election, voter, ORDER[order], order)

    with pytest.raises(VerificationFailed) as refusal:
        verify_ballot(parse_ballot(mixed, election, "belenios-v1"), election)
    assert refusal.value.slug == "membership"


@pytest.mark.parametrize("order", ORDER)
def test_a_key_with_a_torsion_part_is_refused_though_its_proof_would_hold(order):
    mixed = multiply(power_of_g(SECRET), ORDER[order])
    prefix = f"pok|Ed25519|{to_hex(mixed)}|"
    w = next(w for w in range(1, 999) if hash_to_scalar(prefix, [power_of_g(w)]) % order == 0)
    challenge = hash_to_scalar(prefix, [power_of_g(w)])
    pok = Proof(challenge, (w - SECRET * challenge) % Q)

    item = ["Single", {"pok": pok.to_json(), "public_key": to_hex(mixed)}]
    content = archive_of([setup(an_election().text, encode([item]), "[]")])

    assert refusal_of(content, "belenios-v1") == (9, "membership")


# The functions that read a point, alone


def non_canonical():
    """Return every encoding whose y is not below p, with either sign: 19 values of y."""
    return [
        Point((y | sign << 255).to_bytes(32, "little")) for y in range(P, 2**255) for sign in (0, 1)
    ]


@pytest.mark.parametrize("read", [from_hex, lambda text: from_hex(text, neutral=True)])
def test_no_non_canonical_encoding_is_ever_read(read):
    assert len(non_canonical()) == 38
    for point in non_canonical():
        with pytest.raises(VerificationFailed) as refusal:
            read(to_hex(point))
        assert refusal.value.slug == "membership"


@pytest.mark.parametrize(
    "hostile", list(hostile_points(FACTS["points"]["2G"])), ids=lambda h: h.name
)
def test_reading_a_point_or_a_ciphertext_names_what_is_wrong(hostile):
    slug = {MEMBERSHIP: "membership", IDENTITY: "neutral"}.get(hostile.fault, "point-encoding")
    good = FACTS["points"]["generator"]

    for read in (
        lambda: from_hex(hostile.value),
        lambda: Ciphertext.from_json({"alpha": hostile.value, "beta": good}),
        lambda: Ciphertext.from_json({"alpha": good, "beta": hostile.value}),
    ):
        with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
            read()
        assert refusal.value.slug == slug


def test_the_neutral_element_is_read_where_a_tally_or_a_factor_may_have_it():
    neutral = to_hex(NEUTRAL)

    assert from_hex(neutral, neutral=True) == read_hex(neutral) == NEUTRAL
    assert product([]) == Ciphertext.from_json({"alpha": neutral, "beta": neutral}, neutral=True)
