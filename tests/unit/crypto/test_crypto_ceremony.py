"""The key ceremony: both sides, any order, any interruption, and every kind of cheating."""

import json
from copy import deepcopy
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trustee_factories import (
    FACTS,
    a_single,
    counting_random,
    finished,
    names_of,
    run_ceremony,
    take_a_step,
)

from shared.crypto import jsontext
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import framed_hash
from shared.crypto.group import power_of_g
from shared.crypto.jsontext import encode
from shared.crypto.proofs import Proof, prove_key
from shared.crypto.receipts import six_words
from shared.crypto.scalars import Q
from shared.crypto.trustees import board, check_profile, member, owner_keys, parse_trustees
from shared.crypto.trustees.board import CeremonyUnfinished
from shared.crypto.trustees.member import BoardChanged, DealerAtFault
from shared.crypto.trustees.pki import SignedMessage, derive_keys, send, sign
from shared.crypto.trustees.threshold import (
    certs_statement,
    coefficients_text,
    evaluate,
    lagrange,
)
from shared.crypto.turns import MessageStands, StepNotOpen

SIZES = [(2, 1), (3, 2), (5, 3)]


def posted_until(step, size=3, threshold=2):
    """Return (board, states) just before ``step``: everything before it is complete."""
    posted = board.new_board(names_of(size), threshold)
    states = [member.begin(names_of(size), threshold, i) for i in range(1, size + 1)]
    while board.pending(posted)[0][1] != step:
        for place, _ in enumerate(states):
            if board.pending(posted)[0][1] != step:
                states[place], posted = take_a_step(states[place], posted)
    return posted, states


def message_of(state, posted):
    """Return what this trustee would send now."""
    return member.advance(state, posted).message


def put(posted, number, step, message):
    """Return the board with a message that nobody checked, as a cheating server could."""
    posted = deepcopy(posted)
    posted["messages"][step][number - 1] = message
    return posted


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


def test_the_transcript_is_public_replays_and_has_one_digest():
    outcome, secrets = finished()

    assert board.replay(outcome.transcript) == outcome
    assert board.replay(outcome.transcript.decode()) == outcome
    assert outcome.digest == framed_hash("ostraka/v1/ceremony", outcome.transcript)
    assert len(six_words(outcome.digest).zh) == 6
    assert not any(str(secret) in outcome.transcript.decode() for secret in secrets.values())


def test_a_transcript_with_any_changed_digit_is_refused():
    text = finished()[0].transcript.decode()
    places = [place for place, letter in enumerate(text) if letter.isdigit()][::151]
    assert len(places) > 50

    for place in places:
        digit = "1" if text[place] != "1" else "2"
        changed = text[:place] + digit + text[place + 1 :]
        try:
            outcome = board.replay(changed)
        except (MalformedBytes, VerificationFailed):
            continue
        # inside a letter only its addressee sees a change; the words show it to all
        assert outcome.digest != finished()[0].digest
        assert outcome.trustees_text == finished()[0].trustees_text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: t.replace('"version":1', '"version":2'), id="another version"),
        pytest.param(lambda t: " " + t, id="a space"),
        pytest.param(lambda t: t[:-1] + ',"x":1}', id="an unknown field"),
        pytest.param(lambda t: "[]", id="no object"),
        pytest.param(lambda t: "{}", id="nothing in it"),
    ],
)
def test_what_is_no_transcript_is_malformed(change):
    with pytest.raises(MalformedBytes):
        board.replay(change(finished()[0].transcript.decode()))


def test_a_transcript_with_a_message_missing_is_unfinished():
    whole = json.loads(finished()[0].transcript)
    whole["messages"]["output"][1] = None

    with pytest.raises(CeremonyUnfinished):
        board.replay(jsontext.canonical(whole))


def test_the_whole_follows_from_the_random_bytes():
    one, two = (member.begin(names_of(3), 2, 1, counting_random()) for _ in range(2))

    assert one == two


def false(proof):
    """Return a proof object that is off by one."""
    return {**proof, "response": str((int(proof["response"]) + 1) % Q)}


def certificate_of(number, size=3, threshold=2):
    """Return the message of a certificate for such a place."""
    state = member.begin(names_of(size), threshold, number)
    return {**state["messages"]["cert"], "name": names_of(3)[0]}


@pytest.mark.parametrize(
    ("make", "slug"),
    [
        pytest.param(lambda: certificate_of(2), "cert-context", id="another place"),
        pytest.param(lambda: certificate_of(1, 4), "cert-context", id="another size"),
        pytest.param(lambda: certificate_of(1, 3, 1), "cert-context", id="another threshold"),
        pytest.param(lambda: {**certificate_of(1), "name": "x"}, "trustee-name", id="another name"),
        pytest.param(dict, "json-missing-field", id="nothing"),
        pytest.param(list, "json-type", id="no object"),
        pytest.param(lambda: {"x": "y" * 1_000_001}, "message-size", id="a megabyte"),
        pytest.param(lambda: {"x": 1.5}, "json-type", id="a float"),
    ],
)
def test_a_false_certificate_is_not_accepted(make, slug):
    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        board.accept(board.new_board(names_of(3), 2), 1, "cert", make())

    assert refusal.value.slug == slug


