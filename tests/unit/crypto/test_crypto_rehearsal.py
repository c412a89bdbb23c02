"""The rehearsal that can decrypt nothing."""

import json
from copy import deepcopy
from functools import partial
from hashlib import sha256, sha512

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trustee_factories import finished

from shared.crypto import rehearsal
from shared.crypto.decryption import check_share, combine, make_share
from shared.crypto.elgamal import encrypt
from shared.crypto.errors import MalformedBytes, VerificationFailed
from shared.crypto.framing import frame
from shared.crypto.group import power, power_of_g, to_hex
from shared.crypto.jsontext import encode
from shared.crypto.rehearsal import (
    RehearsalChanged,
    RehearsalUnfinished,
    accept,
    advance,
    challenge,
    check_alpha,
    check_rehearsal_share,
    commitment_of,
    new_rehearsal,
    nonce_of,
    pending,
    prove_copy,
    randomness,
    recheck,
)
from shared.crypto.scalars import Q
from shared.crypto.tally import tally_text
from shared.crypto.trustees import owner_keys, parse_trustees
from shared.crypto.turns import MessageStands, StepNotOpen

BOARD, MEETING = bytes(range(32)), "m-2026"
OWNERS = (1, 2, 3)


def secrets():
    """Return the secrets of the board by owner."""
    return finished()[1]


def nonce(owner):
    """Return what a trustee opens, hex."""
    return nonce_of(secrets()[owner], BOARD, MEETING, owner).hex()


def begun():
    """Return the rehearsal before anybody did anything."""
    return new_rehearsal(BOARD, MEETING, finished()[0].trustees_text)


def until(step):
    """Return (rehearsal, what each key file keeps) just before ``step``, or at the end."""
    state, kept = begun(), {owner: {} for owner in OWNERS}
    while pending(state) and pending(state)[0][1] != step:
        owner = pending(state)[0][0]
        state, kept[owner] = take_part(state, kept[owner], owner)
    return state, kept


def take_part(state, kept, owner):
    """Return (rehearsal, kept) after one trustee has looked and perhaps sent."""
    after = advance(kept, owner, secrets()[owner], state)
    if after.message is not None:
        state = accept(state, owner, after.step, after.message)
    return state, after.kept


def put(state, owner, step, message):
    """Return a rehearsal with a message that nobody checked."""
    state = deepcopy(state)
    state["messages"][step][owner - 1] = message
    return state


@settings(max_examples=4, deadline=None)
@given(st.data())
def test_trustees_in_any_order_show_that_every_key_works(data):
    state, kept = begun(), {owner: {} for owner in OWNERS}

    while pending(state):
        for owner in [*data.draw(st.lists(st.sampled_from(OWNERS), max_size=4)), *OWNERS]:
            state, kept[owner] = take_part(state, kept[owner], owner)

    assert recheck(json.loads(json.dumps(state))) == state
    assert all(
        advance(kept[owner], owner, secrets()[owner], state).message is None for owner in OWNERS
    )


def test_the_public_randomness_is_what_the_protocol_says():
    state, _ = until("share")
    nonces = [bytes.fromhex(message["nonce"]) for message in state["messages"]["open"]]

    task = challenge(state)

    framed = frame("ostraka/v1/rehearsal", BOARD, MEETING, *nonces)
    assert task.r == int.from_bytes(sha512(framed).digest(), "big") % Q
    assert task.alpha == power_of_g(task.r)
    commit = frame("ostraka/v1/rehearsal-commit", BOARD, MEETING, 2, nonces[1])
    assert state["messages"]["commit"][1] == {"commitment": sha256(commit).hexdigest()}


def test_anybody_can_compute_the_factor_of_a_share():
    state, _ = until(None)
    task = challenge(state)
    keys = owner_keys(parse_trustees(state["trustees"]))

    for key, message in zip(keys, state["messages"]["share"], strict=True):
        factor = json.loads(message["share"])["decryption_factors"][0][0]
        assert factor == to_hex(power(key, task.r))
        check_rehearsal_share(task, key, message["share"])


def test_the_shares_combine_to_nought():
    state, _ = until(None)
    task, items = challenge(state), parse_trustees(state["trustees"])
    keys = owner_keys(items)

    shares = {
        owner: check_share(message["share"], task.phi, task.text, task.tally, key)
        for owner, (key, message) in enumerate(
            zip(keys, state["messages"]["share"], strict=True), start=1
        )
    }

    assert combine(items, shares, task.tally, 0) == [[0]]


