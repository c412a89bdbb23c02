"""What the tests take from the environment."""

from __future__ import annotations

import os
from pathlib import Path

_archives = os.environ.get("OSTRAKA_TEST_ARCHIVES")

ARCHIVES: Path | None = Path(_archives) if _archives else None
"""A folder of finished archives to flip bytes in; None for those of a small demo."""
