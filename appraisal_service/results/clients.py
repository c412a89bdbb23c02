"""Reads the tally service's public certificates.

May import: shared.plumbing.http.
"""

from shared.plumbing.http import Peer

RESULT_LIMIT = 8 * 1024 * 1024


def fetch_result(tally: Peer, digest: str) -> bytes:
    """Return the bytes the tally service serves under ``digest``; nobody has checked them.

    Raises:
        PeerFoundNothing: it has no such result.
        PeerAway: it did not answer.
    """
    return tally.get_bytes(f"/api/v1/certified-results/{digest}", RESULT_LIMIT)
