"""The trustee's program at the tally service: fetches what is public, posts what is due.

May import: stdlib, shared.crypto, shared.plumbing.http, shared.cli.trustee.
"""

from __future__ import annotations

import re
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

_KEY = re.compile(r"[0-9a-f]{64}")
_ODD = "The tally service's answer is not what it should be."


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
        page = self._page(f"/api/v1/boards/{board}")
        answer = self._page("/api/v1/keys")
        tally_key = _key(answer.get("public"))
        if key_id(tally_key) != answer.get("key_id"):
            raise VerificationFailed("The tally service's key and its name differ.")
        self._holder.init(page, number, tally_key=tally_key, desk_key=desk_key)

    def step(self) -> bool:
        """Do what is due in the key ceremony; False if there was nothing to do now."""
        path = f"/api/v1/boards/{self._holder.board}"
        is_new, post = self._holder.step(self._page(path))
        if post is not None:
            self._tally.post_json(f"{path}/messages", post._asdict())
        return is_new

    def rehearse(self, meeting: str) -> bool:
        """Do what is due in the rehearsal for ``meeting``; False if there was nothing to do."""
        path = self._rehearsal_path(meeting)
        post = self._holder.rehearse(meeting, self._page(path))
        if post is not None:
            self._tally.post_json(f"{path}/messages", post._asdict())
        return post is not None

    def prove_copy(self, meeting: str) -> bool:
        """Return True if this copy of the key works, shown without sending anything.

        False if this trustee's share of the rehearsal is still to come.
        """
        return self._holder.prove_copy(meeting, self._page(self._rehearsal_path(meeting)))

    def decrypt(self, uuid: str, map_: Map = map) -> str:
        """Verify the closed box ``uuid``, give this trustee's share, return its tally's hash."""
        path = f"/api/v1/counts/{uuid}"
        task = self._page(f"{path}/task")
        archive = self._tally.get_bytes(f"{path}/archive?stage=closed", ARCHIVE_LIMIT)
        share, tally_hash = self._holder.share(uuid, task, archive, map_)
        self._tally.post_json(f"{path}/shares", {"share": share})
        return tally_hash

    def status(self) -> dict[str, Any]:
        """Return what may be shown of the key file."""
        return self._holder.status()

    def _rehearsal_path(self, meeting: str) -> str:
        """Return where the rehearsal for ``meeting`` stands."""
        return f"/api/v1/boards/{self._holder.board}/rehearsals/{meeting}"

    def _page(self, path: str) -> dict[str, Any]:
        """Return what the service shows at ``path``; its fields are for the reader to check.

        Raises:
            VerificationFailed: not an object.
        """
        page = self._tally.get_json(path)
        if not isinstance(page, dict):
            raise VerificationFailed(_ODD)
        return page


def _key(text: object) -> bytes:
    """Return the public key that the service writes as 64 hex digits."""
    if not isinstance(text, str) or not _KEY.fullmatch(text):
        raise VerificationFailed(_ODD)
    return bytes.fromhex(text)
