"""Votes at the edge: nobody, one person, only abstentions, everything chosen, very many answers.

Each is held from ceremony to result under our profile and compared with a plain count.
"""

from dataclasses import replace
from itertools import combinations

import pytest
from crypto_factories import Counting, a_board, a_credential, an_election, in_order, verified

from shared.crypto.ballots import make_ballot
from shared.crypto.elections import Question
from shared.crypto.errors import ArchiveRejected
from shared.crypto.group import NEUTRAL, to_hex
from shared.crypto.jsontext import decode, encode

GRADED = Question("q1", ("a 优秀", "b 称职", "c 弃权"), 1, 1)
UP_TO_TWO = Question("q2", ("a 李", "b 王", "c 赵"), 0, 2)
ALL_OF_FOUR = Question("q3", ("a", "b", "c", "d"), 0, 4)
ONE_ANSWER = Question("q4", ("a",), 1, 1)
WITH_BLANK = Question("q5", ("a", "b"), 1, 2, blank=True)


def held(questions, rows, *, absent=0):
    """Return a vote in which each of ``rows`` was cast, and ``absent`` others might have voted."""
    board = a_board()
    election = an_election(*questions, public_key=board.key)
    voters = [a_credential(election.uuid) for _ in range(len(rows) + absent)]
    ballots = [
        make_ballot(election, voter, chosen) for voter, chosen in zip(voters, rows, strict=False)
    ]
    return Counting(board, election, voters, in_order(ballots))


def plain(questions, rows):
    """Return the counts, added up without any cryptography."""
    return [
        [sum(chosen[i][j] for chosen in rows) for j in range(question.num_ciphertexts)]
        for i, question in enumerate(questions)
    ]


EDGES = {
    "nobody is on the list": ([GRADED, UP_TO_TWO], [], 0),
    "nobody came": ([GRADED, UP_TO_TWO], [], 3),
    "one ballot": ([GRADED, UP_TO_TWO], [[[0, 1, 0], [1, 0, 1]]], 0),
    "one ballot, many absent": ([GRADED], [[[0, 0, 1]]], 20),
    "all abstain": ([GRADED, UP_TO_TWO], [[[0, 0, 1], [0, 0, 0]]] * 5, 0),
    "all choose all": ([ALL_OF_FOUR], [[[1, 1, 1, 1]]] * 5, 0),
    "one answer, no choice": ([ONE_ANSWER], [[[1]]] * 3, 0),
    "unanimous": ([GRADED], [[[1, 0, 0]]] * 7, 0),
    "every possible answer": (
        [ALL_OF_FOUR],
        [[[int(i in c) for i in range(4)]] for k in range(5) for c in combinations(range(4), k)],
        0,
    ),
    "sixty questions of five": (
        [Question(f"o{n}", ("a", "b", "c", "d", "e"), 1, 1) for n in range(60)],
        [[[int(place == n % 5) for place in range(5)] for n in range(60)]],
        0,
    ),
    "one question of two hundred": (
        [Question("all", tuple(map(str, range(200))), 1, 1)],
        [[[int(place == 199) for place in range(200)]]],
        0,
    ),
    "texts of ten thousand characters": (
        [Question("测" * 10_000, ('\x7f"\\' * 3333, "\n" * 9999), 1, 1)],
        [[[0, 1]]],
        0,
    ),
}


@pytest.mark.parametrize("edge", EDGES)
def test_an_edge_is_counted_like_any_other_vote(edge):
    questions, rows, absent = EDGES[edge]
    case = held(questions, rows, absent=absent)

    report = verified(case.parts().bytes(), "ostraka")

    assert report.result == plain(questions, rows)
    assert (report.num_ballots, report.num_tallied) == (len(rows), len(rows))
    assert report.phase == "Result"


def test_all_blank_is_counted_by_version_1():
    rows = [[[1, 0, 0]]] * 4

    report = verified(held([WITH_BLANK], rows).parts().bytes())

    assert report.result == [[4, 0, 0]]


def test_a_vote_of_nobody_has_neutral_elements_in_tally_and_factors_and_is_whole():
    parts = held([GRADED], [], absent=2).parts()
    neutral = to_hex(NEUTRAL)

    assert decode(parts.tally) == [[{"alpha": neutral, "beta": neutral}] * 3]
    for _, share in parts.shares:
        assert decode(share)["decryption_factors"] == [[neutral] * 3]
    assert verified(parts.bytes(), "ostraka").result == [[0, 0, 0]]


@pytest.mark.parametrize("owners", [(1, 2), (1, 3), (2, 3), (1, 2, 3), (3, 1)])
def test_an_edge_has_the_same_result_whoever_decrypts(owners):
    for edge in ("nobody came", "one ballot", "all abstain"):
        questions, rows, absent = EDGES[edge]
        parts = held(questions, rows, absent=absent).parts(owners)

        assert verified(parts.bytes(), "ostraka").result == plain(questions, rows)


@pytest.mark.parametrize("edge", ["nobody came", "one ballot", "all abstain"])
def test_an_edge_s_result_cannot_be_another(edge):
    questions, rows, absent = EDGES[edge]
    parts = held(questions, rows, absent=absent).parts()
    false = decode(parts.result)
    false["result"][0][0] += 1

    with pytest.raises(ArchiveRejected) as refusal:
        verified(replace(parts, result=encode(false)).bytes(), "ostraka")

    assert refusal.value.check == 27