def test_every_nonce_board_and_meeting_changes_the_randomness():
    nonces = [bytes([n]) * 32 for n in range(3)]
    drawn = {
        randomness(BOARD, MEETING, nonces),
        randomness(BOARD, MEETING, nonces[::-1]),
        randomness(BOARD, MEETING, [nonces[0], nonces[1], bytes(31) + b"\x01"]),
        randomness(BOARD, "m-2027", nonces),
        randomness(BOARD[::-1], MEETING, nonces),
    }

    assert len(drawn) == 5


def test_nothing_is_opened_before_all_have_committed():
    state, kept = until("commit")
    state, kept[1] = take_part(state, kept[1], 1)

    assert advance(kept[1], 1, secrets()[1], state).message is None
    with pytest.raises(StepNotOpen):
        accept(state, 1, "open", {"nonce": nonce(1)})


def test_no_share_is_made_before_all_have_opened():
    state, kept = until("open")
    state, kept[1] = take_part(state, kept[1], 1)

    assert advance(kept[1], 1, secrets()[1], state).message is None
    with pytest.raises(RehearsalUnfinished):
        challenge(state)


def test_an_opening_that_does_not_fit_its_commitment_is_refused():
    state, _ = until("open")

    with pytest.raises(VerificationFailed):
        accept(state, 1, "open", {"nonce": nonce(2)})


def test_a_copied_commitment_cannot_be_opened_by_the_copier():
    state, _ = until("commit")
    first = commitment_of(BOARD, MEETING, 1, bytes.fromhex("07" * 32))
    for owner in OWNERS:
        state = accept(state, owner, "commit", {"commitment": first})
    state = accept(state, 1, "open", {"nonce": "07" * 32})

    with pytest.raises(VerificationFailed):
        accept(state, 2, "open", {"nonce": "07" * 32})


def test_a_message_that_got_lost_is_sent_again():
    state, _ = until("commit")
    after = advance({}, 1, secrets()[1], state)

    again = advance(after.kept, 1, secrets()[1], state)

    assert again == after


def test_a_nonce_is_the_framed_hash_of_the_protocol_and_another_for_every_statement():
    x = secrets()[2]
    framed = frame("ostraka/v1/rehearsal-nonce", x.to_bytes(32, "little"), BOARD, MEETING, 2)

    assert nonce_of(x, BOARD, MEETING, 2) == sha256(framed).digest()
    others = {
        nonce_of(x, BOARD, MEETING, 2),
        nonce_of(x + 1, BOARD, MEETING, 2),
        nonce_of(x, BOARD[::-1], MEETING, 2),
        nonce_of(x, BOARD, "m-2027", 2),
        nonce_of(x, BOARD, MEETING, 3),
    }
    assert len(others) == 5


@pytest.mark.parametrize("step", ["open", "share"])
def test_a_spare_copy_goes_on_where_the_main_one_stopped(step):
    state, kept = until(step)

    spare = advance({}, 1, secrets()[1], state)
    assert spare.step == step
    kept[1] = {}
    while pending(state):
        for owner in OWNERS:
            state, kept[owner] = take_part(state, kept[owner], owner)

    assert recheck(state) == state


def test_a_spare_copy_commits_as_the_main_one_did():
    state, _ = until("commit")
    main, spare = (advance({}, 1, secrets()[1], state) for _ in range(2))

    assert main == spare
    assert advance({}, 1, secrets()[1], accept(state, 1, "commit", main.message)).message is None


def test_a_spare_copy_shows_that_it_works_after_the_share_was_given():
    state, _ = until("share")
    assert not prove_copy(1, secrets()[1], state)
    state, _ = until(None)

    assert advance({}, 1, secrets()[1], state).message is None
    assert prove_copy(1, secrets()[1], state)


def test_a_spare_copy_with_a_damaged_key_does_not_work():
    state, _ = until(None)

    for damaged in (secrets()[1] ^ 1, secrets()[2]):
        with pytest.raises(RehearsalChanged):
            prove_copy(1, damaged, state)


def test_a_copy_that_makes_false_shares_does_not_work(monkeypatch):
    state, _ = until(None)
    false = partial(make_share, "A" * 43)
    monkeypatch.setattr(rehearsal, "make_share", lambda _, *rest: false(*rest))

    with pytest.raises(VerificationFailed):
        prove_copy(1, secrets()[1], state)


