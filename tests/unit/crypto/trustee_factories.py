"""What the tests of trustees, decryption and rehearsal are made from."""

import json
from copy import deepcopy
from functools import cache
from itertools import count

from crypto_factories import VECTORS

from shared.crypto.elgamal import encrypt
from shared.crypto.group import power_of_g
from shared.crypto.jsontext import decode
from shared.crypto.proofs import prove_key
from shared.crypto.tally import tally_text
from shared.crypto.trustees import Single, board, member
from shared.crypto.trustees.pki import derive_keys, receive
from shared.crypto.trustees.threshold import TrusteeKey

FACTS = json.loads((VECTORS / "belenios_v1_trustees.json").read_text())
BOARDS = FACTS["boards"]
PHI = "7XqjKGcfvMKSyKa7fg00jGZooZ/pb9KQktmdoPc+aUQ"


def names_of(size):
    """Return the names of so many trustees."""
    return [f"受托人 {number}" for number in range(1, size + 1)]


def secret_of(seed, letter):
    """Return the secret of a trustee of an outside tool, from its letter to itself."""
    keys = derive_keys(seed)
    return int(decode(receive(keys, keys.verification, letter))["decryption_key"])


def counting_random():
    """Return a source of bytes that never repeats and is the same each time."""
    numbers = count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


def run_ceremony(size=3, threshold=2):
    """Return (board, states) of a ceremony in which everybody did everything."""
    posted = board.new_board(names_of(size), threshold)
    states = [member.begin(names_of(size), threshold, i) for i in range(1, size + 1)]
    while board.pending(posted):
        for place, _ in enumerate(states):
            states[place], posted = take_a_step(states[place], posted)
    return posted, [member.advance(state, posted).state for state in states]


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


def take_a_step(state, posted):
    """Return (state, board) after one trustee has looked and perhaps sent."""
    after = member.advance(state, posted)
    if after.message is not None:
        posted = board.accept(posted, state["number"], after.step, after.message)
    return after.state, posted


def finished(size=3, threshold=2):
    """Return (outcome, secrets by owner) of one ceremony, made once."""
    return _finished(size, threshold)


@cache
def _finished(size, threshold):
    """Return what ``finished`` does; a cache tells a default from the same value given."""
    posted, states = run_ceremony(size, threshold)
    secrets = {state["number"]: member.secret_share(state) for state in states}
    return board.outcome(posted), secrets


def a_tally(public_key, rows):
    """Return (tally, text) of these counts, encrypted."""
    random = counting_random()
    tally = [
        [encrypt(public_key, n, int.from_bytes(random(4), "big") + 7) for n in row] for row in rows
    ]
    return tally, tally_text(tally)


def a_single(secret):
    """Return a Single item of this secret."""
    return Single(TrusteeKey(prove_key(secret), power_of_g(secret)))
