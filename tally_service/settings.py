"""What the tally service's processes are told by their environment.

May import: stdlib, shared.errors.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Self

from shared.errors import Unavailable

PREFIX = "TALLY_"

_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")


class BadSettings(Unavailable):
    """The environment does not say all that the process needs to know."""

    code = "bad_settings"


@dataclass(frozen=True, slots=True)
class Settings:
    """One field for each ``TALLY_…`` variable; every field without a default is required."""

    database_url: str
    redis_url: str
    key_file: str
    """Path of the service's Ed25519 seed, hex, mode 0600."""
    archives: str
    """Folder of the archives; every process of the service sees the same one."""
    box_url: str
    box_key: str
    """The box's raw public key, 64 hex digits: it signs the closing checkpoints."""
    desk_url: str
    desk_key: str
    """The desk's raw public key, 64 hex digits: it signs manifests, lists and ledgers."""
    appraisal_url: str
    web: str
    """Folder of the built pages: what ``make web`` wrote."""
    origin: str = ""
    """Where anybody's browser finds this service; stands in the QR code of every report."""
    desk_origin: str = ""
    """Where anybody's browser finds the desk: what to do about a lost key stands there."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read every ``TALLY_…`` variable.

        Raises:
            BadSettings: names all that are missing at once, or a key that is none.
        """
        names = {field.name: PREFIX + field.name.upper() for field in fields(cls)}
        required = [names[field.name] for field in fields(cls) if field.default is MISSING]
        missing = [variable for variable in required if not env.get(variable)]
        if missing:
            raise BadSettings("Missing settings: " + ", ".join(missing) + ".")
        return cls(**{name: env[var] for name, var in names.items() if env.get(var)})

    def __post_init__(self) -> None:
        """Check the keys."""
        if not all(_PUBLIC_KEY.fullmatch(key) for key in (self.box_key, self.desk_key)):
            raise BadSettings("A peer's key is 64 lower-case hex digits.")