def test_a_certificate_of_an_older_release_without_context_is_not_accepted():
    keys = derive_keys(member.begin(names_of(3), 2, 1)["seed"])
    text = json.loads(member.begin(names_of(3), 2, 1)["messages"]["cert"]["cert"]["message"])
    text.pop("context")
    text["verification"] = keys.verification[::-1].hex()
    message = {"cert": sign(keys.sk, encode(text)).to_json(), "name": names_of(3)[0]}

    with pytest.raises(VerificationFailed) as refusal:
        board.accept(board.new_board(names_of(3), 2), 1, "cert", message)

    assert refusal.value.slug == "cert-context"


def test_two_trustees_cannot_have_the_same_keys():
    first = member.begin(names_of(3), 2, 1, counting_random())
    second = member.begin(names_of(3), 2, 2, counting_random())
    posted = board.accept(board.new_board(names_of(3), 2), 1, "cert", first["messages"]["cert"])

    with pytest.raises(VerificationFailed) as refusal:
        board.accept(posted, 2, "cert", second["messages"]["cert"])

    assert refusal.value.slug == "cert-duplicate-key"


def rushed(posted, state):
    """Return a valid polynomial message other than the committed one."""
    keys = derive_keys(state["seed"])
    certs = board.certificates(posted)
    points = [power_of_g(7), power_of_g(8)]
    letter = send(keys.sk, keys.encryption, "x")
    return {
        "coefexps": sign(keys.sk, coefficients_text(points)).to_json(),
        "polynomial": letter,
        "secrets": [letter] * 3,
        "signature": sign(keys.sk, certs_statement(certs, points)).signature.to_json(),
    }


def test_a_trustee_who_changes_its_polynomial_after_seeing_others_is_caught():
    posted, states = posted_until("polynomial")
    for place in (0, 1):
        states[place], posted = take_a_step(states[place], posted)

    with pytest.raises(VerificationFailed) as refusal:
        board.accept(posted, 3, "polynomial", rushed(posted, states[2]))

    assert refusal.value.slug == "commitment"


def test_that_very_message_is_accepted_where_it_was_committed_to():
    posted, states = posted_until("commitment")
    other = rushed(posted, states[2])
    committed = SignedMessage.from_json(other["coefexps"]).to_text().encode()
    for place in (0, 1):
        states[place], posted = take_a_step(states[place], posted)
    commitment = {"commitment": sha256(committed).hexdigest()}
    posted = board.accept(posted, 3, "commitment", commitment)

    assert board.accept(posted, 3, "polynomial", other)["messages"]["polynomial"][2]


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        pytest.param(
            lambda m: m.update(signature=false(m["signature"])), "certs-signature", id="cert set"
        ),
        pytest.param(lambda m: m["secrets"].pop(), "json-length", id="a letter missing"),
        pytest.param(lambda m: m["secrets"].append("x"), "json-length", id="a letter too many"),
        pytest.param(lambda m: m.update(polynomial="{}"), "json-missing-field", id="no letter"),
        pytest.param(
            lambda m: m["secrets"].__setitem__(0, m["secrets"][0].replace("AES-GCM", "AES-XYZ")),
            "letter-algorithm",
            id="another cipher",
        ),
        pytest.param(
            lambda m: m["secrets"].__setitem__(
                0, m["secrets"][0].replace('"algorithm":"AES-GCM",', "")
            ),
            "letter-algorithm",
            id="the older cipher",
        ),
        pytest.param(
            lambda m: m["coefexps"].update(signature=false(m["coefexps"]["signature"])),
            "commitment",
            id="coefficients signed otherwise",
        ),
    ],
)
def test_a_false_polynomial_is_not_accepted(change, slug):
    posted, states = posted_until("polynomial")
    message = deepcopy(message_of(states[0], posted))
    board.accept(posted, 1, "polynomial", message)

    change(message)

    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        board.accept(posted, 1, "polynomial", message)
    assert refusal.value.slug == slug


def stranger(message):
    """Put a stranger's key with a true proof into an output."""
    key = a_single(5).key._replace(signature=Proof(1, 1))
    message["public_key"] = key.to_json()


