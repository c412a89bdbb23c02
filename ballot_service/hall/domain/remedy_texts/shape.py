"""What a page about a fault says, in Chinese and in English.

May import: stdlib.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Words(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """The page of one fault."""

    title: Words
    now: tuple[Words, ...]
    """What to do, in this order."""
    decides: Words
    again: Words
    """What can be done again."""
    never: Words
    recorded: Words
