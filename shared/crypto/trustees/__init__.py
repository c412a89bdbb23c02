"""Trustees: who holds the key, how they made it, and what an archive says about them.

``items`` has the types, ``parsing`` reads and checks an archive's ``trustees`` text, ``pki`` and
``threshold`` hold the pieces, ``board`` and ``member`` are the two sides of the ceremony.
Import from here what other packages need.

May import: cryptography, shared.crypto.
"""

from shared.crypto.trustees.items import (
    Item,
    Pedersen,
    Single,
    combined_key,
    owner_keys,
    trustees_text,
)
from shared.crypto.trustees.parsing import check_profile, parse_trustees

__all__ = [
    "Item",
    "Pedersen",
    "Single",
    "check_profile",
    "combined_key",
    "owner_keys",
    "parse_trustees",
    "trustees_text",
]