def test_a_message_that_stands_is_not_replaced():
    state, _ = until("open")

    with pytest.raises(MessageStands):
        accept(state, 1, "commit", {"commitment": "0" * 64})


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("commit", {}),
        ("commit", {"commitment": "0" * 63}),
        ("commit", {"commitment": 7}),
        ("open", {"nonce": "Z" * 64}),
        ("open", {"nonce": "0" * 64, "more": 1}),
        ("share", {"share": 7}),
        ("share", {"share": "{}"}),
        ("dance", {}),
    ],
)
def test_misshapen_messages_are_malformed(step, message):
    state, _ = until(step if step != "dance" else "commit")

    with pytest.raises(MalformedBytes):
        accept(state, 1, step, message)


def test_the_share_of_another_key_is_refused():
    state, _ = until("share")
    task = challenge(state)
    text = make_share(task.phi, task.text, secrets()[2], task.tally)

    with pytest.raises(VerificationFailed):
        accept(state, 1, "share", {"share": text})
    accept(state, 2, "share", {"share": text})


def test_a_share_of_another_ciphertext_is_refused():
    state, _ = until("share")
    task = challenge(state)
    tally = [[encrypt(finished()[0].key, 0, task.r + 1)]]
    text = make_share(task.phi, task.text, secrets()[1], tally)

    with pytest.raises(VerificationFailed):
        accept(state, 1, "share", {"share": text})


def test_a_rehearsal_share_is_no_share_of_an_election():
    state, _ = until(None)
    task = challenge(state)
    key = owner_keys(parse_trustees(state["trustees"]))[0]
    text = state["messages"]["share"][0]["share"]
    check_share(text, task.phi, task.text, task.tally, key)

    with pytest.raises(VerificationFailed):
        check_share(text, "A" * 43, task.text, task.tally, key)
    with pytest.raises(VerificationFailed):
        check_share(text, task.phi, tally_text([[*task.tally[0]] * 2]), task.tally, key)


def test_a_program_with_the_wrong_key_does_not_take_part():
    state, _ = until("commit")

    with pytest.raises(RehearsalChanged):
        advance({}, 1, secrets()[2], state)
    with pytest.raises(RehearsalChanged):
        advance({}, 4, secrets()[2], state)


@pytest.mark.parametrize("change", [{"meeting": "m-2027"}, {"board": "0" * 64}])
def test_another_rehearsal_than_the_one_begun_is_refused(change):
    state, kept = until("commit")
    kept[1] = advance({}, 1, secrets()[1], state).kept

    with pytest.raises(RehearsalChanged):
        advance(kept[1], 1, secrets()[1], {**state, **change})


def test_a_service_that_exchanges_our_own_commitment_is_caught():
    state, kept = until("open")

    with pytest.raises(RehearsalChanged):
        advance(kept[1], 1, secrets()[1], put(state, 1, "commit", {"commitment": "0" * 64}))


def test_a_service_that_exchanges_another_s_commitment_later_is_caught():
    state, kept = until("open")
    kept[1] = advance(kept[1], 1, secrets()[1], state).kept

    with pytest.raises(RehearsalChanged):
        advance(kept[1], 1, secrets()[1], put(state, 2, "commit", {"commitment": "0" * 64}))


def test_openings_that_fit_no_commitment_are_caught_by_the_program():
    state, kept = until("share")

    with pytest.raises(VerificationFailed):
        advance(kept[1], 1, secrets()[1], put(state, 2, "open", {"nonce": "0" * 64}))


def test_only_the_alpha_drawn_together_is_taken():
    state, _ = until("share")
    check_alpha(state, to_hex(challenge(state).alpha))

    for other in (to_hex(power_of_g(5)), None, 7):
        with pytest.raises(RehearsalChanged):
            check_alpha(state, other)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.pop("board"),
        lambda s: s.update(board="xyz"),
        lambda s: s.update(more=1),
        lambda s: s["messages"].pop("open"),
        lambda s: s["messages"]["open"].pop(),
        lambda s: s.update(trustees=encode([])),
    ],
)
def test_what_is_no_rehearsal_is_refused(change):
    state, _ = until(None)
    recheck(state)

    change(state)

    with pytest.raises((MalformedBytes, VerificationFailed)):
        recheck(state)


def test_a_board_s_digest_has_thirty_two_bytes():
    with pytest.raises(MalformedBytes):
        new_rehearsal(bytes(31), MEETING, finished()[0].trustees_text)


def test_the_steps_are_those_of_the_protocol():
    assert rehearsal.STEPS == ("commit", "open", "share")
