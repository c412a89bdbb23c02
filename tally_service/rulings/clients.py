"""Reads a resolved pack from the desk's public address.

May import: shared.plumbing.http.
"""

from __future__ import annotations

from shared.plumbing.http import Peer


def fetch_pack(desk: Peer, digest: str) -> object:
    """Return the document the desk serves under ``digest``; nobody has checked it.

    Raises:
        PeerAway, PeerRefused: to be tried again.
    """
    return desk.get_json(f"/api/v1/packs/{digest}")
