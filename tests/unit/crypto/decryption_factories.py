"""What the tests of decryption are made from: our own board's tally and its checked shares."""

from trustee_factories import PHI, a_tally, finished

from shared.crypto.decryption import check_share, make_share
from shared.crypto.trustees import owner_keys, parse_trustees

ROWS = [[3, 0, 5], [8, 0]]
BOUND = 8


def items_of(size=3, threshold=2):
    """Return (items, keys, secrets by owner) of our own board."""
    outcome, secrets = finished(size, threshold)
    items = parse_trustees(outcome.trustees_text)
    return items, owner_keys(items), secrets


def shares_of(owners, tally, text, size=3, threshold=2):
    """Return checked shares by owner."""
    _, keys, secrets = items_of(size, threshold)
    return {
        owner: check_share(
            make_share(PHI, text, secrets[owner], tally), PHI, text, tally, keys[owner - 1]
        )
        for owner in owners
    }


def our_tally(rows=ROWS, size=3, threshold=2):
    """Return (tally, text) under our own board's key."""
    return a_tally(finished(size, threshold)[0].key, rows)
