"""The slow tests of the protocol core are made from what its unit tests are made from."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "unit" / "crypto"))
