"""Where phones in the hall find things, as a file that `ostraka up --lan` writes.

May import: stdlib, shared.crypto.receipts.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from shared.crypto.receipts import SixWords, six_words


@dataclass(frozen=True, slots=True)
class Hall:
    """The doors of the hall's network that are open."""

    box: str
    """Origin of the box: ``https://HOST:PORT``."""
    desk: str = ""
    """Origin of the desk; nothing when phones do not reach it."""
    welcome: str = ""
    """Address of the welcome page, plain HTTP; nothing when no warning will come."""
    authority: str = ""
    """SHA-256 of our own authority's certificate, 64 hex digits; nothing when one was given."""

    @property
    def check(self) -> str:
        """Address of the page that tells whether a phone can vote."""
        return f"{self.box}/check"

    @property
    def entrance(self) -> str:
        """The address whose code the hall is shown first."""
        return self.welcome or self.check

    @property
    def words(self) -> SixWords | None:
        """The six words of the authority."""
        return six_words(bytes.fromhex(self.authority)) if self.authority else None

    @property
    def fingerprint(self) -> list[str]:
        """The authority's SHA-256 as browsers write it, in four rows: ``AB CD …``."""
        pairs = [self.authority[n : n + 2].upper() for n in range(0, len(self.authority), 2)]
        return [" ".join(pairs[n : n + 8]) for n in range(0, len(pairs), 8)]

    def write(self, path: Path) -> None:
        """Put this in place of the file in one step."""
        half = path.with_suffix(".new")
        half.write_text(json.dumps(asdict(self)) + "\n")
        half.replace(path)

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Return what was written; None when no door is open."""
        try:
            return cls(**json.loads(path.read_text()))
        except FileNotFoundError:
            return None
