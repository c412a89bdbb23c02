"""What the tests take from the environment."""

from __future__ import annotations

import os
from pathlib import Path

_archives = os.environ.get("OSTRAKA_TEST_ARCHIVES")

ARCHIVES: Path | None = Path(_archives) if _archives else None
"""A folder of finished archives to flip bytes in; None for those of a small demo."""

_seed = os.environ.get("OSTRAKA_TEST_SEED")

SEED = int(_seed) if _seed else 20261122
"""Of every random choice of the slow tests; they print it, and the same one does the same again."""
