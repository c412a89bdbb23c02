"""The trustee's program at the tally service: fetches what is public, posts what is due.

May import: stdlib, shared.crypto, shared.plumbing.http, shared.cli.trustee.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shared.cli.trustee.keyholder import Compare, KeyHolder
from shared.cli.trustee.storage import KeyFile
from shared.crypto.errors import VerificationFailed
from shared.crypto.keyfile import Cost
from shared.crypto.signing import key_id
from shared.crypto.verify import Map
from shared.plumbing.http import Peer

ARCHIVE_LIMIT = 4 * 1024 * 1024 * 1024


class TrusteeProgram:
    """One trustee with a key file, connected to the tally service under its own account."""

    def __init__(
        self,
        tally: Peer,
        key_file: Path,
        passphrase: str,
        compare: Compare,
        *,
        cost: Cost | None = None,
    ) -> None:
        self._tally = tally
        self._holder = KeyHolder(KeyFile(key_file, passphrase, cost), compare)

    def init(self, board: str, number: int, desk_key: bytes) -> None:
        """Make the key file of trustee ``number`` (from 1) of ``board``; ``step`` begins then.

        The tally service's own key is taken from its answer and believed from then on.

        Raises:
            KeyFileExists: a key file is never written over.
        """
        page = self._tally.get_json(f"/api/v1/boards/{board}")
        answer = self._tally.get_json("/api/v1/keys")
        tally_key = bytes.fromhex(answer["public"])
        if key_id(tally_key) != answer["key_id"]:
            raise VerificationFailed("The tally service's key and its name differ.")
        self._holder.init(page, number, tally_key=tally_key, desk_key=desk_key)

    def step(self) -> bool:
        """Do what is due in the key ceremony; False if there was nothing to do now."""
        path = f"/api/v1/boards/{self._holder.board}"
        is_new, post = self._holder.step(self._tally.get_json(path))
        if post is not None:
            self._tally.post_json(f"{path}/messages", post._asdict())
        return is_new

    def rehearse(self, meeting: str) -> bool:
        """Do what is due in the rehearsal for ``meeting``; False if there was nothing to do."""
        path = f"/api/v1/boards/{self._holder.board}/rehearsals/{meeting}"
        post = self._holder.rehearse(meeting, self._tally.get_json(path))
        if post is not None:
            self._tally.post_json(f"{path}/messages", post._asdict())
        return post is not None

    def decrypt(self, uuid: str, map_: Map = map) -> str:
        """Verify the closed box ``uuid``, give this trustee's share, return its tally's hash."""
        path = f"/api/v1/counts/{uuid}"
        task = self._tally.get_json(f"{path}/task")
        archive = self._tally.get_bytes(f"{path}/archive?stage=closed", ARCHIVE_LIMIT)
        share, tally_hash = self._holder.share(uuid, task, archive, map_)
        self._tally.post_json(f"{path}/shares", {"share": share})
        return tally_hash

    def status(self) -> dict[str, Any]:
        """Return what may be shown of the key file."""
        return self._holder.status()
