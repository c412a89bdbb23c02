"""The slow tests use what the unit tests of the core and the rules and the page tests use."""

from __future__ import annotations

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
sys.path += [str(TESTS / "unit" / each) for each in ("crypto", "rules")] + [str(TESTS / "pages")]
