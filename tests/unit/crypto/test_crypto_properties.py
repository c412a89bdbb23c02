"""What must hold of every election, not only of those somebody thought of.

The first tests show that what the strategies draw is valid; without them the others could be
true of nothing. `settings.EXAMPLES` sets the number of examples of all of them.
"""

from dataclasses import replace
from itertools import combinations

import pytest
from crypto_factories import SECRET, an_election, verified
from crypto_strategies import (
    KEY,
    credentials,
    elections,
    examples,
    exponents,
    questions,
    rows,
    sources,
    texts,
    votes,
)
from decryption_factories import items_of, our_tally, shares_of
from hypothesis import event, given
from hypothesis import strategies as st

from shared.crypto.ballots import check_ballot, make_ballot, parse_ballot, verify_ballot
from shared.crypto.credentials import credential_list, parse_credential_list
from shared.crypto.decryption import combine, result_text
from shared.crypto.elections import Election
from shared.crypto.elgamal import encrypt, product, raise_to
from shared.crypto.errors import ArchiveRejected
from shared.crypto.group import check_member, divide, power, power_of_g
from shared.crypto.jsontext import decode_exact, encode
from shared.crypto.tally import add_up, discrete_log, empty_tally, merge, parse_tally, tally_text


def decrypted(ciphertext):
    """Return g^m of the m inside, with the secret that only tests know."""
    return divide(ciphertext.beta, power(ciphertext.alpha, SECRET))


# What is drawn is valid


@examples(100)
@given(texts)
def test_every_text_drawn_is_written_and_read_again(text):
    assert decode_exact(encode(text)) == text


@examples(100)
@given(elections())
def test_every_election_drawn_is_read_as_it_was_written(election):
    assert Election.from_text(election.text) == election


@examples(60)
@given(st.data(), sources)
def test_every_row_drawn_is_an_answer_that_its_question_allows(data, source):
    question = data.draw(questions())
    election = an_election(question)
    row = data.draw(rows(question))

    ballot = make_ballot(election, data.draw(credentials(election.uuid)), [row], source)

    assert check_ballot(ballot, election).text == ballot
    event("blank" if question.blank and row[0] else "not blank")


@examples(60)
@given(st.lists(credentials("tnCMesiZ6MVWWm"), max_size=4, unique_by=lambda one: one.public))
def test_every_credential_drawn_is_a_member_and_can_be_listed(drawn):
    for credential in drawn:
        check_member(credential.public)
        assert power_of_g(credential.secret) == credential.public

    listed = parse_credential_list(credential_list(one.public_hex for one in drawn))

    assert set(listed.weights) == {one.public_hex for one in drawn}


@examples(25)
@given(votes())
def test_every_vote_drawn_has_ballots_that_pass_every_check(vote):
    for ballot in vote.ballots:
        verify_ballot(parse_ballot(ballot, vote.election), vote.election)

    assert len(vote.counted) == len({voter for voter, _ in vote.cast})
    event(f"{len(vote.cast)} ballots")


# Encryption


@examples(60)
@given(st.integers(0, 5000), exponents, st.integers(0, 5000))
def test_what_is_encrypted_is_decrypted(m, r, slack):
    assert discrete_log(decrypted(encrypt(KEY, m, r)), m + slack) == m


@examples(60)
@given(st.lists(st.tuples(st.integers(0, 300), exponents, st.integers(0, 2**40)), max_size=6))
def test_the_product_of_ciphertexts_encrypts_the_weighted_sum(entries):
    total = product(raise_to(encrypt(KEY, m, r), weight) for m, r, weight in entries)

    assert decrypted(total) == power_of_g(sum(m * weight for m, _, weight in entries))


# Adding up


def sums(election, ballots, weights):
    """Return the encrypted sum of ballots given as texts."""
    return add_up(election, [parse_ballot(ballot, election) for ballot in ballots], weights)


@examples(25)
@given(votes())
def test_the_encrypted_tally_is_the_plain_one(vote):
    tally = sums(vote.election, [vote.ballots[i] for i in vote.counted], vote.counted_weights)

    assert [list(map(decrypted, row)) for row in tally] == [
        list(map(power_of_g, row)) for row in vote.oracle
    ]
    assert parse_tally(tally_text(tally), vote.election) == tally


@examples(25)
@given(votes(), st.data())
def test_the_order_of_ballots_does_not_change_the_tally(vote, data):
    weighted = list(zip(vote.ballots, [vote.weight(voter) for voter, _ in vote.cast], strict=True))
    shuffled = data.draw(st.permutations(weighted))

    one, other = (
        sums(vote.election, [text for text, _ in order], [weight for _, weight in order])
        for order in (weighted, shuffled)
    )

    assert tally_text(one) == tally_text(other)


@examples(25)
@given(votes(), st.data())
def test_the_tally_does_not_depend_on_how_the_ballots_are_cut_into_parts(vote, data):
    count = len(vote.ballots)
    part_of = data.draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    parts = [
        sums(
            vote.election,
            [b for b, place in zip(vote.ballots, part_of, strict=True) if place == p],
            None,
        )
        for p in data.draw(st.permutations(range(3)))
    ]

    merged = empty_tally(vote.election)
    for part in parts:
        merged = merge(merged, part)

    assert tally_text(merged) == tally_text(sums(vote.election, vote.ballots, None))


# The whole archive


@examples(25)
@given(votes())
def test_an_archive_of_any_vote_is_accepted_with_the_plain_result_and_no_other(vote):
    parts = vote.parts()

    report = verified(parts.bytes())

    assert (report.result, report.num_tallied) == (vote.oracle, len(vote.counted))
    assert report.num_ballots == len(vote.cast)
    rows_of_others = [[count + (count == row[-1]) for count in row] for row in vote.oracle]
    with pytest.raises(ArchiveRejected) as refusal:
        verified(replace(parts, result=result_text(rows_of_others)).bytes())
    assert refusal.value.check == 27


# Shares


@pytest.mark.parametrize(("size", "threshold"), [(3, 2), (5, 3)])
@examples(6)
@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=2), min_size=1, max_size=2))
def test_every_subset_of_sufficient_size_finds_the_same_counts(size, threshold, counts):
    items, _, _ = items_of(size, threshold)
    tally, text = our_tally(counts, size, threshold)
    shares = shares_of(range(1, size + 1), tally, text, size, threshold)

    results = [
        combine(items, {owner: shares[owner] for owner in owners}, tally, 50)
        for owners in combinations(shares, threshold)
    ]

    assert results == [counts] * len(results)
