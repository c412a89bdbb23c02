"""Whoever kept every request and every answer cannot tell which credential belongs to which.

The attack compares all that the issuer saw with all that the box shows. Where blinding is switched
off it finds every link; so it would find some if blinding hid less than it should.
"""

from __future__ import annotations

from math import sqrt
from secrets import SystemRandom, token_bytes

from factories.blind import an_issuer_key

from shared.crypto import blind
from shared.crypto.credentials import derive, new_code

UUID = "tnCMesiZ6MVWWm"
PEOPLE, RUNS = 8, 20
BY_CHANCE_AT_MOST = RUNS + 3 * sqrt(RUNS)
"""By chance one link a run is right; three standard deviations above that over all runs."""
BITS = 3072


def numbers():
    key = an_issuer_key()
    return blind.trusted_key(key.spki, key.digest)


def no_blinding(count):
    """Return randomness with which the blinding factor is 1; salts stay random."""
    return bytes(383) + b"\x01" if count == 384 else token_bytes(count)


def a_meeting(random=token_bytes):
    """Return what the issuer saw of each person, and what the box shows of the same person."""
    public, key = numbers(), an_issuer_key()
    seen, shown = [], []
    for _ in range(PEOPLE):
        message = blind.credential_message(UUID, derive(UUID, new_code()).public)
        prepared = blind.prepare_randomize(message)
        asked = blind.blind(public, prepared, random)
        answer = key.blind_sign(asked.blinded_msg)
        signature = blind.finalize(public, prepared, answer, asked.inv)
        seen.append((number(asked.blinded_msg), number(answer)))
        shown.append((number(signature), prepared))
    return seen, shown


def number(content: bytes) -> int:
    return int.from_bytes(content, "big")


def alike(one: int, other: int) -> int:
    """Return in how many bits two numbers agree."""
    return BITS - (one ^ other).bit_count()


def by_values(seen, shown):
    """Compare signature and signed message with answer and blinded message, bit by bit."""
    n, e = numbers().public_numbers().n, numbers().public_numbers().e
    signature, _ = shown
    return max(alike(seen[0], pow(signature, e, n)), alike(seen[1], signature))


def by_quotient(seen, shown):
    """Look for a blinding factor that is small, or near the modulus."""
    n = numbers().public_numbers().n
    factor = seen[1] * pow(shown[0], -1, n) % n
    return -min(factor, n - factor)


ATTACKS = (by_values, by_quotient)


def right_links(attack, seen, shown) -> int:
    """Return how many of the shown credentials the attack gives to the right person."""
    order = SystemRandom().sample(range(PEOPLE), PEOPLE)
    hits = 0
    for place in order:
        guess = max(range(PEOPLE), key=lambda person: attack(seen[person], shown[place]))
        hits += guess == place
    return hits


def suspects() -> set[str]:
    """Return the attacks that find more than chance lets them find, in one series of meetings."""
    meetings = [a_meeting() for _ in range(RUNS)]
    found = {
        attack.__name__: sum(right_links(attack, *meeting) for meeting in meetings)
        for attack in ATTACKS
    }
    return {name for name, hits in found.items() if hits > BY_CHANCE_AT_MOST}


def test_the_issuer_s_transcript_links_credentials_no_better_than_chance():
    """An attack that exceeds the line, as chance does in one series of 300, is asked again."""
    found = suspects()

    assert found == set() or found & suspects() == set()


def test_without_blinding_every_credential_is_linked():
    meetings = [a_meeting(no_blinding) for _ in range(2)]

    for attack in ATTACKS:
        assert sum(right_links(attack, *meeting) for meeting in meetings) == 2 * PEOPLE