@pytest.mark.parametrize(
    ("change", "slug"),
    [
        pytest.param(stranger, "verification-key", id="a stranger's key"),
        pytest.param(
            lambda m: m["public_key"].update(pok=prove_key(7).to_json()), "pok", id="false proof"
        ),
        pytest.param(
            lambda m: m["public_key"].update(signature=false(m["public_key"]["signature"])),
            "verification-key-signature",
            id="false signature",
        ),
        pytest.param(lambda m: m["public_key"].pop("signature"), "output", id="no signature"),
        pytest.param(lambda m: m["public_key"].update(zname="x"), "json-extra-field", id="more"),
        pytest.param(lambda m: m.update(private_key="x"), "json-syntax", id="no letter"),
    ],
)
def test_a_false_output_is_not_accepted(change, slug):
    posted, states = posted_until("output")
    message = deepcopy(message_of(states[0], posted))
    board.accept(posted, 1, "output", message)

    change(message)

    with pytest.raises((MalformedBytes, VerificationFailed)) as refusal:
        board.accept(posted, 1, "output", message)
    assert refusal.value.slug == slug


def with_secret(posted, states, text):
    """Return the board where trustee 2 wrote ``text`` to trustee 1 and nobody noticed."""
    dealer = derive_keys(states[1]["seed"])
    receiver = board.certificates(posted)[0]
    message = deepcopy(posted["messages"]["polynomial"][1])
    message["secrets"][0] = send(dealer.sk, receiver.encryption, text)
    return put(posted, 2, "polynomial", message)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(encode({"secret": "5"}), id="another number"),
        pytest.param(encode({"secret": 5}), id="a number that is no text"),
        pytest.param("nonsense", id="nonsense"),
        pytest.param(encode({"secret": "5", "more": 1}), id="more than a secret"),
    ],
)
def test_a_dealer_who_sends_a_wrong_secret_is_named_by_its_receiver(text):
    posted, states = posted_until("output")
    posted = with_secret(posted, states, text)

    with pytest.raises(DealerAtFault) as refusal:
        member.advance(states[0], posted)

    assert refusal.value.number == 2
    assert member.advance(states[2], posted).step == "output"


def test_a_dealer_who_sends_somebody_else_s_letter_is_named():
    posted, states = posted_until("output")
    message = deepcopy(posted["messages"]["polynomial"][1])
    message["secrets"][0] = message["secrets"][2]

    with pytest.raises(DealerAtFault) as refusal:
        member.advance(states[0], put(posted, 2, "polynomial", message))

    assert refusal.value.number == 2


def test_a_trustee_notices_that_its_own_letter_to_itself_was_exchanged():
    posted, states = posted_until("output")
    keys = derive_keys(states[0]["seed"])
    message = deepcopy(posted["messages"]["polynomial"][0])
    message["polynomial"] = send(keys.sk, keys.encryption, encode({"polynomial": ["1", "2"]}))
    posted = put(posted, 1, "polynomial", message)
    state = deepcopy(states[0])
    state["messages"]["polynomial"] = message

    with pytest.raises(BoardChanged):
        member.advance(state, posted)


@pytest.mark.parametrize("step", ["cert", "commitment", "polynomial"])
def test_a_board_that_shows_another_story_later_is_refused(step):
    posted, states = run_ceremony()
    other, _ = run_ceremony()

    with pytest.raises((BoardChanged, VerificationFailed)):
        member.advance(states[0], put(posted, 2, step, other["messages"][step][1]))


def test_a_server_that_shows_two_certificate_sets_is_caught_by_the_signatures():
    posted, states = posted_until("polynomial")
    impostor = member.begin(names_of(3), 2, 3)
    twisted = put(posted, 3, "cert", impostor["messages"]["cert"])
    told_otherwise = deepcopy(states[1])
    told_otherwise["seen"] = {}
    after = member.advance(told_otherwise, twisted)

    with pytest.raises(VerificationFailed) as refusal:
        board.accept(posted, 2, "polynomial", after.message)

    assert refusal.value.slug == "certs-signature"


def test_a_board_that_lost_a_message_it_showed_is_refused():
    posted, states = posted_until("polynomial")
    state = member.advance(states[0], posted).state

    with pytest.raises(BoardChanged):
        member.advance(state, put(posted, 2, "commitment", None))


@pytest.mark.parametrize(
    "change", [{"threshold": 1}, {"names": ["x", *names_of(3)[1:]]}, {"names": names_of(4)}]
)
def test_another_board_than_the_one_begun_on_is_refused(change):
    state = member.begin(names_of(3), 2, 1)
    fields = {"names": names_of(3), "threshold": 2, **change}

    with pytest.raises(BoardChanged):
        member.advance(state, board.new_board(fields["names"], fields["threshold"]))


def test_there_is_no_trustee_beyond_the_last():
    for number in (0, 4):
        with pytest.raises(MalformedBytes):
            member.begin(names_of(3), 2, number)


def test_a_secret_is_recovered_from_seed_and_letter():
    posted, states = run_ceremony()

    for state, message in zip(states, posted["messages"]["output"], strict=True):
        recovered = member.recover_share(state["seed"], message["private_key"])
        assert recovered == member.secret_share(state)
