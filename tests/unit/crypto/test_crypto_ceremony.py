"""The key ceremony between honest people: any order, any interruption, one board."""

import json
from collections import Counter
from copy import deepcopy
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trustee_factories import (
    FACTS,
    counting_random,
    finished,
    message_of,
    names_of,
    posted_until,
    run_ceremony,
    secret_of,
    take_a_step,
)

from shared.crypto.errors import MalformedBytes
from shared.crypto.group import power_of_g
from shared.crypto.jsontext import encode
from shared.crypto.scalars import Q
from shared.crypto.trustees import board, check_profile, member, owner_keys, parse_trustees
from shared.crypto.trustees.board import CeremonyUnfinished
from shared.crypto.trustees.threshold import evaluate, lagrange
from shared.crypto.turns import MessageStands, StepNotOpen

SIZES = [(2, 1), (3, 2), (5, 3)]


@pytest.mark.parametrize(("size", "threshold"), SIZES)
def test_a_ceremony_leaves_a_board_of_our_profile(size, threshold):
    outcome, secrets = finished(size, threshold)

    item = check_profile(parse_trustees(outcome.trustees_text))

    assert (item.threshold, len(item.keys)) == (threshold, size)
    assert [power_of_g(secrets[owner]) for owner in sorted(secrets)] == owner_keys([item])
    assert [key.name for key in item.verification_keys] == names_of(size)


@pytest.mark.parametrize(("size", "threshold"), SIZES)
def test_any_threshold_of_the_secrets_make_the_election_s_secret(size, threshold):
    outcome, secrets = finished(size, threshold)

    for indexes in combinations(secrets, threshold):
        total = sum(secrets[j] * lagrange(indexes, j) for j in indexes) % Q
        assert power_of_g(total) == outcome.key


def test_one_secret_less_than_the_threshold_is_not_enough():
    outcome, secrets = finished(5, 3)

    for indexes in combinations(secrets, 2):
        total = sum(secrets[j] * lagrange(indexes, j) for j in indexes) % Q
        assert power_of_g(total) != outcome.key


@pytest.mark.parametrize("known", FACTS["lagrange"], ids=lambda known: f"{known['indexes']}")
def test_lagrange_weights_are_those_of_the_tool(known):
    assert lagrange(known["indexes"], known["j"]) == int(known["value"])


@given(st.lists(st.integers(0, Q - 1), min_size=1, max_size=5), st.data())
def test_a_polynomial_is_found_again_from_as_many_values_as_it_has_coefficients(scalars, data):
    indexes = data.draw(st.permutations(range(1, 9)).map(lambda all_: all_[: len(scalars)]))
    at = data.draw(st.integers(0, 8))

    values = {j: evaluate(scalars, j) for j in indexes}

    found = sum(values[j] * lagrange(indexes, j, at) for j in indexes) % Q
    assert found == evaluate(scalars, at)


@settings(max_examples=5, deadline=None)
@given(st.data())
def test_trustees_may_act_in_any_order_and_as_often_as_they_like(data):
    posted = board.new_board(names_of(3), 2)
    states = [member.begin(names_of(3), 2, i) for i in (1, 2, 3)]

    while board.pending(posted):
        for place in [*data.draw(st.lists(st.integers(0, 2), max_size=5)), 0, 1, 2]:
            states[place], posted = take_a_step(states[place], posted)

    states = [member.advance(state, posted).state for state in states]
    assert {state["transcript"] for state in states} == {board.outcome(posted).digest.hex()}


def test_board_and_states_survive_json_and_a_store_that_reorders_keys():
    def stored(value):
        return json.loads(json.dumps(value, sort_keys=True))

    def reordered(value):
        if isinstance(value, dict):
            return {key: reordered(value[key]) for key in sorted(value, key=lambda k: (len(k), k))}
        return [reordered(item) for item in value] if isinstance(value, list) else value

    posted = board.new_board(names_of(3), 2)
    states = [member.begin(names_of(3), 2, i) for i in (1, 2, 3)]
    while board.pending(posted):
        for place in range(3):
            states[place], posted = take_a_step(stored(states[place]), reordered(posted))
            posted = reordered(posted)

    outcome = board.outcome(posted)

    assert board.replay(outcome.transcript) == outcome


def test_pending_says_who_owes_what():
    posted, states = posted_until("commitment")
    assert board.pending(posted) == [(1, "commitment"), (2, "commitment"), (3, "commitment")]

    _, posted = take_a_step(states[1], posted)

    assert board.pending(posted) == [(1, "commitment"), (3, "commitment")]


