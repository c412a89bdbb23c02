"""An older copy of a key file finds what its trustee sent again on the board."""

from copy import deepcopy

import pytest
from trustee_factories import posted_until, put, take_a_step

from shared.crypto.jsontext import encode
from shared.crypto.trustees import board, member
from shared.crypto.trustees.member import BoardChanged
from shared.crypto.trustees.pki import derive_keys, send


def after_everybody(posted, states):
    """Return (board, states) after everybody took one step more."""
    states = list(states)
    for place, _ in enumerate(states):
        states[place], posted = take_a_step(states[place], posted)
    return posted, states


def test_a_copy_from_before_the_deal_goes_on():
    posted, old = posted_until("polynomial")
    dealt, _ = after_everybody(posted, old)

    after = member.advance(old[0], dealt)

    assert after.step == "output"
    assert after.state["messages"]["polynomial"] == dealt["messages"]["polynomial"][0]
    board.accept(dealt, 1, "output", after.message)


@pytest.mark.parametrize("step", ["commitment", "polynomial", "output"])
def test_a_copy_from_before_the_last_steps_ends_with_the_same_key(step):
    posted, old = posted_until(step)
    states = old
    while board.pending(posted):
        posted, states = after_everybody(posted, states)
    newest = member.advance(states[0], posted).state

    assert member.advance(old[0], posted).state == newest


def test_a_copy_from_before_the_commitment_commits_to_the_same_and_deals():
    posted, old = posted_until("commitment")
    committed, states = after_everybody(posted, old)

    assert member.advance(old[0], posted).message == states[0]["messages"]["commitment"]
    after = member.advance(old[0], committed)
    assert (after.step, after.state["polynomial"]) == ("polynomial", states[0]["polynomial"])


def test_a_copy_that_is_shown_other_certificates_deals_another_polynomial():
    posted, old = posted_until("commitment")
    _, states = after_everybody(posted, old)
    other = member.begin(posted["names"], posted["threshold"], 3)["messages"]["cert"]
    shown, again = after_everybody(put(posted, 3, "cert", other), old[:2])

    dealt = member.advance(old[0], put(shown, 3, "commitment", {"commitment": "0" * 64}))

    assert dealt.step == "polynomial"
    assert again[0]["polynomial"] == dealt.state["polynomial"]
    first, second = (set(s["polynomial"]["scalars"]) for s in (states[0], dealt.state))
    assert not first & second


def test_a_commitment_that_is_not_ours_is_not_taken_for_our_own():
    posted, old = posted_until("commitment")
    committed, states = after_everybody(posted, old)
    foreign = put(committed, 1, "commitment", states[1]["messages"]["commitment"])

    with pytest.raises(BoardChanged) as refusal:
        member.advance(old[0], foreign)
    assert refusal.value.slug == "own-polynomial"


def test_a_certificate_that_is_not_ours_is_not_taken_for_our_own():
    posted, states = posted_until("commitment")
    other = member.begin(posted["names"], posted["threshold"], 1)["messages"]["cert"]

    with pytest.raises(BoardChanged) as refusal:
        member.advance(states[0], put(posted, 1, "cert", other))
    assert refusal.value.slug == "board-changed"


def test_a_deal_of_another_polynomial_is_not_taken_for_our_own():
    posted, states = posted_until("polynomial")
    dealt, _ = after_everybody(posted, states)
    other = deepcopy(states[0])
    other["polynomial"]["coefexps"] = states[1]["polynomial"]["coefexps"]

    with pytest.raises(BoardChanged) as refusal:
        member.advance(other, dealt)
    assert refusal.value.slug == "own-polynomial"


def test_a_letter_with_another_secret_is_not_taken_for_our_own():
    own, old = posted_until("output")
    done, _ = after_everybody(own, old)
    keys = derive_keys(old[0]["seed"])
    forged = deepcopy(done["messages"]["output"][0])
    forged["private_key"] = send(keys.sk, keys.encryption, encode({"decryption_key": "7"}))

    with pytest.raises(BoardChanged) as refusal:
        member.advance(old[0], put(done, 1, "output", forged))
    assert refusal.value.slug == "own-key"
