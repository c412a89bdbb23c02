"""A proof belongs to one place: one ballot, voter, question, answer, election, tally, trustee.

Each test takes a true proof from elsewhere and puts it where another true one stands. Ballots
are signed again with the voter's own key, so that nothing but the proof is wrong.
"""

from dataclasses import replace
from functools import cache

import pytest
from crypto_factories import a_board, a_counting, resigned, verified
from crypto_strategies import choices, credentials, elections, examples, sources
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.crypto.ballots import make_ballot, parse_ballot, verify_ballot
from shared.crypto.errors import ArchiveRejected, MalformedBytes, VerificationFailed
from shared.crypto.jsontext import decode, encode

SLUGS = {
    "individual_proofs": "individual-proof",
    "overall_proof": "overall-proof",
    "blank_proof": "blank-proof",
}


def places(ballot):
    """Return the path of every list of proofs in a ballot."""
    return [
        path
        for i, answer in enumerate(ballot["answers"])
        for path in [
            *((i, "individual_proofs", j) for j in range(len(answer["individual_proofs"]))),
            *((i, name) for name in ("overall_proof", "blank_proof") if name in answer),
        ]
    ]


def holder_of(ballot, path):
    """Return what holds the proofs at ``path``."""
    holder = ballot["answers"][path[0]]
    return holder if len(path) == 2 else holder[path[1]]


def transplanted(text, path, donor, donor_path, credential):
    """Return ``text`` with the proofs of another place, signed again, and what it must fail."""
    ballot, other = decode(text), decode(donor)
    holder, proofs = holder_of(ballot, path), holder_of(other, donor_path)[donor_path[-1]]
    fits = len(proofs) == len(holder[path[-1]])
    holder[path[-1]] = proofs
    return resigned(ballot, credential), SLUGS[path[1]] if fits else "answer-shape"


def slug_of(text, election):
    """Return the slug that refuses a ballot under version 1."""
    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        verify_ballot(parse_ballot(text, election, "belenios-v1"), election)
    return refusal.value.slug


@examples(30)
@given(st.data(), elections(), sources)
def test_proofs_of_another_ballot_of_the_same_voter_do_not_serve(data, election, source):
    voter = data.draw(credentials(election.uuid))
    one, other = (
        make_ballot(election, voter, data.draw(choices(election)), source) for _ in range(2)
    )
    path = data.draw(st.sampled_from(places(decode(one))))

    text, slug = transplanted(one, path, other, path, voter)

    assert slug_of(text, election) == slug


@examples(30)
@given(st.data(), elections(), sources)
def test_proofs_of_another_voter_do_not_serve(data, election, source):
    voter, other = (data.draw(credentials(election.uuid)) for _ in range(2))
    assume(voter != other)
    chosen = data.draw(choices(election))
    one, others = (make_ballot(election, who, chosen, source) for who in (voter, other))
    path = data.draw(st.sampled_from(places(decode(one))))

    text, slug = transplanted(one, path, others, path, voter)

    assert slug_of(text, election) == slug


@examples(30)
@given(st.data(), elections(), sources)
def test_proofs_of_another_place_in_the_same_ballot_do_not_serve(data, election, source):
    voter = data.draw(credentials(election.uuid))
    ballot = make_ballot(election, voter, data.draw(choices(election)), source)
    path, other = (data.draw(st.sampled_from(places(decode(ballot)))) for _ in range(2))
    assume(path != other)

    text, slug = transplanted(ballot, path, ballot, other, voter)

    assert slug_of(text, election) == slug


@examples(30)
@given(st.data(), elections(), sources, st.sampled_from(["name", "uuid", "questions"]))
def test_proofs_of_another_election_do_not_serve(data, election, source, differs):
    """The same key, the same credential, the same questions but one word, and the same choices."""
    text = election.questions[0].text + "!"
    first = replace(election.questions[0], text=text)
    elsewhere = {
        "name": election.name + "!",
        "uuid": election.uuid + "1",
        "questions": (first, *election.questions[1:]),
    }
    other = replace(election, text="", **{differs: elsewhere[differs]})
    voter = data.draw(credentials(election.uuid))
    chosen = data.draw(choices(election))
    one, others = (make_ballot(which, voter, chosen, source) for which in (election, other))
    path = data.draw(st.sampled_from(places(decode(one))))

    text, slug = transplanted(one, path, others, path, voter)

    assert slug_of(text, election) == slug


@examples(25)
@given(st.data(), elections(), sources)
def test_a_whole_answer_of_another_voter_or_election_does_not_serve(data, election, source):
    voter, other = (data.draw(credentials(election.uuid)) for _ in range(2))
    elsewhere = replace(election, text="", name=election.name + "!")
    assume(voter != other)
    chosen = data.draw(choices(election))
    place = data.draw(st.integers(0, len(election.questions) - 1))
    ballot = decode(make_ballot(election, voter, chosen, source))

    for who, where in ((other, election), (voter, elsewhere)):
        answers = decode(make_ballot(where, who, chosen, source))["answers"]
        moved = {**ballot, "answers": [*ballot["answers"]]}
        moved["answers"][place] = answers[place]

        assert slug_of(resigned(moved, voter), election) == "individual-proof"


