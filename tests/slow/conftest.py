"""The slow tests use what the unit tests of the protocol core and the page tests are made from."""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / "unit" / "crypto"), str(TESTS / "pages")]