def test_a_message_that_got_lost_is_sent_again_unchanged():
    posted, states = posted_until("polynomial")
    after = member.advance(states[0], posted)

    again = member.advance(after.state, posted)

    assert (again.step, again.message) == ("polynomial", after.message)
    assert again.state == after.state


def test_a_trustee_who_has_done_its_part_waits():
    posted, states = posted_until("commitment")
    state, posted = take_a_step(states[0], posted)

    assert member.advance(state, posted) == (state, None, None)


def test_the_same_message_again_changes_nothing_and_another_is_refused():
    posted, states = posted_until("commitment")
    message = message_of(states[0], posted)
    posted = board.accept(posted, 1, "commitment", message)

    assert board.accept(posted, 1, "commitment", message) == posted
    with pytest.raises(MessageStands):
        board.accept(posted, 1, "commitment", {"commitment": "0" * 64})


def test_accepting_changes_no_board_but_the_returned_one():
    posted, states = posted_until("commitment")
    before = deepcopy(posted)

    board.accept(posted, 1, "commitment", message_of(states[0], posted))

    assert posted == before


@pytest.mark.parametrize(("step", "early"), [("cert", "commitment"), ("commitment", "polynomial")])
def test_a_step_opens_only_when_everybody_did_the_one_before(step, early):
    posted, states = posted_until(step)
    posted = board.accept(posted, 1, step, message_of(states[0], posted))

    with pytest.raises(StepNotOpen):
        board.accept(posted, 1, early, {})


@pytest.mark.parametrize(("number", "step"), [(0, "cert"), (4, "cert"), (1, "dance")])
def test_there_are_only_the_known_places(number, step):
    with pytest.raises(MalformedBytes):
        board.accept(board.new_board(names_of(3), 2), number, step, {})


@pytest.mark.parametrize(
    ("names", "threshold"),
    [
        (names_of(3), 3),
        (names_of(3), 0),
        (names_of(1), 1),
        (names_of(51), 2),
        (["a", ""], 1),
        (["a", "b\n"], 1),
        (["a", "b" * 101], 1),
    ],
)
def test_a_board_has_more_trustees_than_it_needs_and_each_a_name(names, threshold):
    with pytest.raises(MalformedBytes):
        board.new_board(names, threshold)
    with pytest.raises(MalformedBytes):
        member.begin(names, threshold, 1)


def test_an_unfinished_ceremony_has_no_outcome_and_no_secret():
    posted, states = posted_until("output")

    with pytest.raises(CeremonyUnfinished):
        board.outcome(posted)
    with pytest.raises(CeremonyUnfinished):
        member.secret_share(states[0])
    with pytest.raises(CeremonyUnfinished):
        member.secret_share(member.advance(states[0], posted).state)


def test_no_coefficient_is_shown_before_all_commitments_are():
    posted, states = posted_until("commitment")
    for place in (0, 1):
        states[place], posted = take_a_step(states[place], posted)

    assert member.advance(states[0], posted).message is None
    assert posted["messages"]["polynomial"] == [None] * 3


def test_a_commitment_is_the_hash_of_the_signed_coefficients():
    posted, _ = run_ceremony()

    for sent, dealt in zip(
        posted["messages"]["commitment"], posted["messages"]["polynomial"], strict=True
    ):
        text = encode(dealt["coefexps"])
        assert sent["commitment"] == sha256(text.encode()).hexdigest()


def test_the_polynomial_leaves_the_key_file_when_it_has_served():
    _, states = run_ceremony()

    assert all(state["polynomial"] is None and state["secret"] for state in states)


def test_the_whole_follows_from_the_random_bytes():
    one, two = (member.begin(names_of(3), 2, 1, counting_random()) for _ in range(2))

    assert one == two


def test_there_is_no_trustee_beyond_the_last():
    for number in (0, 4):
        with pytest.raises(MalformedBytes):
            member.begin(names_of(3), 2, number)


def test_a_secret_is_recovered_from_seed_and_letter():
    posted, states = run_ceremony()

    for state, message in zip(states, posted["messages"]["output"], strict=True):
        recovered = secret_of(state["seed"], message["private_key"])
        assert recovered == member.secret_share(state)


def test_looking_at_a_board_again_reads_every_message_once(monkeypatch):
    posted, _ = run_ceremony()
    read = Counter()

    def counted(name):
        function = getattr(board, name)

        def call(*arguments):
            read[name] += 1
            return function(*arguments)

        monkeypatch.setattr(board, name, call)

    for name in ("read_certificate", "read_coefficients", "check_verification_key", "summed"):
        counted(name)

    assert board.recheck(posted) == posted
    assert read == {
        "read_certificate": 3,
        "read_coefficients": 3,
        "check_verification_key": 3,
        "summed": 1,
    }
