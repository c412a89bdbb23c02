"""Ballots in chunks: all of them, in order, and a verdict that says what became of each chunk."""

from dataclasses import replace

import pytest
from control_factories import changed, counted, counting, plus_one
from crypto_factories import a_ballot, a_question, an_election, sum_of

from shared.crypto import ballots as ballots_module
from shared.crypto import chunks
from shared.crypto.chunks import Chunk, Verdict, cut, verify_chunk
from shared.crypto.tally import empty_tally, merge

ELECTION = an_election(a_question(), a_question())
"""Six ciphertexts a ballot."""


@pytest.mark.parametrize(
    ("ciphertexts", "firsts"),
    [(12, [0, 2, 4]), (17, [0, 2, 4]), (18, [0, 3]), (1, [0, 1, 2, 3, 4])],
)
def test_every_ballot_is_in_one_chunk_in_order(monkeypatch, ciphertexts, firsts):
    monkeypatch.setattr(chunks, "CIPHERTEXTS_A_CHUNK", ciphertexts)

    pieces = list(cut(ELECTION, iter("abcde"), [1, None, 3, 4, 5]))

    assert [piece.first for piece in pieces] == firsts
    assert [text for piece in pieces for text in piece.texts] == list("abcde")
    assert [weight for piece in pieces for weight in piece.weights] == [1, None, 3, 4, 5]
    assert {piece.election_text for piece in pieces} == {ELECTION.text}
    assert all(len(piece.texts) == len(piece.weights) for piece in pieces)


def test_ballots_are_taken_as_they_are_asked_for(monkeypatch):
    monkeypatch.setattr(chunks, "CIPHERTEXTS_A_CHUNK", 12)
    texts = iter("abcde")

    first = next(cut(ELECTION, texts, [1] * 5))

    assert (first.texts, next(texts)) == (("a", "b"), "c")


def a_chunk(**changes):
    """Return a chunk of three good ballots, the first of which is number 7."""
    chunk = Chunk(counting().election.text, 7, tuple(counted().ballots), (1, 1, 1))
    return replace(chunk, **changes)


def test_a_good_chunk_is_added_up():
    election, texts = counting().election, counted().ballots

    assert verify_chunk(a_chunk()) == Verdict(3, sum_of(election, texts), None, None)
    assert verify_chunk(a_chunk(weights=(2, None, 1))) == Verdict(
        3, merge(sum_of(election, texts[:1]), sum_of(election, [texts[0], texts[2]])), None, None
    )
    assert verify_chunk(a_chunk(weights=(None,) * 3)).tally == empty_tally(election)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_first_bad_ballot_of_a_chunk_is_named_and_nothing_is_added_up(place):
    texts = list(counted().ballots)
    for index in range(place, 3):
        texts[index] = changed(
            texts[index], lambda value: plus_one(value["signature"]["proof"], "response")
        )

    verdict = verify_chunk(a_chunk(texts=tuple(texts)))

    assert (verdict.num_ballots, verdict.tally, verdict.neutral) == (3, [], None)
    assert (verdict.refusal.check, verdict.refusal.slug) == (16, "ballot-signature")
    assert verdict.refusal.where == f"ballot {7 + place}"


def test_the_first_ballot_that_hides_nothing_is_noted(monkeypatch):
    case = counting()
    with monkeypatch.context() as broken:
        broken.setattr(ballots_module, "random_scalar", lambda random: 0)
        bare = [a_ballot(case.election, credential) for credential in case.credentials[:2]]

    verdict = verify_chunk(a_chunk(texts=(counted().ballots[0], *bare)))

    assert (verdict.refusal, verdict.neutral) == (None, 8)
