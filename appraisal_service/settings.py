"""What the appraisal service's processes are told by their environment.

May import: stdlib, shared.errors.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from shared.errors import Unavailable

PREFIX = "APPRAISAL_"

_PUBLIC_KEY = re.compile(r"[0-9a-f]{64}")


class BadSettings(Unavailable):
    """The environment does not say all that the process needs to know."""

    code = "bad_settings"


@dataclass(frozen=True, slots=True)
class Settings:
    """One field for each ``APPRAISAL_…`` variable; every field is required."""

    database_url: str
    redis_url: str
    key_file: str
    """Path of the service's Ed25519 seed, hex, mode 0600: it signs the grades."""
    tally_url: str
    tally_key: str
    """The tally service's raw public key, 64 hex digits: it signs certified results."""
    web: str
    """Folder of the built pages: what ``make web`` wrote."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read every ``APPRAISAL_…`` variable.

        Raises:
            BadSettings: names all that are missing at once, or a key that is none.
        """
        names = {field.name: PREFIX + field.name.upper() for field in fields(cls)}
        missing = [variable for variable in names.values() if not env.get(variable)]
        if missing:
            raise BadSettings("Missing settings: " + ", ".join(missing) + ".")
        return cls(**{name: env[variable] for name, variable in names.items()})

    def __post_init__(self) -> None:
        """Check the key."""
        if not _PUBLIC_KEY.fullmatch(self.tally_key):
            raise BadSettings("A peer's key is 64 lower-case hex digits.")
