"""The numbered checks of PROTOCOL section 11 and of our profile, and the slugs that fail them.

Whatever finds a fault names it by slug; here the slug gets its number. A slug that can arise
in several places, such as a point outside the group, takes the number of the place.

May import: stdlib, shared.crypto.errors.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared.crypto.errors import ArchiveRejected, MalformedBytes, VerificationFailed

TITLES = {
    1: "the file is exactly what its content makes",
    2: "every name is the hash of its content",
    3: "events form a chain",
    4: "events come in order",
    5: "events and their contents fit",
    6: "one spelling for everything",
    7: "version, group, uuid",
    8: "bounds of the questions",
    9: "trustees know their keys",
    10: "threshold keys and certificates",
    11: "the election key is the trustees' key",
    12: "the list of credentials",
    13: "ballots are canonical",
    14: "ballots are of this election",
    15: "ballots have listed credentials",
    16: "ballots are signed",
    17: "no ballot comes twice",
    18: "ballots fit the questions",
    19: "blank proofs where blank is allowed",
    20: "ciphertexts are in the group",
    21: "ballots encrypt allowed choices",
    22: "the encrypted tally is the sum of the ballots",
    23: "the counts of the tally",
    24: "each trustee decrypts once",
    25: "decryption proofs",
    26: "enough trustees decrypted",
    27: "the result is what was decrypted",
    28: "the result is possible",
    101: "P2: decryption proofs bind tally and result",
    102: "P5: no neutral ciphertext, one ballot a credential, no weights, no certificate",
    103: "P6: ballots come in the order of their hashes",
    104: "P11: one threshold board, questions of our shape",
    29: "an earlier copy is a beginning of this one",
}
"""Numbers to titles; 101 and up are the profile's, named by their paragraph."""

STAGES = {
    "container": (1, 2, 3, 4, 5),
    "setup": (6, 7, 8, 9, 10, 11, 12),
    "ballots": (13, 14, 15, 16, 17, 18, 19, 20, 21),
    "tally": (22, 23),
    "shares": (24, 25),
    "result": (26, 27, 28),
    "profile": (101, 102, 103, 104),
    "earlier": (29,),
}
"""The stages in order, with the checks that have been made when each is over.

Check 6 goes on in every later stage, for whatever that stage reads. ``earlier`` is the business
of whoever holds an earlier copy, see ``monitoring``."""

_NUMBERS = {
    "public-key": 11,
    "cred-duplicate": 12,
    "cred-not-member": 12,
    "cred-neutral": 12,
    "cred-order": 12,
    "cred-weight": 12,
    "election-version": 7,
    "uuid": 7,
    "question-bounds": 8,
    "ballot-uuid": 14,
    "election-hash": 14,
    "ballot-hash": 16,
    "ballot-signature": 16,
    "answer-shape": 18,
    "blank-proof-presence": 19,
    "individual-proof": 21,
    "overall-proof": 21,
    "blank-proof": 21,
    "decryption-proof": 25,
    "context-proof": 101,
    "election-shape": 104,
}


def check_name(number: int) -> str:
    """Return how reports and messages name a check: its number, or the profile's paragraph."""
    return TITLES[number].split(":")[0] if number > 100 else str(number)


@contextmanager
def rejecting(number: int, where: str = "") -> Iterator[None]:
    """Turn any refusal inside into ``ArchiveRejected``.

    Args:
        number: the check of this place, for slugs that have no number of their own.
        where: what part of the archive is being read, for the message.
    """
    try:
        yield
    except ArchiveRejected:
        raise
    except (MalformedBytes, VerificationFailed) as error:
        check = _NUMBERS.get(error.slug, number)
        raise ArchiveRejected(check, error.slug, str(error), where) from error
