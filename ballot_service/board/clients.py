"""The bell at the tally service: it makes the tally look, and carries nothing to believe.

May import: shared.plumbing.http.
"""

from __future__ import annotations

from shared.plumbing.http import Peer


def ring_tally(tally: Peer, kind: str, subject: str) -> None:
    """Tell the tally service to look at ``subject``; raises if it did not hear."""
    tally.post_json("/api/v1/bells", {"kind": kind, "subject": subject})