@examples(25)
@given(st.data(), elections(), sources)
def test_a_ciphertext_that_moves_with_its_own_proof_is_caught_by_the_sum(data, election, source):
    """Individual proofs know neither question nor position (PROTOCOL 13.4)."""
    voter = data.draw(credentials(election.uuid))
    ballot = decode(make_ballot(election, voter, data.draw(choices(election)), source))
    whose = [
        (i, j) for i, answer in enumerate(ballot["answers"]) for j in range(len(answer["choices"]))
    ]
    assume(len(whose) > 1)
    (i, j), (k, m) = data.draw(
        st.lists(st.sampled_from(whose), min_size=2, max_size=2, unique=True)
    )

    for name in ("choices", "individual_proofs"):
        one, other = (ballot["answers"][at][name] for at in (i, k))
        one[j], other[m] = other[m], one[j]

    first = min(i, k)
    expected = "blank-proof" if election.questions[first].blank else "overall-proof"
    assert slug_of(resigned(ballot, voter), election) == expected


@examples(25)
@given(st.data(), elections(), sources)
def test_the_signature_of_another_ballot_does_not_serve(data, election, source):
    voter, other = (data.draw(credentials(election.uuid)) for _ in range(2))
    assume(voter != other)
    chosen = data.draw(choices(election))
    ballot = decode(make_ballot(election, voter, chosen, source))

    for who in (voter, other):
        foreign = decode(make_ballot(election, who, chosen, source))["signature"]
        whole = encode({**ballot, "signature": foreign})
        proof = encode({**ballot, "signature": {**ballot["signature"], "proof": foreign["proof"]}})

        assert slug_of(whole, election) == "ballot-hash"
        assert slug_of(proof, election) == "ballot-signature"


# The trustees' proofs


@cache
def counting():
    return a_counting(2)


@cache
def counted():
    return counting().parts((1, 3))


@cache
def shares_elsewhere():
    """Return shares of trustee 1: of another's key, of fewer ballots, of another election."""
    case = counting()
    return {
        "trustee": dict(counted().shares)[3],
        "tally": dict(replace(case, ballots=case.ballots[:1]).parts((1, 2)).shares)[1],
        "election": dict(a_counting(2, name="another").parts((1, 2)).shares)[1],
        "answer": encode(turned(decode(dict(counted().shares)[1]))),
        "kind": encode(exchanged(decode(dict(counted().shares)[1]))),
    }


def turned(share):
    """Return a share with every row of proofs turned by one place."""
    for name in ("decryption_proofs", "context_proofs"):
        share[name] = [row[1:] + row[:1] for row in share[name]]
    return share


def exchanged(share):
    """Return a share whose two kinds of proofs have changed places."""
    one, other = share["decryption_proofs"], share["context_proofs"]
    return {**share, "decryption_proofs": other, "context_proofs": one}


def refusal_of(**changes):
    """Return (check, slug) that rejects the counted archive after these changes."""
    with pytest.raises(ArchiveRejected) as refusal:
        verified(replace(counted(), **changes).bytes(), "ostraka")
    return refusal.value.check, refusal.value.slug


@pytest.mark.parametrize("place", [(0, 0), (0, 2), (1, 1)])
@pytest.mark.parametrize("donor", ["trustee", "tally", "election", "answer", "kind"])
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("decryption_proofs", (25, "decryption-proof")),
        ("context_proofs", (101, "context-proof")),
    ],
)
def test_a_proof_of_a_share_does_not_serve_elsewhere(name, expected, donor, place):
    i, j = place
    (owner, text), other = counted().shares
    share = decode(text)
    share[name][i][j] = decode(shares_elsewhere()[donor])[name][i][j]

    assert refusal_of(shares=[(owner, encode(share)), other]) == expected


def another_board():
    """Return the parameters of a second board of three."""
    return decode(a_board.__wrapped__().trustees)[0][1]


@pytest.mark.parametrize("whose", ["another trustee's", "another board's"])
@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("verification_keys", 0, "pok"), (9, "pok")),
        (("certs", 0, "signature"), (10, "cert-signature")),
        (("coefexps", 0, "signature"), (10, "coefexps-signature")),
        (("signatures", 0), (10, "certs-signature")),
        (("verification_keys", 0, "signature"), (10, "verification-key-signature")),
    ],
)
def test_a_proof_of_the_ceremony_does_not_serve_elsewhere(path, expected, whose):
    trustees = decode(counted().trustees)
    board = trustees[0][1]
    donor = board if whose == "another trustee's" else another_board()
    name, _, *rest = path
    place = 1 if donor is board else 0

    if rest:
        board[name][0][rest[0]] = donor[name][place][rest[0]]
    else:
        board[name][0] = donor[name][place]

    assert refusal_of(trustees=encode(trustees)) == expected
