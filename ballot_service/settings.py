"""What the ballot service's two processes are told by their environment.

The desk reads ``DESK_…`` and the box ``BOX_…``; neither sees the other's variables, so neither
can hold the other's database credentials.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self, TypeVar

from shared.errors import Unavailable

_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")


class BadSettings(Unavailable):
    """The environment does not say all that the process needs to know."""

    code = "bad_settings"


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """One field for each ``DESK_…`` variable; every field is required."""

    database_url: str
    redis_url: str
    key_file: str
    """Path of the desk's Ed25519 seed, hex, mode 0600."""
    box_url: str
    box_key: str
    """The box's raw public key, 64 hex digits: it signs receipts and checkpoints."""
    tally_url: str
    tally_key: str
    """The tally service's raw public key, 64 hex digits."""
    origin: str
    """Where people find the desk: ``https://HOST:PORT``. It stands in invitations."""
    box_origin: str
    """Where voters find the box; ``box_url`` is where this process does."""
    tally_origin: str
    """Where browsers find the tally service."""
    hall: str
    """The file that tells of the doors in the hall's network; it need not be there."""
    web: str
    """Folder of the built pages: what ``make web`` wrote."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read every field, or raise ``BadSettings`` naming all that are missing at once."""
        return _read(cls, "DESK_", env)

    def __post_init__(self) -> None:
        """Check the keys."""
        _check_keys(self.box_key, self.tally_key)


@dataclass(frozen=True, slots=True)
class BoxSettings:
    """One field for each ``BOX_…`` variable; every field is required."""

    database_url: str
    redis_url: str
    key_file: str
    """Path of the box's Ed25519 seed, hex, mode 0600: it signs receipts and checkpoints."""
    desk_key: str
    """The desk's raw public key, 64 hex digits: whose manifests and orders the box obeys."""
    tally_url: str
    """Whom the box tells that a board is closed."""
    archives: str
    """Folder of the published archives, one ``UUID.bel`` each."""
    origin: str
    """Where voters find the box: ``https://HOST:PORT``."""
    web: str
    """Folder of the built pages: what ``make web`` wrote."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read every field, or raise ``BadSettings`` naming all that are missing at once."""
        return _read(cls, "BOX_", env)

    def __post_init__(self) -> None:
        """Check the key."""
        _check_keys(self.desk_key)


S = TypeVar("S")


def _read(cls: type[S], prefix: str, env: Mapping[str, str]) -> S:
    """Return ``cls`` filled from the variables ``PREFIX`` + field name in capitals."""
    names = {field.name: prefix + field.name.upper() for field in fields(cls)}  # type: ignore[arg-type]
    missing = [variable for variable in names.values() if not env.get(variable)]
    if missing:
        raise BadSettings("These variables are missing: " + ", ".join(missing) + ".")
    values: dict[str, Any] = {name: env[variable] for name, variable in names.items()}
    return cls(**values)


def _check_keys(*keys: str) -> None:
    """Return if every one of ``keys`` is 64 lower-case hex digits."""
    if not all(_PUBLIC_KEY.fullmatch(key) for key in keys):
        raise BadSettings("A peer's key is its raw public key, 64 hex digits.")
