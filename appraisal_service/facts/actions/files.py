"""A file as somebody brought it, read as a table before anything is locked.

May import: shared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from shared.tables.reading import read_table
from shared.tables.table import Table


@dataclass(frozen=True, slots=True)
class BroughtFile:
    """A file's name, of which the ending matters, and its bytes."""

    name: str
    body: bytes

    @property
    def digest(self) -> str:
        """The file's SHA-256, hex."""
        return hashlib.sha256(self.body).hexdigest()

    def table(self) -> Table:
        """Return the table in it.

        Raises:
            TableRejected, TablesBusy: see ``read_table``.
        """
        return read_table(self.name, self.body)
