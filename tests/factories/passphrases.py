"""Hashes of the tests' own passphrases: as dear as any, but each made once a process."""

from __future__ import annotations

from functools import cache

import pytest

from shared.plumbing.accounts import actions
from shared.plumbing.accounts.passphrases import hash_passphrase

_hashed = cache(hash_passphrase)


def hash_each_once(patch: pytest.MonkeyPatch) -> None:
    """Let accounts with one passphrase share its hash; it is checked at full cost all the same."""
    patch.setattr(actions, "hash_passphrase", _hashed)
