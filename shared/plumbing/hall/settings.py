"""What the welcome page's process is told by its environment.

May import: stdlib.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class WelcomeSettings:
    """One field for each ``WELCOME_…`` variable; every field is required."""

    hall: Path
    """The file that tells of the hall's doors."""
    authority: Path
    """Our own authority's certificate, PEM."""
    web: Path
    """Folder of the built pages: what ``make web`` wrote."""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read every field."""
        names = ("HALL", "AUTHORITY", "WEB")
        return cls(*(Path(env[f"WELCOME_{name}"]) for name in names))
