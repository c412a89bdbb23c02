"""What a trustee notices in a ceremony: a dealer at fault, a server that tells two stories."""

from copy import deepcopy

import pytest
from trustee_factories import names_of, posted_until, put, run_ceremony

from shared.crypto.errors import VerificationFailed
from shared.crypto.jsontext import encode
from shared.crypto.trustees import board, member
from shared.crypto.trustees.member import BoardChanged, DealerAtFault
from shared.crypto.trustees.pki import derive_keys, send


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
